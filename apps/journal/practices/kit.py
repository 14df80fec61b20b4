"""The writer's kit for a hard hour: the newest answer to its practice, which Today may show."""

from dataclasses import dataclass
from datetime import date
from typing import Final
from uuid import UUID

from apps.journal.entries.content import EntryContent
from apps.journal.models import Entry, Preferences
from apps.journal.practices.reading import sitting_of
from apps.journal.practices.sessions import heads_of, sittings
from apps.journal.preferences.content import PreferencesContent
from apps.practices.catalogue import find
from apps.vault.sealed_rows import unless_damaged
from apps.vault.unlocked_vault import UnlockedVault

KIT: Final = "hard-hour"


@dataclass(frozen=True, slots=True)
class Kit:
    """The kit by the id of its page. `lines` is empty where the page is damaged or says nothing."""

    id: UUID
    day: date | None
    lines: str


def newest_kit(vault: UnlockedVault) -> Kit | None:
    """The newest answer to the practice, found by the heads of all pages. At most two queries."""
    practice = find(KIT)
    found = sittings(vault, heads_of(vault, practice)[:1]) if practice else []
    return next((_kit(each.id, each.page, day=each.head.day) for each in found), None)


def pinned_kit(vault: UnlockedVault, preferences: PreferencesContent) -> Kit | None:
    """The kit that Today shows: one page, or the newest kit where that page is gone."""
    if not preferences.kit:
        return None
    for row in Entry.objects.in_vault(vault).pinned([preferences.kit]):
        return _kit(row.id, unless_damaged(row.page, vault))
    return newest_kit(vault)


def pin_kit(vault: UnlockedVault, *, wanted: bool) -> None:
    """Show the newest kit on Today, or none. Raises Damaged."""
    kit = newest_kit(vault) if wanted else None
    Preferences.change(vault, lambda now: now.with_kit(str(kit.id) if kit else ""))


def follow_kit(vault: UnlockedVault, entry: Entry, page: EntryContent) -> None:
    """A new answer takes the place of the kit that Today shows. Raises Damaged."""
    if page.head.practice == KIT and Preferences.of(vault).kit:
        Preferences.change(vault, lambda now: now.with_kit(str(entry.id)) if now.kit else now)


def _kit(entry_id: UUID, page: EntryContent | None, *, day: date | None = None) -> Kit:
    sitting = sitting_of(page) if page else None
    return Kit(entry_id, page.head.day if page else day, sitting.together if sitting else "")
