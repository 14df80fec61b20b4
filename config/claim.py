"""Which processes of a local copy are ours, so that a start after `kill -9` finds no leftovers."""

import contextlib
import os
import signal
import subprocess
import time
from pathlib import Path

SERVER = "config.wsgi:application"
PATIENCE_SECONDS = 5
PROC = Path("/proc")


class Claim:
    """Two files in the data folder: who runs the database, and which web server they started."""

    def __init__(self, folder: Path) -> None:
        self._runner = folder / "runner.pid"
        self._server = folder / "server.pid"

    def is_held(self) -> bool:
        """Whether the process that runs the database still lives."""
        return "config.local" in _command_of(self._runner)

    def take(self) -> None:
        self._runner.write_text(str(os.getpid()))

    def drop(self) -> None:
        self._runner.unlink(missing_ok=True)
        self._server.unlink(missing_ok=True)

    def name_server(self, pid: int) -> None:
        if self._is_mine():
            self._server.write_text(str(pid))

    def end_orphan(self) -> None:
        """End the web server that a killed run of ours left behind; nothing else is touched."""
        if not self._is_mine() or SERVER not in _command_of(self._server):
            return
        pid = int(self._server.read_text())
        with contextlib.suppress(ProcessLookupError):
            os.kill(pid, signal.SIGTERM)
            give_up = time.monotonic() + PATIENCE_SECONDS
            while time.monotonic() < give_up and SERVER in _command_of(self._server):
                time.sleep(0.05)
            if SERVER in _command_of(self._server):
                os.kill(pid, signal.SIGKILL)

    def _is_mine(self) -> bool:
        return _pid_in(self._runner) == os.getpid()


def _pid_in(file: Path) -> int | None:
    try:
        return int(file.read_text())
    except (OSError, ValueError):
        return None


def _command_of(file: Path) -> str:
    """The command line of the process whose id stands in the file; empty where nobody can say."""
    pid = _pid_in(file)
    if pid is None:
        return ""
    with contextlib.suppress(OSError):
        return _told_by_the_system(pid)
    return ""


def _told_by_the_system(pid: int) -> str:
    """From /proc on Linux, where a slim container may lack ps; else from ps. Raises OSError."""
    if (PROC / "self" / "cmdline").exists():
        arguments = (PROC / str(pid) / "cmdline").read_bytes()
        return arguments.replace(b"\0", b" ").decode(errors="replace")
    listing = ["ps", "-ww", "-o", "command=", "-p", str(pid)]  # in full, however long
    return subprocess.run(listing, capture_output=True, text=True, check=False).stdout
