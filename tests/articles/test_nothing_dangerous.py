"""What somebody in danger reads sends nobody the wrong way: held over the real content."""

import re

import pytest
from django.conf import settings
from django.test import Client

from apps.articles.content.checks import read_library
from apps.articles.content.parse import GuideText
from apps.practices.catalogue import catalogue
from apps.practices.practice import NoteTarget, QuestionKind

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("real_guides")]

FIXTURES = settings.BASE_DIR / "fixtures"
# Practices that are no use, or worse, where there is fear: each asks about it first.
ASKS_ABOUT_FEAR_FIRST = {
    *("loop", "choosing-help", "invitation", "early-signs", "good-time", "my-half"),
}


@pytest.fixture(scope="module")
def safety_guides() -> list[GuideText]:
    return [guide for guide in read_library(FIXTURES).guides if guide.safety]


def test_a_guide_on_safety_leads_to_no_guide_about_waiting(safety_guides: list[GuideText]) -> None:
    assert {guide.slug for guide in safety_guides} >= {"distance-or-harm"}
    for guide in safety_guides:
        assert "is-it-getting-better" not in guide.source, guide.slug


@pytest.mark.parametrize(
    "words",
    [
        *("hands around your neck, or anything that stopped your breath", "see a doctor"),
        *("a threat with any weapon", "happens more often than it did", "leaving, or having just"),
        *("If a child is being hurt, call today", "fear for a pet", "The right to stay"),
    ],
)
def test_the_guide_on_harm_names_what_must_not_wait(visitor: Client, words: str) -> None:
    html = visitor.get("/guides/distance-or-harm/").content.decode()
    assert words in html.partition("<main")[2]


def test_fear_is_asked_first_where_a_practice_is_no_use_beside_it(visitor: Client) -> None:
    asks = {practice.id: practice for practice in catalogue().practices if practice.fear}
    assert set(asks) == ASKS_ABOUT_FEAR_FIRST
    for practice in asks.values():
        first = practice.asked[0]
        assert first.kind is QuestionKind.CHOICE
        to_harm = [note for note in practice.notes if note.to is NoteTarget.HARM]
        afraid = {option for note in to_harm if first.id in note.on for option in note.chosen}
        assert afraid
        assert afraid < set(first.options)
        for page in ("", "sheet/"):
            html = visitor.get(f"/journal/practices/{practice.id}/{page}").content.decode()
            before = html.partition(first.label)[0]
            assert "The first question is about fear." in before, practice.id
            assert 'href="/guides/distance-or-harm/"' in before
            assert 'href="/support/"' in before


def test_a_question_about_fear_elsewhere_is_about_what_was_written_before_it() -> None:
    """A limit, or a record, has to be there before one can ask whether it is safe."""
    asked = {
        practice.id: place
        for practice in catalogue().practices
        for place, question in enumerate(practice.asked)
        if re.search(
            r"\b(?:afraid|safe|safely|eggshells)\b", f"{question.label} {question.options}"
        )
        and question.kind is QuestionKind.CHOICE
    }
    late = {name for name, place in asked.items() if place}
    assert late == {"limit", "record"}


def test_help_is_one_tap_from_every_page_that_is_being_written(maya: Client) -> None:
    for address in ("/journal/new/", "/", "/journal/practices/promise/new/"):
        form = re.search(r"<form class=\"sheet.*?</form>", maya.get(address).text, re.DOTALL)
        assert form, address
        line = re.search(r"If it gets too much, there is\s+<a href=\"/support/\">", form[0])
        assert line, address


def test_no_prompt_asks_after_marks_on_a_body_or_numbers_without_a_scale() -> None:
    prompts = (FIXTURES / "prompts.toml").read_text("utf-8")
    assert "Where in your body do you feel today?" in prompts
    for said in (r"leave a mark", r"one number", r"borrow trouble"):
        assert not re.search(said, prompts)


def test_the_guide_on_harm_speaks_to_who_has_hurt_somebody(visitor: Client) -> None:
    """Ashamed, they meet the other person's safety first, and whom to talk to one tap away."""
    html = visitor.get("/guides/distance-or-harm/").content.decode()
    theirs = html.partition("If you have hurt someone")[2].partition("</aside>")[0]
    assert "the other person" in theirs
    assert 'href="/support/#own-behaviour"' in theirs


def test_the_safety_page_begins_with_a_partner_in_the_next_room(visitor: Client) -> None:
    html = visitor.get("/safety/").content.decode().partition("<main")[2]
    first, rest = html.partition("<h2 id=")[2].split("<h2 id=", 1)
    assert first.startswith('"next-room"')
    for words in ("Turn the sound of this device off", "Know where Leave is", "/support/#now"):
        assert words in first
    assert 'id="device"' in f"<h2 id={rest}"
