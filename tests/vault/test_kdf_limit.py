"""Hashes and keys are dear, so few are made at once, and the next one is told to come back."""

import os
import sys
import threading
import time
from collections.abc import Iterator
from concurrent.futures import Future

import pytest
from django.conf import settings
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from pytest_django import Settings

from apps.accounts.models import User
from apps.vault import keyslots
from apps.vault.crypto import kdf_limit
from apps.vault.crypto.kdf_limit import (
    MOST_STUCK,
    DerivationsBusy,
    DerivationTally,
    derivation_slot,
    in_time,
)
from apps.vault.models import Vault
from tests.factories import PASSWORD, make_member
from tests.journal.entry_samples import sent
from tests.vault.no_places import NoPlaces

UNLOCK = "/vault/unlock/"
PRIVATE = "/vault/recovery/"
pytestmark = pytest.mark.django_db


def unlock(client: Client, password: str = PASSWORD) -> int:
    return client.post(UNLOCK, {"password": password}).status_code


def is_open(client: Client) -> bool:
    return client.get(PRIVATE).status_code == 200


@pytest.mark.skipif(sys.platform != "linux", reason="elsewhere all threads have one niceness")
def test_a_derivation_lets_whatever_else_the_server_does_go_first() -> None:
    before = niceness()
    assert in_time(niceness) == min(19, before + kdf_limit.NICENESS)
    assert niceness() == before


def niceness() -> int:
    """Of this thread."""
    return os.getpriority(os.PRIO_PROCESS, 0)


