"""One statement a page by plain forms, so that Back and reload work; no database behind any."""

import re

import pytest
from django.conf import settings
from django.test import Client
from django.utils.html import escape
from pytest_django.asserts import assertContains, assertNotContains

from apps.quiz.sitting.sitting import SKIPPED, Pace
from tests.quiz.sample_forms import self_partner, sitting_with
from tests.quiz.steps import OURS, RESULT, REVIEW, START, begun, carried, carrying, post

# No test in this file is given the database, so any query at all would fail it.


def test_beginning_sets_the_cookie_and_leads_to_the_first_statement() -> None:
    response = post(Client(), START)
    assert response.status_code == 303
    assert response["Location"] == "/quiz/self-partner/1/"
    assert set(response.cookies) == {"__Host-quiz"}


@pytest.mark.parametrize("path", [START, "/quiz/self-partner/1/", REVIEW, "/quiz/answers/"])
@pytest.mark.parametrize("headers", [{"Sec-Fetch-Site": "cross-site"}, {}])
def test_a_form_sent_from_elsewhere_is_refused(path: str, headers: dict[str, str]) -> None:
    client = carrying(sitting_with({}))
    assert client.post(path, {"answer": "5"}, headers=headers).status_code == 403


def test_the_whole_quiz_by_plain_forms() -> None:
    client = Client()
    where = post(client, START)["Location"]
    for n in range(1, 17):
        assert where == f"/quiz/self-partner/{n}/"
        page = client.get(where)
        assertContains(page, f"Statement {n} of 16")
        answered = post(client, where, answer=str(n % 7 + 1))
        assert answered.status_code == 303
        where = answered["Location"]
    assert where == REVIEW
    assertContains(client.get(where), "Every statement has an answer")
    finished = post(client, where, usual="y")
    assert (finished.status_code, finished["Location"]) == (303, RESULT)
    first, again = client.get(RESULT), client.get(RESULT)
    assert first.status_code == again.status_code == 200
    assert first.content == again.content


def test_a_statement_has_seven_named_answers_in_one_group() -> None:
    client = begun()
    page = client.get("/quiz/self-partner/1/").content.decode()
    assert page.count('type="radio" name="answer"') == 7
    for label in self_partner().labels:
        assert f"</i>{label}</label>" in page
    statement = carried(client).statement(1)
    assert statement is not None
    assert statement.item.text in page or escape(statement.item.text) in page
    assert not re.search(r'name="answer"[^>]*checked', page)


def test_back_shows_the_answer_and_another_one_replaces_it() -> None:
    client = begun()
    post(client, "/quiz/self-partner/1/", answer="6")
    page = client.get("/quiz/self-partner/2/")
    assertContains(page, 'href="/quiz/self-partner/1/"')
    assertContains(client.get("/quiz/self-partner/1/"), 'value="6" checked')
    post(client, "/quiz/self-partner/1/", answer="2")
    statement = carried(client).statement(1)
    assert statement is not None
    assert statement.value == 2


def test_reloading_a_statement_changes_nothing() -> None:
    client = begun()
    before = client.get("/quiz/self-partner/1/").content
    assert client.get("/quiz/self-partner/1/").content == before


def test_an_answer_sent_twice_counts_once() -> None:
    client = begun()
    for _ in range(2):
        post(client, "/quiz/self-partner/3/", answer="4")
    assert len(carried(client).unanswered) == 15


def test_an_answer_never_lands_on_a_statement_that_was_not_read() -> None:
    """The set was begun again in another tab: the page of this one says so, and takes nothing."""
    client = carrying(sitting_with({}, seed=7, usual=None))
    read = carried(client).statements[0].item
    assertContains(client.get("/quiz/self-partner/1/"), f'name="of" value="{read.id}"')
    client.cookies.update(carrying(sitting_with({}, seed=8, usual=None)).cookies)
    now = carried(client).statements[0].item
    assert now != read
    refused = post(client, "/quiz/self-partner/1/", answer="5", of=read.id)
    assertContains(refused, "begun again somewhere else", status_code=409)
    assertContains(refused, f'name="of" value="{now.id}"', status_code=409)
    assert not carried(client).is_begun
    assert post(client, "/quiz/self-partner/1/", answer="5", of=now.id).status_code == 303


@pytest.mark.parametrize("data", [{}, {"answer": ""}, {"answer": "8"}, {"answer": "four"}])
def test_next_without_a_choice_says_so_beside_the_field(data: dict[str, str]) -> None:
    client = begun()
    response = post(client, "/quiz/self-partner/1/", **data)
    assert response.status_code == 422
    assertContains(response, 'aria-describedby="answer-error"', status_code=422)
    assertContains(response, "Choose one of the answers, or leave this one out.", status_code=422)
    assert not response.cookies


def test_any_statement_can_be_left_out_and_answered_later() -> None:
    client = begun()
    response = post(client, "/quiz/self-partner/1/", answer=SKIPPED)
    assert response["Location"] == "/quiz/self-partner/2/"
    assertContains(client.get("/quiz/self-partner/1/"), "You left this one out before")
    post(client, "/quiz/self-partner/1/", answer="3")
    assertNotContains(client.get("/quiz/self-partner/1/"), "You left this one out before")


def test_leaving_out_wins_over_a_point_that_was_chosen_before_it() -> None:
    client = begun()
    client.post("/quiz/self-partner/1/", {"answer": ["5", SKIPPED]}, headers=OURS)
    statement = carried(client).statement(1)
    assert statement is not None
    assert statement.skipped


@pytest.mark.parametrize("n", [0, 17, 400])
def test_there_is_no_statement_outside_the_form(n: int) -> None:
    assert begun().get(f"/quiz/self-partner/{n}/").status_code == 404


def test_the_switch_keeps_the_answer_and_stays_for_the_sitting() -> None:
    """Who wants to press Next says so once; nothing but the sitting's own cookie knows it."""
    client = begun()
    where = "/quiz/self-partner/1/"
    assertContains(client.get(where), "<quiz-step goes-on>")
    switched = post(client, where, answer="6", pace=Pace.NEXT)
    assert switched["Location"] == where
    assert set(switched.cookies) == {settings.QUIZ_COOKIE_NAME}
    page = client.get(where)
    assertContains(page, 'value="6" checked')
    assertContains(page, "<quiz-step>")
    assertContains(page, "Keys 1 to 7 choose an answer, Enter goes on.")
    post(client, where, answer="6")
    assertContains(client.get("/quiz/self-partner/2/"), "<quiz-step>")
    assert carried(client).pace is Pace.NEXT
    post(client, "/quiz/self-partner/2/", pace=Pace.ONE)
    assertContains(client.get("/quiz/self-partner/2/"), "<quiz-step goes-on>")
    assert [s.mark for s in carried(client).statements[:2]] == ["6", "-"]


def test_the_start_offers_a_press_on_next_too() -> None:
    client = Client()
    assert post(client, START, pace=Pace.NEXT)["Location"] == "/quiz/self-partner/1/"
    assertContains(client.get(START), '<option value="n" selected>')
    assertContains(client.get("/quiz/self-partner/1/"), "<quiz-step>")


def test_an_odd_switch_changes_nothing_and_the_answer_counts() -> None:
    client = begun()
    assert post(client, "/quiz/self-partner/1/", answer="6", pace="8")["Location"].endswith("/2/")
    assert carried(client).pace is Pace.ONE
