"""Which second factors a member has, what each step leaves in the rows, and whose they are."""

import time

import pytest
import time_machine
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value

from apps.accounts.models import User
from apps.accounts.second_factor import factors
from apps.accounts.second_factor.factors import BESIDE_LOCKED, CODES, PASSKEY, TOTP
from apps.vault import keyslots
from apps.vault.models import KeySlot
from tests.factories import PASSWORD, make_member

pytestmark = pytest.mark.django_db


@pytest.fixture
def anna() -> User:
    user = make_member("anna")
    keyslots.make_vault(user, password=PASSWORD)
    return user


def period() -> int:
    return int(time.time()) // 30


def turned_on(user: User, *, counter: int = 1) -> str:
    secret = factors.new_secret()
    assert factors.turn_on(user, secret, counter=counter)
    return secret


def a_passkey(user: User) -> Authenticator:
    return Authenticator.objects.create(user=user, type=PASSKEY, data={})


def codes_of(user: User) -> Authenticator:
    return Authenticator.objects.get(user=user, type=CODES)


def lock_with_an_earlier_password(user: User) -> None:
    KeySlot.objects.with_password_of(user).orphan()


def test_each_kind_is_asked_for_by_its_own_rows_and_by_nobody_else_s(anna: User) -> None:
    other = make_member("other")
    turned_on(other)
    a_passkey(other)
    assert factors.ask_for_passkeys(other, wanted=True)
    none = (factors.has_app, factors.has_passkey, factors.asks_for_passkeys)
    assert [ask(anna) for ask in (*none, factors.needs_second_factor)] == [False] * 4
    assert factors.backup_codes(anna) == []
    a_passkey(anna)
    assert [ask(anna) for ask in none] == [False, True, False]
    assert not factors.needs_second_factor(anna), "a passkey alone is no second factor"
    assert factors.ask_for_passkeys(anna, wanted=True)
    assert [ask(anna) for ask in none] == [False, True, True]
    assert factors.needs_second_factor(anna)
    assert not factors.ask_for_passkeys(anna, wanted=True), "nothing changed"
    turned_on(anna)
    assert [ask(anna) for ask in none] == [True, True, True]


def test_an_app_alone_does_not_ask_for_passkeys(anna: User) -> None:
    turned_on(anna)
    assert not factors.has_passkey(anna)
    assert not factors.asks_for_passkeys(anna)
    assert not factors.ask_for_passkeys(anna, wanted=True), "there is none"
    assert not factors.asks_for_passkeys(anna)


def test_a_second_tab_turns_nothing_on_and_changes_no_secret(anna: User) -> None:
    with time_machine.travel(1_800_000_000, tick=False):
        secret = turned_on(anna, counter=period())
        kept = list(Authenticator.objects.order_by("pk").values_list("pk", "data"))
        assert not factors.turn_on(anna, factors.new_secret(), counter=1)
        assert list(Authenticator.objects.order_by("pk").values_list("pk", "data")) == kept
        used = format_hotp_value(hotp_value(secret, period()))
        assert not factors.accepts(anna, used), "its counter was used to turn it on"
        coming = format_hotp_value(hotp_value(secret, period() + 1))
        assert factors.accepts(anna, coming)
        assert not factors.accepts(anna, coming)


def test_ten_backup_codes_are_made_each_works_once_and_new_ones_replace_them(anna: User) -> None:
    turned_on(anna)
    codes = factors.backup_codes(anna)
    assert len(codes) == 10
    assert factors.accepts(anna, codes[0])
    assert not factors.accepts(anna, codes[0])
    assert factors.backup_codes(anna) == codes[1:]
    factors.renew_backup_codes(anna)
    renewed = factors.backup_codes(anna)
    assert len(renewed) == 10
    assert not set(renewed) & set(codes)
    assert factors.has_app(anna)


def test_nobody_without_a_second_factor_gets_backup_codes(anna: User) -> None:
    factors.renew_backup_codes(anna)
    assert not Authenticator.objects.exists()


def test_backup_codes_stay_as_long_as_either_factor_is_asked_for(anna: User) -> None:
    a_passkey(anna)
    turned_on(anna)
    factors.ask_for_passkeys(anna, wanted=True)
    assert factors.turn_off(anna)
    assert not factors.turn_off(anna)
    assert factors.backup_codes(anna)
    assert factors.ask_for_passkeys(anna, wanted=False)
    assert not Authenticator.objects.filter(type=CODES).exists()


def test_a_row_keeps_the_day_and_not_the_minute(anna: User) -> None:
    with time_machine.travel("2026-03-04T19:31:22.654321+00:00", tick=False):
        turned_on(anna)
    made = {f"{row.created_at:%Y-%m-%dT%H:%M:%S.%f}" for row in Authenticator.objects.all()}
    assert made == {"2026-03-04T00:00:00.000000"}


def test_what_is_made_beside_a_locked_journal_is_marked_and_goes(anna: User) -> None:
    lock_with_an_earlier_password(anna)
    turned_on(anna)
    assert codes_of(anna).data[BESIDE_LOCKED] is True
    assert factors.remove_made_beside_locked(anna) == (True, False)
    assert not factors.needs_second_factor(anna)


def test_what_was_made_before_is_not_marked_and_stays(anna: User) -> None:
    """Another factor beside it is not what makes sign-in ask."""
    turned_on(anna)
    assert BESIDE_LOCKED not in codes_of(anna).data
    lock_with_an_earlier_password(anna)
    passkey = a_passkey(anna)
    factors.ask_for_passkeys(anna, wanted=True)
    assert BESIDE_LOCKED not in codes_of(anna).data
    passkey.data = {BESIDE_LOCKED: True}
    passkey.save()
    assert factors.remove_made_beside_locked(anna) == (False, True)
    assert factors.has_app(anna)
    assert not factors.asks_for_passkeys(anna), "the last passkey went"


def test_a_member_who_was_asked_for_nothing_is_told_of_no_end(anna: User) -> None:
    lock_with_an_earlier_password(anna)
    assert factors.remove_made_beside_locked(anna) == (False, False)


def test_a_passkey_of_before_is_asked_for_still(anna: User) -> None:
    a_passkey(anna)
    factors.ask_for_passkeys(anna, wanted=True)
    lock_with_an_earlier_password(anna)
    assert factors.remove_made_beside_locked(anna) == (False, False)
    assert factors.asks_for_passkeys(anna)
    assert Authenticator.objects.filter(type=TOTP).count() == 0
