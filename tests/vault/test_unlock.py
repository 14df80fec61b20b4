"""What an unlock leaves behind in this browser and in the vault, each part looked at for itself."""

from dataclasses import replace
from datetime import timedelta
from urllib.parse import urlencode

import pytest
from django.conf import settings
from django.contrib.auth import HASH_SESSION_KEY
from django.contrib.auth.models import AnonymousUser
from django.db import connection
from django.http import HttpRequest, QueryDict
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from apps.accounts.models import User
from apps.accounts.sessions import SessionStore
from apps.common.http.device_kind import device_kind
from apps.common.http.known_browser import note_known_browser
from apps.common.http.requests import MemberRequest
from apps.common.models import Tries
from apps.journal.models import Preferences
from apps.vault.crypto import keys, password_derivation
from apps.vault.crypto.browser_key import encode_browser_key, new_browser_key
from apps.vault.crypto.kdf_limit import DerivationsBusy
from apps.vault.key_changes.peppers import check_peppers, version_of_drop_box
from apps.vault.models import KeySlot, UnlockedSession, Vault
from apps.vault.unlocked_vault import UnlockedVault
from apps.vault.unlocking.browser_session import (
    find_open_vault,
    hold_keys,
    keep_data_keys,
    lock,
    session_hash,
    take_held_keys,
)
from apps.vault.unlocking.unlock import (
    OPENED_HERE,
    UNLOCK_LIMIT,
    CannotOpen,
    browser_of_member,
    locked_vault_of,
    open_here,
    unlock,
)
from tests.conftest import CHEAP
from tests.factories import PASSWORD, make_member

PHONE = "Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) AppleWebKit/605 Mobile Safari"
pytestmark = pytest.mark.django_db


def request_of(client: Client, **sent: str) -> MemberRequest:
    """A form of the member whose cookies the client has."""
    request = MemberRequest()
    request.method, request.META["HTTP_USER_AGENT"] = "POST", PHONE
    request.POST = QueryDict(urlencode(sent))
    request.COOKIES = {name: morsel.value for name, morsel in client.cookies.items()}
    request.session = SessionStore(request.COOKIES[settings.SESSION_COOKIE_NAME])
    request.user = User.objects.get(pk=request.session["_auth_user_id"])
    return request


def take_cookie(request: HttpRequest) -> None:
    """As the middleware and the browser do: the next request brings the new vault cookie."""
    key = request.new_browser_key  # type: ignore[attr-defined]
    request.COOKIES[settings.VAULT_COOKIE_NAME] = encode_browser_key(key)


def test_an_unlock_stores_its_session_and_what_the_form_said(maya: Client) -> None:
    request = request_of(maya, device_zone="Europe/Berlin")
    lock(request)
    del request.session[OPENED_HERE]
    before = request.session.session_key
    vault = unlock(request, PASSWORD)
    assert request.vault is vault  # type: ignore[attr-defined]
    assert request.session.session_key != before
    assert request.session[OPENED_HERE] == str(vault.id)
    assert Preferences.of(vault).zone == "Europe/Berlin"
    row = UnlockedSession.objects.get()
    assert bytes(row.session_hash) == session_hash(request)
    assert row.was_proved_within(1)
    take_cookie(request)
    found = find_open_vault(request)
    assert found is not None
    assert found.data_keys == vault.data_keys


def test_the_next_unlock_says_when_and_on_which_device_this_one_was(maya: Client) -> None:
    request = request_of(maya)
    first = unlock(request, PASSWORD).opening
    second = unlock(request, PASSWORD).opening
    assert second.earlier_opening is not None
    assert abs((second.earlier_opening - first.opened).total_seconds()) < 1
    assert second.earlier_device == device_kind(request) == "phone"


def test_what_no_password_opened_counts_as_no_proof(maya: Client) -> None:
    request = request_of(maya)
    take = find_open_vault(request)
    assert take is not None
    opened = open_here(request, take.vault, take.data_keys, by_password=False)
    assert not opened.opening.was_proved_within(1)


def test_an_unlock_gives_a_vault_whose_drop_box_is_unknown_a_new_one(maya: Client) -> None:
    check_peppers()  # as each start does: the database knows them
    Vault.objects.update(inbox_tag=bytes(32))
    assert version_of_drop_box(Vault.objects.get()) is None
    unlock(request_of(maya), PASSWORD)
    assert version_of_drop_box(Vault.objects.get()) == password_derivation.pepper_in_use()


