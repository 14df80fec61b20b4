"""What `make check` and `make test` run, and what their notes say."""

import os
import sys
from pathlib import Path
from typing import cast

import pytest

from tests.checks import ALL, BESIDE, LONG_FILE, QUICK, long_files, run
from tests.conftest import pytest_collection_modifyitems
from tests.slow import SLOW, TESTS


@pytest.mark.parametrize("name", SLOW)
def test_what_is_called_slow_is_there(name: str) -> None:
    assert (TESTS / name).exists()


class FakeTest:
    """A test of this file, as pytest collects it."""

    def __init__(self, name: str) -> None:
        self.path = TESTS / name
        self.marks: list[str] = []

    def add_marker(self, mark: pytest.MarkDecorator) -> None:
        self.marks.append(mark.name)


def test_the_tests_of_slow_files_are_marked_and_no_others() -> None:
    found = [FakeTest(name) for name in ("test_access.py", "faults/test_faults.py", "test_docs.py")]
    pytest_collection_modifyitems(cast(list[pytest.Item], found))
    assert [each.marks for each in found] == [["slow"], ["slow"], []]


def test_the_whole_run_leaves_no_test_out() -> None:
    commands = [command for _, command in ALL]
    assert [each for each in commands if "-m" in each[3:]] == []
    ignored = {part for each in commands for part in each if part.startswith("--ignore")}
    assert ignored == {"--ignore=tests/browser"}
    assert any(each[-1] == "tests/browser" for each in commands)


def test_the_quick_run_is_part_of_the_whole() -> None:
    names = [name for name, _ in QUICK]
    assert names == ["format", "lint", "quick tests"]
    assert QUICK[-1][1][-2:] == ("-m", "not slow")


PASSES, FAILS = (sys.executable, "-c", ""), (sys.executable, "-c", "print('wrong'); exit(3)")


@pytest.mark.parametrize(
    ("in_turn", "beside", "code"),
    [(PASSES, PASSES, 0), (FAILS, PASSES, 3), (PASSES, FAILS, 3)],
    ids=["all pass", "one of the turn fails", "the one beside fails"],
)
def test_a_failure_of_any_check_fails_the_run(
    in_turn: tuple[str, ...],
    beside: tuple[str, ...],
    code: int,
    capsys: pytest.CaptureFixture[str],
) -> None:
    checks = [("first", PASSES), ("second", in_turn)]
    assert run(checks, beside=("types", beside), environment=os.environ) == code
    told = capsys.readouterr().out
    assert ("== second failed" in told) == (in_turn == FAILS)
    assert ("wrong\n" in told and "== types failed" in told) == (beside == FAILS)


def test_the_types_are_read_in_both_runs() -> None:
    assert BESIDE[1][1:] == ("-m", "mypy")


def test_a_long_file_is_named_and_fails_nothing(tmp_path: Path) -> None:
    (tmp_path / "apps" / "migrations").mkdir(parents=True)
    (tmp_path / "apps" / "long.py").write_text("pass\n" * (LONG_FILE + 1))
    (tmp_path / "apps" / "short.py").write_text("pass\n" * LONG_FILE)
    (tmp_path / "apps" / "migrations" / "made.py").write_text("pass\n" * 900)
    assert list(long_files(tmp_path)) == [f"apps/long.py has {LONG_FILE + 1} lines"]
