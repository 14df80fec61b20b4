"""Noticing: two lists and what to do oneself; no score, no map, and fear goes first, unkept."""

import re
from collections.abc import Mapping
from datetime import date
from io import StringIO

import pytest
from django.core.management import call_command
from django.test import Client
from django.urls import reverse
from django.utils.html import escape
from django.utils.timezone import localdate
from pytest_django.asserts import assertContains

from apps.practices.catalogue import catalogue as practice_catalogue
from apps.quiz.questionnaire.catalogue import catalogue
from apps.quiz.questionnaire.model import NoticingList, Side
from apps.quiz.results.observations import noticing_page
from apps.quiz.results.suggestions import GuideCard, guide_cards, suggest
from apps.quiz.sitting.sitting import SKIPPED, UNSEEN, Sitting, Usual
from apps.support.models import HelpKind, SupportLine
from tests.quiz.sample_forms import EASY, leaning, sitting_with
from tests.quiz.steps import carried, carrying, post, text_of

# Only the page of somebody afraid, which shows help lines, is given the database: everywhere else
# any query at all would fail the test.

START = "/quiz/notice-partner/"
REVIEW = f"{START}review/"
RESULT = f"{START}result/"
MIXED = {"W1": "5", "W2": "1", "T1": "3", "T5": "2", "T6": SKIPPED, "M1": "4", "M2": "1", "M4": "2"}


def notice_partner() -> NoticingList:
    form = catalogue().offered("notice-partner")
    assert isinstance(form, NoticingList)
    return form


def noticed(marks: Mapping[str, str], *, done: bool = True) -> Sitting:
    form = notice_partner()
    line = "".join(marks.get(item.id, UNSEEN) for item in form.items)
    return Sitting(form, 7, line, Usual.UNSAID if done else None)


def ids(statements: object) -> list[str]:
    assert isinstance(statements, tuple)
    return [statement.item.id for statement in statements]


def test_steps_fall_into_two_lists_and_none_into_both() -> None:
    page = noticing_page(noticed(MIXED))
    assert ids(page.more) == ["W1", "T1"]
    assert ids(page.less) == ["W2", "T5"]
    assert ids(page.untold) == ["W3", "W4", "W5", "W6", "T2", "T3", "T4", "T6"]
    assert ids(page.moves) == ["M1", "M4"]


@pytest.mark.parametrize("seed", range(30))
def test_behaviours_are_asked_well_mixed_and_the_own_moves_last(seed: int) -> None:
    form = notice_partner()
    sides = [s.item.side for s in Sitting(form, seed, UNSEEN * 16).statements]
    assert sides[12:] == [Side.MOVE] * 4
    assert all(len(set(sides[n : n + 4])) > 1 for n in range(9))


def test_the_whole_list_by_plain_forms() -> None:
    client = Client()
    where = post(client, START)["Location"]
    for n in range(1, 17):
        assert where == f"{START}{n}/"
        page = client.get(where)
        frame = "the last four weeks only" if n <= 12 else "your own move"
        assertContains(page, frame)
        assert page.content.decode().count('type="radio" name="answer"') == 5
        where = post(client, where, answer=SKIPPED if n == 1 else str(n % 5 + 1))["Location"]
    assert where == REVIEW
    review = text_of(client.get(REVIEW).content.decode())
    assert "Every statement has an answer" in review
    assert "I can’t tell" in review
    assert "as things usually are" not in review
    finished = post(client, REVIEW)
    assert (finished.status_code, finished["Location"]) == (303, RESULT)
    assert client.get(RESULT).status_code == 200


def test_eight_a_page_names_the_own_moves_where_they_begin() -> None:
    client = carrying(noticed({}))
    page = client.get(f"{START}page/2/").content.decode()
    assert page.count("And your own move, in those four weeks") == 1
    assert page.count("Thinking of your partner, and of the last four weeks only") == 1


def test_the_page_opens_and_closes_in_the_agreed_words() -> None:
    page = text_of(carrying(noticed(MIXED)).get(RESULT).content.decode())
    opening = "This is about what you have seen, not about who they are."
    assert f"{opening} They might describe it differently." in page
    places = [page.index(words) for words in ("Seen more", "Seen less", "What you may have missed")]
    assert places == sorted(places)
    assert page.index("They spent time apart") < page.index("Seen less")
    assert page.index("My own move next") > places[-1]
    assert "I asked again. (most weeks)" in page
    assert "I gave room." not in page


@pytest.mark.parametrize("marks", [MIXED, {}, dict.fromkeys([f"W{n}" for n in range(1, 7)], "5")])
def test_there_is_never_a_score_a_map_or_a_comparison(marks: Mapping[str, str]) -> None:
    client = carrying(noticed(marks), sitting_with(leaning(EASY, EASY)))
    html = client.get(RESULT).content.decode()
    main = html.partition("<main")[2].partition("</main>")[0]
    page = text_of(main)
    assert "map-title" not in main
    assert "<table" not in main
    for word in ("score", "average", "range", "out of", "%", "compare", "closeness", "worry"):
        assert word not in page.casefold().replace("with more worry or more distance", "")
    today, others = localdate(), {"333"}  # the day, and the figure in a guide's summary
    day = {str(today.day), str(today.year)}
    without_minutes = re.sub(r"\d+ minutes?", "", page)  # how long a practice takes
    assert not {word for word in without_minutes.split() if word.isdigit()} - day - others


