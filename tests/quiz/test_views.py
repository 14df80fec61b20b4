"""The quiz by plain forms: every step works with Back and reload, and nothing stays with us."""

import re
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
import time_machine
from django.conf import settings
from django.http import HttpResponse
from django.test import Client
from django.utils.html import escape
from pytest_django.asserts import assertContains, assertNotContains

from apps.quiz import cookie
from apps.quiz.sitting import SKIPPED, Sitting, Usual
from tests.quiz.forms import BETWEEN, EASY, HARD, leaning, self_partner, sitting_with

START = "/quiz/self-partner/"
REVIEW = "/quiz/self-partner/review/"
RESULT = "/quiz/self-partner/result/"
OURS = {"Sec-Fetch-Site": "same-origin"}
PAGES = ("/quiz/", START, "/quiz/method/")

# No test in this file is given the database, so any query at all would fail it.


def post(client: Client, path: str, **data: str) -> Any:
    return client.post(path, data, headers=OURS)


def begun() -> Client:
    client = Client()
    post(client, START)
    return client


def carrying(sitting: Sitting) -> Client:
    response = HttpResponse()
    cookie.keep(response, sitting)
    client = Client()
    client.cookies[settings.QUIZ_COOKIE_NAME] = response.cookies[settings.QUIZ_COOKIE_NAME].value
    return client


def carried(client: Client) -> Sitting:
    request = client.get(START).wsgi_request
    sitting = cookie.read(request, self_partner())
    assert sitting is not None
    return sitting


def result_of(sitting: Sitting) -> str:
    response = carrying(sitting).get(RESULT)
    assert response.status_code == 200
    return response.content.decode()


def text_of(html: str) -> str:
    return " ".join(re.sub(r"<[^>]+>", " ", html).split())


# Before a sitting


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


@pytest.mark.parametrize("path", ["/quiz/nothing/", "/quiz/nothing/1/", "/quiz/self-past/result/"])
def test_a_form_that_is_not_offered_is_not_there(path: str) -> None:
    assert Client().get(path).status_code == 404


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


# The statements


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


@pytest.mark.parametrize("data", [{}, {"answer": ""}, {"answer": "8"}, {"answer": "four"}])
def test_next_without_a_choice_says_so_beside_the_field(data: dict[str, str]) -> None:
    client = begun()
    response = post(client, "/quiz/self-partner/1/", **data)
    assert response.status_code == 422
    assertContains(response, 'aria-describedby="answer-error"', status_code=422)
    assertContains(response, "Choose one of the seven, or leave this one out.", status_code=422)
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


# Looking over


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
    assert changed["Location"] == REVIEW
    refused = post(client, "/quiz/self-partner/5/?back=review")
    assertContains(refused, f'href="{REVIEW}"', status_code=422)


def test_no_answer_is_ever_in_an_address() -> None:
    client = carrying(sitting_with(leaning(EASY, HARD)))
    pages = [client.get(path).content.decode() for path in (REVIEW, RESULT, START)]
    links = {link for page in pages for link in re.findall(r'(?:href|action)="([^"]+)"', page)}
    queries = {link.partition("?")[2] for link in links if "?" in link}
    assert {query.partition("=")[0] for query in queries} <= {"back", "from"}


def test_the_last_question_need_not_be_answered() -> None:
    client = carrying(sitting_with(leaning(EASY, HARD), usual=None))
    assert post(client, REVIEW)["Location"] == RESULT
    assert carried(client).usual is Usual.UNSAID


def test_an_odd_last_answer_is_shown_again() -> None:
    client = carrying(sitting_with(leaning(EASY, HARD), usual=None))
    response = post(client, REVIEW, usual="perhaps")
    assertContains(response, "Choose one of the three, or none.", status_code=422)


# The result


def test_the_result_comes_after_the_review() -> None:
    client = carrying(sitting_with(leaning(EASY, HARD), usual=None))
    response = client.get(RESULT)
    assert (response.status_code, response["Location"]) == (303, REVIEW)


def test_words_come_before_the_drawing() -> None:
    html = result_of(sitting_with(leaning(EASY, HARD)))
    assert html.index("In plain words") < html.index('<svg viewBox="0 0 520')
    page = text_of(html)
    assert "Discomfort with closeness: in the lower third." in page
    assert "Worry about being left: in the higher third." in page
    assert "closeness comes fairly naturally to you here" in page


def test_a_range_over_a_border_is_placed_between() -> None:
    page = text_of(result_of(sitting_with(leaning(BETWEEN, BETWEEN))))
    assert "in the middle third" in page
    nearly = EASY | {"1": "4", "2": "4"}
    page = text_of(result_of(sitting_with(leaning(nearly, EASY))))
    assert "Discomfort with closeness: between the lower and the middle third." in page


