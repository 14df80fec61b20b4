"""What every private row has: a random id, its vault by UUID, a running number, a revision."""

import uuid
from collections.abc import Callable
from typing import Any, ClassVar, Self

from django.db import models, transaction
from django.utils import timezone

from apps.common.dates import utc_today
from apps.vault.crypto.sealing import Damaged
from apps.vault.unlocked_vault import UnlockedVault


class PrivateQuerySet[Row: "PrivateRow"](models.QuerySet[Row]):
    """Private rows are reached through their open vault and no other way."""

    def in_vault(self, vault: UnlockedVault) -> Self:
        return self.filter(vault_id=vault.id)

    def with_id(self, row_id: uuid.UUID) -> Row | None:
        return self.filter(pk=row_id).first()


class PrivateRow(models.Model):
    """No foreign keys: the tables can be split by vault without changing the app.

    `number` counts up within a vault, so that the newest rows are found without opening any.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    vault_id = models.UUIDField(editable=False)
    number = models.PositiveBigIntegerField(editable=False)
    revision = models.PositiveIntegerField(default=1)
    changed_on = models.DateField(default=utc_today)

    class Meta:
        abstract = True


class SingleSealedRow(PrivateRow):
    """Made when something is first kept.

    A class names its `kind` and what an `empty` one holds: a frozen value with `to_bytes` and
    `from_bytes`, which raises Damaged.
    """

    sealed = models.BinaryField()

    kind: ClassVar[str]
    empty: ClassVar[Any]
    objects: ClassVar[Any] = PrivateQuerySet.as_manager()

    class Meta:
        abstract = True
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["vault_id"], name="%(class)s_once_a_vault")
        ]

    def __str__(self) -> str:
        return str(self.id)

    @classmethod
    def opened(cls, vault: UnlockedVault) -> Any:
        """What it holds; the empty contents where nothing was kept yet. Raises Damaged."""
        row = cls.objects.in_vault(vault).first()
        return row.contents(vault) if row else cls.empty

    @classmethod
    def change(cls, vault: UnlockedVault, verb: Callable[[Any], Any]) -> Any:
        """Do one thing to what it holds now, whatever another tab did before.

        Raises what the verb raises, and Damaged; nothing is changed then.
        """
        with transaction.atomic():
            vault.vault.hold()  # the vault before its rows, everywhere; the first row included
            row = cls.objects.in_vault(vault).select_for_update().first()
            before = row.contents(vault) if row else cls.empty
            after = verb(before)
            if after == before:
                return before
            if row is None:
                row = cls(vault_id=vault.id, number=vault.vault.next_number(), revision=0)
            row.revision += 1
            row.changed_on = timezone.now().date()
            row.sealed = vault.seal(
                after.to_bytes(), kind=cls.kind, object_id=row.id, revision=row.revision
            )
            row.save()
        return after

    @classmethod
    def begin_anew(cls, vault: UnlockedVault) -> None:
        """Delete a damaged row for good, so that an empty one can follow; one that opens stays."""
        with transaction.atomic():
            vault.vault.hold()
            row = cls.objects.in_vault(vault).select_for_update().first()
            if row and row.is_damaged(vault):
                row.delete()

    def is_damaged(self, vault: UnlockedVault) -> bool:
        try:
            self.contents(vault)
        except Damaged:
            return True
        return False

    def contents(self, vault: UnlockedVault) -> Any:
        """Raises Damaged."""
        data = vault.unseal(
            bytes(self.sealed), kind=self.kind, object_id=self.id, revision=self.revision
        )
        return type(self.empty).from_bytes(data)
