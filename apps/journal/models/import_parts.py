"""What an import holds until it is confirmed: rows that were read, and bytes as they were sent."""

from datetime import timedelta
from typing import Any, Final, Self
from uuid import UUID, uuid4, uuid5

from django.apps import apps as django_apps
from django.db import models, transaction
from django.utils import timezone

from apps.journal.importing.content import ImportPartContent
from apps.vault.crypto.sealing import Damaged
from apps.vault.registry import SealedTable
from apps.vault.sealed_rows import PrivateQuerySet, PrivateRow, SealedRow
from apps.vault.unlocked_vault import UnlockedVault

PART: Final = "import.part"
PIECE: Final = "import.piece"
PIECE_BYTES: Final = 1024 * 1024
PIECES_KEPT: Final = timedelta(days=7)


def of_an_import() -> models.Exists:
    """That the import of a row is there, in the same vault."""
    imports: models.QuerySet[Any] = django_apps.get_model(
        "journal", "Import"
    )._default_manager.all()
    return models.Exists(
        imports.filter(vault_id=models.OuterRef("vault_id"), pk=models.OuterRef("import_id"))
    )


class ImportPartQuerySet(PrivateQuerySet["ImportPart"]):
    def of(self, import_id: UUID) -> Self:
        return self.filter(import_id=import_id).order_by("number")

    def of_none(self) -> Self:
        """Rows whose import is gone."""
        return self.filter(~of_an_import())


class ImportPart(SealedRow[ImportPartContent]):
    """Some rows of a file, as they came."""

    import_id = models.UUIDField()
    sealed = models.BinaryField()

    sealed_table = SealedTable(
        name="import parts",
        blobs={"sealed": PART},
        not_exported="Rows of a file that is not confirmed yet; the writer has the file.",
    )

    objects = ImportPartQuerySet.as_manager()

    class Meta:
        indexes = [
            models.Index(fields=["vault_id", "import_id", "number"], name="parts_of_an_import")
        ]

    @classmethod
    def keep(cls, vault: UnlockedVault, rows: ImportPartContent, *, import_id: UUID) -> None:
        """Seal these rows and store them. Inside a transaction only."""
        number = vault.vault.next_number()
        part = cls(id=uuid4(), vault_id=vault.id, number=number, import_id=import_id)
        part.seal(vault, rows)
        part.save(force_insert=True)


class ImportPieceQuerySet(PrivateQuerySet["ImportPiece"]):
    def of(self, import_id: UUID) -> Self:
        return self.filter(import_id=import_id)

    def of_none(self) -> Self:
        """Rows whose import is gone."""
        return self.filter(~of_an_import())

    def abandoned(self) -> Self:
        """Pieces of a file whose photos nobody went on with."""
        return self.filter(changed_on__lt=(timezone.now() - PIECES_KEPT).date())


class ImportPiece(PrivateRow):
    """PIECE_BYTES of a file as it was sent, sealed while it arrives; `number` is its place.

    The place is in the id, and the id in the seal: a piece opens nowhere but at its place.
    """

    import_id = models.UUIDField()
    sealed = models.BinaryField()

    sealed_table = SealedTable(
        name="import pieces",
        blobs={"sealed": PIECE},
        not_exported="Bytes of a file that is still read; the writer has the file.",
    )

    objects = ImportPieceQuerySet.as_manager()

    class Meta:
        indexes = [models.Index(fields=["vault_id", "import_id"], name="pieces_of_a_file")]

    @classmethod
    def keep(cls, vault: UnlockedVault, data: bytes, *, import_id: UUID, place: int) -> None:
        """Seal a piece and store it. Raises KeysReplaced: it would be under a key that goes."""
        piece_id = _piece_id(import_id, place)
        piece = cls(id=piece_id, vault_id=vault.id, number=place, import_id=import_id)
        piece.seal_field(vault, "sealed", data)
        with transaction.atomic():
            vault.vault.hold()
            piece.save(force_insert=True)

    @classmethod
    def read(cls, vault: UnlockedVault, *, import_id: UUID, place: int) -> bytes:
        """The bytes at this place. Raises Damaged, also where they are gone."""
        piece = cls.objects.in_vault(vault).with_id(_piece_id(import_id, place))
        if piece is None:
            raise Damaged("A piece of the file is gone.")
        return piece.unseal_field(vault, "sealed")


def _piece_id(import_id: UUID, place: int) -> UUID:
    return uuid5(import_id, str(place))
