"""A field that becomes part of a sentence shows the sentence's fixed words around it."""

import re

import pytest
from django.test import Client

from tests.journal.entry_samples import sent

pytestmark = pytest.mark.django_db

WISH = "you should text me more"


def test_the_beginning_is_a_label_inside_the_field(maya: Client) -> None:
    html = maya.get("/journal/practices/i-sentence/new/").text
    assert re.search(
        r'<div class="input sentence"><label for="id_answer-ask">I would like you to do this:'
        r"</label>\s*"
        r'<input id="id_answer-ask"',
        html,
    )


def test_no_phone_writes_a_capital_after_the_beginning_and_each_does_where_a_sentence_begins(
    maya: Client,
) -> None:
    html = maya.get("/journal/practices/i-sentence/new/").text
    small = re.findall(r'id="id_answer-(\w+)"[^>]* autocapitalize="none"', html)
    assert small == ["saw", "felt", "ask", "their_side"]
    columns = maya.get("/journal/practices/three-columns/new/").text
    assert not re.search(r'name="answer-\w+"[^>]* autocapitalize', columns)


def test_a_question_that_is_its_own_beginning_is_not_said_twice(maya: Client) -> None:
    html = maya.get("/journal/practices/limit/new/").text
    assert html.count("I am willing to") == 1
    assert '<label for="id_answer-willing">I am willing to do this:</label>' in html


def test_looked_over_and_kept_the_sentence_is_joined_right(maya: Client) -> None:
    form = sent(practice_id="i-sentence", title="A wish", **{"answer-ask": WISH})
    sentence = "I would like you to do this: text me more."
    looked_over = maya.post("/journal/new/", {**form, "look_over": "1"}).text
    assert sentence in looked_over
    assert f'value="{WISH}"' in looked_over
    kept = maya.get(maya.post("/journal/new/", form)["Location"]).text
    assert sentence in kept
    assert WISH in kept


def test_a_wish_kept_before_is_asked_and_told_as_it_was(maya: Client) -> None:
    form = sent(practice_id="i-sentence", title="A wish", **{"answer-wish": "an hour alone"})
    place = maya.post("/journal/new/", form)["Location"]
    assert "I would like an hour alone." in maya.get(place).text
    assert 'value="an hour alone"' in maya.get(f"{place}edit/").text
    assert "answer-wish" not in maya.get("/journal/practices/i-sentence/new/").text


def test_the_sheet_of_paper_has_the_beginning_before_its_line(visitor: Client) -> None:
    html = visitor.get("/journal/practices/i-sentence/sheet/").text
    assert re.search(r'I would like you to do this:<span class="rule"', html)
