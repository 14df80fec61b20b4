"""A group of processes ends whole: its first process, the others, and those that refuse."""

import contextlib
import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from config.local import process_group
from config.local.process_group import command_of, end, members

SLEEPS = "print(flush=True); import time; time.sleep(60)"
STUBBORN = f"import signal; signal.signal(signal.SIGTERM, signal.SIG_IGN); {SLEEPS}"
# A first process with one other, which runs the program that it is told.
FIRST = "import subprocess, sys, time; subprocess.Popen([sys.executable, '-c', *sys.argv[1:]])"

type Started = Callable[..., subprocess.Popen[bytes]]


@pytest.fixture
def pair() -> Iterator[Started]:
    """Starts two processes in a group of their own, and ends them later."""
    processes: list[subprocess.Popen[bytes]] = []

    def start(*, other: str = SLEEPS) -> subprocess.Popen[bytes]:
        command = [sys.executable, "-c", f"{FIRST}; {SLEEPS}", other, "other's words"]
        process = subprocess.Popen(command, stdout=subprocess.PIPE, start_new_session=True)
        processes.append(process)
        assert process.stdout is not None
        for _ in range(2):
            process.stdout.readline()
        return process

    yield start
    for process in processes:
        with contextlib.suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)
        process.communicate()


def soon_nobody_is_in(group: int) -> bool:
    give_up = time.monotonic() + 10
    while members(group) and time.monotonic() < give_up:
        time.sleep(0.01)
    return members(group) == []


@pytest.fixture(params=["/proc", "ps"])
def _both_ways(
    request: pytest.FixtureRequest, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Linux tells who runs in /proc; elsewhere ps does, which Linux has too."""
    if request.param == "ps":
        if shutil.which("ps") is None:
            pytest.skip("there is no ps here")
        monkeypatch.setattr(process_group, "PROC", tmp_path / "none")
        monkeypatch.setenv("COLUMNS", "80")
    elif not process_group.PROC.exists():
        pytest.skip("only Linux has /proc")


@pytest.mark.usefixtures("_both_ways")
def test_its_members_are_told_by_what_they_run(pair: Started) -> None:
    group = pair()
    found = members(group.pid)
    assert len(found) == 2
    assert all("other's words" in command for command in found)
    assert command_of(group.pid) in found


@pytest.mark.usefixtures("_both_ways")
def test_who_ended_but_was_not_waited_for_is_no_member(pair: Started) -> None:
    group = pair()
    os.killpg(group.pid, signal.SIGKILL)
    os.waitid(os.P_PID, group.pid, os.WEXITED | os.WNOWAIT)
    assert soon_nobody_is_in(group.pid)


@pytest.mark.usefixtures("_both_ways")
def test_all_of_it_ends_when_asked(pair: Started) -> None:
    group = pair()
    end(group.pid)
    assert members(group.pid) == []
    assert group.wait(timeout=50) == -signal.SIGTERM


@pytest.mark.parametrize("first_is_gone", [False, True])
@pytest.mark.parametrize("patience", [0.3, 0], ids=["patient", "late"])
def test_one_that_refuses_is_killed(
    pair: Started, monkeypatch: pytest.MonkeyPatch, first_is_gone: bool, patience: float
) -> None:
    """Also where so much time passes between two looks that all patience is over."""
    monkeypatch.setattr(process_group, "PATIENCE_SECONDS", patience)
    group = pair(other=STUBBORN)
    if first_is_gone:
        group.kill()
        group.wait()
    assert members(group.pid)
    end(group.pid)
    assert soon_nobody_is_in(group.pid)


def test_one_that_lost_the_first_request_is_asked_again(
    pair: Started, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(process_group, "ASK_AGAIN_SECONDS", 0.1)
    heard = "signal.signal(signal.SIGTERM, lambda *_: heard.append(1) or len(heard) > 1 and exit())"
    group = pair(other=f"import signal; heard = []; {heard}; {SLEEPS}; time.sleep(60)")
    monkeypatch.setattr(process_group, "PATIENCE_SECONDS", 60)
    began = time.monotonic()
    end(group.pid)
    assert members(group.pid) == []
    assert time.monotonic() - began < 60


def test_a_group_that_is_no_more_is_no_fault() -> None:
    end(999_999_999)


def test_where_nobody_can_say_who_runs_it_still_ends(
    pair: Started, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    group = pair()
    with monkeypatch.context() as nowhere:
        nowhere.setattr(process_group, "PROC", tmp_path / "none")
        nowhere.setattr(process_group, "PATIENCE_SECONDS", 0.2)
        nowhere.setenv("PATH", "")
        assert command_of(group.pid) == ""
        end(group.pid)
    assert soon_nobody_is_in(group.pid)
