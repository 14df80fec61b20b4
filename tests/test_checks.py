"""What `make check` and `make test` run, and what their notes say."""

import os
import re
import sys
from pathlib import Path
from typing import cast

import hypothesis
import pytest

from tests.checks import (
    ALL,
    BROWSERS,
    LONG_FILE,
    QUICK,
    ROOT,
    TYPES,
    long_files,
    run,
    with_bytecode,
)
from tests.conftest import pytest_collection_modifyitems, pytest_ignore_collect
from tests.environment import profile_of
from tests.order import READ_SOURCES, FilesWhole
from tests.reruns import MOST, failed_tests
from tests.slow import QUICK as QUICK_ONES
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


def test_the_tests_of_slow_files_are_marked_and_come_first_and_journeys_last() -> None:
    names = ("browser/test_menu.py", "test_access.py", "test_docs.py", "faults/test_faults.py")
    found = [FakeTest(name) for name in (*names, "test_layers.py", "browser/test_pages.py")]
    pytest_collection_modifyitems(cast(list[pytest.Item], found))
    slow, quick = ["test_access", "test_faults"], ["test_docs", "test_layers"]
    journeys = ["test_pages", "test_menu"]
    assert [each.path.stem for each in found] == [*slow, *quick, *journeys]
    assert [each.path.stem for each in found if each.marks == ["slow"]] == [*slow, *journeys]
    assert [each.path.stem for each in found if each.marks == []] == quick


def test_one_process_runs_a_file_and_journeys_are_handed_out_one_by_one() -> None:
    """A journey of one engine goes where that engine was started."""
    scope = FilesWhole.__new__(FilesWhole)._split_scope
    assert scope("tests/test_access.py::test_it[maya@example.org]") == "tests/test_access.py"
    alone = "tests/browser/test_menu.py::test_it[scripts]"
    assert scope(alone) == alone
    assert scope("tests/browser/engines/test_quiz.py::test_it[WebKit]@WebKit") == "WebKit"


def test_one_process_runs_all_files_that_look_through_the_sources() -> None:
    scope = FilesWhole.__new__(FilesWhole)._split_scope
    imports = re.compile(r"^from tests\.(?:sources|pages\.claim_sentences) import", re.M)
    found = {path for path in TESTS.rglob("test_*.py") if imports.search(path.read_text())}
    assert {path.relative_to(ROOT).as_posix() for path in found} == READ_SOURCES
    assert {scope(f"{path}::test_it") for path in READ_SOURCES} == {"sources"}


def test_the_whole_run_leaves_no_test_out() -> None:
    """Neither by a mark nor by its folder; the journeys are in the same run."""
    command = ALL[-1][1]
    assert not {"-m", "-k"} & set(command[3:])
    assert [part for part in command if part.startswith(("--ignore", "--deselect"))] == []
    assert [part for part in command if part.startswith("tests")] == []


def test_the_quick_run_is_part_of_the_whole() -> None:
    names = [name for name, _ in QUICK]
    assert names == ["format", "lint", "quick tests"]
    assert QUICK[-1][1][-2:] == ("-m", "not slow")


