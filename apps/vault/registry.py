"""The registry of sealed tables: export, import, deletion and the tests of leaks walk it."""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from typing import cast
from uuid import UUID

from django.apps import apps

from apps.vault.codec import Content, decode, encode
from apps.vault.crypto.sealing import Damaged
from apps.vault.models import StorageChange
from apps.vault.sealed_rows import (
    AT_ONCE,
    PrivateQuerySet,
    PrivateRow,
    RowData,
    RowSerializer,
    SealedRow,
    SealedTable,
    Unreadable,
)
from apps.vault.unlocked_vault import UnlockedVault

__all__ = [
    "AT_ONCE",
    "ContentSerializer",
    "RowData",
    "RowSerializer",
    "SealedTable",
    "Unreadable",
    "all_sealed_tables",
    "delete_rows_of",
    "exported_tables",
]


@dataclass(frozen=True)
class ContentSerializer:
    """The content of a `SealedRow` as plain JSON, under `contents`."""

    table: SealedTable
    is_single: bool = True

    def rows(self, vault: UnlockedVault) -> Iterator[SealedRow[Content]]:
        found: PrivateQuerySet[SealedRow[Content]] = PrivateQuerySet(self._model)
        yield from found.in_vault(vault).order_by("number").in_batches()

    def serialize(self, vault: UnlockedVault, row: PrivateRow) -> RowData:
        assert isinstance(row, SealedRow)
        return _content_data(row.contents(vault))

    def check(self, data: RowData) -> RowData:
        return _content_data(self.contents_of(data))

    def make(
        self, vault: UnlockedVault, data: RowData, *, row_id: UUID, number: int
    ) -> SealedRow[Content]:
        row = self._model(id=row_id, vault_id=vault.id, number=number)
        row.seal(vault, self.contents_of(data))
        return row

    @property
    def _model(self) -> type[SealedRow[Content]]:
        return cast(type[SealedRow[Content]], self.table.table)

    def contents_of(self, data: RowData) -> Content:
        """The content that `serialize` gave, or that a file has. Raises Unreadable."""
        try:
            wanted = json.dumps(data["contents"], ensure_ascii=False).encode()
            contents = decode(self._model.content_type(), wanted)
            encode(contents)  # raises for half a surrogate pair, which cannot be sealed
            if not contents.is_sound():
                raise ValueError("No page of ours could have made these.")
        except (Damaged, ValueError, KeyError, TypeError, AttributeError) as error:
            raise Unreadable("These contents cannot be read.") from error
        return contents


def _content_data(contents: Content) -> RowData:
    return {"contents": json.loads(encode(contents))}


def all_sealed_tables() -> list[SealedTable]:
    """The sealed tables of all private models, in the order of an export."""
    rows = (model for model in apps.get_models() if issubclass(model, PrivateRow))
    return sorted((row.sealed_table for row in rows), key=lambda table: table.turn)


def exported_tables() -> list[SealedTable]:
    """What an export carries, each part of a table for itself, in the order of an import."""
    found = (part for table in all_sealed_tables() for part in table.with_parts)
    return sorted((each for each in found if each.serializer), key=lambda each: each.turn)


def delete_rows_of(vault_id: UUID) -> int:
    """Delete every private row of a vault, of every table; returns how many there were.

    What the vault stored is forgotten too. Inside a transaction only.
    """
    count = sum(kind.rows_of(vault_id).delete()[0] for kind in all_sealed_tables())
    StorageChange.objects.filter(vault_id=vault_id).delete()
    return count
