"""Wrong tries at signing in are counted, and a stranger's never keep the owner out for long."""

from datetime import timedelta

import pytest
import time_machine
from django.test import Client
from django.utils import timezone

from apps.accounts.models import User
from apps.accounts.rate_limits import (
    EVERYWHERE_LIMIT,
    NAME_LIMIT,
    NAME_LIMIT_MEANWHILE,
    NETWORK_LIMIT,
)
from apps.vault.crypto import kdf_limit
from tests.accounts.account_pages import SIGN_IN, try_once
from tests.factories import PASSWORD, make_member, sign_in
from tests.vault.no_places import NoPlaces

pytestmark = pytest.mark.django_db


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


def test_a_stranger_with_many_networks_does_not_keep_the_owner_out(
    visitor: Client, maya_user: User
) -> None:
    """Not in a browser either that never signed in, where the right password comes first."""
    start = timezone.now()
    with time_machine.travel(start, tick=False) as clock:
        for minute in range(15):
            clock.move_to(start + timedelta(minutes=minute))
            for _ in range(12):
                try_once(Client(REMOTE_ADDR=f"198.51.{minute}.7"), "maya")
        sign_in(visitor, "maya")


def test_a_stranger_in_another_network_does_not_keep_the_owner_out(
    visitor: Client, maya_user: User
) -> None:
    stranger = Client(REMOTE_ADDR="198.51.100.7")
    for _ in range(12):
        try_once(stranger, "maya")
    assert try_once(stranger, "maya", PASSWORD) == 429
    sign_in(visitor, "maya")


def test_after_a_hundred_failures_each_network_has_fewer_tries(
    visitor: Client, maya_user: User
) -> None:
    for place in range(EVERYWHERE_LIMIT.most):
        assert try_once(Client(REMOTE_ADDR=f"198.51.{place}.7"), "maya") == 422
    fewer = NAME_LIMIT_MEANWHILE.most
    assert [try_once(Client(), "maya") for _ in range(fewer + 1)] == [422] * fewer + [429]
    sign_in(visitor, make_member("sol").username)


def test_signing_in_does_not_forget_what_strangers_tried(visitor: Client, maya_user: User) -> None:
    strangers = [Client(REMOTE_ADDR=f"198.51.{place}.7") for place in range(20)]
    for stranger in strangers[:10] * 9:
        try_once(stranger, "maya")
    sign_in(visitor, "maya")
    assert [try_once(stranger, "maya") for stranger in strangers[10:]] == [422] * 10
    assert [try_once(strangers[10], "maya") for _ in range(3)] == [422, 422, 429]


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
    visitor: Client, maya_user: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    none_left = NoPlaces()
    monkeypatch.setattr(kdf_limit, "_places", none_left)
    response = visitor.post(SIGN_IN, {"login": "maya", "password": PASSWORD})
    assert 0 < none_left.waited <= 1
    assert response.status_code == 429
    assert int(response["Retry-After"]) >= 1
    assert NAME_LIMIT.most == 10
    for _ in range(10):
        try_once(visitor, "maya")  # the busy one was no try
    assert try_once(visitor, "maya") == 429
