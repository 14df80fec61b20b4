"""Whoever is refused for a while reads when to try again, on whichever page that is."""

import re
from collections.abc import Callable
from typing import Any
from unittest.mock import Mock

import pytest
from django.test import Client

from apps.accounts.models import User
from apps.common.http.retry_words import try_again
from apps.common.rate_limits import RateLimit
from apps.vault import keyslots
from apps.vault.crypto.kdf_limit import DerivationsBusy
from tests.factories import PASSWORD
from tests.journal.entry_samples import sent

WAIT = 90  # seconds
OTHER_TIME = re.compile(r"in a moment|a few minutes|about a minute|later", re.I)


@pytest.mark.parametrize(
    ("seconds", "words"),
    [
        (1, "Try again in 1 second."),
        (2, "Try again in 2 seconds."),
        (90, "Try again in 90 seconds."),
        (120, "Try again in 120 seconds."),
        (121, "Try again in about 2½ minutes."),
        (150, "Try again in about 2½ minutes."),
        (151, "Try again in about 3 minutes."),
        (240, "Try again in about 4 minutes."),
        (900, "Try again in about 15 minutes."),
    ],
)
def test_a_wait_is_said_in_seconds_or_half_minutes_and_never_too_short(
    seconds: int, words: str
) -> None:
    assert try_again(seconds) == words


def unlock(maya: Client) -> Any:
    maya.post("/vault/lock/")
    return maya.post("/vault/unlock/", {"password": PASSWORD})


def save_while_locked(maya: Client) -> Any:
    maya.post("/vault/lock/")
    return maya.post("/journal/new/", sent(body="A gull.", vault_password=PASSWORD))


def answer_while_locked(maya: Client) -> Any:
    maya.post("/vault/lock/")
    fields = sent(body="A gull.", vault_password=PASSWORD)
    return maya.post("/journal/answers/", fields, headers={"HX-Request": "true"})


def template_while_locked(maya: Client) -> Any:
    maya.post("/vault/lock/")
    fields = {"title": "Evening", "body": "A gull.", "vault_password": PASSWORD}
    return maya.post("/journal/templates/new/", fields)


def sign_in(_maya: Client) -> Any:
    return Client().post("/account/sign-in/", {"login": "maya", "password": PASSWORD})


def save_signed_out(_maya: Client) -> Any:
    fields = sent(body="A gull.", sign_in_name="maya", sign_in_password=PASSWORD)
    return Client().post("/journal/new/", fields)


def export(maya: Client) -> Any:
    return maya.post("/guides/shelf/export/", {"password": PASSWORD, "form": "markdown"})


def says_when(page: Any, *, reason: str) -> None:
    text = re.sub(
        r"<script.*?</script>|<cover-screen.*?>|<request-failure.*?>", "", page.text, flags=re.S
    )
    main = re.sub(r"\s+", " ", re.sub(r"<[^>]*>", " ", text.partition("<main")[2] or text))
    assert page.headers["Retry-After"] == str(WAIT)
    assert reason in main
    assert "Try again in 90 seconds." in main
    assert OTHER_TIME.search(main.partition(reason)[2].partition("Try again")[0]) is None
    assert OTHER_TIME.search(reason) is None


@pytest.mark.django_db
@pytest.mark.parametrize(
    "ask",
    [unlock, save_while_locked, answer_while_locked, template_while_locked, sign_in, export],
)
def test_a_page_says_when_where_the_key_finds_no_place(
    maya: Client, monkeypatch: pytest.MonkeyPatch, ask: Callable[[Client], Any]
) -> None:
    busy = Mock(side_effect=DerivationsBusy(retry_after=WAIT))
    monkeypatch.setattr(keyslots, "unwrap_with_password", busy)
    says_when(ask(maya), reason="Many people are opening their journals right now.")


@pytest.mark.django_db
@pytest.mark.parametrize("ask", [sign_in, save_signed_out])
def test_a_page_says_when_where_the_password_finds_no_place(
    maya: Client, monkeypatch: pytest.MonkeyPatch, ask: Callable[[Client], Any]
) -> None:
    busy = Mock(side_effect=DerivationsBusy(retry_after=WAIT))
    monkeypatch.setattr(User, "check_password", busy)
    says_when(ask(maya), reason="Many people are signing in right now.")


@pytest.mark.django_db
@pytest.mark.parametrize("ask", [unlock, save_while_locked, save_signed_out, sign_in, export])
def test_a_page_says_when_after_many_tries(
    maya: Client, monkeypatch: pytest.MonkeyPatch, ask: Callable[[Client], Any]
) -> None:
    monkeypatch.setattr(RateLimit, "take", lambda *_given: WAIT)
    says_when(ask(maya), reason="That was many tries in a short time.")
