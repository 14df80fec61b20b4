"""What is answered on another day is no empty field today; the kept page offers it when due."""

from datetime import UTC, datetime

import pytest
import time_machine
from django.test import Client

from tests.factories import sign_in
from tests.journal.entry_samples import sent

pytestmark = pytest.mark.django_db

RETURN = "Afterwards: how did each of you come back?"
FIELD = 'name="answer-return"'
NOON = datetime(2026, 11, 20, 12, tzinfo=UTC)


def offer(client: Client, **answers: str) -> tuple[str, dict[str, str]]:
    """The address of a kept offer of time alone, and the form that would change it."""
    said = {f"answer-{name}": text for name, text in answers.items()}
    form = sent(practice_id="time-alone", title="An offer", **said)
    return client.post("/journal/new/", form)["Location"], {**form, "revision": "1"}


def test_a_new_page_names_the_later_question_and_asks_it_not(maya: Client) -> None:
    html = maya.get("/journal/practices/time-alone/new/").text
    assert FIELD not in html
    assert RETURN in html
    assert 'name="answer-offer"' in html


def test_it_is_offered_from_the_chosen_day_on_and_can_be_answered_before(maya: Client) -> None:
    with time_machine.travel(NOON):
        maya = sign_in(Client(), "maya")
        place, form = offer(maya, offer="Take Saturday.", after_on="2026-11-22")
        early = maya.get(place).text
        assert "Answer it now all the same" in early
        assert "Answer this" not in early
        assert FIELD not in maya.get(f"{place}edit/").text
        assert FIELD in maya.get(f"{place}edit/?later").text
    with time_machine.travel(NOON.replace(day=22)):
        maya = sign_in(Client(), "maya")
        due = maya.get(place).text
        assert ">Answer this<" in due
        assert f'href="{place}edit/?later&amp;revision=1#id_answer-return"' in due
        maya.post(f"{place}edit/", form | {"answer-return": "Both a bit lighter."})
        answered = maya.get(place).text
        assert "Both a bit lighter." in answered
        assert "Answer this" not in answered
        assert FIELD in maya.get(f"{place}edit/").text


def test_where_no_day_was_chosen_the_kept_page_offers_it_at_once(maya: Client) -> None:
    place, _form = offer(maya, offer="Take Saturday.")
    assert ">Answer this<" in maya.get(place).text


def test_a_refused_page_goes_on_asking_what_was_asked(maya: Client) -> None:
    place, form = offer(maya, offer="Take Saturday.")
    refused = maya.post(f"{place}edit/", form | {"answer-return": "", "day": "never"})
    assert refused.status_code == 422
    assert FIELD in refused.text
    refused = maya.post(f"{place}edit/", form | {"day": "never"})
    assert FIELD not in refused.text


def test_how_a_promise_went_stays_one_press(maya: Client) -> None:
    promise = {"answer-promise": "Ring at six", "answer-day": "2026-11-22"}
    form = sent(practice_id="promise", title="A promise", **promise)
    new = maya.get("/journal/practices/promise/new/").text
    assert 'name="answer-outcome"' not in new
    html = maya.get(maya.post("/journal/new/", form)["Location"]).text
    assert 'name="outcome" value="Kept"' in html
    assert "If it did not work out: what would mend it?" in html
