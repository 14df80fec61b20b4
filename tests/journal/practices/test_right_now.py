"""What can be done this minute stands on top of the practices; the kit may stand on Today."""

from typing import Any

import pytest
from django.test import Client

from apps.journal.models import Entry, Preferences
from apps.vault.models import UnlockedSession
from tests.factories import open_vault_of
from tests.journal.entry_samples import sent

pytestmark = pytest.mark.django_db

PRACTICES = "/journal/practices/"
PIN = "/journal/practices/hard-hour/pin/"


def keep_kit(client: Client, **answers: str) -> str:
    """The address of a new kit."""
    said = {f"answer-{name}": text for name, text in answers.items()}
    fields: dict[str, Any] = sent(practice_id="hard-hour", title="My kit", **said)
    return client.post("/journal/new/", fields)["Location"]


def test_right_now_stands_above_everything_else_and_is_open_to_all(visitor: Client) -> None:
    html = visitor.get(PRACTICES).text
    top = html[html.index('id="right-now"') : html.index('id="find"')]
    for address in (
        "/journal/breathing/",
        "/journal/pause/",
        f"{PRACTICES}three-columns/",
        f"{PRACTICES}unsent/",
        f"{PRACTICES}hard-hour/",
    ):
        assert f'href="{address}"' in top
        assert visitor.get(address).status_code == 200
    assert "<form" not in top


def test_with_an_open_journal_a_tap_leads_to_the_first_question(maya: Client) -> None:
    html = maya.get(PRACTICES).text
    for practice in ("three-columns", "unsent", "hard-hour"):
        assert f'href="{PRACTICES}{practice}/new/"' in html
    assert "Pin it to Today" not in html


def test_the_kit_is_the_newest_answer_and_one_switch_pins_it_to_today(maya: Client) -> None:
    keep_kit(maya, person="Rosa", place="The pier")
    assert "Somebody: Rosa." in maya.get(PRACTICES).text
    assert "Somebody: Rosa." not in maya.get("/").text
    for _pressed_twice in range(2):
        assert maya.post(PIN, {"pinned": "1"}).status_code == 303
    today = maya.get("/").text
    assert "Somebody: Rosa." in today
    assert "Somewhere: the pier." in today
    keep_kit(maya, person="Jo")
    today = maya.get("/").text
    assert "Somebody: Jo." in today
    assert "Rosa." not in today
    maya.post(PIN, {"pinned": "0"})
    assert "Somebody:" not in maya.get("/").text
    assert "Somebody: Jo." in maya.get(PRACTICES).text


def test_a_kit_that_was_changed_shows_its_new_words(maya: Client) -> None:
    place = keep_kit(maya, person="Rosa")
    maya.post(PIN, {"pinned": "1"})
    entry = Entry.objects.get()
    changed = sent(practice_id="hard-hour", entry_id=str(entry.id), revision="1")
    maya.post(f"{place}edit/", changed | {"answer-person": "My sister"})
    assert "Somebody: my sister." in maya.get("/").text


def test_without_its_page_today_shows_the_kit_before_it_and_then_none(maya: Client) -> None:
    older = keep_kit(maya, person="Rosa")
    newer = keep_kit(maya, person="Jo")
    maya.post(PIN, {"pinned": "1"})
    maya.post(f"{newer}delete/")
    assert "Somebody: Rosa." in maya.get("/").text
    maya.post(f"{older}delete/")
    assert maya.get("/").status_code == 200
    assert "Somebody:" not in maya.get("/").text


def test_a_kit_that_cannot_be_opened_breaks_no_page(maya: Client) -> None:
    place = keep_kit(maya, person="Rosa")
    maya.post(PIN, {"pinned": "1"})
    Entry.objects.update(body=b"broken")
    for address in ("/", PRACTICES):
        html = maya.get(address).text
        assert "Rosa" not in html
        assert f'href="{place}"' in html


def test_the_choice_lies_sealed_and_the_locked_pages_say_nothing_of_it(maya: Client) -> None:
    keep_kit(maya, person="Rosa")
    maya.post(PIN, {"pinned": "1"})
    assert Preferences.of(open_vault_of(maya)).kit == str(Entry.objects.get().id)
    UnlockedSession.objects.all().delete()
    for address in ("/", PRACTICES):
        assert "Rosa" not in maya.get(address).text


def test_without_a_kit_there_is_nothing_to_pin(maya: Client) -> None:
    assert maya.post(PIN, {"pinned": "1"}).status_code == 303
    assert Preferences.of(open_vault_of(maya)).kit == ""
    assert maya.get(PIN).status_code == 405