def test_the_drawing_has_words_and_a_table_with_the_same_numbers() -> None:
    html = result_of(sitting_with(leaning(EASY, HARD)))
    description = html.partition('<desc id="map-desc">')[2].partition("</desc>")[0]
    table = html.partition("The same in numbers")[2].partition("</table>")[0]
    for number in ("2.0", "1.4", "2.6", "6.0", "5.4", "6.6"):
        assert number in description
        assert number in table
    assert '<title id="map-title">' in html


def test_no_corner_of_the_map_has_a_name() -> None:
    svg = result_of(sitting_with(leaning(EASY, HARD))).partition('<svg viewBox="0 0 520')[2]
    names = re.findall(r'<text class="name"[^>]*>([^<]+)</text>', svg)
    assert names == [
        "you, for now",
        "Closeness is easy",
        "Closeness is hard",
        "Rarely worried",
        "Often worried",
    ]


def test_the_reader_sees_how_the_score_arose() -> None:
    html = result_of(sitting_with(leaning(EASY | {"8": "0"}, HARD)))
    page = text_of(html)
    assert "8 − 6 = 2" in page
    assert "Average: 14 ÷ 7 2.00" in page
    assert "left out" in page
    for item in self_partner().items:
        assert escape(item.text) in html


def test_too_few_answers_give_words_for_the_other_line_and_no_map() -> None:
    html = result_of(sitting_with(leaning(EASY, {})))
    assert "Not enough answers for this line." in html
    assert "enough answers for one of the two lines" in html
    assert "map-title" not in html
    empty = result_of(sitting_with({}))
    assert "Not enough to go by, this time" in empty


def test_the_same_answer_throughout_gets_a_kind_sentence() -> None:
    same = dict.fromkeys("12345678", "7")
    page = text_of(result_of(sitting_with(leaning(same, same))))
    assert "You gave the same answer many times in a row." in page
    assert "Because some answers point in different directions, the range below is wider." in page
    flat = {number: "4" if int(number) % 3 else "5" for number in "12345678"}
    page = text_of(result_of(sitting_with(leaning(flat, flat))))
    assert "Your answers all lie close together." in page


def test_mixed_answers_widen_the_range_and_say_so() -> None:
    mixed = dict.fromkeys("1234", "6") | dict.fromkeys("5678", "7")
    page = text_of(result_of(sitting_with(leaning(mixed, EASY))))
    assert "Some answers point in different directions." in page


def test_an_unusual_day_is_noted() -> None:
    page = text_of(result_of(sitting_with(leaning(EASY, EASY), usual=Usual.NO)))
    assert "you did not answer as things usually are" in page


def test_an_attentive_usual_sitting_has_no_hints() -> None:
    page = text_of(result_of(sitting_with(leaning(EASY, EASY))))
    assert "wider" not in page.partition("What this cannot tell you")[0]


@pytest.mark.parametrize("marks", [leaning(EASY, EASY), leaning(HARD, HARD), {}])
def test_every_result_leads_to_safety(marks: dict[str, str]) -> None:
    html = result_of(sitting_with(marks))
    assert 'href="/safety/"' in html.partition("<main")[2].partition("</main>")[0]
    assert 'href="/guides/distance-or-harm/"' in html


def test_an_answer_that_may_mean_fear_puts_safety_first() -> None:
    html = result_of(sitting_with(leaning(EASY, EASY) | {"X3": "7"}))
    assert html.index("You answered that you keep complaints") < html.index("In plain words")


def test_the_result_suggests_guides_and_prompts() -> None:
    html = result_of(sitting_with(leaning(HARD, EASY)))
    assert 'href="/guides/stopping-and-coming-back/"' in html
    assert 'href="/journal/new/?from=9-1"' in html
    assert "Suggested because your range for discomfort with closeness" in html


def test_the_result_says_that_its_figures_are_provisional() -> None:
    assert "provisional figures" in result_of(sitting_with(leaning(EASY, EASY)))


@pytest.mark.parametrize("word", ["avoidant", "anxious", "dismissive", "percentile", "share this"])
def test_the_result_gives_no_label(word: str) -> None:
    assert word not in text_of(result_of(sitting_with(leaning(HARD, HARD)))).casefold()


def test_the_title_of_a_result_says_nothing() -> None:
    title = re.search("<title>([^<]+)</title>", result_of(sitting_with(leaning(HARD, HARD))))
    assert title is not None
    assert title[1].strip() == "Your result · Leeway"


# Keeping nothing


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
@pytest.mark.parametrize("value", [None, "", "1.rubbish", "1." + "A" * 3000, "ü"])
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


def test_the_method_page_calculates_its_own_example() -> None:
    page = text_of(Client().get("/quiz/method/").content.decode())
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
