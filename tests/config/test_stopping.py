"""However and whenever a local copy is interrupted, none of its processes is left."""

import contextlib
import os
import signal
import socket
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

import pytest

from config.local.claim import Claim
from config.local.process_group import PROC, command_of, members
from tests.browser.server import ROOT, RealServer, make_site
from tests.config.test_process_group import soon_nobody_is_in
from tests.prepared import copy_prepared

PATIENCE_SECONDS = 120
# As `config.local.serve` does it; the database and the content are left out.
RUNNER = """
import sys, time
from config.local.serve import web_server
from config.local.stop_signals import StopSignals

stop = StopSignals()
stop.listen()
with web_server(port=int(sys.argv[1]), dev=sys.argv[2] == "dev") as server:
    print(server.pid, flush=True)
    while not stop.asked:
        time.sleep(0.01)
"""


@pytest.fixture(autouse=True)
def hang_up_is_heard() -> Iterator[None]:
    """What starts here would inherit that it is not, where the tests run under nohup."""
    before = signal.signal(signal.SIGHUP, signal.SIG_DFL)
    yield
    signal.signal(signal.SIGHUP, before)


@pytest.fixture
def port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def answers(port: int) -> bool:
    with contextlib.suppress(OSError):
        return bool(urllib.request.urlopen(f"http://127.0.0.1:{port}/robots.txt", timeout=5))
    return False


def is_free(port: int) -> bool:
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        with contextlib.suppress(OSError):
            probe.bind(("127.0.0.1", port))
            return True
    return False


def wait_until_it_answers(port: int) -> None:
    give_up = time.monotonic() + PATIENCE_SECONDS
    while not answers(port):
        assert time.monotonic() < give_up
        time.sleep(0.05)


# --- The web server, ten times ------------------------------------------------------------------

ANSWERS = None
MOMENTS = [
    # seconds after the server's process began, or when it answers; what the terminal sends
    ("production", 0, [signal.SIGINT]),
    ("production", 0.2, [signal.SIGINT]),
    ("production", 0.4, [signal.SIGINT]),
    ("production", 0.7, [signal.SIGHUP, signal.SIGHUP]),
    ("production", 1.0, [signal.SIGINT, signal.SIGINT, signal.SIGINT]),
    ("production", 1.4, [signal.SIGTERM]),
    ("production", ANSWERS, [signal.SIGINT]),
    ("production", ANSWERS, [signal.SIGQUIT, signal.SIGINT]),
    ("dev", 0.8, [signal.SIGINT]),
    ("dev", ANSWERS, [signal.SIGINT, signal.SIGHUP]),
]


def codes_after(signals: Sequence[signal.Signals]) -> set[int]:
    """How a run may end: in order; or, on a busy machine, when a later signal meets its last step.

    That is the end of the interpreter, where no handler of ours is left, nor a process of ours.
    """
    return {0, *(-later for later in signals[1:])}


@pytest.mark.parametrize(("mode", "moment", "signals"), MOMENTS)
def test_an_interrupt_of_the_terminal_leaves_no_process_and_a_free_port(
    tmp_path: Path, port: int, mode: str, moment: float | None, signals: list[signal.Signals]
) -> None:
    debug = "1" if mode == "dev" else "0"
    environment = {**os.environ, "LEEWAY_DATA": str(tmp_path), "LEEWAY_DEBUG": debug}
    environment |= {"DJANGO_SETTINGS_MODULE": "config.settings"}
    log = tmp_path / "log"
    with log.open("wb") as output:
        runner = subprocess.Popen(
            [sys.executable, "-c", RUNNER, str(port), mode],
            cwd=ROOT,
            env=environment,
            stdout=subprocess.PIPE,
            stderr=output,
            process_group=0,  # the terminal's group in the foreground
        )
    assert runner.stdout is not None
    server = int(runner.stdout.readline())
    if moment is ANSWERS:
        wait_until_it_answers(port)
    else:
        time.sleep(moment)
    for name in signals:
        with contextlib.suppress(ProcessLookupError):
            os.killpg(runner.pid, name)
        time.sleep(0.02)
    try:
        code = runner.wait(PATIENCE_SECONDS)
        left = members(runner.pid) + members(server)
    finally:
        for group in (runner.pid, server):
            with contextlib.suppress(ProcessLookupError):
                os.killpg(group, signal.SIGKILL)
        runner.communicate()
    assert left == []
    assert is_free(port)
    assert code in codes_after(signals)
    assert list(tmp_path.glob("*.pid")) == []
    assert "Traceback" not in log.read_text()


# What the thread that starts the database finds imported.
STARTER = """
import sys
from config.local import serve
from config.local.embedded_postgres import Cluster

def start(_cluster):
    print(all(name in sys.modules for name in ("psycopg", "apps.common.http.request_log")))

Cluster.start = start
Cluster.stop = lambda _cluster: None
with serve.running_database():
    pass
"""


def test_the_start_of_the_database_and_that_of_django_never_wait_for_each_other(
    tmp_path: Path,
) -> None:
    """Each holds a lock that the other asks for, if both import what writes to the log."""
    environment = {name: value for name, value in os.environ.items() if name != "DATABASE_URL"}
    environment |= {"LEEWAY_DATA": str(tmp_path), "DJANGO_SETTINGS_MODULE": "config.settings"}
    done = subprocess.run(
        [sys.executable, "-c", STARTER],
        cwd=ROOT,
        env=environment,
        capture_output=True,
        text=True,
        timeout=PATIENCE_SECONDS,
    )
    assert (done.stdout, done.returncode) == ("True\n", 0), done.stderr


