"""Installs a package of Debian for the journeys: as root alone, and never for ever."""

import contextlib
import fcntl
import os
import shutil
import signal
import subprocess
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Final

DATA: Final = Path(__file__).resolve().parent.parent.parent / ".data"
LISTS: float = 60  # seconds
UNPACKED: float = 300
IS_DEBIAN = Path("/etc/debian_version").exists()
OPTIONS: Final = (
    *("-o", "Acquire::http::Timeout=20", "-o", "Acquire::https::Timeout=20"),
    *("-o", "Acquire::Retries=1", "-o", "DPkg::Lock::Timeout=60"),
)


def install(*packages: str, unless: Callable[[], bool], limit: float | None = None) -> str:
    """Why it could not be done, in plain words; empty where it was, or was there already.

    Several processes may ask: one installs at a time, the others wait and look again. With a limit
    (seconds for what is fetched) it is given up; without one it takes as long as it takes.
    """
    if unless():
        return ""
    if os.geteuid() != 0:
        return "only root can install it"
    if not IS_DEBIAN or not shutil.which("apt-get"):
        return "this system has no packages of Debian"
    with no_installation():
        if unless():
            return ""
        for longest, command in (
            (LISTS, ("update",)),
            (limit, ("install", "--download-only", *packages)),
            (limit and UNPACKED, ("install", "--no-download", *packages)),
        ):
            if why := _apt(*command, limit=longest):
                return why
    return ""


@contextlib.contextmanager
def no_installation() -> Iterator[None]:
    """Waits until no other process of the tests installs anything."""
    DATA.mkdir(exist_ok=True)
    with (DATA / "debian.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def _apt(verb: str, *rest: str, limit: float | None) -> str:
    """Why it failed; empty where it did not. What hangs is ended with all its processes."""
    command = ["apt-get", "-qq", "-y", *OPTIONS, verb]
    if verb == "install":
        command.append("--no-install-recommends")
    with subprocess.Popen(
        [*command, *rest],
        env={**os.environ, "DEBIAN_FRONTEND": "noninteractive"},
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        text=True,
        start_new_session=True,
    ) as process:
        try:
            _, told = process.communicate(timeout=limit)
        except subprocess.TimeoutExpired:
            os.killpg(process.pid, signal.SIGKILL)
            process.communicate()
            return f"apt-get {verb} took more than {limit:g} seconds"
    problems = [line for line in told.splitlines() if line.startswith("E:")]
    if process.returncode == 0:
        return ""
    return f"apt-get {verb} failed: {problems[0] if problems else process.returncode}"
