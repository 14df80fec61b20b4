"""A browser that signed in before has tries of its own, whoever tries meanwhile."""

import base64
import hmac
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from types import SimpleNamespace
from typing import Any

import pytest
import time_machine
from django.conf import settings
from django.http import HttpRequest
from django.test import Client
from django.utils import timezone

from apps.accounts.models import MailedLink, SignIn, User
from apps.accounts.passkeys import views as passkey_views
from apps.accounts.rate_limits import BROWSER_LIMIT, NAME_LIMIT, PASSKEY_LIMIT, SCORING_LIMIT
from apps.common.http import known_browser as known_browser_module
from apps.common.http.known_browser import ID_BYTES, known_browser
from apps.common.models import Tries
from apps.common.text.account_events import Happened
from apps.journal.drafts.content import MOST_LOCKED_DRAFTS
from apps.journal.models import LockedDraft
from apps.vault.key_changes.recovery_codes import accept_code, offer_code
from apps.vault.keyslots import unwrap_with_password
from apps.vault.models import UnlockedSession, Vault
from apps.vault.unlocking.unlock import UNLOCK_LIMIT
from tests.accounts.account_pages import try_once
from tests.accounts.mailbox import mails, token_in
from tests.accounts.second_factors import code_of, set_up
from tests.accounts.test_email_address import ADDRESS, with_address
from tests.accounts.test_one_derivation import make_both_as_the_first_release_did
from tests.factories import PASSWORD, make_member, sign_in
from tests.journal.test_drafts import autosave, tab

KNOWN, SESSION = settings.KNOWN_BROWSER_COOKIE_NAME, settings.SESSION_COOKIE_NAME
UNLOCK, CHANGE = "/vault/unlock/", "/account/password/"
BACK, EMAIL = "/vault/journals/back/", "/account/email/"
OPTIONS = "/account/passkeys/options/"
WRONG = "not it at all"
NEW = "quite another lantern"
pytestmark = pytest.mark.django_db


@pytest.fixture
def was_here(maya: Client) -> Client:
    """Maya's browser after she signed out."""
    maya.post("/account/sign-out/")
    return maya


def thief_of(client: Client) -> Client:
    """Somebody who has the session cookie and nothing else."""
    thief = Client(REMOTE_ADDR="198.51.100.7")
    thief.cookies[SESSION] = client.cookies[SESSION].value
    return thief


def _id_of(client: Client) -> bytes:
    return base64.urlsafe_b64decode(client.cookies[KNOWN].value)[:ID_BYTES]


def is_known(value: str, user: User) -> bool:
    request = HttpRequest()
    request.COOKIES = {KNOWN: value}
    return bool(known_browser(request, user))


