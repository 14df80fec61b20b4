"""Eight statements on a page: the same sitting, the same order, nothing lost on a refusal."""

import pytest
from django.test import Client
from pytest_django.asserts import assertContains, assertNotContains

from apps.quiz.sitting.sitting import SKIPPED, Pace
from tests.quiz.sample_forms import EASY, HARD, leaning, self_partner, sitting_with
from tests.quiz.steps import REVIEW, START, begun, carried, carrying, post, text_of

# No test in this file is given the database, so any query at all would fail it.

ONE, TWO = "/quiz/self-partner/page/1/", "/quiz/self-partner/page/2/"


def eight(first: int = 1, *, but: int | None = None, mark: str = "6") -> dict[str, str]:
    return {f"answer-{n}": mark for n in range(first, first + 8) if n != but}


def test_the_start_asks_how_to_see_them_and_leads_there() -> None:
    assertContains(Client().get(START), '<option value="8">Eight on a page</option>', html=True)
    for pace, place in (("1", "/quiz/self-partner/1/"), ("8", ONE), ("", "/quiz/self-partner/1/")):
        assert post(Client(), START, pace=pace)["Location"] == place
    assert post(Client(), START, pace="all of them")["Location"] == "/quiz/self-partner/1/"


def test_the_whole_quiz_eight_at_a_time() -> None:
    client = Client()
    where = post(client, START, pace="8")["Location"]
    assert where == ONE
    assertContains(client.get(where), "Statements 1 to 8 of 16")
    where = post(client, where, **eight())["Location"]
    assert where == TWO
    assertContains(client.get(where), "Statements 9 to 16 of 16")
    where = post(client, where, **eight(9, mark="2"))["Location"]
    assert where == REVIEW
    assert [s.mark for s in carried(client).statements] == ["6"] * 8 + ["2"] * 8
    assertContains(client.get(REVIEW), f'href="{TWO}"')


def test_each_statement_is_a_group_with_its_name_and_eight_choices() -> None:
    client = begun()
    html = client.get(ONE).content.decode()
    for statement in carried(client).pages[0]:
        assert f'aria-labelledby="statement-{statement.n}"' in html
        assert f'id="statement-{statement.n}"' in html
        assert html.count(f'type="radio" name="answer-{statement.n}"') == 8
        assert statement.item.text.replace("'", "&#x27;") in html
    for label in self_partner().labels:
        assert html.count(f"<span>{label}</span></label>") == 8
    # what the numbers mean stands once, above the statements
    head = html.partition('<ol class="scale-head')[2].partition("</ol>")[0]
    assert text_of(head.partition(">")[2]) == " ".join(
        f"{n} {label}" for n, label in enumerate(self_partner().labels, start=1)
    )


def test_both_ways_of_asking_share_one_order_and_one_set_of_answers() -> None:
    client = begun()
    post(client, "/quiz/self-partner/3/", answer="7")
    assertContains(client.get(ONE), 'name="answer-3" value="7" checked')
    post(client, ONE, **eight(mark="1"))
    assertContains(client.get("/quiz/self-partner/5/"), 'value="1" checked')


def test_the_pace_follows_the_way_somebody_answers() -> None:
    client = begun()
    assertContains(client.get("/quiz/self-partner/2/"), f'href="{ONE}"')
    post(client, ONE, **eight())
    assert carried(client).pace is Pace.EIGHT
    assertContains(client.get(START), f'href="{TWO}"')
    assertContains(client.get(TWO), 'href="/quiz/self-partner/9/"')
    post(client, "/quiz/self-partner/9/", answer="4")
    assert carried(client).pace is Pace.ONE
    assertContains(client.get(START), 'href="/quiz/self-partner/10/"')


def test_a_change_from_the_review_keeps_the_pace() -> None:
    client = Client()
    post(client, START, pace="8")
    post(client, "/quiz/self-partner/4/?back=review", answer="5")
    assert carried(client).pace is Pace.EIGHT


@pytest.mark.parametrize("wrong", [{}, {"answer-3": ""}, {"answer-3": "8"}, {"answer-3": "four"}])
def test_an_open_statement_is_named_above_and_beside_and_nothing_given_is_lost(
    wrong: dict[str, str],
) -> None:
    client = begun()
    before = carried(client)
    response = post(client, ONE, **eight(but=3), **wrong)
    assert response.status_code == 422
    assert not response.cookies
    html = response.content.decode()
    statement = before.statement(3)
    assert statement is not None
    assert "One thing to look at" in html
    assert (
        f'<a href="#id_answer-3">{statement.item.text.rstrip(".").replace("'", "&#x27;")}</a>'
        in html
    )
    assert 'id="id_answer-3"' in html
    assert 'aria-invalid="true" aria-describedby="error-3"' in html
    assert html.count('aria-invalid="true"') == 1
    for n in (1, 2, 4, 5, 6, 7, 8):
        assert f'name="answer-{n}" value="6"' in html
    assert html.count('value="6" checked') == 7
    assert text_of(html).startswith("Some have no answer yet")


def test_the_open_ones_can_be_left_out_together() -> None:
    client = begun()
    response = post(client, ONE, **eight(but=3), open=SKIPPED)
    assert response["Location"] == TWO
    assert [s.mark for s in carried(client).pages[0]] == ["6", "6", "0", *"66666"]
    assertContains(client.get(ONE), 'name="answer-3" value="0" checked')


def test_leaving_out_the_open_ones_accepts_no_odd_answer() -> None:
    client = begun()
    assert post(client, ONE, **{"answer-3": "9"}, open=SKIPPED).status_code == 422


def test_one_alone_can_be_left_out() -> None:
    client = begun()
    post(client, ONE, **{**eight(), "answer-2": SKIPPED})
    statement = carried(client).statement(2)
    assert statement is not None
    assert statement.skipped


def test_answers_to_another_page_are_not_taken() -> None:
    client = begun()
    post(client, ONE, **eight(), **{"answer-12": "1"})
    assert all(s.mark == "-" for s in carried(client).pages[1])


def test_a_page_of_another_run_is_not_taken() -> None:
    client = carrying(sitting_with({}, seed=7, usual=None))
    read = " ".join(each.item.id for each in carried(client).statements[:8])
    assertContains(client.get(ONE), f'name="of" value="{read}"')
    client.cookies.update(carrying(sitting_with({}, seed=8, usual=None)).cookies)
    assertContains(post(client, ONE, of=read, **eight()), "begun again", status_code=409)
    assert not carried(client).is_begun


@pytest.mark.parametrize("p", [0, 3, 40])
def test_there_is_no_page_outside_the_form(p: int) -> None:
    assert begun().get(f"/quiz/self-partner/page/{p}/").status_code == 404


def test_a_page_of_eight_is_never_stored_and_needs_a_sitting() -> None:
    client = carrying(sitting_with(leaning(EASY, HARD)))
    assert "no-store" in client.get(ONE)["Cache-Control"]
    assert Client().get(ONE)["Location"] == f"{START}?from=lapsed"


def test_one_at_a_time_is_no_longer_offered_where_one_answer_is_changed() -> None:
    client = begun()
    assertNotContains(client.get("/quiz/self-partner/2/?back=review"), "Show eight on a page")
