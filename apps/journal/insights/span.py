"""The days that insights look at, and how they are cut into weeks, months or years."""

from bisect import bisect_right
from collections.abc import Iterable, Sequence
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
class SpanStep:
    """A week, month or year of a span, with a short name for the foot of a chart."""

    first: date
    name: str


def span_of(
    choice: str, *, today: date, days: Iterable[date], own: tuple[date | None, date | None]
) -> Span:
    """The days of a choice (month, quarter, year, all, own); an open end is that of the pages."""
    written = tuple(days) or (today,)
    first_written, last_written = min(written), max(written)
    last = max(today, last_written)
    if choice in DAYS:
        # where the device is ahead of UTC, its newest page is of tomorrow
        end = min(last, today + timedelta(days=1))
        return Span(end - timedelta(days=DAYS[choice] - 1), end)
    if choice == "own":
        first, last = own[0] or first_written, own[1] or last
        return Span(min(first, last), max(first, last))
    return Span(min(first_written, today), last)


def steps_of(span: Span) -> list[SpanStep]:
    """Weeks from Monday up to a year, months up to four years and more, then years."""
    if span.is_short:
        monday = span.first - timedelta(days=span.first.weekday())
        count = (span.last - monday).days // 7 + 1
        days = [monday + timedelta(weeks=week) for week in range(count)]
        return [SpanStep(day, date_format(day, "j M")) for day in days]
    months = (span.last.year - span.first.year) * 12 + span.last.month - span.first.month + 1
    if months <= MOST_MONTHS:
        starts = [span.first.year * 12 + span.first.month - 1 + place for place in range(months)]
        days = [date(start // 12, start % 12 + 1, 1) for start in starts]
        return [SpanStep(day, date_format(day, "M Y")) for day in days]
    years = range(span.first.year, span.last.year + 1)
    return [SpanStep(date(year, 1, 1), str(year)) for year in years]


def place_of(day: date, starts: Sequence[date]) -> int:
    """The index of the last start that is not after `day`; 0 for a day before all of them."""
    return max(0, bisect_right(starts, day) - 1)
