"""A start after a killed run finds its leftovers, and never touches what belongs to others."""

import os
import shutil
import socket
import subprocess
import sys
from collections.abc import Callable, Iterator, Sequence
from functools import partial
from pathlib import Path
from typing import Protocol

import pytest
from django.db import connections
from pytest_django import Settings

from config.local import process_group
from config.local.claim import Claim
from config.local.serve import running_database, static_fingerprint, web_server

PORT = 8000
SERVES = ("manage.py", "runserver", "127.0.0.1:8000")
SLEEPS = "print(flush=True); import time; time.sleep(60)"
NOBODY = 999_999_999

type Started = Callable[..., subprocess.Popen[bytes]]


@pytest.fixture
def started() -> Iterator[Started]:
    """Starts a harmless process with these words in its command line, and ends it later."""
    processes: list[subprocess.Popen[bytes]] = []

    def start(*words: str) -> subprocess.Popen[bytes]:
        command = [sys.executable, "-c", SLEEPS, *words]
        process = subprocess.Popen(command, stdout=subprocess.PIPE, start_new_session=True)
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
    run = started("-m", "config.local.serve")
    claim = claim_of(tmp_path, runner=run.pid)
    assert claim.is_runner_alive()
    run.kill()
    run.wait()
    assert not claim.is_runner_alive()


def test_a_process_that_only_got_the_number_of_a_run_holds_nothing(
    tmp_path: Path, started: Started
) -> None:
    assert not claim_of(tmp_path, runner=started("something else").pid).is_runner_alive()


@pytest.mark.parametrize("written", ["", "not a number", "-1", "999999999"])
def test_a_file_that_names_nobody_is_no_claim(tmp_path: Path, written: str) -> None:
    assert not claim_of(tmp_path, runner=written).is_runner_alive()


def test_no_file_is_no_claim(tmp_path: Path) -> None:
    assert not Claim(tmp_path).is_runner_alive()


def test_a_claim_is_taken_and_dropped(tmp_path: Path) -> None:
    claim = Claim(tmp_path)
    claim.take()
    assert (tmp_path / "runner.pid").read_text() == str(os.getpid())
    claim.drop()
    claim.drop()
    assert list(tmp_path.iterdir()) == []


@pytest.mark.skipif(not process_group.PROC.exists(), reason="only Linux has /proc")
def test_on_linux_nothing_needs_ps(
    tmp_path: Path, started: Started, monkeypatch: pytest.MonkeyPatch
) -> None:
    run = started("-m", "config.local.serve")
    monkeypatch.setenv("PATH", "")
    assert claim_of(tmp_path, runner=run.pid).is_runner_alive()


