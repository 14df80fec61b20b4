"""A part of the list of pages, which begins at the newest page or at a month that was asked for.

A link names a month and how many of its pages to pass over. So a page that is written today moves
nothing in the months before it, and no day or number of a page stands in an address.
"""

import re
from dataclasses import dataclass
from datetime import MINYEAR, date
from typing import Final, NamedTuple, Self
from urllib.parse import urlencode

from django.http import QueryDict

from apps.common.http.request_values import id_sent, small_int
from apps.journal.calendar.month import ends_of
from apps.journal.entries.timeline import Timeline

MONTH: Final = re.compile(r"([0-9]{4})-([0-9]{2})")
MOST_PASSED: Final = 10**6


class ListStart(NamedTuple):
    """Where a part of the list begins: so many pages after the newest one of a month.

    Any month that a page may have, also one that the calendar does not show.
    """

    month: date | None
    passed: int = 0

    @classmethod
    def sent(cls, query: QueryDict) -> Self:
        """`?month=2026-11&skip=20`; the newest page for anything else."""
        found = MONTH.fullmatch(id_sent(query, "month"))
        year, month = map(int, found.groups()) if found else (0, 0)
        first = date(year, month, 1) if year >= MINYEAR and 1 <= month <= 12 else None
        return cls(first, small_int(id_sent(query, "skip"), most=MOST_PASSED) or 0)

    @classmethod
    def at(cls, timeline: Timeline, place: int) -> Self:
        """The start that leads to a place; the undated pages stand behind the last month."""
        month = next((m for m in reversed(timeline.months) if m.first <= place), None)
        return cls(month.month, place - month.first) if month else cls(None, place)

    def place(self, timeline: Timeline) -> int:
        """The place it leads to. Where a month has no page, the next older one is there."""
        if self.month is None:
            return self.passed
        _first, last = ends_of(self.month.year, self.month.month)
        return timeline.place_of_day(last.toordinal()) + self.passed

    def query(self) -> str:
        """The query of an address; empty for the newest page."""
        query = {"month": self.month.isoformat()[:7]} if self.month else {}
        return urlencode(query | ({"skip": str(self.passed)} if self.passed else {}))


@dataclass(frozen=True, kw_only=True)
class MonthList:
    """The pages of one part by their numbers; `older` and `newer` are the parts beside it."""

    start: ListStart
    place: int
    numbers: list[int]
    older: ListStart | None
    newer: ListStart | None

    @classmethod
    def of(cls, timeline: Timeline, start: ListStart, *, size: int) -> Self:
        place = min(start.place(timeline), len(timeline))
        end, before = place + size, max(0, place - size)
        return cls(
            start=start,
            place=place,
            numbers=timeline.numbers[place:end],
            older=ListStart.at(timeline, end) if end < len(timeline) else None,
            newer=ListStart.at(timeline, before) if place else None,
        )
