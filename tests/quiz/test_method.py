"""The method page states the very figures that a result is worked out with."""

from datetime import date
from pathlib import Path

import pytest
from django.test import Client

from apps.quiz.questionnaire.catalogue import QuestionnaireCatalogue, catalogue
from apps.quiz.questionnaire.model import VersionStatus
from apps.quiz.results.method import SIMULATED, changes_by_day, method_page
from tests.quiz.sample_forms import self_partner
from tests.quiz.steps import text_of


@pytest.fixture
def page() -> str:
    return text_of(Client().get("/quiz/method/").content.decode())


def test_the_method_page_calculates_its_own_example(page: str) -> None:
    for figure in (
        "0.4146",
        "1.790",
        "± 0.62",
        "± 0.66",
        "± 0.72",
        "0.791",
        "1.55",
        "-1.26",
        "-2.09",
    ):
        assert figure in page
    assert "In the example: 5.0, with a range from 4.4 to 5.6" in page
    assert "provisional" in page


def test_every_figure_comes_from_the_code(page: str) -> None:
    method = method_page(catalogue())
    counted = [row.counted for row in method.example.rows if row.counted is not None]
    assert f"In the example: {sum(counted) / 8:.1f}" in page
    assert f"= {method.correlation:.4f}" in page
    assert f"= {method.item_spread:.3f}" in page
    assert f"= {method.wobble:.3f}" in page
    for width in method.widths:
        assert f"{width.answered} of 8 {width.sem:.3f} ± {width.half:.2f}" in page
    for example in method.examples_of_change:
        figures = f"{example.earlier:.2f} {example.later:.2f} {example.change.rci:.2f}"
        assert f"{figures} {example.words}" in page
    assert f"Under {method.perhaps_from:.1f} points" in page
    assert f"over {method.clear_over:.2f} points" in page


def test_each_scored_set_is_named_with_its_figures_and_they_are_the_same_for_all(page: str) -> None:
    forms = catalogue().scored
    assert len({form.constants for form in forms}) == 1
    for form in forms:
        assert f"{form.title} {form.version} 1.25 0.85 0.80 provisional" in page


def test_the_simulation_is_told_in_whole_people(page: str) -> None:
    assert "made up 20,000 people" in page
    assert f"held the true place {SIMULATED.covered} times in 100" in page
    assert f"{SIMULATED.called} in 100 were told of a clear change" in page
    assert f"held the true place {SIMULATED.named} times in 100" in page
    assert SIMULATED.opposite == 0
    assert "It does not show that the figures are right." in page


def test_the_list_is_told_apart_and_the_line_about_fear_is_explained(page: str) -> None:
    assert "is not scored" in page
    assert "never put beside a result of your own" in page
    assert "changes the page that follows and is kept nowhere" in page


def test_every_change_is_told_with_its_day(page: str) -> None:
    changed = page.partition("What we changed, and when")[2].partition("Sources")[0]
    for form in catalogue().versions:
        told = form.changed or "The first."
        assert f"{form.title}, version {form.version}. {told}" in changed
    assert changed.index("25 November 2026") < changed.index("24 November 2026")
    assert changed.index("24 November 2026") < changed.index("21 November 2026")


def test_a_draft_is_no_change_and_a_retired_version_stays_one() -> None:
    class Made:
        def __init__(self, status: VersionStatus) -> None:
            self.status, self.published = status, date(2026, 1, 1)

    versions = [Made(VersionStatus.DRAFT), Made(VersionStatus.RETIRED), Made(VersionStatus.LIVE)]
    ((day, forms),) = changes_by_day(QuestionnaireCatalogue(tuple(versions)))  # type: ignore[arg-type]
    assert day == date(2026, 1, 1)
    assert [form.status for form in forms] == [VersionStatus.RETIRED, VersionStatus.LIVE]


def test_nothing_is_claimed_that_was_not_done(page: str) -> None:
    assert "It has not been validated" in page
    assert "They have not yet been tried with people" in page
    assert self_partner().constants.source == "provisional"


def test_the_words_of_change_stand_in_one_module() -> None:
    modules = (Path(__file__).resolve().parents[2] / "apps" / "quiz").rglob("*.py")
    found = [path.name for path in modules if '"within the usual wobble"' in path.read_text()]
    assert found == ["series.py"]
