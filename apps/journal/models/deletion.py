"""Deleting for good: pages with everything of theirs, or a whole journal, in one transaction."""

from collections.abc import Collection, Iterator
from contextlib import suppress
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.db import transaction

from apps.journal.entries.day_index import UNKNOWN, day_of
from apps.journal.models.drafts import Draft, open_locked_drafts
from apps.journal.models.entries import Entry
from apps.journal.models.preferences import Preferences
from apps.journal.models.state import JournalState
from apps.vault.crypto.sealing import Damaged
from apps.vault.registry import SealedTable, all_sealed_tables, delete_rows_of
from apps.vault.unlocked_vault import UnlockedVault


@dataclass(frozen=True)
class FoundPages:
    """The pages of some days, those in the trash included, and drafts of these days that were
    never kept, by the ids of their pages. `damaged` pages say no day.
    """

    pages: tuple[UUID, ...]
    drafts: tuple[UUID, ...]
    damaged: int

    @property
    def ids(self) -> tuple[UUID, ...]:
        return (*self.pages, *self.drafts)


def pages_of_days(vault: UnlockedVault, first: date, last: date) -> FoundPages:
    """Both days included."""
    own = Entry.objects.in_vault(vault)
    moments = own.moments(vault)
    numbers = [
        number
        for number, moment in zip(moments.places.numbers, moments.moments, strict=True)
        if moment != UNKNOWN and first <= day_of(moment) <= last
    ]
    pages = tuple(own.numbered(numbers).values_list("pk", flat=True)) if numbers else ()
    damaged = sum(moment == UNKNOWN for moment in moments.moments)
    return FoundPages(pages, tuple(_drafts_of_days(vault, first, last)), damaged)


def _drafts_of_days(vault: UnlockedVault, first: date, last: date) -> Iterator[UUID]:
    kept = Entry.objects.in_vault(vault).values("pk")
    for draft in Draft.objects.in_vault(vault).exclude(entry_id__in=kept):
        contents = draft.contents_or_none(vault)
        with suppress(ValueError):
            if contents and first <= date.fromisoformat(contents.data.get("day", "")) <= last:
                yield draft.entry_id


def delete_for_good(vault: UnlockedVault, entry_ids: Collection[UUID]) -> int:
    """The pages, their days, and every private row that names one; how many pages there were.

    History, drafts and whatever else belongs to a page is found in the registry of kinds by its
    field `entry_id`, so that nothing that comes later can be forgotten here. What was saved while
    the journal was locked names its page inside the seal: it becomes a draft first.
    """
    with transaction.atomic():
        vault.vault.hold()
        open_locked_drafts(vault)
        for kind in all_sealed_tables():
            if _belongs_to_pages(kind):
                kind.rows_of(vault.id).filter(entry_id__in=entry_ids).delete()
        deleted = Entry.objects.in_vault(vault).among(entry_ids).delete()[0]
        Entry.note_days(vault)
        gone = frozenset(map(str, entry_ids))
        with suppress(Damaged):
            Preferences.change(vault, lambda now: now.without_pages(gone))
        with suppress(Damaged):
            JournalState.change(vault, lambda now: now.without_pages(gone))
    return deleted


def delete_journal(vault: UnlockedVault) -> None:
    """Every private row of the vault. Its keys stay, so that it can be written in from now on."""
    with transaction.atomic():
        vault.vault.hold()
        delete_rows_of(vault.id)


def _belongs_to_pages(kind: SealedTable) -> bool:
    return any(field.name == "entry_id" for field in kind.table._meta.get_fields())
