"""Real derivations at the full cost: at the same moment, without memory, without an end."""

import ast
import contextlib
import json
import logging
import os
import subprocess
import sys
import time
from concurrent.futures import Future, ThreadPoolExecutor
from functools import partial
from pathlib import Path

import pytest
from django.conf import settings as in_force
from django.test import Client
from pytest_django import Settings

from apps.accounts.models import User
from apps.vault.crypto import age, kdf_limit
from apps.vault.crypto.keys import Argon2Parameters, stretched_password
from apps.vault.models import KeySlot
from config import settings as loaded
from tests.accounts.account_pages import SIGN_IN, try_once
from tests.factories import PASSWORD, sign_in
from tests.vault import four_derivations, reference

ROOT = Path(__file__).resolve().parents[2]
LONGEST = 60  # seconds; a quiet machine takes one
COST = Argon2Parameters()
ONE_AT_A_TIME = {Path("tests/vault/reference.py")}


def run(*arguments: str) -> str:
    """What a program writes that is ended if it hangs, threads and all."""
    command = [sys.executable, *arguments]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, timeout=LONGEST, check=False)
    assert done.returncode == 0, done.stderr.decode()
    return done.stdout.decode()


def test_four_derivations_at_the_same_moment_all_end() -> None:
    made = run("-m", "tests.vault.four_derivations").split("\n")
    cost = (COST.memory_kib, COST.iterations, COST.lanes)
    assert made == [
        reference.password_kek(
            f"correct horse {number}", bytes([number]) * 16, b"p" * 32, b"info", cost
        ).hex()
        for number in range(four_derivations.AT_ONCE)
    ]


@pytest.mark.skipif(sys.platform != "linux", reason="elsewhere all threads have one niceness")
def test_every_lane_of_a_derivation_lets_whatever_else_the_server_does_go_first() -> None:
    own, behind = os.getpriority(os.PRIO_PROCESS, 0), 0
    derive = partial(stretched_password, PASSWORD, salt=bytes(16), parameters=COST)
    with ThreadPoolExecutor(1) as threads:
        done = threads.submit(kdf_limit.in_time, derive)
        while not done.done():
            behind = max(behind, sum(niceness > own for niceness in niceness_of_threads()))
    assert behind > COST.lanes // 2


def niceness_of_threads() -> list[int]:
    """Of all threads of this process, as `proc(5)` tells it."""
    told = []
    for stat in Path("/proc/self/task").glob("*/stat"):
        with contextlib.suppress(OSError):
            told.append(int(stat.read_text().rpartition(")")[2].split()[16]))
    return told


def test_nothing_derives_in_the_pool_of_threads_of_the_process() -> None:
    """Two at once would wait for each other there (keys.py says how)."""
    found = set()
    for folder in ("apps", "config", "tests"):
        for path in (ROOT / folder).rglob("*.py"):
            for node in ast.walk(ast.parse(path.read_text())):
                if isinstance(node, ast.ImportFrom) and (node.module or "").endswith("kdf.argon2"):
                    found.add(path.relative_to(ROOT))
    assert found == ONE_AT_A_TIME


def test_without_memory_or_threads_the_answer_is_busy_and_never_a_wrong_password() -> None:
    outcomes = json.loads(run("-m", "tests.vault.low_memory_derivations", "40").splitlines()[-1])
    assert outcomes == {
        "key": "Busy",
        "hash": "Busy",
        "check": "Busy",
        "earlier check": "Busy",
        "thread": "Busy",
        "stuck": 0,
    }


# --- A derivation without an end ------------------------------------------------------------------


def free_places() -> int:
    taken = 0
    while kdf_limit._places.acquire(blocking=False):
        taken += 1
    kdf_limit._places.release(taken)
    return taken


def make_the_key_take_seconds() -> None:
    """A row with another cost: Argon2 itself runs long, as no stand-in does."""
    KeySlot.objects.update(memory_kib=65536, iterations=40, lanes=1)


def wait_until_none_is_stuck() -> None:
    give_up = time.monotonic() + LONGEST
    while kdf_limit.stuck():
        assert time.monotonic() < give_up
        time.sleep(0.05)


