"""Older pages stay within reach, double presses do no harm, and a question stays as it was."""

import re
from datetime import date
from html import unescape

import pytest
from django.test import Client

from apps.articles import prompts
from apps.journal.models import Entry
from tests.factories import open_vault_of
from tests.journal.entry_samples import a_page, keep, only_page, sent

pytestmark = pytest.mark.django_db


def test_every_page_can_be_reached_twenty_at_a_time(maya: Client) -> None:
    for number in range(45):
        keep(maya, a_page(title=f"page-{number:02}"))
    seen, address = set(), "/journal/"
    for _ in range(3):
        html = maya.get(address).content.decode()
        seen |= {number for number in range(45) if f"page-{number:02}" in html}
        if older := re.search(r'rel="next" href="/journal/(\?[^"]*)"', html):
            address = "/journal/" + unescape(older[1])
    assert seen == set(range(45))


def test_a_double_press_on_delete_ends_in_the_trash(maya: Client) -> None:
    entry = keep(maya)
    address = f"/journal/{entry.id}/delete/"
    maya.post(address)
    expires = Entry.objects.get().expires_on
    assert maya.post(address)["Location"].startswith("/journal/trash/")
    assert Entry.objects.get().expires_on == expires
    assert maya.get(address)["Location"] == f"/journal/{entry.id}/"


def test_a_page_as_long_as_the_browser_lets_it_be_is_kept(maya: Client) -> None:
    body = "\n" * 100_000 + "x" * 100_000
    response = maya.post("/journal/new/", sent(body=body.replace("\n", "\r\n")))
    assert response.status_code == 303
    assert only_page(maya).body == body


def test_the_question_of_an_old_page_stays_as_it_was_answered(
    maya: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(prompts, "find", lambda _name: None)
    entry = keep(maya, a_page("kettle", prompt_id="9-2", prompt_text="Our word?"))
    form = sent(body="kettle, still", prompt_id="9-2", revision="1")
    maya.post(f"/journal/{entry.id}/edit/", form)
    page = only_page(maya)
    assert (page.body, page.head.prompt_text) == ("kettle, still", "Our word?")


def test_a_guides_question_survives_the_closed_journal(maya: Client) -> None:
    maya.post("/vault/lock/")
    response = maya.get("/journal/new/?from=9-2")
    assert "next=%2Fjournal%2Fnew%2F%3Ffrom%3D9-2" in response["Location"]


@pytest.mark.parametrize(
    "headers",
    [
        {"sec-fetch-site": "cross-site"},
        {"sec-fetch-site": "same-site"},
        {"origin": "https://elsewhere.example"},
        {"origin": "null"},
        {"referer": "https://elsewhere.example/a/page"},
        {"referer": "https://testserver.elsewhere.example/"},
    ],
)
def test_another_site_gets_no_form_of_ours_with_its_words(
    maya: Client, headers: dict[str, str]
) -> None:
    strict = Client(enforce_csrf_checks=True)
    strict.cookies = maya.cookies
    form = sent(body="not my words", day=str(date(2026, 11, 20)))
    response = strict.post("/journal/new/", form, headers=headers)
    assert response.status_code == 403
    assert "not my words" not in response.content.decode()
    assert not Entry.objects.exists()


@pytest.mark.parametrize("headers", [{}, {"referer": "http://testserver/journal/new/"}])
def test_a_browser_that_names_no_sender_gets_its_words_back_and_saves_nothing(
    maya: Client, headers: dict[str, str]
) -> None:
    """What it cannot tell from a form of another site: the words are shown, with a button."""
    strict = Client(enforce_csrf_checks=True)
    strict.cookies = maya.cookies
    form = sent(body="my words", day=str(date(2026, 11, 20)))
    response = strict.post("/journal/new/", form, headers=headers)
    html = response.content.decode()
    assert (response.status_code, "my words" in html) == (403, True)
    assert ("does not say which page sent this" in html) == (not headers)
    assert not Entry.objects.exists()


@pytest.mark.parametrize("address", ["/vault/lock/", "/account/sign-out/"])
def test_a_stale_tab_can_still_close_the_journal(maya: Client, address: str) -> None:
    strict = Client(enforce_csrf_checks=True)
    strict.cookies = maya.cookies
    stale = {"csrfmiddlewaretoken": "a" * 64}
    abroad = strict.post(address, stale, headers={"sec-fetch-site": "cross-site"})
    assert abroad.status_code == 403
    open_vault_of(maya)
    here = strict.post(address, stale, headers={"sec-fetch-site": "same-origin"})
    assert here.status_code == 303
    with pytest.raises((AssertionError, KeyError)):
        open_vault_of(maya)


def test_a_body_that_is_too_big_is_said_to_be(maya: Client) -> None:
    response = maya.post("/journal/new/", sent(own_words="x" * 3_000_000))
    assert response.status_code == 413
    assert "too long to take in one piece" in response.content.decode()
