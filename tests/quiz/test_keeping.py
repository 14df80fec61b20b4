"""The quiz keeps nothing: no cookie before the start, none after clearing, no page in a cache."""

from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from django.conf import settings
from django.test import Client
from pytest_django.asserts import assertContains

from tests.quiz.sample_forms import EASY, HARD, leaning, sitting_with
from tests.quiz.steps import RESULT, REVIEW, START, begun, carried, carrying, post, text_of

PAGES = ("/quiz/", START, "/quiz/method/")

# No test in this file is given the database, so any query at all would fail it.


@pytest.mark.parametrize("path", PAGES)
def test_a_visitor_reads_without_a_cookie(path: str) -> None:
    response = Client().get(path)
    assert response.status_code == 200
    assert not response.cookies


def test_the_first_page_makes_its_promise(visitor: Client) -> None:
    page = text_of(visitor.get("/quiz/").content.decode())
    assert "No type." in page
    assert "they have not been validated" in page
    assert "No account, no e-mail, no price." in page


@pytest.mark.parametrize(
    "path", ["/quiz/nothing/", "/quiz/nothing/1/", "/quiz/self-cousin/result/"]
)
def test_a_form_that_is_not_offered_is_not_there(path: str) -> None:
    assert Client().get(path).status_code == 404


@pytest.mark.parametrize("path", ["/quiz/self-partner/1/", REVIEW, RESULT, START])
def test_a_page_with_answers_is_never_stored(path: str) -> None:
    response = carrying(sitting_with(leaning(EASY, HARD))).get(path)
    assert "no-store" in response["Cache-Control"]


def test_the_answers_of_a_sitting_can_be_cleared() -> None:
    client = carrying(sitting_with(leaning(EASY, HARD)))
    response = post(client, "/quiz/answers/")
    assert (response.status_code, response["Location"]) == (303, "/quiz/")
    assert response.cookies["__Host-quiz"]["max-age"] == 0
    assert client.get(RESULT)["Location"] == f"{START}?from=lapsed"


def test_starting_again_forgets_the_answers() -> None:
    client = carrying(sitting_with(leaning(EASY, HARD)))
    post(client, START)
    assert len(carried(client).unanswered) == 16


def test_a_sitting_under_way_can_be_taken_up_again() -> None:
    client = begun()
    post(client, "/quiz/self-partner/1/", answer="5")
    page = client.get(START)
    assertContains(page, 'href="/quiz/self-partner/2/"')
    assertContains(page, "Begin again")


@pytest.mark.parametrize("path", ["/quiz/self-partner/4/", REVIEW, RESULT])
@pytest.mark.parametrize("value", [None, "", "2.rubbish", "2." + "A" * 3000, "ü"])
def test_without_a_sitting_the_start_says_kindly_what_happened(
    path: str, value: str | None
) -> None:
    client = Client()
    if value is not None:
        client.cookies[settings.QUIZ_COOKIE_NAME] = value
    for response in (client.get(path), post(client, path, answer="5")):
        if response.status_code == 405:
            continue
        assert (response.status_code, response["Location"]) == (303, f"{START}?from=lapsed")
    assertContains(client.get(f"{START}?from=lapsed"), "Your earlier answers are no longer here.")


def test_two_hours_after_the_last_answer_the_sitting_is_over() -> None:
    now = datetime(2026, 11, 21, 22, 0, tzinfo=UTC)
    with time_machine.travel(now, tick=False) as clock:
        client = carrying(sitting_with(leaning(EASY, HARD)))
        value = client.cookies[settings.QUIZ_COOKIE_NAME].value
        clock.shift(timedelta(hours=1, minutes=59))
        assert client.get(RESULT).status_code == 200
        clock.shift(timedelta(minutes=1))
        client.cookies[settings.QUIZ_COOKIE_NAME] = value
        assert client.get(RESULT)["Location"] == f"{START}?from=lapsed"
