"""Each event that moves keys, or must not, names the tests that hold it."""

import re
from typing import Final

from tests.named_tests import ROOT, is_there, named_tests

PAGE: Final = ROOT / "docs" / "security.md"
HEADING: Final = "## What each event does, and its tests"
ROW: Final = re.compile(r"^\| ([^|]+) \| (`tests/[^|]+) \|$", re.M)
EVENTS: Final = [
    "Sign up",
    "Sign in",
    "Idle, or Lock",
    "Save while open",
    "Save while locked",
    "Save when signed out",
    "Password change",
    "New data key",
    "Forgotten, has the code",
    "New recovery code",
    "Forgotten, no code",
    "Password set by a command",
    "The pepper is renewed",
    "Leave",
    "Delete an entry",
    "Delete the account",
    "Export",
    "Import",
]


def rows() -> dict[str, list[str]]:
    section = PAGE.read_text("utf-8").split(HEADING)[1].split("\n## ")[0]
    return {event: named_tests(held) for event, held in ROW.findall(section)}


def test_each_event_stands_there_with_tests_that_exist() -> None:
    found = rows()
    assert list(found) == EVENTS
    assert [event for event, tests in found.items() if not tests] == []
    assert [each for tests in found.values() for each in tests if not is_there(each)] == []
