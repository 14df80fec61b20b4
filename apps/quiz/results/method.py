"""The figures of the method page, worked out by the same code that scores a sitting."""

from dataclasses import dataclass
from datetime import date

from django.utils.functional import Promise

from apps.quiz.questionnaire.catalogue import QuestionnaireCatalogue
from apps.quiz.questionnaire.model import Questionnaire, ScoredForm, VersionStatus
from apps.quiz.results.page import LineResult, answer_row, line_result
from apps.quiz.results.series import MOVEMENTS
from apps.quiz.scoring.reliable_change import (
    Z_95,
    ReliableChange,
    reliable_change,
    standard_error_of_difference,
)
from apps.quiz.scoring.score import (
    MINIMUM_ANSWERED,
    Z_80,
    Constants,
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


@dataclass(frozen=True, kw_only=True)
class MethodPage:
    """What the scored forms assume, and what follows from it.

    ``form`` stands for all scored forms in the worked example: they share one set of constants.
    ``changes``: the versions that were ever live by the day on which they were, the latest first.
    ``example``: the score of the first line of the form with made-up answers. ``wobble``: S_diff,
    the standard error, in points, of the difference between two results.
    """

    catalogue: QuestionnaireCatalogue
    form: ScoredForm
    simulated: Simulated
    changes: list[tuple[date, list[Questionnaire]]]
    example: LineResult
    asked: int
    correlation: float
    item_spread: float
    widths: list[Width]
    wobble: float
    perhaps_from: float
    clear_over: float
    examples_of_change: list[ChangeExample]


def method_page(catalogue: QuestionnaireCatalogue) -> MethodPage:
    """Every figure of the method page, worked out once."""
    form, asked = catalogue.scored[0], len(EXAMPLE)
    wobble = standard_error_of_difference(form.constants)
    return MethodPage(
        catalogue=catalogue,
        form=form,
        simulated=SIMULATED,
        changes=changes_by_day(catalogue),
        example=_example(form),
        asked=asked,
        correlation=inter_item_correlation(form.constants.alpha, asked=asked),
        item_spread=item_spread(form.constants, asked=asked),
        widths=_widths(form.constants, asked=asked),
        wobble=wobble,
        perhaps_from=Z_80 * wobble,
        clear_over=Z_95 * wobble,
        examples_of_change=_examples_of_change(form.constants),
    )


def changes_by_day(catalogue: QuestionnaireCatalogue) -> list[tuple[date, list[Questionnaire]]]:
    """Every version that was ever live by the day on which it was, the latest day first."""
    versions = [form for form in catalogue.versions if form.status is not VersionStatus.DRAFT]
    days = sorted({form.published for form in versions}, reverse=True)
    return [(day, [form for form in versions if form.published == day]) for day in days]


def _example(form: ScoredForm) -> LineResult:
    items = [item for item in form.items if item.key and item.key.scale is Scale.AVOIDANCE]
    answers = [
        ItemAnswer(item.key, value) for item, value in zip(items, EXAMPLE, strict=True) if item.key
    ]
    rows = tuple(
        answer_row(item.text, form.label(str(answer.value)), answer)
        for item, answer in zip(items, answers, strict=True)
    )
    score = score_scale(answers, form.constants)
    return line_result(form.lines[Scale.AVOIDANCE], score, rows)


def _widths(constants: Constants, *, asked: int) -> list[Width]:
    """From all items answered down to the fewest that still give a score."""
    counts = range(asked, MINIMUM_ANSWERED - 1, -1)
    errors = {n: standard_error(constants, asked=asked, answered=n) for n in counts}
    return [Width(answered=n, sem=sem, half=Z_80 * sem) for n, sem in errors.items()]


def _examples_of_change(constants: Constants) -> list[ChangeExample]:
    return [
        ChangeExample(
            earlier=EARLIER,
            later=later,
            change=reliable_change(earlier=EARLIER, later=later, constants=constants),
        )
        for later in LATER
    ]
