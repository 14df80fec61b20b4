"""The days that insights look at, and how they are cut into weeks, months or years."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

from django.utils.formats import date_format

DAYS: Final = {"month": 30, "quarter": 91, "year": 365}
MOST_WEEKS, MOST_MONTHS = 53, 53


@dataclass(frozen=True, slots=True)
class Span:
    """From the first day to the last, both included."""

    first: date
    last: date

    def __contains__(self, day: date) -> bool:
        return self.first <= day <= self.last

    @property
    def days(self) -> int:
        return (self.last - self.first).days + 1

    @property
    def is_short(self) -> bool:
        """Whether it is looked at by weeks."""
        return self.days <= MOST_WEEKS * 7


@dataclass(frozen=True, slots=True)
class Step:
    """A week, month or year of a span, with a short name for the foot of a chart."""

    first: date
    name: str


def span_of(
    choice: str, *, today: date, days: Iterable[date], own: tuple[date | None, date | None]
) -> Span:
    """The days of a choice (month, quarter, year, all, own); an open end is that of the pages."""
    written = sorted(days)
    first_written, last_written = (written[0], written[-1]) if written else (today, today)
    last = max(today, last_written)
    if choice in DAYS:
        return Span(today - timedelta(days=DAYS[choice] - 1), today)
    if choice == "own":
        first, last = own[0] or first_written, own[1] or last
        return Span(min(first, last), max(first, last))
    return Span(min(first_written, today), last)


def steps_of(span: Span) -> list[Step]:
    """Weeks from Monday up to a year, months up to four years and more, then years."""
    if span.is_short:
        monday = span.first - timedelta(days=span.first.weekday())
        count = (span.last - monday).days // 7 + 1
        days = [monday + timedelta(weeks=week) for week in range(count)]
        return [Step(day, date_format(day, "j M")) for day in days]
    months = (span.last.year - span.first.year) * 12 + span.last.month - span.first.month + 1
    if months <= MOST_MONTHS:
        starts = [span.first.year * 12 + span.first.month - 1 + place for place in range(months)]
        days = [date(start // 12, start % 12 + 1, 1) for start in starts]
        return [Step(day, date_format(day, "M Y")) for day in days]
    years = range(span.first.year, span.last.year + 1)
    return [Step(date(year, 1, 1), str(year)) for year in years]


def place_of(day: date, steps: list[Step]) -> int:
    """The last step that begins on this day or before. The first for an earlier day."""
    low, high = 0, len(steps) - 1
    while low < high:
        middle = (low + high + 1) // 2
        if steps[middle].first <= day:
            low = middle
        else:
            high = middle - 1
    return low
