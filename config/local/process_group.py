"""The processes of a group: who they are, and how to end all of them."""

import contextlib
import os
import signal
import subprocess
import time
from pathlib import Path

PATIENCE_SECONDS = 10
# A worker that is still loading loses the first request to end, so it is asked again.
ASK_AGAIN_SECONDS = 1
LOOK_AGAIN_SECONDS = 0.05
PROC = Path("/proc")


def command_of(pid: int) -> str:
    """The command line of a process; empty where nobody can say."""
    with contextlib.suppress(OSError):
        if _has_proc():
            return _command_in_proc(PROC / str(pid))
        return _ps("-o", "command=", "-p", str(pid)).strip()
    return ""


def members(group: int) -> list[str]:
    """The command lines of the living processes of a group. Raises OSError if nobody can say.

    From /proc on Linux, where a slim container may lack ps; else from ps. A process that has ended
    but was not yet waited for is no longer counted.
    """
    if _has_proc():
        return _members_in_proc(group)
    found = []
    for line in _ps("-A", "-o", "pgid=,stat=,command=").splitlines():
        its_group, state, command = (*line.split(maxsplit=2), "", "", "")[:3]
        if its_group == str(group) and not state.startswith("Z"):
            found.append(command)
    return found


def end(group: int) -> None:
    """Ask every process of the group to end, and kill those that do not; returns when all have."""
    if not _has_ended(group, signal.SIGTERM, every=ASK_AGAIN_SECONDS):
        _has_ended(group, signal.SIGKILL, every=LOOK_AGAIN_SECONDS)


def _has_ended(group: int, name: signal.Signals, *, every: float) -> bool:
    """Send the signal at least once, and again every so many seconds, until all ended."""
    give_up = time.monotonic() + PATIENCE_SECONDS
    ask = 0.0
    while _is_alive(group):
        now = time.monotonic()
        if ask and now >= give_up:
            return False
        if now >= ask:
            with contextlib.suppress(ProcessLookupError, PermissionError):
                os.killpg(group, name)
            ask = now + every
        time.sleep(min(every, LOOK_AGAIN_SECONDS))
    return True


def _is_alive(group: int) -> bool:
    with contextlib.suppress(OSError):
        return bool(members(group))
    try:
        os.killpg(group, 0)
    except OSError:
        return False
    return True


def _has_proc() -> bool:
    return (PROC / "self" / "stat").exists()


def _members_in_proc(group: int) -> list[str]:
    found = []
    for folder in PROC.glob("[0-9]*"):
        with contextlib.suppress(OSError):  # it may end while we look
            # The name in brackets may itself hold brackets and blanks.
            state, _parent, its_group, *_ = (folder / "stat").read_text().rpartition(")")[2].split()
            if its_group == str(group) and state not in "ZX":
                found.append(_command_in_proc(folder))
    return found


def _command_in_proc(folder: Path) -> str:
    arguments = (folder / "cmdline").read_bytes()
    return arguments.replace(b"\0", b" ").decode(errors="replace").strip()


def _ps(*options: str) -> str:
    listing = ["ps", "-ww", *options]  # in full, however long
    return subprocess.run(listing, capture_output=True, text=True, check=False).stdout
