"""All living entries in the order of their own days: for lists by month, and from one to the next.

Nothing but the day index is opened for it. An entry whose head is damaged comes last.
"""

from bisect import bisect_left
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from operator import neg
from typing import NamedTuple, Self

from apps.journal.entries.day_index import (
    FIRST,
    LAST_MINUTE,
    Moments,
    date_of,
    day_of,
    moment,
)
from apps.journal.models import Entry
from apps.vault.unlocked_vault import UnlockedVault


class MonthOfEntries(NamedTuple):
    """A month with how many entries it has, `pages`; `first` is the place of its newest one."""

    month: date
    first: int
    pages: int


@dataclass(frozen=True, kw_only=True)
class Timeline:
    """Running numbers, the newest day first; on one day by the clock, then as they were written.

    `keys` are their moments below zero, so that they grow with the place.
    """

    numbers: list[int]
    keys: list[int]

    @classmethod
    def of(cls, moments: Moments) -> Self:
        """The order of these entries."""
        # The last written first: equal moments stay in that order.
        keys = list(map(neg, reversed(moments.moments)))
        numbers = moments.places.numbers[::-1].tolist()
        order = sorted(range(len(keys)), key=keys.__getitem__)
        return cls(numbers=list(map(numbers.__getitem__, order)), keys=sorted(keys))

    def __len__(self) -> int:
        return len(self.numbers)

    @property
    def damaged(self) -> int:
        """How many entries have no known day."""
        return len(self) - self._end_of_dated()

    @cached_property
    def months(self) -> list[MonthOfEntries]:
        """The months that have entries, the newest first."""
        found: list[MonthOfEntries] = []
        place, end = 0, self._end_of_dated()
        while place < end:
            day = self.day_at(place)
            assert day is not None
            month = day.replace(day=1)
            after = self.place_of_day(month.toordinal() - 1)
            found.append(MonthOfEntries(month, place, after - place))
            place = after
        return found

    def first_and_last(self) -> tuple[date, date] | None:
        """The days of the oldest and of the newest page; None where no day is known."""
        end = self._end_of_dated()
        return (day_of(-self.keys[end - 1]), day_of(-self.keys[0])) if end else None

    def between(self, first: date, last: date) -> list[int]:
        """The entries of these days, both included."""
        start, end = self.place_of_day(last.toordinal()), self.place_of_day(first.toordinal() - 1)
        return self.numbers[start:end]

    def place_of_day(self, day: int) -> int:
        """The place of the newest entry of this day (as `date.toordinal` counts) or before it."""
        return bisect_left(self.keys, -moment(day, LAST_MINUTE)) if day else self._end_of_dated()

    def place_of(self, number: int) -> int | None:
        """The place of an entry; None of one that is not here."""
        return self.numbers.index(number) if number in self.numbers else None

    def day_at(self, place: int) -> date | None:
        """The day of the entry at a place; None where it is not known."""
        return date_of(-self.keys[place])

    def _end_of_dated(self) -> int:
        return bisect_left(self.keys, 1 - FIRST)


def timeline_of(vault: UnlockedVault) -> Timeline:
    """The living entries of this journal. Two queries where the day index is up to date."""
    return Timeline.of(Entry.objects.in_vault(vault).living().moments(vault))