def test_a_renewed_hash_is_the_one_that_this_session_goes_by(
    maya: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    request = request_of(maya)
    before = request.session[HASH_SESSION_KEY]
    monkeypatch.setattr(password_derivation, "Argon2Parameters", lambda: replace(CHEAP, lanes=2))
    unlock(request, PASSWORD)
    assert request.session[HASH_SESSION_KEY] == User.objects.get().get_session_auth_hash()
    assert request.session[HASH_SESSION_KEY] != before


def test_a_password_that_was_just_proved_is_no_try(maya: Client) -> None:
    """A sign-in opens the vault however many wrong passwords were typed to unlock it."""
    request = request_of(maya)
    while not UNLOCK_LIMIT.take(browser_of_member(request)):
        pass
    with pytest.raises(CannotOpen):
        unlock(request, PASSWORD)
    unlock(request, PASSWORD, just_proved=True)
    KeySlot.objects.update(salt=bytes(keys.SALT_BYTES))
    with pytest.raises(CannotOpen) as told:
        unlock(request, PASSWORD, just_proved=True)
    assert told.value.damaged
    assert not Tries.objects.filter(count__gt=0).exists()


def test_without_a_place_for_a_renewal_the_vault_opens_as_it_was(
    maya: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    def busy(*_: object) -> None:
        raise DerivationsBusy

    request = request_of(maya)
    before = request.user.password
    monkeypatch.setattr(password_derivation, "Argon2Parameters", lambda: replace(CHEAP, lanes=2))
    monkeypatch.setattr(User, "renew_hash", busy)
    assert unlock(request, PASSWORD).vault == Vault.objects.get()
    assert User.objects.get().password == before


def test_data_keys_that_are_kept_anew_open_in_this_browser_alone(
    maya: Client, maya_user: User
) -> None:
    request = request_of(maya)
    found = find_open_vault(request)
    assert found is not None
    elsewhere = UnlockedSession.objects.create(
        session_hash=bytes(32), vault=found.vault, sealed_keys=b"of another browser"
    )
    more = {**found.data_keys, 2: keys.new_data_key()}
    keep_data_keys(request, UnlockedVault(found.opening, more))
    again = find_open_vault(request)
    assert again is not None
    assert again.data_keys == more
    elsewhere.refresh_from_db()
    assert bytes(elsewhere.sealed_keys) == b"of another browser"


def test_keys_that_wait_for_a_second_factor_are_taken_once_and_by_their_member(
    maya_user: User, maya: Client, sol_user: User
) -> None:
    """Nobody is signed in yet: the browser has no session of its own before."""
    opened = find_open_vault(request_of(maya))
    assert opened is not None
    visit = HttpRequest()
    visit.method, visit.session, visit.user = "POST", SessionStore(), AnonymousUser()
    hold_keys(visit, opened.vault, opened.data_keys)
    take_cookie(visit)
    rows = UnlockedSession.objects.of_session(session_hash(visit))
    assert take_held_keys(visit, sol_user) is None
    assert rows.exists()
    assert take_held_keys(visit, maya_user) == (opened.vault, opened.data_keys)
    assert not rows.exists()
    assert take_held_keys(visit, maya_user) is None


def test_a_session_by_a_clock_that_was_ahead_counts_from_now(maya: Client) -> None:
    ahead = timezone.now() + timedelta(days=1)
    UnlockedSession.objects.update(opened=ahead, last_used=ahead)
    assert find_open_vault(request_of(maya)) is not None
    row = UnlockedSession.objects.get()
    assert max(row.opened, row.last_used) <= timezone.now()


def test_a_browser_without_a_session_locks_nothing(maya: Client) -> None:
    visit = HttpRequest()
    visit.session = SessionStore()
    lock(visit)
    assert UnlockedSession.objects.count() == 1


def test_one_cookie_alone_asks_the_database_nothing(maya: Client) -> None:
    request = request_of(maya)
    del request.COOKIES[settings.VAULT_COOKIE_NAME]
    visit = HttpRequest()
    visit.COOKIES = {settings.VAULT_COOKIE_NAME: encode_browser_key(new_browser_key())}
    visit.session, visit.user = SessionStore(), AnonymousUser()
    with CaptureQueriesContext(connection) as statements:
        assert find_open_vault(request) is None
        assert find_open_vault(visit) is None
    assert len(statements) == 0


def test_a_draft_is_taken_only_for_the_vault_that_was_opened_here(maya: Client) -> None:
    request = request_of(maya)
    note_known_browser(request, request.user)
    request.COOKIES[settings.KNOWN_BROWSER_COOKIE_NAME] = request.known_browser_mark  # type: ignore[attr-defined]
    vault = Vault.objects.get()
    assert locked_vault_of(request) == vault
    request.session[OPENED_HERE] = "another"
    assert locked_vault_of(request) is None
    request.session[OPENED_HERE] = str(vault.id)
    del request.COOKIES[settings.KNOWN_BROWSER_COOKIE_NAME]
    assert locked_vault_of(request) is None


def test_without_any_vault_no_draft_is_taken(maya: Client) -> None:
    request = request_of(maya)
    request.user = make_member("tern")
    note_known_browser(request, request.user)
    request.COOKIES[settings.KNOWN_BROWSER_COOKIE_NAME] = request.known_browser_mark  # type: ignore[attr-defined]
    assert locked_vault_of(request) is None
