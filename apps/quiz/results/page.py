"""What the pages of finished sittings say: one result, and several on one map."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property

from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from apps.quiz.questionnaire.model import ScaleText, ScoredForm
from apps.quiz.results.map_chart import MapFrame, MapPoint, frame, place
from apps.quiz.scoring.score import Band, Direction, ItemAnswer, Scale, ScaleScore
from apps.quiz.sitting.browser import BrowserSittings
from apps.quiz.sitting.sitting import Sitting, Usual

FEWEST_PLACES = 2
PLACES: Mapping[Band, Promise] = {
    Band.LOWER: _("in the lower third"),
    Band.LOWER_MIDDLE: _("between the lower and the middle third"),
    Band.MIDDLE: _("in the middle third"),
    Band.MIDDLE_HIGHER: _("between the middle and the higher third"),
    Band.HIGHER: _("in the higher third"),
    Band.UNPLACED: _("these answers cannot place you on this line"),
}


@dataclass(frozen=True, slots=True)
class AnswerRow:
    """One statement of a line: the answer in words, and what it counted."""

    text: str
    label: str
    answer: ItemAnswer

    @property
    def turned(self) -> bool:
        return self.answer.key.direction is Direction.REVERSED


@dataclass(frozen=True)
class LineResult:
    """One line of the result; without a ``score`` there were not enough answers for it."""

    line: ScaleText
    score: ScaleScore | None
    rows: tuple[AnswerRow, ...]

    @property
    def short(self) -> str:
        return self.line.short[self.score.band] if self.score else ""

    @property
    def words(self) -> str:
        return self.line.words[self.score.band] if self.score else ""

    @property
    def place(self) -> Promise | str:
        return PLACES[self.score.band] if self.score else ""

    @property
    def answered(self) -> int:
        return sum(row.answer.value is not None for row in self.rows)

    @property
    def total(self) -> int:
        return sum(row.answer.counted or 0 for row in self.rows)


@dataclass(frozen=True)
class ResultPage:
    """Everything that the page of a finished sitting shows, apart from what to read next."""

    sitting: Sitting

    @cached_property
    def avoidance(self) -> LineResult:
        return self._line(Scale.AVOIDANCE)

    @cached_property
    def anxiety(self) -> LineResult:
        return self._line(Scale.ANXIETY)

    @property
    def lines(self) -> tuple[LineResult, LineResult]:
        return self.avoidance, self.anxiety

    @property
    def scored(self) -> list[LineResult]:
        return [line for line in self.lines if line.score]

    @property
    def point(self) -> MapPoint | None:
        """The place on the map, for which both lines are needed."""
        avoidance, anxiety = self.avoidance.score, self.anxiety.score
        return place(avoidance=avoidance, anxiety=anxiety) if avoidance and anxiety else None

    @property
    def frame(self) -> MapFrame:
        return frame()

    @property
    def form(self) -> ScoredForm:
        return self.sitting.scored_form

    @property
    def faint(self) -> bool:
        """Whether the answers are so alike that the place says little."""
        return self.sitting.result.long_run or self.sitting.result.little_spread

    @property
    def hints(self) -> list[Promise]:
        """Kind sentences on what the manner of answering means for the result."""
        result = self.sitting.result
        hints: list[Promise] = []
        if result.long_run:
            hints.append(
                _(
                    "You gave the same answer many times in a row. Because half the questions "
                    "point the other way, the result then says little."
                )
            )
        elif result.little_spread:
            hints.append(
                _(
                    "Your answers all lie close together. Because half the questions point the "
                    "other way, the result then says little."
                )
            )
        if result.mixed:
            hints.append(
                _("Because some answers point in different directions, the range below is wider.")
                if hints
                else _(
                    "Some answers point in different directions. That can happen when things "
                    "differ from day to day. The range below is wider."
                )
            )
        if self.sitting.usual is Usual.NO:
            hints.append(
                _(
                    "You said that you did not answer as things usually are. Then this shows a "
                    "moment rather than a pattern."
                )
            )
        return hints

    def _line(self, scale: Scale) -> LineResult:
        marks = {statement.item.id: statement for statement in self.sitting.statements}
        rows = tuple(
            AnswerRow(
                text=item.text, label=marks[item.id].label, answer=ItemAnswer(item.key, value)
            )
            for item in self.form.items
            if item.key and item.key.scale is scale
            for value in [marks[item.id].value]
        )
        return LineResult(self.form.lines[scale], self.sitting.result.on(scale), rows)


@dataclass(frozen=True, slots=True)
class Named:
    """A finished sitting with what it is called on the map, and where its result stands."""

    sitting: Sitting
    title: str
    url: str


@dataclass(frozen=True, slots=True)
class ComparedResult:
    """One sitting's place; ``number`` marks it on the map and in the table."""

    number: int
    title: str
    url: str
    avoidance: LineResult
    anxiety: LineResult
    point: MapPoint

    @property
    def lines(self) -> tuple[LineResult, LineResult]:
        return self.avoidance, self.anxiety


@dataclass(frozen=True, slots=True)
class Comparison:
    """The places, in the order in which their sittings were begun, without any verdict."""

    places: tuple[ComparedResult, ...]

    @classmethod
    def of(cls, held: BrowserSittings) -> "Comparison":
        return cls.among(
            Named(each, each.form.title, reverse("quiz:result", args=[each.form.slug]))
            for each in held.placed
        )

    @classmethod
    def among(cls, named: Iterable[Named]) -> "Comparison":
        """Scored sittings in the order given; one without a place on the map is left out."""
        pages = [(each, ResultPage(each.sitting)) for each in named]
        placed = [(each, page, point) for each, page in pages if (point := page.point)]
        return cls(
            tuple(
                ComparedResult(n, each.title, each.url, page.avoidance, page.anxiety, point)
                for n, (each, page, point) in enumerate(placed, start=1)
            )
        )

    @property
    def possible(self) -> bool:
        return len(self.places) >= FEWEST_PLACES

    @property
    def frame(self) -> MapFrame:
        return frame()