@pytest.mark.parametrize(("selected", "is_left"), [("not slow", True), ("", None), ("slow", None)])
def test_only_the_quick_run_reads_no_slow_file(
    selected: str,
    is_left: bool | None,
    pytestconfig: pytest.Config,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(pytestconfig.option, "markexpr", selected)
    assert pytest_ignore_collect(TESTS / "test_access.py", pytestconfig) is is_left
    assert pytest_ignore_collect(TESTS / "browser", pytestconfig) is is_left
    assert pytest_ignore_collect(TESTS / "test_docs.py", pytestconfig) is None


def test_the_quick_run_draws_fewer_examples_and_the_whole_run_all(
    pytestconfig: pytest.Config, monkeypatch: pytest.MonkeyPatch
) -> None:
    in_use = hypothesis.settings.get_profile(profile_of(pytestconfig))
    assert hypothesis.settings().max_examples == in_use.max_examples
    for selected, drawn in ((QUICK_ONES, 25), ("", 100)):
        monkeypatch.setattr(pytestconfig.option, "markexpr", selected)
        assert hypothesis.settings.get_profile(profile_of(pytestconfig)).max_examples == drawn


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
    assert run(checks, beside=[("types", beside)], environment=os.environ) == (code, [])
    told = capsys.readouterr().out
    assert ("== second failed" in told) == (in_turn == FAILS)
    assert ("wrong\n" in told and "== types failed" in told) == (beside == FAILS)


def test_what_runs_beside_may_end_its_servers_when_another_check_fails(tmp_path: Path) -> None:
    begun, ended = tmp_path / "begun", tmp_path / "ended"
    beside = f"""
import pathlib, signal, sys, time
signal.signal(signal.SIGTERM, lambda *_: sys.exit(1))
try:
    pathlib.Path({str(begun)!r}).touch()
    time.sleep(300)
finally:
    pathlib.Path({str(ended)!r}).touch()
"""
    waits = f"import os, time\nwhile not os.path.exists({str(begun)!r}): time.sleep(0.01)\nexit(3)"
    checks = [("first", (sys.executable, "-c", waits))]
    servers = ("servers", (sys.executable, "-c", beside))
    assert run(checks, beside=[servers], environment=os.environ) == (3, [])
    assert ended.exists()


def test_the_types_are_read_beside_and_the_browsers_installed() -> None:
    assert TYPES[1][1:] == ("-m", "mypy")
    assert BROWSERS[1][1:] == ("-m", "tests.browser.install")


def test_each_source_is_compiled_once_and_not_by_every_process(tmp_path: Path) -> None:
    (tmp_path / "compiled.py").write_text("")
    kept = {"PYTHONDONTWRITEBYTECODE": "1", "PYTHONPYCACHEPREFIX": str(tmp_path / "kept")}
    environment = with_bytecode({**os.environ, **kept, "PYTHONPATH": str(tmp_path)})
    checks = [("imports", (sys.executable, "-c", "import compiled"))]
    assert run(checks, beside=[("types", PASSES)], environment=environment) == (0, [])
    assert [path.name.split(".")[0] for path in tmp_path.rglob("compiled*.pyc")] == ["compiled"]
    assert not (tmp_path / "__pycache__").exists()
    assert with_bytecode({"HOME": "/home/maya"}) == {"HOME": "/home/maya"}


def test_a_long_file_is_named_and_fails_nothing(tmp_path: Path) -> None:
    (tmp_path / "apps" / "migrations").mkdir(parents=True)
    (tmp_path / "apps" / "long.py").write_text("pass\n" * (LONG_FILE + 1))
    (tmp_path / "apps" / "short.py").write_text("pass\n" * LONG_FILE)
    (tmp_path / "apps" / "migrations" / "made.py").write_text("pass\n" * 900)
    assert list(long_files(tmp_path)) == [f"apps/long.py has {LONG_FILE + 1} lines"]


# Each fails the first time and passes from then on.
ONCE = """
def has_run(name):
    mark = pathlib.Path(name)
    was_there = mark.exists()
    mark.touch()
    return was_there

@pytest.mark.parametrize("name", {names})
def test_once(name): assert has_run(name)
"""
ALWAYS = "def test_always(): assert False"
LATE = """
@pytest.fixture
def shared():
    yield
    mark = pathlib.Path("late")
    was_there = mark.exists()
    mark.touch()
    assert was_there

def test_late(shared): pass
"""
NO_PYTHON = "def"


def outcome_of(folder: Path, *tests: str, options: tuple[str, ...] = ()) -> tuple[int, list[str]]:
    """What the run says of a check that is pytest, in a folder of its own with these tests."""
    (folder / "pytest.ini").write_text("[pytest]")
    (folder / "test_it.py").write_text("\n".join(("import pathlib, pytest", *tests)))
    command = (sys.executable, "-m", "pytest", "-q", *options)
    # pytest closes the folder that it shares with other runs, such as the one around it
    temporary = folder / "temporary"
    temporary.mkdir(exist_ok=True)
    environment = {**os.environ, "PYTEST_DISABLE_PLUGIN_AUTOLOAD": "1"}
    environment["PYTEST_DEBUG_TEMPROOT"] = str(temporary)
    checks = [("tests", command)]
    return run(checks, beside=[("types", PASSES)], environment=environment, root=folder)


def once(*names: str) -> str:
    return ONCE.replace("{names}", str(names))


def test_a_few_tests_that_pass_when_run_again_are_named(tmp_path: Path) -> None:
    names = [f"t{n}" for n in range(MOST)]
    says = [f"passed only when run again: test_it.py::test_once[{name}]" for name in names]
    in_workers = ("-p", "xdist", "-n", "2")
    assert outcome_of(tmp_path, once(*names), options=in_workers) == (0, says)


def test_the_group_of_a_failed_test_is_no_part_of_its_name(tmp_path: Path) -> None:
    noted = tmp_path / "v" / "cache" / "lastfailed"
    noted.parent.mkdir(parents=True)
    noted.write_text(
        '{"test_it.py::test_it[Firefox]@Firefox": true, "test_it.py::test[a@b]": true}'
    )
    assert failed_tests(tmp_path) == ["test_it.py::test[a@b]", "test_it.py::test_it[Firefox]"]


def test_the_first_failures_are_shown_when_they_happen(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    """With their tracebacks, while other tests go on; the end shows all of them as ever."""
    fails = "\n".join(f"def test_{n}(): assert {n} == 'expected'" for n in range(MOST + 1))
    monkeypatch.setenv("PYTHONPATH", str(ROOT))
    options = ("-p", "xdist", "-n", "1", "-p", "tests.early_failures")
    late = "def test_last(): pass"
    assert outcome_of(tmp_path, fails, late, options=options)[0] == 1
    before, _, end = capfd.readouterr().out.partition("= FAILURES =")
    shown = [n for n in range(MOST + 2) if f"assert {n} == 'expected'" in before]
    assert shown == list(range(MOST))
    assert before.index("failed already") < before.index("[100%]")
    assert f"assert {MOST} == 'expected'" in end


@pytest.mark.parametrize(
    ("tests", "code", "is_run_again"),
    [
        ((once("a"), ALWAYS), 1, True),
        ((once(*"abcd"[: MOST + 1]),), 1, False),
        ((once("a"), LATE), 1, False),
        ((NO_PYTHON,), 2, False),
    ],
    ids=["fails twice", "too many", "fails after its steps", "cannot be collected"],
)
def test_what_fails_twice_or_otherwise_fails_the_run(
    tmp_path: Path,
    tests: tuple[str, ...],
    code: int,
    is_run_again: bool,
    capfd: pytest.CaptureFixture[str],
) -> None:
    assert outcome_of(tmp_path, *tests) == (code, [])
    told = capfd.readouterr().out
    assert ("== once more, alone" in told) == is_run_again
    assert "== tests failed" in told