def test_the_mark_is_sealed_from_scripts_and_names_nobody(
    visitor: Client, maya_user: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    visitor.get("/guides/")
    assert KNOWN not in visitor.cookies
    assert try_once(visitor, "maya") == 422
    assert KNOWN not in visitor.cookies
    mark = sign_in(visitor, "maya").cookies[KNOWN]
    assert (mark["secure"], mark["httponly"], mark["samesite"]) == (True, True, "Lax")
    assert (mark["path"], mark["domain"]) == ("/", "")
    assert 80 * 24 * 3600 < int(mark["max-age"]) <= 124 * 24 * 3600
    raw, other = (
        base64.urlsafe_b64decode(each.value)
        for each in (mark, sign_in(Client(), "maya").cookies[KNOWN])
    )
    assert len(raw) == 46
    assert raw[:ID_BYTES] != other[:ID_BYTES]  # it numbers the browser, not the member
    monkeypatch.setattr(known_browser_module, "secrets", SimpleNamespace(token_bytes=bytes))
    third = sign_in(Client(), "maya").cookies[KNOWN]
    assert base64.urlsafe_b64decode(third.value)[:ID_BYTES] == bytes(ID_BYTES)  # chance, no more
    assert is_known(mark.value, maya_user)


def test_the_mark_fits_its_own_member_alone_and_no_change_of_it_does(
    maya: Client, maya_user: User
) -> None:
    mark = maya.cookies[KNOWN].value
    assert not is_known(mark, make_member("sol"))
    raw = base64.urlsafe_b64decode(mark)
    for at in range(len(raw)):
        changed = raw[:at] + bytes([raw[at] ^ 1]) + raw[at + 1 :]
        assert not is_known(base64.urlsafe_b64encode(changed).decode(), maya_user)
    for odd in ("", "é", "====", "A", mark[:-4], mark + "AAAA"):
        assert not is_known(odd, maya_user)


def test_the_mark_of_the_release_before_is_known_still(maya_user: User) -> None:
    signed = bytes(12) + (2026 * 12 + 13).to_bytes(2)
    message = b"|".join((b"leeway known browser 1", str(maya_user.pk).encode(), signed))
    tag = hmac.digest(settings.SECRET_KEY.encode(), message, "sha256")[:16]
    with time_machine.travel(datetime(2026, 11, 30, 12, tzinfo=UTC), tick=False):
        assert is_known(base64.urlsafe_b64encode(signed + tag).decode(), maya_user)


def test_the_mark_ends_three_months_after_that_of_the_sign_in(maya_user: User) -> None:
    with time_machine.travel(datetime(2026, 11, 30, 12, tzinfo=UTC), tick=False) as clock:
        mark = sign_in(Client(), "maya").cookies[KNOWN]
        assert int(mark["max-age"]) == (31 + 31 + 28 + 1) * 24 * 3600
        clock.move_to(datetime(2027, 2, 28, 23, tzinfo=UTC))
        assert is_known(mark.value, maya_user)
        clock.move_to(datetime(2027, 3, 1, 1, tzinfo=UTC))
        assert not is_known(mark.value, maya_user)


def test_signing_out_keeps_the_mark_and_leaving_takes_it(maya: Client) -> None:
    mark = maya.cookies[KNOWN].value
    maya.post("/account/sign-out/")
    assert maya.cookies[KNOWN].value == mark
    assert sign_in(maya, "maya").cookies[KNOWN].value == mark
    maya.post("/leave/", headers={"sec-fetch-site": "same-origin"})
    assert maya.cookies[KNOWN].value == ""


def test_deleting_the_account_takes_the_mark_too(maya: Client) -> None:
    maya.post("/account/delete/", {"password": PASSWORD})
    assert User.objects.count() == 0
    assert maya.cookies[KNOWN].value == ""


def new_password_here(maya: Client) -> None:
    fields = {"oldpassword": PASSWORD, "password1": NEW}
    assert maya.post(CHANGE, fields).status_code == 303


def new_password_by_command(_maya: Client) -> None:
    user = User.objects.get()
    user.set_password(NEW)
    user.save()


@pytest.mark.parametrize("change", [new_password_here, new_password_by_command])
def test_a_new_password_ends_the_marks_of_all_browsers_but_that_which_set_it(
    maya: Client, maya_user: User, change: Callable[[Client], None]
) -> None:
    """Whoever knew the old one guesses on as a stranger, and is told if they get in."""
    partner = Client()
    sign_in(partner, "maya")
    ids = {_id_of(each) for each in (maya, partner)}
    change(maya)
    maya_user.refresh_from_db()
    assert not is_known(partner.cookies[KNOWN].value, maya_user)
    assert is_known(maya.cookies[KNOWN].value, maya_user) is (change is new_password_here)
    maya_user.events.all().delete()
    assert try_once(partner, "maya", NEW) in {200, 302}  # the journal may have the old one
    assert [each.kind for each in maya_user.events.all()] == [Happened.SIGN_IN]
    assert is_known(partner.cookies[KNOWN].value, maya_user)
    assert _id_of(partner) not in ids


def new_password_by_mail(client: Client) -> Any:
    if not User.objects.get().address:
        with_address(client)
    assert Client().post("/account/forgotten/email/", {"email": ADDRESS}).status_code == 303
    sent = {"token": token_in(mails()[-1]), "password1": NEW}
    return client.post("/account/reset/", sent)


def new_password_by_code(client: Client) -> Any:
    user = User.objects.get()
    vault = Vault.objects.get()
    data_keys = unwrap_with_password(vault, PASSWORD)
    code = offer_code(vault, data_keys)
    assert accept_code(vault, data_keys, code)
    typed = " ".join([*code.groups, code.check])
    sent = {"username": user.username, "code": typed, "password1": NEW}
    return client.post("/account/recover/", sent)


@pytest.mark.parametrize("has_app", [False, True])
@pytest.mark.parametrize("change", [new_password_by_mail, new_password_by_code])
def test_the_browser_in_which_a_lost_password_was_replaced_stays_known(
    maya: Client, maya_user: User, change: Callable[[Client], Any], has_app: bool
) -> None:
    """One that was known, with a second step or without; a stranger's stays a stranger."""
    if has_app:
        secret = set_up(maya, later=-1)
    partner, stranger = Client(), Client()
    partner.cookies[KNOWN] = maya.cookies[KNOWN].value
    answer = change(maya)
    assert answer.status_code in {302, 303}
    maya_user.refresh_from_db()
    assert not is_known(partner.cookies[KNOWN].value, maya_user)
    assert is_known(maya.cookies[KNOWN].value, maya_user)
    maya_user.events.all().delete()
    if has_app and change is new_password_by_code:
        done = maya.post(answer["Location"], {"code": code_of(secret)})
        assert done.status_code in {302, 303}, done.content.decode()
        assert not maya_user.events.exists(), "it is no browser that we did not know"
        assert is_known(maya.cookies[KNOWN].value, maya_user)
    if change is new_password_by_mail and not has_app:
        MailedLink.objects.all().delete()
        change(stranger)
        assert KNOWN not in stranger.cookies


def test_the_same_password_hashed_anew_ends_no_mark(maya: Client, maya_user: User) -> None:
    mark = maya.cookies[KNOWN].value
    make_both_as_the_first_release_did(maya_user)
    assert not maya_user.has_newest_hash()
    sign_in(Client(), "maya")
    maya_user.refresh_from_db()
    assert maya_user.has_newest_hash()
    assert is_known(mark, maya_user)


def test_a_stranger_in_the_same_network_never_keeps_the_owner_out(was_here: Client) -> None:
    """Window after window, at the first moment of each: the patient partner on the same Wi-Fi."""
    start = timezone.now()
    stranger = Client()
    with time_machine.travel(start, tick=False) as clock:
        for window in range(3):
            clock.move_to(start + timedelta(minutes=15 * window))
            answers = {try_once(stranger, "maya") for _ in range(12)}
            assert answers == {422, 429}
            assert try_once(was_here, "maya", PASSWORD) == 302
            was_here.post("/account/sign-out/")


def test_made_up_names_do_not_keep_the_owner_out_of_their_network(was_here: Client) -> None:
    stranger = Client()
    answers = [try_once(stranger, f"name{number}") for number in range(51)]
    assert answers[-1] == 429
    assert try_once(was_here, "maya", PASSWORD) == 302


def test_the_owner_may_mistype_here_and_the_stranger_s_tries_are_not_theirs(
    was_here: Client,
) -> None:
    stranger = Client()
    for _ in range(12):
        try_once(stranger, "maya")
    assert [try_once(was_here, "maya") for _ in range(BROWSER_LIMIT.most)] == [422] * 10
    assert try_once(was_here, "maya", PASSWORD) == 429


def test_in_a_known_browser_too_the_tries_have_an_end(was_here: Client, maya_user: User) -> None:
    """A copied cookie gives ten tries of its own, and then those of any other browser."""
    answers = [try_once(was_here, "maya") for _ in range(25)]
    assert answers == [422] * (BROWSER_LIMIT.most + NAME_LIMIT.most) + [429] * 5


def test_the_mark_of_one_member_gives_no_tries_at_another(was_here: Client, sol_user: User) -> None:
    answers = [try_once(was_here, "sol") for _ in range(11)]
    assert answers == [422] * 10 + [429]


# --- A stolen session -----------------------------------------------------------------------------


def test_a_stolen_session_uses_up_no_try_of_its_owner(maya: Client) -> None:
    maya.post("/vault/lock/")
    thief = thief_of(maya)
    answers = [thief.post(UNLOCK, {"password": WRONG}).status_code for _ in range(12)]
    assert answers == [422] * UNLOCK_LIMIT.most + [429] * 2
    wrong = {"oldpassword": WRONG, "password1": "quiet lantern over shingle"}
    for _ in range(SCORING_LIMIT.most + 1):
        last = thief.post(CHANGE, wrong)
    assert last.status_code == 429
    assert maya.post(UNLOCK, {"password": PASSWORD}).status_code == 303
    assert maya.post(CHANGE, {**wrong, "oldpassword": PASSWORD}).status_code == 303


def test_a_stolen_session_uses_up_no_try_at_a_locked_journal_and_no_mail(maya: Client) -> None:
    thief = thief_of(maya)
    vault = str(Vault.objects.get().id)
    for _ in range(12):
        last = thief.post(BACK, {"vault": vault, "password": WRONG})
    assert last.status_code == 429
    for _ in range(4):
        thief.post(EMAIL, {"email": "thief@example.org", "own_password": WRONG})
    assert maya.post(BACK, {"vault": vault, "password": PASSWORD}).status_code == 303
    address = {"email": "maya@example.org", "own_password": PASSWORD}
    assert maya.post(EMAIL, address).status_code == 200


def test_a_password_that_was_just_proved_is_no_try_at_the_journal(maya: Client) -> None:
    thief = thief_of(maya)
    for _ in range(12):
        thief.post(UNLOCK, {"password": WRONG})
    for _ in range(12):
        maya.post(UNLOCK, {"password": WRONG})
    new_browser = Client(REMOTE_ADDR="203.0.113.9")
    assert sign_in(new_browser, "maya").get("/vault/recovery/").status_code == 200


def test_a_stolen_session_leaves_no_draft_in_a_locked_journal(maya: Client) -> None:
    maya.post("/vault/lock/")
    thief = thief_of(maya)
    for _ in range(MOST_LOCKED_DRAFTS + 1):
        assert autosave(thief, f"{tab()}:1", body="Not hers.")[1] != "sealed"
    assert autosave(maya, f"{tab()}:1", body="The gulls again.") == (200, "sealed")
    assert LockedDraft.objects.count() == 1


@pytest.mark.parametrize("address", ["/account/passkeys/new/", "/account/second-factor/app/"])
def test_a_stolen_session_does_not_pass_for_a_password_that_was_just_typed(
    maya: Client, address: str
) -> None:
    assert maya.post(address, {"own_password": PASSWORD}).status_code == 303
    assert 'name="own_password"' not in maya.get(address).content.decode()
    assert 'name="own_password"' in thief_of(maya).get(address).content.decode()


def test_a_browser_without_a_mark_gets_one_with_the_proof(maya: Client) -> None:
    del maya.cookies[KNOWN]
    address = "/account/passkeys/new/"
    assert maya.post(address, {"own_password": PASSWORD}).status_code == 303
    assert 'name="own_password"' not in maya.get(address).content.decode()
    assert 'name="own_password"' in thief_of(maya).get(address).content.decode()


def test_the_passkey_button_of_a_known_browser_has_questions_of_its_own(
    was_here: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Nobody knows whose passkey will answer, so the mark need not be that of one member."""
    few = replace(PASSKEY_LIMIT, most=3)
    monkeypatch.setattr(passkey_views, "PASSKEY_LIMIT", few)

    def ask(client: Client) -> int:
        return client.post(OPTIONS, {"purpose": "sign-in"}).status_code

    stranger, forger = Client(), Client()
    assert [ask(stranger) for _ in range(4)] == [200, 200, 200, 429]
    assert ask(was_here) == 200
    raw = base64.urlsafe_b64decode(was_here.cookies[KNOWN].value)
    made_up = bytes([raw[0] ^ 1]) + raw[1:]
    forger.cookies[KNOWN] = base64.urlsafe_b64encode(made_up).decode()
    assert ask(forger) == 429
    forger.cookies[KNOWN] = base64.urlsafe_b64encode(raw[:30]).decode()
    assert ask(forger) == 429
    assert [ask(was_here) for _ in range(3)] == [200, 200, 429]


# --- A clock that was wrong -----------------------------------------------------------------------


def test_tries_from_the_future_keep_nobody_out_for_longer(visitor: Client, maya_user: User) -> None:
    for _ in range(11):
        try_once(visitor, "maya")
    now = timezone.now()
    Tries.objects.update(started=now + timedelta(days=1))
    with time_machine.travel(now, tick=False) as clock:
        assert try_once(visitor, "maya", PASSWORD) == 429
        clock.move_to(now + timedelta(minutes=15, seconds=1))
        assert try_once(visitor, "maya", PASSWORD) == 302


def test_a_journal_that_was_opened_in_the_future_locks_in_time(maya: Client) -> None:
    now = timezone.now()
    ahead = now + timedelta(days=2)
    UnlockedSession.objects.update(opened=ahead, last_used=ahead)
    with time_machine.travel(now, tick=False) as clock:
        assert maya.get("/vault/recovery/").status_code == 200
        clock.move_to(now + timedelta(minutes=16))
        assert maya.get("/vault/recovery/").status_code == 303


def test_a_sign_in_from_the_future_ends_in_time(maya: Client) -> None:
    now = timezone.now()
    ahead = now + timedelta(days=400)
    SignIn.objects.update(started=ahead, last_seen=ahead, expires=ahead + timedelta(days=7))
    with time_machine.travel(now, tick=False) as clock:
        assert maya.get("/account/").status_code == 200
        clock.move_to(now + timedelta(days=7, seconds=1))
        assert maya.get("/account/").status_code == 302
