"""Deleting for good: pages with everything of theirs, in one transaction."""

from collections.abc import Collection
from uuid import UUID

from django.db import transaction

from apps.journal.models.entries import Entry
from apps.vault.registry import SealedTable, all_sealed_tables
from apps.vault.unlocked_vault import UnlockedVault


def delete_for_good(vault: UnlockedVault, entry_ids: Collection[UUID]) -> int:
    """The pages, their days, and every private row that names one; how many pages there were.

    History, drafts and whatever else belongs to a page is found in the registry of kinds by its
    field `entry_id`, so that nothing that comes later can be forgotten here.
    """
    with transaction.atomic():
        vault.vault.hold()
        for kind in all_sealed_tables():
            if _belongs_to_pages(kind):
                kind.rows_of(vault.id).filter(entry_id__in=entry_ids).delete()
        deleted = Entry.objects.in_vault(vault).among(entry_ids).delete()[0]
        Entry.note_days(vault)
    return deleted


def _belongs_to_pages(kind: SealedTable) -> bool:
    return any(field.name == "entry_id" for field in kind.table._meta.get_fields())
