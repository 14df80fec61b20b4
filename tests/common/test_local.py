"""A start after a killed run finds its leftovers, and never touches what belongs to others."""

import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path

import pytest
from django.db import connections
from pytest_django import Settings

from config import claim as claiming
from config.claim import SERVER, Claim
from config.local import running_database, static_fingerprint

SLEEPS = "print(flush=True); import time; time.sleep(60)"
STUBBORN = f"import signal; signal.signal(signal.SIGTERM, signal.SIG_IGN); {SLEEPS}"

type Started = Callable[..., subprocess.Popen[bytes]]


@pytest.fixture
def started() -> Iterator[Started]:
    """Starts a harmless process with these words in its command line, and ends it later."""
    processes: list[subprocess.Popen[bytes]] = []

    def start(*words: str, program: str = SLEEPS) -> subprocess.Popen[bytes]:
        command = [sys.executable, "-c", program, *words]
        process = subprocess.Popen(command, stdout=subprocess.PIPE)
        processes.append(process)
        assert process.stdout is not None
        process.stdout.readline()
        return process

    yield start
    for process in processes:
        process.kill()
        process.communicate()


def claim_of(folder: Path, *, runner: int | str) -> Claim:
    (folder / "runner.pid").write_text(str(runner))
    return Claim(folder)


# --- Who holds the database ---------------------------------------------------------------------


def test_a_living_run_holds_the_claim(tmp_path: Path, started: Started) -> None:
    run = started("-m", "config.local")
    claim = claim_of(tmp_path, runner=run.pid)
    assert claim.is_held()
    run.kill()
    run.wait()
    assert not claim.is_held()


def test_a_process_that_only_got_the_number_of_a_run_holds_nothing(
    tmp_path: Path, started: Started
) -> None:
    assert not claim_of(tmp_path, runner=started("something else").pid).is_held()


@pytest.mark.parametrize("written", ["", "not a number", "-1", "999999999"])
def test_a_file_that_names_nobody_is_no_claim(tmp_path: Path, written: str) -> None:
    assert not claim_of(tmp_path, runner=written).is_held()


def test_no_file_is_no_claim(tmp_path: Path) -> None:
    assert not Claim(tmp_path).is_held()


def test_a_claim_is_taken_and_dropped(tmp_path: Path) -> None:
    claim = Claim(tmp_path)
    claim.take()
    claim.name_server(1)
    assert (tmp_path / "runner.pid").read_text() == str(os.getpid())
    claim.drop()
    claim.drop()
    assert list(tmp_path.iterdir()) == []


@pytest.mark.skipif(not claiming.PROC.exists(), reason="only Linux has /proc")
def test_on_linux_nothing_needs_ps(
    tmp_path: Path, started: Started, monkeypatch: pytest.MonkeyPatch
) -> None:
    run = started("-m", "config.local")
    monkeypatch.setenv("PATH", "")
    assert claim_of(tmp_path, runner=run.pid).is_held()


