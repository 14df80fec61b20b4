"""Each scored form from its first page to its result, in its own words."""

from datetime import date

import pytest

from apps.quiz.results.suggestions import guide_cards, suggest
from tests.quiz.sample_forms import BETWEEN, EASY, HARD, SELF, leaning, scored, sitting_with
from tests.quiz.steps import carrying, text_of

# No test in this file is given the database, so any query at all would fail it.

MIXTURES = [leaning(one, two) for one in (EASY, BETWEEN, HARD) for two in (EASY, BETWEEN, HARD)]
every_form = pytest.mark.parametrize("slug", SELF)


def page_of(slug: str, place: str, marks: dict[str, str]) -> str:
    response = carrying(sitting_with(marks, slug=slug)).get(f"/quiz/{slug}/{place}")
    assert response.status_code == 200
    return text_of(response.content.decode())


@every_form
def test_the_start_says_who_it_is_for_and_what_it_is_not(slug: str) -> None:
    form = scored(slug)
    page = page_of(slug, "", {})
    for words in (form.title, form.for_whom, form.about, form.promise, form.fear.question):
        assert words in page


@every_form
def test_every_statement_can_be_asked(slug: str) -> None:
    form = scored(slug)
    shown = {n: page_of(slug, f"{n}/", {}) for n in range(1, 17)}
    for item in form.items:
        assert (
            sum(text_of(item.text.replace("'", "&#x27;")) in page for page in shown.values()) == 1
        )
    assert all(form.frame in page for page in shown.values())


@every_form
@pytest.mark.parametrize("marks", [leaning(EASY, HARD) | {"X3": "5"}, leaning(HARD, EASY)])
def test_the_result_speaks_in_the_form_s_own_words(slug: str, marks: dict[str, str]) -> None:
    form = scored(slug)
    page = page_of(slug, "result/", marks)
    for words in (form.result.heading, form.result.setting, form.result.point, form.fear.answer):
        assert words in page
    for limit in form.result.limits:
        assert f"{limit.lead} {limit.text}" in page
    for line in form.lines.values():
        assert f"{line.name}: in the" in page


def test_only_the_past_is_marked_as_looking_back() -> None:
    for slug in SELF:
        page = page_of(slug, "result/", leaning(EASY, EASY))
        assert ("· Looking back ·" in page) is (slug == "self-past")


@pytest.mark.parametrize("slug", ["self-friend", "self-parent"])
def test_a_result_about_a_friend_or_a_parent_does_not_speak_of_that_partner(slug: str) -> None:
    page = page_of(slug, "result/", leaning(HARD, HARD))
    words = page.partition("What this cannot tell you")[0]
    assert "your partner" not in words.casefold()
    assert "this partner" not in words.casefold()


@every_form
def test_every_result_leads_on_to_three_guides_and_two_prompts(slug: str) -> None:
    for marks in [*MIXTURES, {}]:
        sitting = sitting_with(marks, slug=slug)
        found = suggest(sitting, guide_cards(), today=date(2027, 1, 1))
        if not found.safety_note:
            assert len(found.guides) == 3
        assert len(found.guides) >= 2
        assert len(found.prompts) == 2
