"""A worker that is killed is started again, and nobody but those whom it was answering notices."""

import json
import os
import re
import signal
import socket
import time
from collections.abc import Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from pathlib import Path

import pytest

from tests.faults.server import PROC, ROOT, FaultServer, children_of, free_port
from tests.faults.writer import SECRET

START_SECONDS = 60.0  # on a machine that is busy
HELD = 24  # requests, of which each of two workers gets some
BODY = "login=maya&password=x"


def deployed() -> list[str]:
    """The options of the server in the image, which are those of the unit (test_files.py)."""
    found = re.search(r"^CMD (\[.*\])$", (ROOT / "Dockerfile").read_text(), re.M)
    assert found is not None
    options: list[str] = json.loads(found[1])
    assert "--respawn-failed-workers" in options
    return options


@pytest.fixture
def home(tmp_path: Path) -> Iterator[FaultServer]:
    """Its pages need no database: which none is there for."""
    home = FaultServer(folder=tmp_path, port=free_port(), command=deployed())
    home.settings |= {"LEEWAY_DEBUG": "1", "LEEWAY_DATABASE_WAIT_MS": "200"}
    home.start_web()
    yield home
    home.kill_web()


def workers(home: FaultServer) -> set[int]:
    """The processes that listen at its port, but for the one that watches over them."""
    assert home.web is not None
    return {pid for pid in children_of(home.web.pid) if _sockets(pid) & _at(home.port, "0A")}


def _at(port: int, state: str, remote: int | None = None) -> set[str]:
    """The sockets of TCP at a local port in this state (of the kernel: 0A listens, 01 is open)."""
    found = set()
    for line in (PROC / "net" / "tcp").read_text().splitlines()[1:]:
        _number, here, there, now, *_rest = line.split()
        is_it = int(here.rpartition(":")[2], 16) == port and now == state
        if is_it and remote in {None, int(there.rpartition(":")[2], 16)}:
            found.add(line.split()[9])
    return found


def _sockets(pid: int) -> set[str]:
    found = set()
    for path in (PROC / str(pid) / "fd").glob("*"):
        try:
            name = str(path.readlink())
        except OSError:
            continue
        if name.startswith("socket:["):
            found.add(name[8:-1])
    return found


def begun(home: FaultServer) -> socket.socket:
    """A request whose last byte is still to come."""
    line = socket.create_connection(("127.0.0.1", home.port), timeout=START_SECONDS)
    head = f"POST /quiz/compare/ HTTP/1.1\r\nHost: localhost\r\nContent-Length: {len(BODY)}\r\n"
    # with the cookie the form's token is looked for in its body, and without it nowhere
    head += f"Cookie: __Host-csrf={SECRET}\r\n"
    kind = "Content-Type: application/x-www-form-urlencoded\r\nSec-Fetch-Site: same-origin\r\n"
    line.sendall(f"{head}{kind}Connection: close\r\n\r\n{BODY[:-1]}".encode())
    return line


def lines_begun(home: FaultServer, pid: int) -> dict[socket.socket, bool]:
    """So many requests at once, and whether the process has each of them.

    One after the other, an idle machine wakes the same worker for all of them.
    """
    with ThreadPoolExecutor(HELD) as threads:
        lines = list(threads.map(begun, [home] * HELD))
    give_up = time.monotonic() + START_SECONDS
    while not all(_is_held(home, line, *workers(home)) for line in lines):
        assert time.monotonic() < give_up, "a worker has taken each of them"
        time.sleep(0.05)
    return {line: _is_held(home, line, pid) for line in lines}


def _is_held(home: FaultServer, line: socket.socket, *pids: int) -> bool:
    """Whether one of these processes has taken the line; until then it waits in the system."""
    taken = _at(home.port, "01", line.getsockname()[1])
    return any(_sockets(pid) & taken for pid in pids)


def finished(lines: Iterable[socket.socket]) -> dict[socket.socket, bytes]:
    """The first line of each answer; empty where the connection was cut.

    All are sent before any is answered: one that waits for a thread waits for the others.
    """
    for line in lines:
        with suppress(OSError):
            line.sendall(BODY[-1:].encode())
    return {line: _first_line(line) for line in lines}


def _first_line(line: socket.socket) -> bytes:
    try:
        return line.recv(4096).split(b"\r\n")[0]
    except OSError:
        return b""


def test_a_killed_worker_is_started_again_and_the_others_answer(home: FaultServer) -> None:
    give_up = time.monotonic() + START_SECONDS
    while len(before := workers(home)) < 2:
        assert time.monotonic() < give_up, "two workers"
        time.sleep(0.05)
    killed = min(before)
    while not 0 < sum((held := lines_begun(home, killed)).values()) < HELD:
        assert time.monotonic() < give_up, "each has some of them"
        for line in held:  # one of the two has not begun to answer
            line.close()
    lines = list(held)
    try:
        os.kill(killed, signal.SIGKILL)
        at = time.monotonic()
        answers = finished(lines)
        assert {answers[line] for line in lines if held[line]} == {b""}
        others = {answers[line][:9] for line in lines if not held[line]}
        assert others == {b"HTTP/1.1 "}
    finally:
        for line in lines:
            line.close()
    while len(now := workers(home)) < 2:
        assert time.monotonic() < at + START_SECONDS, "it is not started again"
        time.sleep(0.05)
    assert killed not in now
    assert len(now & before) == 1
    assert home._answers()