@pytest.mark.skipif(shutil.which("ps") is None, reason="there is no ps here")
def test_elsewhere_ps_tells_the_whole_command(
    tmp_path: Path, started: Started, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(claiming, "PROC", tmp_path / "none")
    monkeypatch.setenv("COLUMNS", "80")
    run = started("a folder with a long name " * 10, "-m", "config.local")
    assert claim_of(tmp_path, runner=run.pid).is_held()
    assert not claim_of(tmp_path, runner=started("something else").pid).is_held()


def test_where_nobody_can_say_what_a_process_is_it_is_not_ours(
    tmp_path: Path, started: Started, monkeypatch: pytest.MonkeyPatch
) -> None:
    run = started("-m", "config.local")
    claim = claim_of(tmp_path, runner=run.pid)
    monkeypatch.setattr(claiming, "PROC", tmp_path / "none")
    monkeypatch.setenv("PATH", "")
    assert not claim.is_held()


# --- The web server of a killed run -------------------------------------------------------------


def test_the_server_that_a_killed_run_left_behind_is_ended(
    tmp_path: Path, started: Started
) -> None:
    server = started("-m", "granian", SERVER)
    claim = claim_of(tmp_path, runner=os.getpid())
    claim.name_server(server.pid)
    claim.end_orphan()
    assert server.wait(timeout=5) == -15


def test_one_that_will_not_end_is_killed(
    tmp_path: Path, started: Started, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(claiming, "PATIENCE_SECONDS", 0.2)
    server = started("-m", "granian", SERVER, program=STUBBORN)
    claim = claim_of(tmp_path, runner=os.getpid())
    claim.name_server(server.pid)
    claim.end_orphan()
    assert server.wait(timeout=5) == -9


def test_another_process_with_the_number_of_a_server_is_left_alone(
    tmp_path: Path, started: Started
) -> None:
    other = started("somebody's work")
    claim = claim_of(tmp_path, runner=os.getpid())
    claim.name_server(other.pid)
    claim.end_orphan()
    assert other.poll() is None


def test_without_the_claim_no_server_is_named_or_ended(tmp_path: Path, started: Started) -> None:
    server = started("-m", "granian", SERVER)
    claim = claim_of(tmp_path, runner=started("-m", "config.local").pid)
    claim.name_server(server.pid)
    assert not (tmp_path / "server.pid").exists()
    (tmp_path / "server.pid").write_text(str(server.pid))
    claim.end_orphan()
    assert server.poll() is None


# --- The database while we serve ----------------------------------------------------------------


class FakeCluster:
    """A database that this run starts, or that runs already."""

    def __init__(self, *, runs_already: bool) -> None:
        self.runs = self.runs_already = runs_already

    def start(self) -> bool:
        self.runs = True
        return not self.runs_already

    def stop(self) -> None:
        self.runs = False


@pytest.fixture
def local(settings: Settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Settings:
    settings.DATA_DIR = tmp_path
    monkeypatch.setattr("django.setup", lambda: None)
    return settings


def test_a_database_that_we_start_stops_with_us(local: Settings, tmp_path: Path) -> None:
    local.EMBEDDED_POSTGRES = cluster = FakeCluster(runs_already=False)
    with running_database():
        assert (tmp_path / "runner.pid").read_text() == str(os.getpid())
    assert not cluster.runs
    assert list(tmp_path.iterdir()) == []


def test_a_database_of_another_living_run_is_left_alone(
    local: Settings, tmp_path: Path, started: Started
) -> None:
    local.EMBEDDED_POSTGRES = cluster = FakeCluster(runs_already=True)
    other = started("-m", "config.local")
    claim = claim_of(tmp_path, runner=other.pid)
    with running_database():
        pass
    assert cluster.runs
    assert claim.is_held()


def test_a_database_that_a_killed_run_left_behind_is_taken_over(
    local: Settings, tmp_path: Path
) -> None:
    local.EMBEDDED_POSTGRES = cluster = FakeCluster(runs_already=True)
    claim_of(tmp_path, runner="999999999")
    with running_database():
        assert (tmp_path / "runner.pid").read_text() == str(os.getpid())
    assert not cluster.runs


def test_our_connections_end_before_the_database_does(
    local: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    ended = []
    local.EMBEDDED_POSTGRES = cluster = FakeCluster(runs_already=False)
    monkeypatch.setattr(cluster, "stop", lambda: ended.append("database"))
    for name in ("close", "close_pool"):
        monkeypatch.setattr(connections["default"], name, partial(ended.append, name))
    with running_database():
        pass
    assert ended == ["close", "close_pool", "database"]


def test_a_database_of_your_own_is_never_stopped(local: Settings, tmp_path: Path) -> None:
    local.EMBEDDED_POSTGRES = None
    with running_database():
        pass
    assert list(tmp_path.iterdir()) == []


# --- Static files -------------------------------------------------------------------------------


def test_static_files_are_collected_again_when_only_the_joining_changed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    joining = tmp_path / "storage.py"
    joining.write_text("one way")
    monkeypatch.setattr("config.local.STORAGE", joining)
    before = static_fingerprint()
    assert static_fingerprint() == before
    joining.write_text("another way")
    assert static_fingerprint() != before
