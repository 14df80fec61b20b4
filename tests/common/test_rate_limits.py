"""Tries are counted in the database, each one, whoever counts at the same moment."""

from datetime import timedelta
from threading import Barrier, Thread

import pytest
import time_machine
from django.db import connection
from django.test import RequestFactory
from django.utils import timezone
from pytest_django import Settings

from apps.common.models import Tries
from apps.common.rate_limits import RateLimit, network_of

LIMIT = RateLimit(scope="test", most=3)


@pytest.mark.django_db
def test_so_many_tries_are_free_and_the_next_waits() -> None:
    assert [LIMIT.take("maya") for _ in range(3)] == [0, 0, 0]
    assert 0 < LIMIT.take("maya") <= 15 * 60
    assert LIMIT.take("sol") == 0


@pytest.mark.django_db
def test_each_scope_counts_for_itself() -> None:
    for _ in range(4):
        LIMIT.take("maya")
    assert RateLimit(scope="other", most=1).take("maya") == 0


@pytest.mark.django_db
def test_the_wait_runs_from_the_first_try_and_is_over_to_the_second() -> None:
    start = timezone.now()
    with time_machine.travel(start, tick=False) as clock:
        LIMIT.take("maya")
        clock.move_to(start + timedelta(minutes=10))
        for _ in range(3):
            LIMIT.take("maya")
        assert LIMIT.take("maya") == 5 * 60
        clock.move_to(start + timedelta(minutes=15) - timedelta(milliseconds=1))
        assert LIMIT.take("maya") == 1
        clock.move_to(start + timedelta(minutes=15))
        assert [LIMIT.take("maya") for _ in range(3)] == [0, 0, 0]
        assert LIMIT.take("maya") == 15 * 60


@pytest.mark.django_db
def test_a_try_that_was_none_is_given_back() -> None:
    for _ in range(10):
        assert LIMIT.take("maya") == 0
        LIMIT.give_back("maya")
    assert [LIMIT.take("maya") for _ in range(3)] == [0, 0, 0]
    assert LIMIT.take("maya") > 0


@pytest.mark.django_db
def test_giving_back_what_nobody_took_gives_nothing() -> None:
    LIMIT.give_back("maya")
    LIMIT.take("maya")
    for _ in range(3):
        LIMIT.give_back("maya")
    assert [LIMIT.take("maya") for _ in range(3)] == [0, 0, 0]
    assert LIMIT.take("maya") > 0


@pytest.mark.django_db
def test_forgetting_starts_anew() -> None:
    for _ in range(4):
        LIMIT.take("maya")
    LIMIT.forget("maya")
    assert LIMIT.take("maya") == 0


@pytest.mark.django_db
def test_the_table_holds_neither_names_nor_addresses(settings: Settings) -> None:
    LIMIT.take("maya")
    key = bytes(Tries.objects.get().key)
    assert b"maya" not in key
    settings.SECRET_KEY = "another key of the server, as long as it has to be"
    LIMIT.take("maya")
    assert Tries.objects.count() == 2


@pytest.mark.django_db(transaction=True)
def test_tries_at_the_same_moment_never_slip_through() -> None:
    limit = RateLimit(scope="crowd", most=10)
    together = Barrier(6)
    waits: list[int] = []

    def crowd() -> None:
        together.wait()
        waits.extend(limit.take("maya") for _ in range(10))
        connection.close()

    threads = [Thread(target=crowd) for _ in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(waits) == 60
    assert waits.count(0) == 10
    assert Tries.objects.get().count == 60


@pytest.mark.parametrize(
    ("address", "network"),
    [
        ("203.0.113.77", "203.0.113.0/24"),
        ("2001:db8:1:2::77", "2001:db8:1::/48"),
        ("::ffff:203.0.113.77", "203.0.113.0/24"),
        ("", "unknown"),
        ("somewhere", "unknown"),
    ],
)
def test_a_network_is_a_small_neighbourhood(address: str, network: str) -> None:
    assert network_of(RequestFactory().get("/", REMOTE_ADDR=address)) == network
