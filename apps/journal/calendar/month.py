"""One month of a journal as a grid of weeks, from Monday to Sunday."""

import calendar
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from apps.journal.entries.content import WATER_LABELS
from apps.journal.entries.heads import OpenedHead
from apps.quiz.integrations import CalendarMark

FIRST_YEAR, LAST_YEAR = 1900, 2199


@dataclass(frozen=True, kw_only=True)
class Day:
    """A day of the grid with its pages, and what other rooms have of it.

    `water` is its roughest step, None where none was said. A day that `has_come` may get a page.
    """

    day: date
    in_month: bool
    pages: tuple[OpenedHead, ...]
    marks: tuple[CalendarMark, ...] = ()
    is_today: bool
    has_come: bool = True

    @property
    def has_something(self) -> bool:
        return bool(self.pages or self.marks)

    @property
    def water(self) -> int | None:
        steps = [page.head.water for page in self.pages if page.head.water in WATER_LABELS]
        return min((step for step in steps if step), default=None)

    @property
    def water_word(self) -> str:
        return str(WATER_LABELS.get(self.water or 0, ""))


def is_month(year: int, month: int) -> bool:
    return FIRST_YEAR <= year <= LAST_YEAR and 1 <= month <= 12


def weeks_of(
    year: int,
    month: int,
    pages: Iterable[OpenedHead],
    *,
    today: date,
    marks: Iterable[CalendarMark] = (),
) -> list[list[Day]]:
    """Whole weeks, each day with its pages by the clock and then as they were written.

    Days of the months beside it stay empty. Raises ValueError for no month.
    """
    if not is_month(year, month):
        raise ValueError("There is no such month here.")
    by_day: dict[date, list[OpenedHead]] = {}
    for page in sorted(pages, key=lambda page: (page.head.time, page.number)):
        by_day.setdefault(page.head.day, []).append(page)
    marked: dict[date, list[CalendarMark]] = {}
    for mark in marks:
        marked.setdefault(mark.day, []).append(mark)
    return [
        [
            Day(
                day=day,
                in_month=day.month == month,
                pages=tuple(by_day.get(day, ())) if day.month == month else (),
                marks=tuple(marked.get(day, ())) if day.month == month else (),
                is_today=day == today,
                has_come=day <= today,
            )
            for day in week
        ]
        for week in calendar.Calendar().monthdatescalendar(year, month)
    ]


def ends_of(year: int, month: int) -> tuple[date, date]:
    """The first and the last day of a month."""
    return date(year, month, 1), date(year, month, calendar.monthrange(year, month)[1])


def beside(year: int, month: int, *, months: int) -> tuple[int, int] | None:
    """The year and the month some months on or back, or None past the ends."""
    count = year * 12 + month - 1 + months
    found = (count // 12, count % 12 + 1)
    return found if is_month(*found) else None