@pytest.mark.skipif(shutil.which("ps") is None, reason="there is no ps here")
def test_elsewhere_ps_tells_the_whole_command(
    tmp_path: Path, started: Started, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(process_group, "PROC", tmp_path / "none")
    monkeypatch.setenv("COLUMNS", "80")
    run = started("a folder with a long name " * 10, "-m", "config.local.serve")
    assert claim_of(tmp_path, runner=run.pid).is_runner_alive()
    assert not claim_of(tmp_path, runner=started("something else").pid).is_runner_alive()


def test_where_nobody_can_say_what_a_process_is_it_is_not_ours(
    tmp_path: Path, started: Started, monkeypatch: pytest.MonkeyPatch
) -> None:
    run = started("-m", "config.local.serve")
    claim = claim_of(tmp_path, runner=run.pid)
    monkeypatch.setattr(process_group, "PROC", tmp_path / "none")
    monkeypatch.setenv("PATH", "")
    assert not claim.is_runner_alive()


# --- The web server of a killed run -------------------------------------------------------------


def claim_with_server(
    folder: Path, *, runner: int, server: int, words: Sequence[str] = SERVES, port: int = PORT
) -> Claim:
    """What a run with this number leaves in the folder when it is killed."""
    claim = Claim(folder)
    claim.name_server(server, port=port, command=["python", *words])
    named = folder / f"server-{port}.pid"
    named.write_text(named.read_text().replace(str(os.getpid()), str(runner), 1))
    return claim


def test_the_server_that_a_killed_run_left_behind_is_ended(
    tmp_path: Path, started: Started
) -> None:
    server = started(*SERVES)
    claim_with_server(tmp_path, runner=NOBODY, server=server.pid).end_orphan(port=PORT)
    assert server.wait(timeout=50) == -15
    assert list(tmp_path.iterdir()) == []


def test_it_is_ended_by_a_run_that_got_the_number_of_the_killed_one(
    tmp_path: Path, started: Started, monkeypatch: pytest.MonkeyPatch
) -> None:
    server, run = started(*SERVES), started("-m", "config.local.serve")
    claim = claim_with_server(tmp_path, runner=run.pid, server=server.pid)
    monkeypatch.setattr(os, "getpid", lambda: run.pid)
    claim.end_orphan(port=PORT)
    assert server.wait(timeout=50) == -15


def test_its_worker_is_ended_when_the_server_itself_is_gone(tmp_path: Path) -> None:
    worker = "import subprocess, sys; subprocess.Popen([sys.executable, '-c', *sys.argv[1:]])"
    command = [sys.executable, "-c", worker, SLEEPS, *SERVES]
    server = subprocess.Popen(command, stdout=subprocess.PIPE, start_new_session=True)
    assert server.stdout is not None
    server.stdout.readline()
    server.wait()
    assert len(process_group.members(server.pid)) == 1
    claim_with_server(tmp_path, runner=NOBODY, server=server.pid).end_orphan(port=PORT)
    assert process_group.members(server.pid) == []
    server.communicate()


def test_another_process_with_the_number_of_a_server_is_left_alone(
    tmp_path: Path, started: Started
) -> None:
    other = started("somebody's work")
    claim_with_server(tmp_path, runner=NOBODY, server=other.pid).end_orphan(port=PORT)
    assert other.poll() is None


def test_the_server_of_a_living_run_is_left_alone(tmp_path: Path, started: Started) -> None:
    server, run = started(*SERVES), started("-m", "config.local.serve")
    claim_with_server(tmp_path, runner=run.pid, server=server.pid).end_orphan(port=PORT)
    assert server.poll() is None
    assert (tmp_path / f"server-{PORT}.pid").exists()


def test_a_server_on_another_port_is_left_alone(tmp_path: Path, started: Started) -> None:
    server = started(*SERVES)
    claim_with_server(tmp_path, runner=NOBODY, server=server.pid).end_orphan(port=PORT + 1)
    assert server.poll() is None


@pytest.mark.parametrize(
    "written",
    ["", "8", "1\n1\nrunserver", "1\n0\nrunserver", "1\n-1\nrunserver", "1\nx\ny", "1\n{}\n"],
)
def test_a_file_that_names_no_server_ends_nothing(
    tmp_path: Path, started: Started, written: str
) -> None:
    server = started(*SERVES)
    (tmp_path / f"server-{PORT}.pid").write_text(written.format(server.pid))
    Claim(tmp_path).end_orphan(port=PORT)
    assert server.poll() is None


def test_where_nobody_can_say_who_serves_nothing_is_ended(
    tmp_path: Path, started: Started, monkeypatch: pytest.MonkeyPatch
) -> None:
    server = started(*SERVES)
    claim = claim_with_server(tmp_path, runner=NOBODY, server=server.pid)
    monkeypatch.setattr(process_group, "PROC", tmp_path / "none")
    monkeypatch.setenv("PATH", "")
    claim.end_orphan(port=PORT)
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


class Local(Protocol):
    def __call__[C: FakeCluster | None](self, cluster: C) -> C: ...


@pytest.fixture
def local(settings: Settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Local:
    """Puts this cluster, or none, into a local copy with a data folder of its own."""
    settings.DATA_DIR = tmp_path
    monkeypatch.setattr("django.setup", lambda: None)

    def put[C: FakeCluster | None](cluster: C) -> C:
        monkeypatch.setattr("config.local.serve.embedded_cluster", lambda _environment: cluster)
        return cluster

    return put


def test_a_database_that_we_start_stops_with_us(local: Local, tmp_path: Path) -> None:
    cluster = local(FakeCluster(runs_already=False))
    with running_database():
        assert (tmp_path / "runner.pid").read_text() == str(os.getpid())
    assert not cluster.runs
    assert list(tmp_path.iterdir()) == []


def test_a_database_of_another_living_run_is_left_alone(
    local: Local, tmp_path: Path, started: Started
) -> None:
    cluster = local(FakeCluster(runs_already=True))
    other = started("-m", "config.local.serve")
    claim = claim_of(tmp_path, runner=other.pid)
    with running_database():
        pass
    assert cluster.runs
    assert claim.is_runner_alive()


def test_a_database_that_a_killed_run_left_behind_is_taken_over(
    local: Local, tmp_path: Path
) -> None:
    cluster = local(FakeCluster(runs_already=True))
    claim_of(tmp_path, runner="999999999")
    with running_database():
        assert (tmp_path / "runner.pid").read_text() == str(os.getpid())
    assert not cluster.runs


def test_our_connections_end_before_the_database_does(
    local: Local, monkeypatch: pytest.MonkeyPatch
) -> None:
    ended = []
    cluster = local(FakeCluster(runs_already=False))
    monkeypatch.setattr(cluster, "stop", lambda: ended.append("database"))
    for name in ("close", "close_pool"):
        monkeypatch.setattr(connections["default"], name, partial(ended.append, name))
    with running_database():
        pass
    assert ended == ["close", "close_pool", "database"]


def test_a_database_of_your_own_is_never_stopped(local: Local, tmp_path: Path) -> None:
    local(None)
    with running_database():
        pass
    assert list(tmp_path.iterdir()) == []


def test_a_database_that_we_started_stops_when_the_program_cannot_load(
    local: Local, monkeypatch: pytest.MonkeyPatch
) -> None:
    cluster = local(FakeCluster(runs_already=False))
    monkeypatch.setattr("django.setup", lambda: 1 / 0)
    with pytest.raises(ZeroDivisionError), running_database():
        pass
    assert not cluster.runs


def test_a_database_of_another_living_run_stays_when_the_program_cannot_load(
    local: Local, tmp_path: Path, started: Started, monkeypatch: pytest.MonkeyPatch
) -> None:
    cluster = local(FakeCluster(runs_already=True))
    claim_of(tmp_path, runner=started("-m", "config.local.serve").pid)
    monkeypatch.setattr("django.setup", lambda: 1 / 0)
    with pytest.raises(ZeroDivisionError), running_database():
        pass
    assert cluster.runs


# --- The port -----------------------------------------------------------------------------------


def test_a_port_is_never_shared_with_another_server(local: Local) -> None:
    """The server's library would bind beside any other that allows it, as its own kind does."""
    with socket.socket() as other:
        other.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEPORT, 1)
        other.bind(("127.0.0.1", 0))
        other.listen()
        port = other.getsockname()[1]
        message = f"Port {port} is taken. Try PORT={port + 1} make run"
        with pytest.raises(SystemExit, match=message), web_server(port=port, dev=False):
            pass


# --- Static files -------------------------------------------------------------------------------


def test_static_files_are_collected_again_when_only_the_joining_changed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    joining = tmp_path / "storage.py"
    joining.write_text("one way")
    monkeypatch.setattr("config.local.serve.STORAGE", joining)
    before = static_fingerprint()
    assert static_fingerprint() == before
    joining.write_text("another way")
    assert static_fingerprint() != before
