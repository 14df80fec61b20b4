"""The figures of the method page, worked out by the same code that scores a sitting."""

from dataclasses import dataclass
from datetime import date

from django.utils.functional import Promise

from apps.quiz.questionnaire.catalogue import QuestionnaireCatalogue
from apps.quiz.questionnaire.model import Questionnaire, ScoredForm, VersionStatus
from apps.quiz.results.page import LineResult, answer_row, line_result
from apps.quiz.results.series import MOVEMENTS
from apps.quiz.scoring.change import (
    Z_95,
    ReliableChange,
    reliable_change,
    standard_error_of_difference,
)
from apps.quiz.scoring.score import (
    MINIMUM_ANSWERED,
    Z_80,
    ItemAnswer,
    Scale,
    inter_item_correlation,
    item_spread,
    score_scale,
    standard_error,
)

EXAMPLE = (5, 6, 5, 4, 3, 2, 4, 3)
EARLIER = 5.25
LATER = (4.5, 4.25, 3.6)


@dataclass(frozen=True, slots=True)
class Simulated:
    """What a simulation of ``people`` found, in whole people of a hundred.

    ``covered``: the range holds the true score. ``called``: a clear change in somebody who did not
    change. ``named``: a third that is named holds the true score, and ``higher`` the same for the
    higher third alone. ``opposite``: the true score lies in the opposite third.
    """

    people: int
    covered: int
    called: int
    named: int
    higher: int
    opposite: int


# Found by tests/quiz/test_simulation.py, which fails when these are no longer its figures.
SIMULATED = Simulated(people=20_000, covered=83, called=3, named=95, higher=92, opposite=0)


@dataclass(frozen=True, slots=True)
class Width:
    """How wide the range is, in points, when ``answered`` items of a line were answered."""

    answered: int
    sem: float
    half: float


@dataclass(frozen=True, slots=True)
class ChangeExample:
    earlier: float
    later: float
    change: ReliableChange

    @property
    def words(self) -> Promise:
        return MOVEMENTS[self.change.movement]


@dataclass(frozen=True)
class Method:
    """What the scored forms assume, and what follows from it.

    ``form`` stands for all of them in the worked example: they share one set of constants.
    """

    catalogue: QuestionnaireCatalogue

    @property
    def form(self) -> ScoredForm:
        return self.catalogue.scored[0]

    @property
    def simulated(self) -> Simulated:
        return SIMULATED

    @property
    def changes(self) -> list[tuple[date, list[Questionnaire]]]:
        """Every version that was ever live by the day on which it was, the latest day first."""
        versions = [
            form for form in self.catalogue.versions if form.status is not VersionStatus.DRAFT
        ]
        days = sorted({form.published for form in versions}, reverse=True)
        return [(day, [form for form in versions if form.published == day]) for day in days]

    @property
    def example(self) -> LineResult:
        """The first line of the form with made-up answers."""
        items = [item for item in self.form.items if item.key and item.key.scale is Scale.AVOIDANCE]
        answers = [
            ItemAnswer(item.key, value)
            for item, value in zip(items, EXAMPLE, strict=True)
            if item.key
        ]
        rows = tuple(
            answer_row(item.text, self.form.label(str(answer.value)), answer)
            for item, answer in zip(items, answers, strict=True)
        )
        score = score_scale(answers, self.form.constants)
        return line_result(self.form.lines[Scale.AVOIDANCE], score, rows)

    @property
    def asked(self) -> int:
        return len(EXAMPLE)

    @property
    def correlation(self) -> float:
        return inter_item_correlation(self.form.constants.alpha, asked=self.asked)

    @property
    def item_spread(self) -> float:
        return item_spread(self.form.constants, asked=self.asked)

    @property
    def widths(self) -> list[Width]:
        """From all items answered down to the fewest that still give a score."""
        counts = range(self.asked, MINIMUM_ANSWERED - 1, -1)
        errors = {
            n: standard_error(self.form.constants, asked=self.asked, answered=n) for n in counts
        }
        return [Width(answered=n, sem=sem, half=Z_80 * sem) for n, sem in errors.items()]

    @property
    def wobble(self) -> float:
        """S_diff: the standard error, in points, of the difference between two results."""
        return standard_error_of_difference(self.form.constants)

    @property
    def perhaps_from(self) -> float:
        return Z_80 * self.wobble

    @property
    def clear_over(self) -> float:
        return Z_95 * self.wobble

    @property
    def examples_of_change(self) -> list[ChangeExample]:
        constants = self.form.constants
        return [
            ChangeExample(
                earlier=EARLIER,
                later=later,
                change=reliable_change(earlier=EARLIER, later=later, constants=constants),
            )
            for later in LATER
        ]