def test_no_more_derivations_run_at_once_than_there_are_places() -> None:
    at_once, most, lock = 0, 0, threading.Lock()

    def derive() -> None:
        nonlocal at_once, most
        try:
            with derivation_slot():
                with lock:
                    at_once += 1
                    most = max(most, at_once)
                time.sleep(0.05)
                with lock:
                    at_once -= 1
        except DerivationsBusy:
            pass

    threads = [threading.Thread(target=derive) for _ in range(12)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert most == settings.DERIVATIONS_AT_ONCE


def test_a_thread_never_waits_for_its_own_place(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(kdf_limit, "_places", threading.BoundedSemaphore(1))
    with derivation_slot(), derivation_slot():
        pass
    with derivation_slot():
        pass


def test_where_nobody_may_even_wait_an_unlock_is_refused_before_it_is_counted(
    maya: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    waiting = threading.BoundedSemaphore(1)
    waiting.acquire()
    monkeypatch.setattr(kdf_limit, "_places", NoPlaces())
    monkeypatch.setattr(kdf_limit, "_waiting", waiting)
    with CaptureQueriesContext(connection) as queries:
        answer = maya.post(UNLOCK, {"password": PASSWORD})
    assert answer.status_code == 429
    assert int(answer["Retry-After"]) >= 2
    assert not [each for each in queries if "common_tries" in each["sql"]]
    waiting.release()
    with CaptureQueriesContext(connection) as queries:
        assert unlock(maya) == 429
    assert [each for each in queries if "common_tries" in each["sql"]]


def test_few_wait_for_a_place_and_the_next_is_refused_without_a_wait(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Else twenty tries at once would hold every thread of a server, one wait after the other."""
    none_left = threading.BoundedSemaphore(1)
    none_left.acquire()
    monkeypatch.setattr(kdf_limit, "_places", none_left)
    entered, refused = threading.Event(), []
    waiting = kdf_limit._waiting

    class Noted:
        def acquire(self, *, blocking: bool) -> bool:
            taken = waiting.acquire(blocking=blocking)
            entered.set()
            return taken

        def release(self) -> None:
            waiting.release()

    monkeypatch.setattr(kdf_limit, "_waiting", Noted())

    def wait() -> None:
        try:
            with derivation_slot():
                pass
        except DerivationsBusy:
            refused.append("after a wait")

    first = threading.Thread(target=wait)
    first.start()
    assert entered.wait(5)
    for _ in range(20):
        with pytest.raises(DerivationsBusy), derivation_slot():
            pass
    assert refused == []  # twenty were refused while the first one still waited
    first.join()
    assert refused == ["after a wait"]


def test_what_begins_waits_and_is_refused_is_counted_once_each(
    monkeypatch: pytest.MonkeyPatch, settings: Settings
) -> None:
    """A monitor reads these figures."""
    tally, begun = DerivationTally(), time.monotonic()
    monkeypatch.setattr(kdf_limit, "tally", tally)
    with derivation_slot():
        assert (tally.begun, tally.refused, tally.waited_seconds) == (1, 0, 0)
    settings.DERIVATION_WAIT_SECONDS = 0.02
    monkeypatch.setattr(kdf_limit, "_places", none_left := threading.BoundedSemaphore(1))
    none_left.acquire()
    with pytest.raises(DerivationsBusy), derivation_slot():
        pass
    assert (tally.begun, tally.refused) == (1, 1)
    assert 0 < tally.waited_seconds <= time.monotonic() - begun


@pytest.mark.parametrize("stuck", [MOST_STUCK - 1, MOST_STUCK])
def test_so_many_that_never_ended_let_no_other_begin(
    monkeypatch: pytest.MonkeyPatch, stuck: int
) -> None:
    monkeypatch.setattr(kdf_limit, "_stuck", {Future() for _ in range(stuck)})
    if stuck < MOST_STUCK:
        with derivation_slot():
            return
    with pytest.raises(DerivationsBusy), derivation_slot():
        pass


def test_what_does_not_end_is_left_alone_and_told_of_until_it_does(
    settings: Settings, caplog: pytest.LogCaptureFixture
) -> None:
    settings.DERIVATION_LONGEST_SECONDS = 0.01
    goes_on, ended, threads = threading.Event(), threading.Event(), []

    def derive() -> bool:
        threads.append(threading.current_thread())
        return goes_on.wait(60)

    with pytest.raises(DerivationsBusy):
        in_time(derive)
    assert kdf_limit.stuck() == 1
    assert "1 are stuck" in caplog.text
    assert [each.daemon for each in threads] == [True], "it keeps no process from its end"
    [left] = kdf_limit._stuck
    left.add_done_callback(lambda _: ended.set())  # called behind that of the module itself
    goes_on.set()
    assert ended.wait(60)
    assert kdf_limit.stuck() == 0
    assert "ended after all; 0 are stuck" in caplog.text


@pytest.mark.parametrize("short_of", ["memory", "threads"])
def test_without_room_the_answer_is_busy_and_the_log_says_of_what(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture, short_of: str
) -> None:
    """Where a system really has none: `test_real_derivations.py`."""

    def none_left(*_: object) -> None:
        raise MemoryError if short_of == "memory" else RuntimeError

    if short_of == "threads":
        monkeypatch.setattr(threading.Thread, "start", none_left)
    with pytest.raises(DerivationsBusy):
        in_time(none_left)
    assert f"no {short_of} left" in caplog.text


def test_the_password_page_says_busy_within_a_second(
    maya: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    none_left = NoPlaces()
    with monkeypatch.context() as patch:
        patch.setattr(kdf_limit, "_places", none_left)
        response = maya.post(UNLOCK, {"password": PASSWORD})
    assert 0 < none_left.waited <= 1
    assert response.status_code == 429
    assert int(response["Retry-After"]) >= 1
    assert is_open(maya)
    assert unlock(maya) == 303


def test_every_hash_and_every_key_takes_a_place(
    maya: Client, maya_user: User, monkeypatch: pytest.MonkeyPatch, settings: Settings
) -> None:
    settings.DERIVATION_WAIT_SECONDS = 0.05  # five waits; the whole one is measured below
    none_left = threading.BoundedSemaphore(1)
    none_left.acquire()
    monkeypatch.setattr(kdf_limit, "_places", none_left)
    vault = Vault.objects.get()
    for derive in (
        lambda: maya_user.check_password(PASSWORD),
        lambda: maya_user.set_password(PASSWORD),
        lambda: make_member("tern"),
        lambda: keyslots.unwrap_with_password(vault, PASSWORD),
        lambda: keyslots.wrap_for_password(vault, password="x", data_keys={1: bytes(32)}),
    ):
        with pytest.raises(DerivationsBusy):
            derive()


@pytest.fixture
def no_place(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    none_left = threading.BoundedSemaphore(1)
    none_left.acquire()
    with monkeypatch.context() as patch:
        patch.setattr(kdf_limit, "_places", none_left)
        patch.setattr(settings, "DERIVATION_WAIT_SECONDS", 0.01)
        yield


@pytest.mark.parametrize("who", ["locked meanwhile", "signed out meanwhile"])
def test_a_refused_save_keeps_its_words_and_says_when_to_come_back(
    maya: Client, who: str, no_place: None
) -> None:
    maya.post("/vault/lock/")
    client, password = (maya, {"vault_password": PASSWORD})
    if who == "signed out meanwhile":
        client, password = Client(), {"sign_in_name": "maya", "sign_in_password": PASSWORD}
    response = client.post("/journal/new/", sent(body="The gulls again.", **password))
    assert response.status_code == 403
    assert int(response["Retry-After"]) >= 1
    assert "The gulls again." in response.content.decode()
    assert f"right now. Try again in {response['Retry-After']} seconds." in response.text


def test_a_password_that_finds_no_place_is_no_try(maya: Client, no_place: None) -> None:
    for _ in range(12):
        response = maya.post("/guides/shelf/export/", {"password": PASSWORD, "form": "markdown"})
        assert response.status_code == 429
        assert "Many people are opening" in response.content.decode()


def test_those_who_are_refused_come_back_one_after_the_other(
    monkeypatch: pytest.MonkeyPatch, settings: Settings
) -> None:
    settings.DERIVATIONS_AT_ONCE = 2
    moment = 1000.0
    monkeypatch.setattr(kdf_limit, "monotonic", lambda: moment)
    turns = kdf_limit.Turns()
    waits = [turns.next() for _ in range(960)]
    assert waits[:8] == [2] * 8, "as ever, where few wait"
    assert waits == sorted(waits)
    assert waits[199] == 50, "two hundred halves of a second, two at a time"
    assert max(waits) == kdf_limit.LONGEST_RETRY_SECONDS == 240
    beyond = [turns.next() for _ in range(200)]
    assert (min(beyond) >= 120, max(beyond) <= 240) == (True, True)
    assert len(set(beyond)) > 50, "no crowd comes back at once"
    moment += 500
    assert turns.next() == 2, "the queue is over"
    for _ in range(100):
        turns.note(4.0)
    moment += 500
    assert [turns.next() for _ in range(3)] == [2, 4, 6], "slow derivations, long turns"


def test_turns_stand_while_derivations_go_on_and_end_when_it_is_quiet(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """One person's hundred refusals make nobody wait who comes when it is quiet again."""
    moment = 1000.0
    monkeypatch.setattr(kdf_limit, "monotonic", lambda: moment)
    monkeypatch.setattr(kdf_limit, "_turns", turns := kdf_limit.Turns())
    with derivation_slot():
        pass
    last = max(turns.next() for _ in range(500))
    assert last > 100
    moment += 1
    with derivation_slot():  # the first of them, who found a free place
        assert turns.next() >= last - 1, "those with a turn would meet those without"
    moment += 4
    with derivation_slot():
        assert turns.next() >= last - 5
    moment += 6
    with derivation_slot():
        assert turns.next() == kdf_limit.RETRY_AFTER_SECONDS


def test_a_derivation_without_room_or_end_has_a_turn_too(
    monkeypatch: pytest.MonkeyPatch, settings: Settings
) -> None:
    def none_left() -> None:
        raise MemoryError

    monkeypatch.setattr(kdf_limit, "_turns", turns := kdf_limit.Turns())
    monkeypatch.setattr(kdf_limit, "_stuck", set())
    settings.DERIVATION_LONGEST_SECONDS = 0.01
    for _ in range(1000):
        turns.next()
    ended = threading.Event()
    for derive in (none_left, ended.wait):
        with pytest.raises(DerivationsBusy) as refused:
            in_time(derive)
        assert refused.value.retry_after > 100
    ended.set()
