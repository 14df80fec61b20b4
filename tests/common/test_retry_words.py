"""Whoever is refused for a while reads when to try again, on whichever page that is."""

import re
from collections.abc import Callable
from typing import Any
from unittest.mock import Mock

import pytest
from django.db import OperationalError
from django.test import Client, RequestFactory
from django.urls import reverse

from apps.accounts.models import MailedLink, User
from apps.common.http.errors import server_error
from apps.common.http.retry_words import try_again
from apps.common.http.site_state import change_site_state, forget_site_state
from apps.common.rate_limits import RateLimit
from apps.journal.models import Entry
from apps.vault import keyslots
from apps.vault.crypto.kdf_limit import DerivationsBusy
from apps.vault.key_changes import rekeying
from apps.vault.key_changes.recovery_codes import accept_code, offer_code
from tests.accounts.test_locked_journal import as_text
from tests.factories import PASSWORD, open_vault_of
from tests.journal.entry_samples import sent

WAIT = 90  # seconds
NEW = "quiet lantern over shingle"
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
    assert main.count("Try again in 90 seconds.") == 1
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


def sign_up(_maya: Client) -> Any:
    form = {"username": "tern", "password1": NEW, "is_adult": "on", "understands": "on"}
    return Client().post("/account/sign-up/", form)


def change_password(maya: Client) -> Any:
    return maya.post("/account/password/", {"oldpassword": PASSWORD, "password1": NEW})


def set_by_mail(_maya: Client) -> Any:
    token = MailedLink.make(User.objects.get(), MailedLink.Use.RESET)
    return Client().post(reverse("account_reset"), {"token": token, "password1": NEW})


def set_by_code(maya: Client) -> Any:
    vault = open_vault_of(maya)
    code = offer_code(vault.vault, vault.data_keys)
    assert accept_code(vault.vault, vault.data_keys, code)
    fields = {"username": "maya", "code": as_text(code), "password1": NEW}
    return Client().post("/account/recover/", fields)


@pytest.mark.django_db
@pytest.mark.parametrize("ask", [sign_up, change_password, set_by_mail, set_by_code])
def test_a_page_says_why_where_a_new_password_finds_no_place(
    maya: Client, monkeypatch: pytest.MonkeyPatch, ask: Callable[[Client], Any]
) -> None:
    """A refusal of one who tried once speaks of many people, not of many tries."""
    busy = Mock(side_effect=DerivationsBusy(retry_after=WAIT))
    monkeypatch.setattr(User, "set_password", busy)
    says_when(ask(maya), reason="Many people are opening their journals right now.")


@pytest.mark.django_db
def test_a_page_says_why_where_a_new_key_finds_no_place(
    maya: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    busy = Mock(side_effect=DerivationsBusy(retry_after=WAIT))
    monkeypatch.setattr(rekeying, "begin", busy)
    answer = maya.post(reverse("vault:begin_new_key"), {"password": PASSWORD})
    says_when(answer, reason="Many people are opening their journals right now.")


@pytest.mark.django_db
def test_pages_of_an_outage_and_of_maintenance_name_the_time_of_their_header(
    maya: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(Entry, "write", Mock(side_effect=OperationalError("away")))
    maya.raise_request_exception = False
    ours = {"Sec-Fetch-Site": "same-origin"}
    in_outage = maya.post("/journal/new/", sent(body="A gull."), headers=ours)
    change_site_state(is_read_only=True)
    in_maintenance = maya.post("/journal/new/", sent(body="A gull."), headers=ours)
    wordless: list[Any] = [maya.post("/journal/new/", {}, headers=ours)]
    forget_site_state()
    try:
        raise OperationalError("away")
    except OperationalError:
        wordless.append(server_error(RequestFactory().get("/")))
    for page, seconds in zip(wordless, (120, 10), strict=True):
        assert f"<span data-told>Try again in {seconds} seconds.</span>" in page.text
    for page, seconds in ((in_outage, 10), (in_maintenance, 120)):
        assert (page.status_code, page["Retry-After"]) == (503, str(seconds))
        assert "A gull." in page.text
        assert f"Try again in {seconds} seconds." in page.text
        assert OTHER_TIME.search(page.text) is None


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
