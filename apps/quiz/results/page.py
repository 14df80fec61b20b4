"""The result page of a finished sitting: a plain value, made once, which its template prints."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from django.template.defaultfilters import floatformat
from django.utils.functional import Promise
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from apps.quiz.questionnaire.model import ScaleText, ScoredForm
from apps.quiz.results.map_chart import MapFrame, MapPoint, frame, place
from apps.quiz.scoring.score import Band, Direction, ItemAnswer, Scale, ScaleScore
from apps.quiz.sitting.sitting import Sitting, Usual

BAND_WORDS: Mapping[Band, Promise] = {
    Band.LOWER: _("in the lower third"),
    Band.LOWER_MIDDLE: _("between the lower and the middle third"),
    Band.MIDDLE: _("in the middle third"),
    Band.MIDDLE_HIGHER: _("between the middle and the higher third"),
    Band.HIGHER: _("in the higher third"),
    Band.UNPLACED: _("these answers cannot place you on this line"),
}


@dataclass(frozen=True, slots=True)
class AnswerRow:
    """One statement of a line: the answer, in words too, and what it counted (None: no answer)."""

    text: str
    label: str
    value: int | None
    counted: int | None
    turned: bool


@dataclass(frozen=True, slots=True)
class LineResult:
    """One line of a result as it is printed; without enough answers it is not scored.

    ``value``, ``low`` and ``high`` have one decimal, ``exact`` is the value with two. These and
    the words are empty where there is no score. ``total`` is the sum of what ``answered`` of the
    ``asked`` statements counted.
    """

    name: str
    low_end: str
    high_end: str
    is_scored: bool
    value: str
    exact: str
    low: str
    high: str
    place: str
    short: str
    words: str
    answered: int
    asked: int
    total: int
    rows: tuple[AnswerRow, ...]


@dataclass(frozen=True, slots=True)
class ResultPage:
    """All values that the page of a finished sitting shows, but for the suggestions.

    ``finding`` is the result in one plain sentence, in words that the whole range of each line
    allows, and ``sureness`` says how sure it is. The ``point`` on the map needs both lines.
    ``faint``: the answers are so alike that it says little. ``hints`` are sentences on what the
    manner of answering means for the result.
    """

    form: ScoredForm
    finding: str
    sureness: str
    avoidance: LineResult
    anxiety: LineResult
    lines: tuple[LineResult, LineResult]
    scored: tuple[LineResult, ...]
    point: MapPoint | None
    frame: MapFrame
    faint: bool
    hints: tuple[str, ...]


def result_page(sitting: Sitting) -> ResultPage:
    """The page of a finished sitting; raises ValueError for a list, which has no score."""
    scores = sitting.result
    avoidance, anxiety = _line_of(sitting, Scale.AVOIDANCE), _line_of(sitting, Scale.ANXIETY)
    lines = (avoidance, anxiety)
    scored = tuple(line for line in lines if line.is_scored)
    faint = scores.long_run or scores.little_spread
    setting = sitting.scored_form.result.setting
    return ResultPage(
        form=sitting.scored_form,
        finding=_finding(setting, scored, faint=faint),
        sureness=_sureness(scored, faint=faint),
        avoidance=avoidance,
        anxiety=anxiety,
        lines=lines,
        scored=scored,
        point=place(avoidance=scores.avoidance, anxiety=scores.anxiety)
        if scores.avoidance and scores.anxiety
        else None,
        frame=frame(),
        faint=faint,
        hints=tuple(_hints(sitting)),
    )


def line_result(
    text: ScaleText, score: ScaleScore | None, rows: tuple[AnswerRow, ...]
) -> LineResult:
    """One line with its words, out of its score (None: not enough answers) and its answers."""
    return LineResult(
        name=text.name,
        low_end=text.low_end,
        high_end=text.high_end,
        is_scored=score is not None,
        value=floatformat(score.value, 1) if score else "",
        exact=floatformat(score.value, 2) if score else "",
        low=floatformat(score.low, 1) if score else "",
        high=floatformat(score.high, 1) if score else "",
        place=str(BAND_WORDS[score.band]) if score else "",
        short=text.short[score.band] if score else "",
        words=text.words[score.band] if score else "",
        answered=sum(row.value is not None for row in rows),
        asked=len(rows),
        total=sum(row.counted or 0 for row in rows),
        rows=rows,
    )


def answer_row(text: str, label: str, answer: ItemAnswer) -> AnswerRow:
    return AnswerRow(
        text=text,
        label=label,
        value=answer.value,
        counted=answer.counted,
        turned=answer.key.direction is Direction.REVERSED,
    )


def _line_of(sitting: Sitting, scale: Scale) -> LineResult:
    by_id = {statement.item.id: statement for statement in sitting.statements}
    rows = tuple(
        answer_row(item.text, by_id[item.id].label, ItemAnswer(item.key, by_id[item.id].value))
        for item in sitting.form.items
        if item.key and item.key.scale is scale
    )
    return line_result(sitting.scored_form.lines[scale], sitting.result.on(scale), rows)


def _finding(setting: str, scored: Sequence[LineResult], *, faint: bool) -> str:
    """The result as a sentence without its full stop; of a faint one the sentence says so."""
    if not scored:
        return gettext("Not enough to go by, this time")
    words = gettext(", and ").join(line.short for line in scored)
    if faint:
        setting = setting[:1].lower() + setting[1:]
        return gettext("Take this lightly: %(setting)s, %(words)s") % {
            "setting": setting,
            "words": words,
        }
    return gettext("%(setting)s, %(words)s") % {"setting": setting, "words": words}


def _sureness(scored: Sequence[LineResult], *, faint: bool) -> str:
    """How far the finding can be trusted. The range of a line is its 80 % range."""
    if not scored:
        return gettext(
            "A place on a line needs at least six of its eight answers. You left out more than "
            "that, which is fine, and it may say that these statements do not fit your life just "
            "now."
        )
    if faint:
        return gettext(
            "This one is faint, because your answers are so alike. What is said here of eight "
            "times in ten counts only where each statement was weighed on its own."
        )
    if len(scored) == 1:
        return gettext(
            "There were enough answers for one of the two lines. The words fit the whole of its "
            "range; if these questions are as steady as similar published ones, that holds about "
            "eight times in ten."
        )
    return gettext(
        "If these questions are as steady as similar published ones, each half of this sentence "
        "holds about eight times in ten. Its words fit the whole bar on the map, not only the "
        "point."
    )


def _hints(sitting: Sitting) -> Iterable[str]:
    scores = sitting.result
    if scores.long_run:
        yield gettext(
            "You gave the same answer many times in a row. Because half the questions "
            "point the other way, the result then says little."
        )
    elif scores.little_spread:
        yield gettext(
            "Your answers all lie close together. Because half the questions point the "
            "other way, the result then says little."
        )
    if scores.mixed and (scores.long_run or scores.little_spread):
        yield gettext(
            "Because some answers point in different directions, the range below is wider."
        )
    elif scores.mixed:
        yield gettext(
            "Some answers point in different directions. That can happen when things "
            "differ from day to day. The range below is wider."
        )
    if sitting.usual is Usual.NO:
        yield gettext(
            "You said that you did not answer as things usually are. Then this shows a "
            "moment rather than a pattern."
        )
