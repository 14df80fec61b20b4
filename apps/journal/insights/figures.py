"""Counts over heads: pure, in memory, of one span of days."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from statistics import fmean
from typing import Final

from apps.journal.entries.content import EntryHead
from apps.journal.insights.span import Span, SpanStep, place_of

HARD: Final = 2
FEWEST_HARD_DAYS: Final = 3
FEWEST_FOR_A_DIRECTION: Final = 8
CLEAR_CHANGE: Final = 0.3


@dataclass(frozen=True, slots=True)
class CalmMean:
    """The five-step check of one step of a span, 1 rough to 5 calm; None where none was said."""

    step: SpanStep
    average: float | None
    lowest: int | None
    highest: int | None
    pages: int


def calm_by(steps: list[SpanStep], heads: Iterable[EntryHead]) -> list[CalmMean]:
    waters: list[list[int]] = [[] for _ in steps]
    starts = [step.first for step in steps]
    for head in heads:
        if head.water:
            waters[place_of(head.day, starts)].append(head.water)
    return [
        CalmMean(step, round(fmean(all_of), 1), min(all_of), max(all_of), len(all_of))
        if all_of
        else CalmMean(step, None, None, None, 0)
        for step, all_of in zip(steps, waters, strict=True)
    ]


def direction(heads: Iterable[EntryHead]) -> int | None:
    """Later checks beside earlier ones: 1 calmer, -1 rougher, 0 much the same, None for too few.

    The checks in order of their days are halved; a difference of the means under CLEAR_CHANGE
    counts as none.
    """
    answered = [(head.day, head.water) for head in heads if head.water]
    if len(answered) < FEWEST_FOR_A_DIRECTION:
        return None
    steps = [water for _day, water in sorted(answered)]
    half = len(steps) // 2
    change = fmean(steps[-half:]) - fmean(steps[:half])
    return 0 if abs(change) < CLEAR_CHANGE else 1 if change > 0 else -1


def days_written(
    span: Span, heads: Iterable[EntryHead], *, weeks: int
) -> list[tuple[date, list[int]]]:
    """Pages a day by weeks from Monday, the last `weeks` of the span at most."""
    first, last = (day.toordinal() - day.weekday() for day in (span.first, span.last))
    first = max(first, last - 7 * (weeks - 1))
    counts = Counter(head.day.toordinal() for head in heads)  # numbers go on where dates end
    return [
        (date.fromordinal(monday), [counts[monday + day] for day in range(7)])
        for monday in range(first, last + 1, 7)
    ]


def feelings(heads: Iterable[EntryHead]) -> Counter[str]:
    """On how many pages each stands."""
    return _in_all(Counter(head.feelings for head in heads))


def _in_all(together: Mapping[tuple[str, ...], int]) -> Counter[str]:
    """How often each word stands in these sets of words; there are few of them in many pages."""
    counts: Counter[str] = Counter()
    for some, times in together.items():
        for word in set(some):
            counts[word] += times
    return counts


@dataclass(frozen=True, slots=True)
class BeforeAfter:
    """Mean strengths, 0 to 10, around the sittings of one practice that have both."""

    practice: str
    before: float
    after: float
    sittings: int


def before_and_after(heads: Iterable[EntryHead]) -> list[BeforeAfter]:
    """Feelings before and after, by practice; the practice with most sittings first."""
    pairs: dict[str, list[tuple[int, int]]] = defaultdict(list)
    for head in heads:
        if head.practice and head.before is not None and head.after is not None:
            pairs[head.practice].append((head.before, head.after))
    found = [
        BeforeAfter(
            practice,
            round(fmean(before for before, _after in both), 1),
            round(fmean(after for _before, after in both), 1),
            len(both),
        )
        for practice, both in pairs.items()
    ]
    return sorted(found, key=lambda each: (-each.sittings, each.practice))


@dataclass(frozen=True, slots=True)
class HardDayNeighbour:
    """A tag or a name: on how many hard days, and on how many other days with pages.

    It counts for a day when a page of that day or of the day before carries it.
    """

    label: str
    hard: int
    other: int


@dataclass(frozen=True, slots=True)
class HardDays:
    hard: int
    other: int
    near: tuple[HardDayNeighbour, ...]

    @property
    def days(self) -> int:
        """All days with pages."""
        return self.hard + self.other


def around_hard_days(heads: Iterable[EntryHead]) -> HardDays | None:
    """Counts of what entries name near days with rough or choppy water; they show no cause.

    None with fewer than FEWEST_HARD_DAYS such days.
    """
    labels: dict[int, tuple[str, ...]] = {}  # by the number of the day: dates take longer to find
    lowest: dict[int, int] = {}
    for head in heads:
        day, water = head.day.toordinal(), head.water
        labels[day] = labels.get(day, ()) + head.tags + head.people
        if water and water < lowest.get(day, water + 1):
            lowest[day] = water
    hard_days = {day for day, water in lowest.items() if water <= HARD}
    if len(hard_days) < FEWEST_HARD_DAYS:
        return None
    near_days: Mapping[bool, list[tuple[str, ...]]] = {True: [], False: []}
    for day, own in labels.items():
        near_days[day in hard_days].append(own + labels.get(day - 1, ()))
    hard, other = (_in_all(Counter(near_days[which])) for which in (True, False))
    near = [HardDayNeighbour(label, n, other[label]) for label, n in hard.items()]
    near.sort(key=lambda each: (-each.hard, each.other, each.label))
    return HardDays(len(hard_days), len(labels) - len(hard_days), tuple(near))
