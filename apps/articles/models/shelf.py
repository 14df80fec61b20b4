"""The one shelf of a vault: everything that somebody keeps of the guides, in one sealed blob."""

from collections.abc import Callable
from typing import ClassVar

from django.db import models, transaction
from django.utils import timezone

from apps.articles.shelf.contents import Contents
from apps.vault.access import OpenVault
from apps.vault.rows import PrivateQuerySet, PrivateRow

SHELF = "shelf"


class ShelfQuerySet(PrivateQuerySet["Shelf"]):
    """How the shelf is looked up."""


class Shelf(PrivateRow):
    """At most one row a vault, made when something is first kept."""

    sealed = models.BinaryField()

    objects: ClassVar = ShelfQuerySet.as_manager()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["vault_id"], name="one_shelf_a_vault")
        ]

    def __str__(self) -> str:
        return str(self.id)

    @classmethod
    def opened(cls, vault: OpenVault) -> Contents:
        """What is on it; an empty shelf where nothing was kept yet. Raises Damaged."""
        row = cls.objects.in_vault(vault).first()
        return row.contents(vault) if row else Contents()

    @classmethod
    def change(cls, vault: OpenVault, verb: Callable[[Contents], Contents]) -> Contents:
        """Do one thing to what is on the shelf now, whatever another tab did before.

        Raises what the verb raises, and Damaged; nothing is changed then.
        """
        with transaction.atomic():
            vault.vault.hold()  # the vault before its rows, everywhere; the first row included
            row = cls.objects.in_vault(vault).select_for_update().first()
            before = row.contents(vault) if row else Contents()
            after = verb(before)
            if after == before:
                return before
            if row is None:
                row = cls(vault_id=vault.id, number=vault.vault.next_number(), revision=0)
            row.revision += 1
            row.changed_on = timezone.now().date()
            row.sealed = vault.seal(
                after.to_bytes(), kind=SHELF, object_id=row.id, revision=row.revision
            )
            row.save()
        return after

    def contents(self, vault: OpenVault) -> Contents:
        """Raises Damaged."""
        data = vault.unseal(
            bytes(self.sealed), kind=SHELF, object_id=self.id, revision=self.revision
        )
        return Contents.from_bytes(data)
