"""Which processes of a local copy are ours, so that a start after `kill -9` finds no leftovers."""

import contextlib
import os
from collections.abc import Sequence
from pathlib import Path

from config.local import process_group

RUNNER = "config.local.serve"


class Claim:
    """Files in the data folder: who runs the database, and who serves on a port."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._runner = folder / "runner.pid"

    def is_runner_alive(self) -> bool:
        """Whether the process that runs the database still lives."""
        return _is_runner(_number(_text_of(self._runner)))

    def take(self) -> None:
        self._runner.write_text(str(os.getpid()))

    def drop(self) -> None:
        self._runner.unlink(missing_ok=True)

    def name_server(self, group: int, *, port: int, command: Sequence[str]) -> None:
        """Keep who we are, the process group of our web server, and what its program was told."""
        self._folder.mkdir(parents=True, exist_ok=True)
        self._server(port).write_text(f"{os.getpid()}\n{group}\n{_told(command)}")

    def forget_server(self, *, port: int) -> None:
        self._server(port).unlink(missing_ok=True)

    def end_orphan(self, *, port: int) -> None:
        """End the web server on this port that a killed run left behind; nothing else is touched.

        Its first process may be gone: any process of its group that runs the command tells.
        """
        lines = _text_of(self._server(port)).split("\n", 2)
        if len(lines) != 3:
            return
        runner, group, told = _number(lines[0]), _number(lines[1]), lines[2]
        if group is None or not told or (runner != os.getpid() and _is_runner(runner)):
            return
        with contextlib.suppress(OSError):  # where nobody can say who they are, they are not ours
            if any(told in command for command in process_group.members(group)):
                process_group.end(group)
        self.forget_server(port=port)

    def _server(self, port: int) -> Path:
        return self._folder / f"server-{port}.pid"


def _is_runner(pid: int | None) -> bool:
    return pid is not None and RUNNER in process_group.command_of(pid)


def _told(command: Sequence[str]) -> str:
    """All but the program: the system may show another path for that."""
    return " ".join(command[1:])


def _text_of(file: Path) -> str:
    with contextlib.suppress(OSError, ValueError):
        return file.read_text()
    return ""


def _number(text: str) -> int | None:
    """A process id or group that can be another's: 0 and 1 and what is below never are."""
    try:
        number = int(text)
    except ValueError:
        return None
    return number if number > 1 else None
