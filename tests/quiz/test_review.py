"""The look over the answers: what is missing shows, and every answer can be changed."""

import re

from django.test import Client
from pytest_django.asserts import assertContains

from apps.quiz.sitting.sitting import SKIPPED, Usual
from tests.quiz.sample_forms import EASY, HARD, leaning, sitting_with
from tests.quiz.steps import RESULT, REVIEW, START, begun, carried, carrying, post, text_of
from tests.quiz.test_observations import MIXED, noticed

# No test in this file is given the database, so any query at all would fail it.


def test_the_review_marks_what_has_no_answer() -> None:
    client = begun()
    post(client, "/quiz/self-partner/1/", answer="7")
    post(client, "/quiz/self-partner/2/", answer=SKIPPED)
    page = text_of(client.get(REVIEW).content.decode())
    assert "15 statements have no answer" in page
    assert page.count("Very much like me") == 1
    assert page.count("Left out") == 1
    assert page.count("No answer yet") == 14
    assert "at least one of the two lines will stay empty" in page


def test_a_change_from_the_review_leads_back_to_it() -> None:
    client = carrying(sitting_with(leaning(EASY, HARD)))
    assertContains(client.get(REVIEW), 'href="/quiz/self-partner/5/?back=review"')
    page = client.get("/quiz/self-partner/5/?back=review")
    assertContains(page, f'href="{REVIEW}"')
    assertContains(page, '<form method="post" class')
    changed = post(client, "/quiz/self-partner/5/?back=review", answer="4")
    assert changed["Location"] == f"{REVIEW}#answer-5"
    assertContains(client.get(REVIEW), 'id="answer-5"')
    refused = post(client, "/quiz/self-partner/5/?back=review")
    assertContains(refused, f'href="{REVIEW}"', status_code=422)


def test_no_answer_is_ever_in_an_address() -> None:
    client = carrying(sitting_with(leaning(EASY, HARD)))
    pages = [client.get(path).content.decode() for path in (REVIEW, RESULT, START)]
    links = {link for page in pages for link in re.findall(r'(?:href|action)="([^"]+)"', page)}
    queries = {link.partition("?")[2] for link in links if "?" in link}
    keeping = "next=/quiz/self-partner/keep/"
    assert {query.partition("=")[0] for query in queries if query != keeping} <= {"back", "from"}


def test_the_last_question_need_not_be_answered() -> None:
    client = carrying(sitting_with(leaning(EASY, HARD), usual=None))
    assert post(client, REVIEW)["Location"] == RESULT
    assert carried(client).usual is Usual.UNSAID


def of_review(client: Client, path: str) -> str:
    found = re.search(r'name="of" value="([^"]+)"', client.get(path).content.decode())
    assert found
    return found[1]


def test_a_run_begun_again_elsewhere_is_not_ended_by_a_look_over_another() -> None:
    client = carrying(sitting_with(leaning(EASY, HARD), usual=None))
    of = of_review(client, REVIEW)
    post(client, START)
    response = post(client, REVIEW, of=of, usual="n")
    assertContains(response, "begun again somewhere else", status_code=409)
    assertContains(response, 'value="n" checked', status_code=409)
    assert not carried(client).is_finished
    assert post(client, REVIEW, of=of_review(client, REVIEW), usual="n")["Location"] == RESULT
    assert carried(client).usual is Usual.NO


def test_a_list_begun_again_elsewhere_is_not_ended_either_and_the_tick_stays() -> None:
    client = carrying(noticed(MIXED, done=False))
    address = "/quiz/notice-partner/"
    of = of_review(client, f"{address}review/")
    post(client, address)
    response = post(client, f"{address}review/", of=of, afraid="on")
    assertContains(response, "begun again somewhere else", status_code=409)
    assertContains(response, 'name="afraid" checked', status_code=409)
    assert not carried(client, "notice-partner").is_finished
    assert 'name="afraid" checked' not in client.get(f"{address}review/").content.decode()


def test_an_odd_last_answer_is_shown_again() -> None:
    client = carrying(sitting_with(leaning(EASY, HARD), usual=None))
    response = post(client, REVIEW, usual="perhaps")
    assertContains(response, "Choose one of the three, or none.", status_code=422)
