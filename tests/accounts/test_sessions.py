"""A sign-in lasts seven days unused and thirty at most; its table holds nothing to sign in with."""

from datetime import timedelta

import pytest
import time_machine
from django.db import connection
from django.test import Client
from django.utils import timezone

from apps.accounts.models import SignIn, User
from apps.accounts.sessions import SessionStore
from tests.factories import PASSWORD, sign_in

pytestmark = pytest.mark.django_db


def is_signed_in(client: Client) -> bool:
    return client.get("/account/").status_code == 200


def test_a_copy_of_the_session_table_holds_no_cookie(maya: Client) -> None:
    session, vault = (maya.cookies[name].value for name in ("__Host-session", "__Host-jkey"))
    with connection.cursor() as cursor:
        for table in ("accounts_signin", "vault_opening"):
            cursor.execute(f"SELECT t::text FROM {table} t")
            text = " ".join(row[0] for row in cursor.fetchall())
            assert text
            for value in (session, vault):
                assert value not in text
                assert value.encode().hex() not in text


def test_a_value_out_of_the_table_is_no_cookie(maya: Client, visitor: Client) -> None:
    row = SignIn.objects.get()
    for value in (bytes(row.key_hash).hex(), row.data):
        visitor.cookies["__Host-session"] = value
        assert not is_signed_in(visitor)


def test_cookies_are_for_this_host_alone_and_out_of_reach_of_scripts(maya: Client) -> None:
    for name, same_site in (("__Host-session", "Lax"), ("__Host-jkey", "Strict")):
        cookie = maya.cookies[name]
        assert cookie["secure"]
        assert cookie["httponly"]
        assert cookie["samesite"] == same_site
        assert cookie["path"] == "/"
        assert cookie["domain"] == ""
        assert cookie["max-age"] == ""
        assert cookie["expires"] == ""


def test_a_sign_in_that_is_not_used_ends_after_seven_days(visitor: Client, maya_user: User) -> None:
    start = timezone.now()
    with time_machine.travel(start, tick=False) as clock:
        sign_in(visitor, "maya")
        clock.move_to(start + timedelta(days=7) - timedelta(seconds=1))
        assert is_signed_in(visitor)
        clock.move_to(start + timedelta(days=14))
        assert not is_signed_in(visitor)


def test_a_sign_in_that_is_used_every_day_ends_after_thirty(
    visitor: Client, maya_user: User
) -> None:
    start = timezone.now()
    with time_machine.travel(start, tick=False) as clock:
        sign_in(visitor, "maya")
        for day in range(1, 30):
            clock.move_to(start + timedelta(days=day))
            assert is_signed_in(visitor), f"day {day}"
        clock.move_to(start + timedelta(days=30))
        assert not is_signed_in(visitor)


def test_opening_the_journal_again_does_not_make_a_sign_in_longer(
    visitor: Client, maya_user: User
) -> None:
    start = timezone.now()
    with time_machine.travel(start, tick=False) as clock:
        sign_in(visitor, "maya")
        for day in range(1, 30):
            clock.move_to(start + timedelta(days=day))
            assert visitor.post("/vault/unlock/", {"password": PASSWORD}).status_code == 303
        clock.move_to(start + timedelta(days=30))
        assert not is_signed_in(visitor)


def test_a_restored_tab_cannot_bring_an_ended_sign_in_back(
    visitor: Client, maya_user: User
) -> None:
    with time_machine.travel(timezone.now(), tick=False) as clock:
        sign_in(visitor, "maya")
        old = visitor.cookies["__Host-session"].value
        clock.shift(timedelta(days=8))
        assert not is_signed_in(visitor)
        visitor.cookies["__Host-session"] = old
        assert not is_signed_in(visitor)


def test_ended_sign_ins_can_be_swept_away(maya: Client, sol: Client) -> None:
    SignIn.objects.filter(user__username="sol").update(expires=timezone.now())
    SessionStore.clear_expired()
    assert SignIn.objects.get().user == User.objects.get(username="maya")


def test_what_is_kept_of_a_session_says_nothing_about_a_person(maya: Client) -> None:
    key = maya.cookies["__Host-session"].value
    kept = {key for key in SessionStore(key).keys() if not key.startswith("_")}  # noqa: SIM118
    ours = {"vault_opened_here"}  # the random id of a vault, as its row has it
    assert kept <= {"account_authentication_methods", "account_authentication_methods_user", *ours}
