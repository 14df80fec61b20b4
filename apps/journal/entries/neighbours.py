"""Where one goes from a page: to the one before it, the one after it, and back to its list."""

from dataclasses import dataclass
from datetime import date
from typing import Final, NamedTuple
from uuid import UUID

from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy

from apps.journal.calendar.month import is_month
from apps.journal.entries.content import EntryHead
from apps.journal.entries.month_list import ListStart
from apps.journal.entries.timeline import Timeline, timeline_of
from apps.journal.models import RECENT, Entry
from apps.vault.unlocked_vault import UnlockedVault

PAGES, CALENDAR, TODAY, TRASH = "pages", "calendar", "today", "trash"
BACK_TO: Final[dict[str, Promise]] = {
    PAGES: gettext_lazy("All pages"),
    CALENDAR: gettext_lazy("Calendar"),
    TODAY: gettext_lazy("Today"),
    TRASH: gettext_lazy("Trash"),
}


class Neighbour(NamedTuple):
    """The page beside one, and its day; None where that is not known."""

    id: UUID
    day: date | None


@dataclass(frozen=True, kw_only=True)
class EntryNeighbours:
    """`came_from` is the name of the list that `back` leads to; it goes on with the neighbours."""

    earlier: Neighbour | None
    later: Neighbour | None
    came_from: str
    back: str

    @property
    def back_label(self) -> Promise:
        return BACK_TO[self.came_from]


def entry_neighbours(
    vault: UnlockedVault, entry: Entry, head: EntryHead, *, came_from: str
) -> EntryNeighbours:
    """From a page on: in the order of days, as the list of pages has it. Three queries at most."""
    timeline = timeline_of(vault)
    place = timeline.place_of(entry.number)
    known = came_from if came_from in BACK_TO and came_from != TRASH else PAGES
    if entry.expires_on is not None:
        known = TRASH
    elif known == CALENDAR and not is_month(head.day.year, head.day.month):
        known = PAGES
    earlier, later = _beside(vault, timeline, place)
    back = _back(known, timeline, place, head.day)
    return EntryNeighbours(earlier=earlier, later=later, came_from=known, back=back)


def _beside(
    vault: UnlockedVault, timeline: Timeline, place: int | None
) -> tuple[Neighbour | None, Neighbour | None]:
    """The entries before and after the one at this place. One query."""
    around = [] if place is None else [place + 1, place - 1]
    places = [at for at in around if 0 <= at < len(timeline)]
    rows = Entry.objects.in_vault(vault).numbered(timeline.numbers[at] for at in places)
    ids = dict(rows.values_list("number", "id")) if places else {}
    found = {
        at: Neighbour(ids[timeline.numbers[at]], timeline.day_at(at))
        for at in places
        if timeline.numbers[at] in ids
    }
    return (found.get(place + 1), found.get(place - 1)) if place is not None else (None, None)


def _back(came_from: str, timeline: Timeline, place: int | None, day: date) -> str:
    if came_from == CALENDAR:
        return f"{reverse('journal:month', args=[day.year, day.month])}#day-{day.day}"
    if came_from == PAGES and place is not None:
        start = ListStart.at(timeline, place)
        start = start._replace(passed=start.passed - start.passed % RECENT)
        return f"{reverse('journal:pages')}?{start.query()}"
    names = {TODAY: "pages:home", TRASH: "journal:trash"}
    return reverse(names.get(came_from, "journal:pages"))
