"""Runs a program of ours in a process of its own: it holds no key, and its memory goes with it."""

import subprocess
import sys
from pathlib import Path


class Failed(Exception):
    """The program failed or ran out of time. Its message is not passed on: it may quote a text."""

    def __init__(self, status: int | None = None) -> None:
        super().__init__("A program of ours failed.")
        self.status = status


def run_isolated(program: Path, given: bytes, *, seconds: float) -> bytes:
    """Return what the program writes when it reads these bytes. Raises Failed.

    What goes in and out passes through pipes; nothing is written to a file.
    """
    try:
        done = subprocess.run(
            [sys.executable, "-I", str(program)],
            input=given,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            env={},
            cwd="/",
            timeout=seconds,
            check=False,
        )
    except (subprocess.TimeoutExpired, OSError):
        raise Failed from None
    if done.returncode != 0:
        raise Failed(done.returncode)
    return done.stdout
