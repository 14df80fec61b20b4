"""Signing in opens the journal; wrong tries are counted and never tell whether a name exists."""

import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta

import pytest
import time_machine
from django.core.management import call_command
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from apps.accounts.models import User
from apps.accounts.signing_in import EVERYWHERE_LIMIT, NAME_LIMIT, NETWORK_LIMIT
from apps.vault import derivation
from apps.vault.models import KeySlot, Opening, Vault
from tests.accounts.pages import words_of
from tests.factories import PASSWORD, make_member, open_vault_of, sign_in

SIGN_IN = "/account/sign-in/"
pytestmark = pytest.mark.django_db


def try_once(client: Client, name: str, password: str = "not it at all") -> int:
    return client.post(SIGN_IN, {"login": name, "password": password}).status_code


def test_signing_in_makes_the_vault_of_somebody_who_has_none(visitor: Client) -> None:
    user = make_member("maya")
    sign_in(visitor, "maya")
    assert Vault.objects.of(user).current().count() == 1
    assert Opening.objects.count() == 1


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


def test_an_unknown_name_costs_the_same_work_as_a_wrong_password(
    visitor: Client, maya_user: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    """One hash and the same queries; how long they take is measured against a running server."""
    derivations: list[str] = []
    place = derivation.a_place

    @contextmanager
    def counted() -> Iterator[None]:
        derivations.append("one")
        with place():
            yield

    monkeypatch.setattr("apps.accounts.models.a_place", counted)
    work = []
    for name in ("maya", "nobody"):
        derivations.clear()
        with CaptureQueriesContext(connection) as queries:
            try_once(visitor, name)
        work.append((len(derivations), len(queries)))
    assert work[0] == work[1]
    assert work[0][0] == 1


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
def test_sign_in_leads_to_no_other_site(visitor: Client, maya_user: User, outside: str) -> None:
    fields = {"login": "maya", "password": PASSWORD, "next": outside}
    assert visitor.post(SIGN_IN, fields)["Location"] == "/journal/"


def test_sign_in_leads_back_to_where_somebody_wanted_to_go(
    visitor: Client, maya_user: User
) -> None:
    fields = {"login": "maya", "password": PASSWORD, "next": "/account/"}
    assert visitor.post(SIGN_IN, fields)["Location"] == "/account/"


def test_the_page_for_somebody_signed_in_leads_to_no_other_site(maya: Client) -> None:
    response = maya.get(SIGN_IN, {"next": "//elsewhere.example/"})
    assert response["Location"] == "/journal/"


def test_ten_failures_slow_a_name_down_and_the_right_password_waits_too(
    visitor: Client, maya_user: User
) -> None:
    assert [try_once(visitor, "maya") for _ in range(10)] == [422] * 10
    response = visitor.post(SIGN_IN, {"login": "maya", "password": PASSWORD})
    assert response.status_code == 429
    assert 0 < int(response["Retry-After"]) <= 15 * 60
    assert "wait" in response.content.decode()


def test_a_name_that_nobody_has_is_slowed_down_alike(visitor: Client) -> None:
    assert [try_once(visitor, "nobody") for _ in range(10)] == [422] * 10
    assert try_once(visitor, "nobody") == 429


def test_other_spellings_of_a_name_give_no_further_tries(visitor: Client, maya_user: User) -> None:
    spellings = ["maya", "MAYA", "ｍａｙａ", "Maya", " maya"]
    statuses = [try_once(visitor, name) for name in spellings * 2]
    assert statuses == [422] * 10
    assert try_once(visitor, "maYa") == 429


def test_the_owner_is_free_again_after_fifteen_minutes(visitor: Client, maya_user: User) -> None:
    start = timezone.now()
    with time_machine.travel(start, tick=False) as clock:
        for _ in range(12):
            try_once(visitor, "maya")
        clock.move_to(start + timedelta(minutes=14, seconds=59))
        assert try_once(visitor, "maya", PASSWORD) == 429
        clock.move_to(start + timedelta(minutes=15))
        sign_in(visitor, "maya")


def test_a_stranger_who_goes_on_does_not_make_the_wait_longer(
    visitor: Client, maya_user: User
) -> None:
    start = timezone.now()
    with time_machine.travel(start, tick=False) as clock:
        for minute in range(15):
            clock.move_to(start + timedelta(minutes=minute))
            for _ in range(12):
                try_once(Client(REMOTE_ADDR=f"198.51.{minute}.7"), "maya")
        assert try_once(visitor, "maya", PASSWORD) == 429
        clock.move_to(start + timedelta(minutes=15))
        sign_in(visitor, "maya")


def test_a_stranger_in_another_network_does_not_keep_the_owner_out(
    visitor: Client, maya_user: User
) -> None:
    stranger = Client(REMOTE_ADDR="198.51.100.7")
    for _ in range(12):
        try_once(stranger, "maya")
    assert try_once(stranger, "maya", PASSWORD) == 429
    sign_in(visitor, "maya")


def test_a_hundred_failures_slow_a_name_down_whatever_the_networks(
    visitor: Client, maya_user: User
) -> None:
    for place in range(EVERYWHERE_LIMIT.most):
        assert try_once(Client(REMOTE_ADDR=f"198.51.{place}.7"), "maya") == 422
    assert try_once(visitor, "maya", PASSWORD) == 429
    sign_in(visitor, make_member("sol").username)


def test_signing_in_does_not_forget_what_strangers_tried(visitor: Client, maya_user: User) -> None:
    strangers = [Client(REMOTE_ADDR=f"198.51.{place}.7") for place in range(20)]
    for stranger in strangers[:10] * 9:
        try_once(stranger, "maya")
    sign_in(visitor, "maya")
    assert [try_once(stranger, "maya") for stranger in strangers[10:]] == [422] * 10
    assert try_once(strangers[10], "maya") == 429


def test_signing_in_forgets_the_failures_before(visitor: Client, maya_user: User) -> None:
    for _ in range(9):
        try_once(visitor, "maya")
    sign_in(visitor, "maya")
    assert [try_once(Client(), "maya") for _ in range(10)] == [422] * 10


def test_fifty_failures_slow_a_network_down_whatever_the_names(maya_user: User) -> None:
    tries = [try_once(Client(REMOTE_ADDR=f"203.0.113.{n}"), f"name{n}") for n in range(50)]
    assert tries == [422] * 50
    assert try_once(Client(REMOTE_ADDR="203.0.113.99"), "maya", PASSWORD) == 429
    sign_in(Client(REMOTE_ADDR="203.0.114.1"), "maya")


def test_a_name_that_waits_does_not_use_up_its_network(visitor: Client, maya_user: User) -> None:
    for _ in range(60):
        try_once(visitor, "maya")
    sign_in(visitor, make_member("sol").username)


def test_own_sign_ins_do_not_use_up_a_network(maya_user: User) -> None:
    for _ in range(NETWORK_LIMIT.most + 2):
        sign_in(Client(), "maya")


def test_when_all_places_for_derivations_are_taken_the_next_is_told_within_a_second(
    visitor: Client, maya_user: User
) -> None:
    places = derivation._places
    held = 0
    while places.acquire(blocking=False):
        held += 1
    try:
        began = time.monotonic()
        response = visitor.post(SIGN_IN, {"login": "maya", "password": PASSWORD})
        assert time.monotonic() - began < 1.5
    finally:
        places.release(held)
    assert response.status_code == 429
    assert int(response["Retry-After"]) >= 1
    assert NAME_LIMIT.most == 10
    for _ in range(10):
        try_once(visitor, "maya")  # the busy one was no try
    assert try_once(visitor, "maya") == 429


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
