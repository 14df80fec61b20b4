"""Signing in opens the journal, and a refusal never tells whether a name exists."""

import pytest
from django.core.management import call_command
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from apps.accounts.models import User
from apps.vault.crypto import keys
from apps.vault.models import KeySlot, UnlockedSession, Vault
from tests.accounts.account_pages import SIGN_IN, try_once, words_of
from tests.factories import PASSWORD, make_member, open_vault_of, sign_in

pytestmark = pytest.mark.django_db


def test_signing_in_makes_the_vault_of_somebody_who_has_none(visitor: Client) -> None:
    user = make_member("maya")
    sign_in(visitor, "maya")
    assert Vault.objects.of(user).current().count() == 1
    assert UnlockedSession.objects.count() == 1


def test_signing_in_again_opens_the_same_vault(maya: Client, maya_user: User) -> None:
    before = open_vault_of(maya)
    maya.post("/account/sign-out/")
    again = open_vault_of(sign_in(Client(), "maya"))
    assert again.id == before.id
    assert again.data_keys == before.data_keys


def test_somebody_made_by_a_command_gets_a_vault_at_the_first_sign_in(
    visitor: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DJANGO_SUPERUSER_PASSWORD", PASSWORD)
    call_command("createsuperuser", interactive=False, username="keeper", verbosity=0)
    assert Vault.objects.count() == 0
    sign_in(visitor, "keeper")
    assert open_vault_of(visitor).vault.user.username == "keeper"


def test_an_unknown_name_and_a_wrong_password_read_the_same(
    visitor: Client, maya_user: User
) -> None:
    wrong = visitor.post(SIGN_IN, {"login": "maya", "password": "not it at all"})
    unknown = visitor.post(SIGN_IN, {"login": "nobody", "password": "not it at all"})
    assert wrong.status_code == unknown.status_code == 422
    assert words_of(wrong).replace("maya", "") == words_of(unknown).replace("nobody", "")
    assert sorted(wrong.headers) == sorted(unknown.headers)


@pytest.mark.parametrize(("password", "hashes"), [("not it at all", 1), ("not it, Möwe", 2)])
def test_an_unknown_name_costs_the_same_work_as_a_wrong_password(
    visitor: Client,
    maya_user: User,
    monkeypatch: pytest.MonkeyPatch,
    password: str,
    hashes: int,
) -> None:
    """A hash for each Unicode form and the same queries; a running server measures the time."""
    derivations: list[str] = []
    derive = keys.stretched_password

    def counted(password: str, *, salt: bytes, parameters: keys.Argon2Parameters) -> bytes:
        derivations.append(password)
        return derive(password, salt=salt, parameters=parameters)

    monkeypatch.setattr(keys, "stretched_password", counted)
    work = []
    for name in ("maya", "nobody"):
        derivations.clear()
        with CaptureQueriesContext(connection) as queries:
            visitor.post(SIGN_IN, {"login": name, "password": password})
        work.append((len(derivations), len(queries)))
    assert work[0] == work[1]
    assert work[0][0] == hashes


def test_a_closed_account_reads_like_an_unknown_name(visitor: Client, maya_user: User) -> None:
    User.objects.update(is_active=False)
    closed = visitor.post(SIGN_IN, {"login": "maya", "password": PASSWORD})
    unknown = visitor.post(SIGN_IN, {"login": "nobody", "password": PASSWORD})
    assert words_of(closed).replace("maya", "") == words_of(unknown).replace("nobody", "")


def test_no_answer_repeats_a_password_as_json(visitor: Client) -> None:
    for headers in ({"X-Requested-With": "XMLHttpRequest"}, {"Accept": "application/json"}):
        response = visitor.post(
            SIGN_IN, {"login": "maya", "password": "not it at all"}, headers=headers
        )
        assert response["Content-Type"].startswith("text/html")
        assert "not it at all" not in response.content.decode()


def test_signing_in_needs_the_form_token() -> None:
    """Else another site could sign somebody in to its own account, and read what they write."""
    careful = Client(enforce_csrf_checks=True)
    assert try_once(careful, "maya", PASSWORD) == 403


def test_a_refused_sign_in_keeps_the_name_and_not_the_password(visitor: Client) -> None:
    page = visitor.post(SIGN_IN, {"login": "maya", "password": "not it at all"}).content.decode()
    assert 'value="maya"' in page
    assert "not it at all" not in page


@pytest.mark.parametrize("written", ["Maya", "MAYA", " maya ", "ｍａｙａ"])
def test_names_differ_by_more_than_capitals(visitor: Client, maya_user: User, written: str) -> None:
    sign_in(visitor, written)
    assert open_vault_of(visitor).vault.user == maya_user


def test_a_name_with_a_zero_byte_is_only_a_wrong_name(visitor: Client) -> None:
    assert try_once(visitor, "ma\0ya") == 422


def test_the_session_id_and_the_form_token_change_at_sign_in(
    visitor: Client, maya_user: User
) -> None:
    visitor.get(SIGN_IN)
    token = visitor.cookies["__Host-csrf"].value
    sign_in(visitor, "maya")
    assert visitor.cookies["__Host-csrf"].value != token
    assert visitor.cookies["__Host-session"].value


def test_a_session_that_somebody_planted_is_never_signed_in(
    visitor: Client, maya_user: User
) -> None:
    visitor.cookies["__Host-session"] = "a" * 32
    sign_in(visitor, "maya")
    assert visitor.cookies["__Host-session"].value != "a" * 32


@pytest.mark.parametrize(
    "outside",
    [
        "https://elsewhere.example/",
        "//elsewhere.example/",
        "/\\elsewhere.example",
        "/\t/elsewhere.example",
        "javascript:1",
    ],
)
def test_sign_in_leads_to_no_other_site(visitor: Client, maya: Client, outside: str) -> None:
    fields = {"login": "maya", "password": PASSWORD, "next": outside}
    assert visitor.post(SIGN_IN, fields)["Location"] == "/"


def test_sign_in_leads_back_to_where_somebody_wanted_to_go(visitor: Client, maya: Client) -> None:
    fields = {"login": "maya", "password": PASSWORD, "next": "/account/"}
    assert visitor.post(SIGN_IN, fields)["Location"] == "/account/"


def test_the_page_for_somebody_signed_in_leads_to_no_other_site(maya: Client) -> None:
    response = maya.get(SIGN_IN, {"next": "//elsewhere.example/"})
    assert response["Location"] == "/"


def test_a_damaged_key_is_said_at_once_and_the_member_is_signed_in(
    maya: Client, visitor: Client
) -> None:
    slot = KeySlot.objects.get()
    KeySlot.objects.update(wrapped=bytes(slot.wrapped)[:-1] + bytes([slot.wrapped[-1] ^ 1]))
    fields = {"login": "maya", "password": PASSWORD, "next": "/vault/recovery/"}
    response = visitor.post(SIGN_IN, fields)
    page = response.content.decode()
    assert response.status_code == 200
    assert "the key that it should open is damaged" in page
    assert 'name="next" value="/vault/recovery/"' in page
    assert visitor.get("/account/").status_code == 200
