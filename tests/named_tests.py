"""Reads the names of tests in a text, as `tests/room/test_file.py::test_name`."""

import re
from functools import cache
from pathlib import Path
from typing import Final

ROOT: Final = Path(__file__).resolve().parent.parent
NAMED: Final = re.compile(r"tests/[\w/]+\.py::\w+")


def named_tests(text: str) -> list[str]:
    """Every "path::name" in it, in order, as often as it stands there."""
    return NAMED.findall(text)


def is_there(named: str) -> bool:
    """Whether the file of the repository has a test of that name."""
    path, _, name = named.partition("::")
    return name in _tests_of(path)


@cache
def _tests_of(path: str) -> frozenset[str]:
    file = ROOT / path
    if not file.is_file():
        return frozenset()
    return frozenset(re.findall(r"^ *def (test_\w+)\(", file.read_text("utf-8"), re.M))
