"""A save that is refused answers with the same form, every word, and what is needed."""

from typing import Any

import pytest
from django.conf import settings
from django.test import Client

from apps.journal.models import Entry
from apps.vault.models import UnlockedSession
from tests.factories import PASSWORD
from tests.journal.entry_samples import keep, only_page, sent

pytestmark = pytest.mark.django_db

WORDS = {
    "title": "A title & more",
    "body": "Long night.\r\n\r\n<script>alert(1)</script>",
    "own_words": "seen, odd",
    "water": "2",
    "feelings": ["lonely", "tired"],
    "day": "2026-11-19",
}


def holds_every_word(html: str) -> bool:
    return (
        'value="A title &amp; more"' in html
        and "Long night." in html
        and "&lt;script&gt;alert(1)&lt;/script&gt;" in html
        and 'value="seen, odd"' in html
        and 'name="water" value="2" checked' in html
        and 'value="lonely" checked' in html
        and 'value="tired" checked' in html
        and 'value="2026-11-19"' in html
    )


def written(**more: Any) -> dict[str, Any]:
    return sent(**{**WORDS, **more})


def test_with_the_vault_locked_elsewhere_the_password_saves_it(maya: Client) -> None:
    UnlockedSession.objects.all().delete()
    form = written()
    response = maya.post("/journal/new/", form)
    html = response.content.decode()
    assert response.status_code == 403
    assert holds_every_word(html)
    assert 'name="vault_password"' in html
    assert not Entry.objects.exists()
    assert maya.post("/journal/new/", {**form, "vault_password": PASSWORD}).status_code == 303
    assert only_page(maya).head.feelings == ("lonely", "tired", "seen", "odd")


def test_with_the_wrong_password_the_words_stay_and_the_page_says_so(maya: Client) -> None:
    UnlockedSession.objects.all().delete()
    response = maya.post("/journal/new/", written(vault_password="not this one"))
    assert response.status_code == 403
    assert holds_every_word(response.content.decode())
    assert "That password didn’t fit" in response.content.decode()


def test_after_the_session_ended_name_and_password_save_it(maya: Client) -> None:
    maya.cookies[settings.SESSION_COOKIE_NAME] = "x" * 32
    form = written()
    response = maya.post("/journal/new/", form)
    html = response.content.decode()
    assert response.status_code == 403
    assert "Location" not in response
    assert holds_every_word(html)
    assert 'name="sign_in_name"' in html
    again = {**form, "sign_in_name": "maya", "sign_in_password": PASSWORD}
    assert maya.post("/journal/new/", again).status_code == 303
    assert only_page(maya).head.title == "A title & more"


def test_an_edit_after_the_session_ended_is_saved_over_the_same_page(maya: Client) -> None:
    entry = keep(maya)
    maya.cookies.pop(settings.SESSION_COOKIE_NAME)
    again = written(revision="1", sign_in_name="maya", sign_in_password=PASSWORD)
    assert maya.post(f"/journal/{entry.id}/edit/", again).status_code == 303
    assert only_page(maya).head.title == "A title & more"


def test_a_wrong_sign_in_keeps_the_words_and_stores_nothing(maya: Client) -> None:
    maya.cookies.pop(settings.SESSION_COOKIE_NAME)
    again = written(sign_in_name="maya", sign_in_password="not this one")
    response = maya.post("/journal/new/", again)
    assert response.status_code == 403
    assert holds_every_word(response.content.decode())
    assert not Entry.objects.exists()


def test_a_stale_token_gets_a_fresh_one_and_the_same_form(maya: Client) -> None:
    strict = Client(enforce_csrf_checks=True)
    strict.cookies = maya.cookies
    response = strict.post("/journal/new/", written(csrfmiddlewaretoken="a" * 64))
    html = response.content.decode()
    assert response.status_code == 403
    assert holds_every_word(html)
    token = html.split('name="csrfmiddlewaretoken" value="')[1].split('"')[0]
    form = written(csrfmiddlewaretoken=token)
    assert strict.post("/journal/new/", form).status_code == 303


def test_no_answer_to_a_refused_save_may_be_kept_by_the_browser(maya: Client) -> None:
    UnlockedSession.objects.all().delete()
    response = maya.post("/journal/new/", written())
    assert response["Cache-Control"] == "no-store, private"