def test_a_list_never_counts_as_a_place_on_the_map() -> None:
    client = carrying(noticed(MIXED), sitting_with(leaning(EASY, EASY)))
    carried(client)
    with pytest.raises(ValueError, match="no score"):
        _ = noticed(MIXED).result


# Fear.


def afraid_page(marks: Mapping[str, str] = MIXED) -> tuple[Client, str]:
    client = carrying(noticed(marks, done=False))
    response = post(client, REVIEW, afraid="on")
    assert response.status_code == 200
    assert "no-store" in response["Cache-Control"]
    return client, response.content.decode()


def test_the_line_about_fear_stands_apart_and_is_never_ticked_for_anybody() -> None:
    html = carrying(noticed(MIXED)).get(REVIEW).content.decode()
    assert '<input type="checkbox" name="afraid">' in html
    assert "is kept nowhere, not even in your browser" in html


def test_a_list_that_was_left_open_says_neither_that_all_was_seen_nor_that_nothing_was() -> None:
    lists = notice_partner().lists
    html = carrying(noticed({})).get(RESULT).content.decode()
    assert "there is nothing to list" in html
    assert lists.no_more not in html
    assert lists.no_less not in html


@pytest.mark.django_db
def test_fear_goes_before_the_lists() -> None:
    _client, html = afraid_page()
    main = html.partition("<main")[2]
    safety = [main.index(f'="{place}"') for place in ("/support/", "/guides/distance-or-harm/")]
    assert max(safety) < main.index("Seen more")
    assert "none of this is yours to put right" in main


@pytest.mark.django_db
def test_fear_is_met_with_help_lines_on_the_page_itself() -> None:
    call_command("load_support", stdout=StringIO())
    _client, html = afraid_page()
    lines = SupportLine.objects.worldwide().filter(kind__in=(HelpKind.EMERGENCY, HelpKind.ABUSE))
    assert lines
    assert all(str(escape(line.name)) in html for line in lines)
    finders = SupportLine.objects.worldwide().filter(kind=HelpKind.THERAPIST)
    assert finders
    assert not any(str(escape(line.name)) in html for line in finders)
    assert '<option value="ireland">' in html
    calm = carrying(noticed(MIXED)).get(RESULT).content.decode()
    assert not any(str(escape(line.name)) in calm for line in lines)


@pytest.mark.django_db
def test_fear_is_kept_nowhere() -> None:
    """The cookie afterwards says what it says without the tick, and the next page knows nothing."""
    client, html = afraid_page()
    with_tick = carried(client, "notice-partner")
    other = carrying(noticed(MIXED, done=False))
    post(other, REVIEW)
    assert with_tick == carried(other, "notice-partner")
    assert "First, about being afraid" in html
    again = client.get(RESULT).content.decode()
    assert "First, about being afraid" not in again
    assert (
        "checked"
        not in client.get(REVIEW).content.decode().partition("<main")[2].partition("</main>")[0]
    )


def test_what_the_own_moves_lead_to() -> None:
    cards = {
        slug: GuideCard(slug, number, slug, "…", ("1?", "2?", "3?"), date(2026, 1, 1), number == 9)
        for slug, number in (
            ("limits-that-protect", 19),
            ("ask-small-and-clear", 6),
            ("offering-time-alone", 11),
            ("stopping-and-coming-back", 9),
            ("when-someone-pulls-away", 1),
        )
    }
    for move, first in (("M4", 19), ("M1", 6), ("M2", 11), ("M3", 9)):
        for mark, expected in (("3", first), ("5", first), ("2", 1), (SKIPPED, 1)):
            found = suggest(noticed({move: mark}), cards, today=date(2026, 12, 1))
            assert found.guides[0].guide.number == expected


@pytest.mark.django_db
def test_nothing_for_couples_is_on_the_page_of_somebody_afraid() -> None:
    marks = {"M3": "5"}
    calm = carrying(noticed(marks)).get(RESULT).content.decode()
    assert "/guides/stopping-and-coming-back/" in calm
    _client, html = afraid_page(marks)
    couples = [slug for slug, card in guide_cards().items() if card.for_couples]
    assert couples
    for slug in couples:
        assert f"/guides/{slug}/" not in html
        assert f"?from={guide_cards()[slug].number}-" not in html
    assert "/guides/noticing-small-steps/" not in html
    for practice in practice_catalogue().practices:
        assert not practice.couple or reverse("journal:practice", args=[practice.id]) not in html
    main = html.partition("<main")[2]
    assert '/journal/practices/circle/"' in main
    assert main.count('href="/guides/distance-or-harm/"') == 2


def test_the_own_moves_lead_to_practices() -> None:
    for move, practice in (("M4", "limit"), ("M1", "start-instead"), ("M2", "time-alone")):
        html = carrying(noticed({move: "5"})).get(RESULT).content.decode()
        assert f'/journal/practices/{practice}/"' in html


@pytest.mark.parametrize("value", ["on", "1", "true", "yes"])
@pytest.mark.django_db
def test_any_tick_counts(value: str) -> None:
    client = carrying(noticed(MIXED, done=False))
    assert post(client, REVIEW, afraid=value).status_code == 200