# --- The whole of it ----------------------------------------------------------------------------


@pytest.fixture
def whole(port: int) -> Iterator[RealServer]:
    """What `make run` runs the second time, on a folder that PostgreSQL's user can reach."""
    data = ROOT / ".data"
    data.mkdir(exist_ok=True)
    with tempfile.TemporaryDirectory(dir=data, prefix="stopping-") as folder:
        server = RealServer(folder=Path(folder) / "data", port=port)
        copy_prepared("site", server.folder, make=make_site)
        yield server
        server.cluster.stop()


@pytest.fixture
def begin(whole: RealServer) -> Iterator[Callable[[], subprocess.Popen[bytes]]]:
    """Begins a run; what a failed test leaves of it is ended."""
    runs: list[subprocess.Popen[bytes]] = []

    def begin() -> subprocess.Popen[bytes]:
        runs.append(whole.start())
        return runs[-1]

    yield begin
    for run in runs:
        whole.stop(run)
    Claim(whole.folder).end_orphan(port=whole.port)


def group_of_the_server(whole: RealServer) -> int:
    return int((whole.folder / f"server-{whole.port}.pid").read_text().splitlines()[1])


def processes_with(data_folder: str) -> list[str]:
    """The living processes that were told of this data folder, in whatever group they are.

    Only Linux tells; elsewhere there are none to see.
    """
    found = []
    for folder in PROC.glob("[0-9]*"):
        with contextlib.suppress(OSError):  # it may end while we look
            told = (folder / "environ").read_bytes().split(b"\0")
            state = (folder / "stat").read_text().rpartition(")")[2].split()[0]
            if f"LEEWAY_DATA={data_folder}".encode() in told and state not in "ZX":
                found.append(command_of(int(folder.name)))
    return found


def until_there_is(file: Path, run: subprocess.Popen[bytes]) -> None:
    give_up = time.monotonic() + PATIENCE_SECONDS
    while not file.exists():
        assert run.poll() is None
        assert time.monotonic() < give_up
        time.sleep(0.01)


def when_the_database_starts(whole: RealServer, run: subprocess.Popen[bytes]) -> None:
    until_there_is(whole.cluster.folder / "postmaster.pid", run)


def when_the_web_server_starts(whole: RealServer, run: subprocess.Popen[bytes]) -> None:
    """It has no worker yet, and the content is being loaded beside it."""
    until_there_is(whole.folder / f"server-{whole.port}.pid", run)


CUT_SHORT = [
    (when_the_database_starts, [signal.SIGINT]),
    (when_the_web_server_starts, [signal.SIGINT, signal.SIGINT]),
    (when_the_web_server_starts, [signal.SIGHUP]),
]


def test_a_whole_run_leaves_nothing_and_the_next_mends_what_a_killed_one_left(
    whole: RealServer, begin: Callable[[], subprocess.Popen[bytes]]
) -> None:
    killed = begin()
    whole.wait(killed)
    orphan = group_of_the_server(whole)
    killed.kill()
    killed.wait()
    assert members(orphan)
    assert whole.cluster.is_running()

    run = begin()
    whole.wait(run)
    assert members(orphan) == []
    server = group_of_the_server(whole)
    assert members(server)
    assert not PROC.exists() or len(processes_with(str(whole.folder))) >= 3
    thrice = [signal.SIGINT] * 3
    for name in thrice:
        os.killpg(run.pid, name)
        time.sleep(0.05)
    assert run.wait(PATIENCE_SECONDS) in codes_after(thrice)
    assert members(run.pid) + members(server) == []
    assert processes_with(str(whole.folder)) == []
    assert is_free(whole.port)
    assert not whole.cluster.is_running()
    assert list(whole.folder.glob("*.pid")) == []

    for moment, signals in CUT_SHORT:
        cut_short = begin()
        moment(whole, cut_short)
        for name in signals:
            with contextlib.suppress(ProcessLookupError):
                os.killpg(cut_short.pid, name)
            time.sleep(0.05)
        # the interrupt may come before the interpreter runs a line of ours
        assert cut_short.wait(PATIENCE_SECONDS) in {0, -signal.SIGINT}
        assert members(cut_short.pid) == []
        assert processes_with(str(whole.folder)) == []
        assert is_free(whole.port)
        assert not whole.cluster.is_running()
        assert list(whole.folder.glob("*.pid")) == []


def test_a_run_of_the_journeys_that_will_not_stop_leaves_no_web_server(
    tmp_path: Path, port: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("tests.browser.server.STOP_SECONDS", 0.1)
    refuses = "import signal; signal.signal(signal.SIGTERM, signal.SIG_IGN); print(flush=True)"
    sleeps = [sys.executable, "-c", f"{refuses}; signal.alarm(60); signal.pause()"]
    run, server = (
        subprocess.Popen([*sleeps, *words], stdout=subprocess.PIPE, start_new_session=True)
        for words in (["config.local"], ["runserver"])
    )
    for process in (run, server):
        assert process.stdout is not None
        process.stdout.readline()
    Claim(tmp_path).name_server(server.pid, port=port, command=["python", "runserver"])
    named = tmp_path / f"server-{port}.pid"
    named.write_text(named.read_text().replace(str(os.getpid()), str(run.pid), 1))
    monkeypatch.setattr("config.local.process_group.PATIENCE_SECONDS", 0.5)
    try:
        RealServer(folder=tmp_path, port=port).stop(run)
        assert members(run.pid) == []
        assert soon_nobody_is_in(server.pid)  # killed, and gone as soon as the system gets to it
    finally:
        for process in (run, server):
            process.kill()
            process.communicate()
