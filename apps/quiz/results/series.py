"""Series of kept results: always of the same form, person and meaning of the statements."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from uuid import UUID

from django.template.defaultfilters import floatformat
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from apps.common.charts import FEWEST_POINTS
from apps.quiz.questionnaire.catalogue import catalogue
from apps.quiz.questionnaire.model import ScoredForm, major_of
from apps.quiz.results.content import KeptResultContent, KeptScore
from apps.quiz.scoring.reliable_change import Movement, ReliableChange, reliable_change
from apps.quiz.scoring.rounding import signed_hundredths
from apps.quiz.scoring.score import Scale

FAIR_GAP = timedelta(weeks=8)
FEWEST_TO_COMPARE = 2
FEWEST_FOR_A_DIRECTION = 4

# The words of the reliable change index (Jacobson and Truax); none of them says better or worse.
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


@dataclass(frozen=True, slots=True)
class ScoreText:
    """A score and the ends of its range as they are printed, with one decimal."""

    value: str
    low: str
    high: str


@dataclass(frozen=True, slots=True)
class LineChange:
    """How one line moved between two results, in words.

    The ``difference`` has its sign, and is so exact that it and the words agree.
    """

    scale: Scale
    name: str
    difference: str
    words: str


@dataclass(frozen=True, slots=True)
class Since:
    """A later result against an earlier one of the same kind.

    The comparison ``is_short`` where so little time lies between that mood alone could move it, and
    ``is_unsure`` where either result carries a hint on the manner of answering.
    """

    earlier: Dated
    later: Dated
    earlier_day: date
    lines: tuple[LineChange, ...]
    avoidance: LineChange | None
    anxiety: LineChange | None
    days: int
    is_short: bool
    is_unsure: bool


@dataclass(frozen=True, slots=True)
class SeriesStep:
    """One result of a series as it is printed, and how it differs from the one before."""

    id: UUID
    day: date
    version: str
    is_placed: bool
    avoidance: ScoreText | None
    anxiety: ScoreText | None
    since: Since | None


@dataclass(frozen=True, slots=True)
class ResultSeries:
    """Results that may be compared, the oldest first.

    They are ``is_comparable`` where all are known to be about the same: without a name, nobody can
    tell. They ``has_several`` to set beside each other, and ``has_line`` where they are enough to
    be drawn. ``all_overlap``: on each line there is a place that lies within every range.
    ``look_again`` is the first day that is a fair gap away from the newest result. The results
    ``answer_earlier_statements`` where the set has since been written anew, and ``stand_apart``
    where others of the same set and person answer statements of another meaning.
    """

    title: str
    about: str
    results: tuple[Dated, ...]
    steps: tuple[SeriesStep, ...]
    newest: SeriesStep
    is_comparable: bool
    has_several: bool
    has_line: bool
    may_have_a_direction: bool
    all_overlap: bool
    look_again: date
    answer_earlier_statements: bool
    stand_apart: bool


def may_be_compared(one: KeptResultContent, other: KeptResultContent) -> bool:
    """Whether both are of the same form, the same person and a version that means the same.

    Results without a name may be about different people, unless the form is about people in
    general.
    """
    same = _sort(one) == _sort(other) and one.is_scored and other.is_scored
    return same and (bool(one.person) or one.is_general)


def compared(one: Dated, other: Dated) -> Since | None:
    """The later result against the earlier, or None where the two may not be compared.

    Of one day, the one named first counts as the earlier.
    """
    if not may_be_compared(one.record, other.record):
        return None
    earlier, later = sorted((one, other), key=_when)
    sitting = later.record.sitting
    if sitting is None or not isinstance(form := sitting.form, ScoredForm):
        return None
    lines = tuple(
        _line_change(
            scale,
            form.lines[scale].name,
            reliable_change(earlier=then.value, later=now.value, constants=form.constants),
        )
        for scale in Scale
        if (then := earlier.record.on(scale)) and (now := later.record.on(scale))
    )
    by_scale = {line.scale: line for line in lines}
    gap = later.record.day - earlier.record.day
    return Since(
        earlier=earlier,
        later=later,
        earlier_day=earlier.record.day,
        lines=lines,
        avoidance=by_scale.get(Scale.AVOIDANCE),
        anxiety=by_scale.get(Scale.ANXIETY),
        days=gap.days,
        is_short=gap < FAIR_GAP,
        is_unsure=bool(earlier.record.flags or later.record.flags),
    )


def series_of(results: Iterable[Dated]) -> list[ResultSeries]:
    """A series for each form and person, the one with the newest result first.

    ``results`` are given oldest first.
    """
    groups: defaultdict[tuple[str, str, str], list[Dated]] = defaultdict(list)
    for each in results:
        if each.record.is_scored:
            groups[_sort(each.record)].append(each)
    versions = Counter((slug, person) for slug, person, _major in groups)
    found = [
        _series(
            tuple(sorted(group, key=_when)),
            newest=group[-1],
            stands_apart=versions[slug, person] > 1,
        )
        for (slug, person, _major), group in groups.items()
    ]
    return sorted(found, key=lambda series: _when(series.results[-1]), reverse=True)


def versions_differ(results: Iterable[Dated]) -> bool:
    """Whether two of the results are of one set and person, and of versions that differ in meaning.

    Such two are shown beside each other, and no change is worked out between them.
    """
    kinds = {_sort(each.record) for each in results if each.record.is_scored}
    return len({(slug, person) for slug, person, _major in kinds}) < len(kinds)


def _series(results: tuple[Dated, ...], *, newest: Dated, stands_apart: bool) -> ResultSeries:
    """Results of one kind, the oldest first, under the name of the one kept last."""
    is_comparable = may_be_compared(results[-1].record, results[-1].record)
    steps = tuple(
        _step(now, compared(then, now) if then else None)
        for then, now in zip([None, *results], results, strict=False)
    )
    return ResultSeries(
        title=newest.record.title,
        about=newest.record.about,
        results=results,
        steps=steps,
        newest=steps[-1],
        is_comparable=is_comparable,
        has_several=is_comparable and len(results) >= FEWEST_TO_COMPARE,
        has_line=is_comparable and len(results) >= FEWEST_POINTS,
        may_have_a_direction=len(results) >= FEWEST_FOR_A_DIRECTION,
        all_overlap=all(_ranges_overlap(results, scale) for scale in Scale),
        look_again=results[-1].record.day + FAIR_GAP,
        answer_earlier_statements=_is_of_earlier_meaning(newest.record),
        stand_apart=stands_apart,
    )


def _step(result: Dated, since: Since | None) -> SeriesStep:
    record = result.record
    return SeriesStep(
        id=result.id,
        day=record.day,
        version=record.version,
        is_placed=record.is_placed,
        avoidance=_score_text(record.on(Scale.AVOIDANCE)),
        anxiety=_score_text(record.on(Scale.ANXIETY)),
        since=since,
    )


def _score_text(line: KeptScore | None) -> ScoreText | None:
    if line is None:
        return None
    return ScoreText(*(floatformat(number, 1) for number in (line.value, line.low, line.high)))


def _line_change(scale: Scale, name: str, change: ReliableChange) -> LineChange:
    return LineChange(
        scale=scale,
        name=name,
        difference=signed_hundredths(change.difference),
        words=str(MOVEMENTS[change.movement]),
    )


def _ranges_overlap(results: Iterable[Dated], scale: Scale) -> bool:
    lines = [line for each in results if (line := each.record.on(scale))]
    return not lines or max(line.low for line in lines) <= min(line.high for line in lines)


def _is_of_earlier_meaning(record: KeptResultContent) -> bool:
    asked = catalogue().offered(record.slug)
    return asked is not None and major_of(asked.version) != record.major


def _sort(record: KeptResultContent) -> tuple[str, str, str]:
    return record.slug, record.person, record.major


def _when(result: Dated) -> date:
    return result.record.day