@pytest.mark.django_db
@pytest.mark.usefixtures("has_content")
def test_a_key_that_takes_too_long_gives_its_place_back_and_is_told_of(
    maya: Client,
    visitor: Client,
    sol_user: User,
    settings: Settings,
    caplog: pytest.LogCaptureFixture,
) -> None:
    make_the_key_take_seconds()
    settings.DERIVATION_LONGEST_SECONDS = 0.1
    for _ in range(in_force.DERIVATIONS_AT_ONCE):
        response = maya.post("/vault/unlock/", {"password": PASSWORD})
        assert response.status_code == 429
        assert int(response["Retry-After"]) >= 1
    settings.DERIVATION_LONGEST_SECONDS = loaded.DERIVATION_LONGEST_SECONDS
    assert kdf_limit.stuck() == free_places() == in_force.DERIVATIONS_AT_ONCE
    assert visitor.get("/readyz/").status_code == 503
    assert visitor.get("/healthz/").status_code == 200
    sign_in(visitor, "sol")

    wait_until_none_is_stuck()
    assert free_places() == in_force.DERIVATIONS_AT_ONCE
    assert visitor.get("/readyz/").status_code == 200
    told = [
        (record.levelno, record.getMessage())
        for record in caplog.records
        if record.name == kdf_limit.__name__
    ]
    assert [level for level, _ in told] == [logging.ERROR] * 2 + [logging.WARNING] * 2
    assert told[1][1].endswith("2 are stuck.")
    assert told[-1][1].endswith("0 are stuck.")
    assert not [said for _, said in told if "maya" in said or PASSWORD in said]


@pytest.mark.django_db
@pytest.mark.usefixtures("has_content")
def test_a_sign_in_hash_that_takes_too_long_is_no_wrong_password(
    visitor: Client, maya_user: User, settings: Settings
) -> None:
    hashed = maya_user.password
    slow = hashed.replace("m=64,t=1,p=1", "m=65536,t=40,p=1")
    User.objects.filter(pk=maya_user.pk).update(password=slow)
    settings.DERIVATION_LONGEST_SECONDS = 0.1
    response = visitor.post(SIGN_IN, {"login": "maya", "password": PASSWORD})
    assert response.status_code == 429
    assert int(response["Retry-After"]) >= 1
    assert visitor.get("/readyz/").status_code == 503
    assert free_places() == in_force.DERIVATIONS_AT_ONCE

    settings.DERIVATION_LONGEST_SECONDS = loaded.DERIVATION_LONGEST_SECONDS
    User.objects.filter(pk=maya_user.pk).update(password=hashed)
    wait_until_none_is_stuck()
    assert visitor.get("/readyz/").status_code == 200
    assert [try_once(visitor, "maya") for _ in range(10)] == [422] * 10  # that one was no try


@pytest.mark.django_db
def test_a_journal_that_stays_closed_after_sign_in_says_when_to_come_back(
    visitor: Client, maya: Client, settings: Settings
) -> None:
    make_the_key_take_seconds()
    settings.DERIVATION_LONGEST_SECONDS = 0.1
    response = visitor.post(SIGN_IN, {"login": "maya", "password": PASSWORD})
    assert response.status_code == 429
    assert int(response["Retry-After"]) >= 1
    assert f"right now. Try again in {response['Retry-After']} seconds." in response.text
    wait_until_none_is_stuck()


@pytest.mark.django_db
def test_when_too_many_are_stuck_no_more_begin(
    maya: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    without_end = {Future[object]() for _ in range(kdf_limit.MOST_STUCK)}
    with monkeypatch.context() as patch:
        patch.setattr(kdf_limit, "_stuck", without_end)
        assert maya.post("/vault/unlock/", {"password": PASSWORD}).status_code == 429
        without_end.pop()
        assert maya.post("/vault/unlock/", {"password": PASSWORD}).status_code == 303


def test_a_locked_file_is_given_up_before_its_place_would_count_as_stuck() -> None:
    assert age.SECONDS < loaded.DERIVATION_LONGEST_SECONDS
