"""Kept results one after another: of the same form, person and meaning, and never otherwise."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cached_property
from uuid import UUID

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from apps.quiz.questionnaire.model import ScoredForm
from apps.quiz.results.content import KeptResultContent, KeptScore
from apps.quiz.scoring.change import Movement, ReliableChange, reliable_change
from apps.quiz.scoring.rounding import signed_hundredths
from apps.quiz.scoring.score import Scale

FAIR_GAP = timedelta(weeks=8)
FEWEST_FOR_A_LINE = 2
FEWEST_FOR_A_DIRECTION = 4

# Never better or worse: the words of Jacobson and Truax's index, as the method page gives them.
MOVEMENTS: Mapping[Movement, Promise] = {
    Movement.WOBBLE: _("within the usual wobble"),
    Movement.PERHAPS: _("perhaps a change"),
    Movement.CLEAR: _("a clear change on these questions"),
}


@dataclass(frozen=True, slots=True)
class Dated:
    """A kept result with its row's id."""

    id: UUID
    record: KeptResultContent

    @property
    def avoidance(self) -> KeptScore | None:
        return self.record.on(Scale.AVOIDANCE)

    @property
    def anxiety(self) -> KeptScore | None:
        return self.record.on(Scale.ANXIETY)


@dataclass(frozen=True, slots=True)
class LineChange:
    """How one line moved between two results, in words."""

    scale: Scale
    name: str
    change: ReliableChange

    @property
    def words(self) -> Promise:
        return MOVEMENTS[self.change.movement]

    @property
    def difference(self) -> str:
        """With its sign, so exact that it and the words agree."""
        return signed_hundredths(self.change.difference)


@dataclass(frozen=True, slots=True)
class Since:
    """A later result against an earlier one of the same kind."""

    earlier: Dated
    later: Dated
    lines: tuple[LineChange, ...]

    @property
    def avoidance(self) -> LineChange | None:
        return self._on(Scale.AVOIDANCE)

    @property
    def anxiety(self) -> LineChange | None:
        return self._on(Scale.ANXIETY)

    def _on(self, scale: Scale) -> LineChange | None:
        return next((line for line in self.lines if line.scale is scale), None)

    @property
    def days(self) -> int:
        return (self.later.record.day - self.earlier.record.day).days

    @property
    def is_short(self) -> bool:
        """Whether so little time lies between that mood alone could move it."""
        return timedelta(days=self.days) < FAIR_GAP

    @property
    def is_unsure(self) -> bool:
        """Whether either result carries a hint on the manner of answering."""
        return bool(self.earlier.record.flags or self.later.record.flags)


@dataclass(frozen=True, slots=True)
class SeriesStep:
    """One result of a series, and how it differs from the one before."""

    result: Dated
    since: Since | None


@dataclass(frozen=True)
class ResultSeries:
    """Results that may be compared, the oldest first."""

    title: str
    about: str
    results: tuple[Dated, ...]

    @cached_property
    def steps(self) -> list[SeriesStep]:
        before: list[Dated | None] = [None, *self.results]
        pairs = zip(before, self.results, strict=False)
        return [SeriesStep(now, compared(then, now) if then else None) for then, now in pairs]

    @property
    def is_comparable(self) -> bool:
        """Whether all are known to be about the same: without a name, nobody can tell."""
        return may_be_compared(self.results[-1].record, self.results[-1].record)

    @property
    def is_a_line(self) -> bool:
        return self.is_comparable and len(self.results) >= FEWEST_FOR_A_LINE

    @property
    def may_have_a_direction(self) -> bool:
        return len(self.results) >= FEWEST_FOR_A_DIRECTION

    @property
    def all_overlap(self) -> bool:
        """Whether on each line there is a place that lies within every range."""
        return all(
            max(line.low for line in lines) <= min(line.high for line in lines)
            for scale in Scale
            if (lines := [line for each in self.results if (line := each.record.on(scale))])
        )

    @property
    def look_again(self) -> date:
        """The first day that is a fair gap away from the newest result."""
        return self.results[-1].record.day + FAIR_GAP


def may_be_compared(one: KeptResultContent, other: KeptResultContent) -> bool:
    """Whether both are of the same form, the same person and a version that means the same.

    Results without a name may be about different people, unless the form is about people in
    general.
    """
    same = _sort(one) == _sort(other) and one.is_scored and other.is_scored
    return same and (bool(one.person) or one.is_general)


def compared(one: Dated, other: Dated) -> Since | None:
    """The later against the earlier, or None where they may not be compared.

    Of one day, the one named first counts as the earlier.
    """
    if not may_be_compared(one.record, other.record):
        return None
    earlier, later = sorted((one, other), key=_when)
    sitting = later.record.sitting
    if sitting is None or not isinstance(form := sitting.form, ScoredForm):
        return None
    lines = tuple(
        LineChange(
            scale=scale,
            name=form.lines[scale].name,
            change=reliable_change(earlier=then.value, later=now.value, constants=form.constants),
        )
        for scale in Scale
        if (then := earlier.record.on(scale)) and (now := later.record.on(scale))
    )
    return Since(earlier, later, lines)


def series_of(results: Iterable[Dated]) -> list[ResultSeries]:
    """Each form and person by itself, what was looked at last first. ``results`` oldest first."""
    groups: defaultdict[tuple[str, str, str], list[Dated]] = defaultdict(list)
    for each in results:
        if each.record.is_scored:
            groups[_sort(each.record)].append(each)
    found = [
        ResultSeries(
            group[-1].record.title, group[-1].record.about, tuple(sorted(group, key=_when))
        )
        for group in groups.values()
    ]
    return sorted(found, key=lambda series: _when(series.results[-1]), reverse=True)


def _sort(record: KeptResultContent) -> tuple[str, str, str]:
    return record.slug, record.person, record.major


def _when(result: Dated) -> date:
    return result.record.day
