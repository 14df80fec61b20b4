"""What a result suggests follows from the rules in the form, and safety goes before couples."""

from datetime import date, timedelta
from pathlib import Path

import pytest
from msgspec.structs import replace

from apps.common.content_files.toml_file import ContentError
from apps.practices import catalogue as practices
from apps.quiz.results.suggestions import GuideCard, guide_cards, suggest
from tests.articles.factories import GUIDE
from tests.quiz.sample_forms import BETWEEN, EASY, HARD, leaning, sitting_with

TODAY = date(2026, 12, 1)
NAMES = {
    "when-someone-pulls-away": 1,
    "what-avoidance-is": 2,
    "stopping-and-coming-back": 9,
    "finding-a-therapist": 24,
    "distance-or-harm": 22,
}


def card(slug: str, number: int, *, published: date = TODAY) -> GuideCard:
    prompts = tuple(f"Prompt {n} of {slug}?" for n in (1, 2, 3))
    couples = slug in {"stopping-and-coming-back", "small-promises"}
    return GuideCard(slug, number, slug.title(), "…", prompts, published, couples)


LIBRARY = {slug: card(slug, number) for slug, number in NAMES.items()}


def named(avoidance: dict[str, str], anxiety: dict[str, str]) -> list[str]:
    sitting = sitting_with(leaning(avoidance, anxiety))
    return [s.guide.slug for s in suggest(sitting, LIBRARY, today=TODAY).guides]


def test_each_result_has_three_guides_two_prompts_and_two_practices() -> None:
    for avoidance in (EASY, BETWEEN, HARD, {}):
        for anxiety in (EASY, BETWEEN, {}):
            found = suggest(sitting_with(leaning(avoidance, anxiety)), LIBRARY, today=TODAY)
            assert len({s.guide.slug for s in found.guides}) == 3
            assert len({prompt.id for prompt in found.prompts}) == 2
            assert len({practice.id for practice in found.practices}) == 2


def test_a_range_above_the_middle_comes_first() -> None:
    assert named(HARD, EASY)[0] == "stopping-and-coming-back"
    assert named(EASY, EASY)[0] == "when-someone-pulls-away"
    assert named(BETWEEN, BETWEEN)[0] == "what-avoidance-is"


def test_every_guide_says_why_it_is_there() -> None:
    found = suggest(sitting_with(leaning(HARD, EASY)), LIBRARY, today=TODAY)
    assert "discomfort with closeness" in found.guides[0].why
    assert all(suggested.why for suggested in found.guides)
    middle = suggest(sitting_with(leaning(BETWEEN, BETWEEN)), LIBRARY, today=TODAY)
    assert middle.guides[0].why == "Suggested because both ranges lie in the middle"


def test_guides_that_do_not_exist_are_passed_over() -> None:
    found = suggest(sitting_with(leaning(HARD, EASY)), {}, today=TODAY)
    assert not found.guides
    assert not found.prompts


def test_a_new_guide_is_suggested_once_it_is_published() -> None:
    tomorrow = TODAY + timedelta(days=1)
    library = LIBRARY | {"if-you-need-space": card("if-you-need-space", 4, published=tomorrow)}
    sitting = sitting_with(leaning(HARD, EASY))
    slugs = {s.guide.slug for s in suggest(sitting, library, today=TODAY).guides}
    assert "if-you-need-space" not in slugs
    later = suggest(sitting, library, today=tomorrow)
    assert later.guides[0].guide.slug == "if-you-need-space"
    assert later.prompts[0].id == "4-1"


@pytest.mark.parametrize(("mark", "first"), [("5", False), ("6", True), ("7", True), ("0", False)])
def test_keeping_complaints_back_for_fear_of_losing_brings_the_safety_note(
    mark: str, first: bool
) -> None:
    marks = leaning(EASY, EASY) | {"X3": mark}
    found = suggest(sitting_with(marks), LIBRARY, today=TODAY)
    assert bool(found.safety_note) is first
    assert ("afraid" in found.safety_note) is first


def test_nothing_for_couples_is_suggested_beside_the_safety_note() -> None:
    found = suggest(sitting_with(leaning(HARD, HARD)), LIBRARY, today=TODAY)
    assert found.safety_note
    assert "stopping-and-coming-back" not in {s.guide.slug for s in found.guides}
    assert not any(prompt.id.startswith("9-") for prompt in found.prompts)


def test_practices_follow_the_rules_and_none_for_two_stands_beside_fear(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def practices_of(avoidance: dict[str, str], anxiety: dict[str, str]) -> list[str]:
        sitting = sitting_with(leaning(avoidance, anxiety))
        return [each.id for each in suggest(sitting, LIBRARY, today=TODAY).practices]

    assert practices_of(HARD, EASY) == ["share-small", "need-space"]
    assert practices_of(EASY, EASY) == ["heard", "thank-you"]
    assert practices_of(EASY, HARD) == ["circle", "kind-minutes"]
    find = practices.find
    monkeypatch.setattr(
        practices, "find", lambda name: (each := find(name)) and replace(each, couple=True)
    )
    assert practices_of(EASY, EASY) == ["heard", "thank-you"]
    assert practices_of(EASY, HARD) == []


def test_the_safety_note_does_not_wait_for_a_score() -> None:
    found = suggest(sitting_with({"X3": "7"}), LIBRARY, today=TODAY)
    assert found.safety_note


def test_prompts_of_the_safety_guides_are_never_suggested() -> None:
    named_prompts = {prompt for rule in sitting_with({}).form.rules for prompt in rule.prompts}
    assert not any(prompt.startswith(("22-", "23-")) for prompt in named_prompts)


def test_cards_are_read_from_the_guides_own_heads(tmp_path: Path) -> None:
    (tmp_path / "a-guide.md").write_text(GUIDE, encoding="utf-8")
    assert guide_cards(tmp_path)["a-guide"] == GuideCard(
        slug="a-guide",
        number=9,
        title="Stopping in time",
        summary="How two people can pause before it boils over.",
        prompts=("One?", "Two?", "Three?"),
        published=date(2026, 11, 1),
        for_couples=True,
    )


def test_a_guide_without_a_head_is_named(tmp_path: Path) -> None:
    (tmp_path / "bare.md").write_text("## Heading\n", encoding="utf-8")
    with pytest.raises(ContentError, match=r"bare\.md"):
        guide_cards(tmp_path)


def test_every_guide_that_we_ship_can_be_read() -> None:
    assert all(1 <= len(card.prompts) <= 5 for card in guide_cards().values())
