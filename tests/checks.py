"""`make check` and `make test`: every check named and timed; the first failure stops the run.

The types are read beside the other checks: mypy alone would keep one core busy and leave the other
idle. Beside the checks of `make test` the browsers are installed as well, where Debian has them,
and the data folders are made from which servers of tests start (tests/prepared.py).
`make check` leaves out the migrations, the slow tests (tests/slow.py) and the browser journeys. A
few failed tests are run once more (tests/reruns.py).
"""

import contextlib
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path

from tests.browser.engines import availability
from tests.reruns import run_pytest
from tests.slow import QUICK as SELECTED

PYTHON = sys.executable
ROOT = Path(__file__).resolve().parent.parent
LONG_FILE = 300  # lines
END_SECONDS = 90
BYTECODE = ROOT / ".data" / "bytecode"

type Check = tuple[str, Sequence[str]]

# More processes than cores: a test waits for a server, a database or a browser a quarter of its
# time. The order and what stays together: tests/order.py.
PYTEST = (PYTHON, "-m", "pytest", "-q", "--dist", "loadgroup", "--no-loadscope-reorder")
READ: Sequence[Check] = (
    ("format", (PYTHON, "-m", "ruff", "format", "--check", "-q", ".")),
    ("lint", (PYTHON, "-m", "ruff", "check", "-q", ".")),
)
TYPES: Check = ("types", (PYTHON, "-m", "mypy"))
BROWSERS: Check = ("browsers of Debian", (PYTHON, "-m", "tests.browser.install"))
FOLDERS: Check = ("data folders of servers", (PYTHON, "-m", "tests.browser.prepare"))
MIGRATIONS: Check = ("migrations", (PYTHON, "-m", "tests.migrations"))
QUICK: Sequence[Check] = (
    *READ,
    ("quick tests", (*PYTEST, "-n", "3", "--ignore=tests/browser", "-m", SELECTED)),
)
ALL: Sequence[Check] = (
    *READ,
    MIGRATIONS,
    ("tests and browser journeys", (*PYTEST, "-n", "4", "--cov", "--cov-report=")),
)


def main(arguments: Sequence[str]) -> int:
    is_quick = list(arguments) == ["quick"]
    environment = {**with_bytecode(os.environ), "LEEWAY_LOCAL": "1", "LEEWAY_DEBUG": "0"}
    whole = time.monotonic()
    availability.forget()
    checks, beside = (QUICK, (TYPES,)) if is_quick else (ALL, (TYPES, FOLDERS, BROWSERS))
    code, notes = run(checks, beside=beside, environment=environment)
    if code == 0:
        notes = [*long_files(), *([] if is_quick else line_coverage()), *notes]
    for note in (*notes, *availability.lines()):
        say(f"-- {note}")
    if code == 0:
        say(f"== all checks passed in {time.monotonic() - whole:.0f} s")
    return code


def with_bytecode(given: Mapping[str, str]) -> dict[str, str]:
    """Where Python shall write no bytecode beside its sources, it is kept in the data folder.

    A run starts some eighty processes, and each would compile Django anew.
    """
    environment = dict(given)
    if environment.pop("PYTHONDONTWRITEBYTECODE", ""):
        environment.setdefault("PYTHONPYCACHEPREFIX", str(BYTECODE))
    return environment


def run(
    checks: Sequence[Check],
    *,
    beside: Sequence[Check],
    environment: Mapping[str, str],
    root: Path = ROOT,
) -> tuple[int, list[str]]:
    """The checks in turn, and others beside them.

    The code of the first that fails, or 0; and notes on what passed only when it was run again.
    """
    with contextlib.ExitStack() as stack:
        started = [stack.enter_context(_beside(check, environment, root)) for check in beside]
        code, notes = run_in_turn(checks, environment=environment, root=root)
        if code == 0:
            code = max(finish() for finish in started)
        return code, notes


@contextlib.contextmanager
def _beside(
    check: Check, environment: Mapping[str, str], root: Path
) -> Iterator[Callable[[], int]]:
    """A check that runs meanwhile; what waits for its end, says what it said and has its code."""
    name, command = check
    start = time.monotonic()
    with tempfile.TemporaryFile() as output:
        process = subprocess.Popen(
            command, cwd=root, env=environment, stdout=output, stderr=subprocess.STDOUT
        )

        def finish() -> int:
            code = process.wait()
            output.seek(0)
            say(f"== {name}, beside the others\n{output.read().decode().rstrip()}")
            say(f"== {name}: done {time.monotonic() - start:.0f} s after it began")
            if code != 0:
                say(f"== {name} failed")
            return code

        try:
            yield finish
        finally:
            process.terminate()  # it may have started servers, which it ends
            try:
                process.wait(END_SECONDS)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()


def run_in_turn(
    checks: Sequence[Check], *, environment: Mapping[str, str], root: Path
) -> tuple[int, list[str]]:
    notes: list[str] = []
    for name, command in checks:
        say(f"== {name}")
        start = time.monotonic()
        code, again = run_check(command, environment=environment, root=root)
        notes += [f"passed only when run again: {test}" for test in again]
        say(f"== {name}: {time.monotonic() - start:.0f} s")
        if code != 0:
            say(f"== {name} failed")
            return code, notes
    return 0, notes


def run_check(
    command: Sequence[str], *, environment: Mapping[str, str], root: Path
) -> tuple[int, Sequence[str]]:
    """Its exit code, and the tests that passed only when they were run again."""
    if "pytest" not in command:
        return subprocess.run(command, cwd=root, env=environment, check=False).returncode, ()
    with tempfile.TemporaryDirectory() as notes:
        outcome = run_pytest(command, root=root, notes=Path(notes), environment=environment)
    return outcome.code, outcome.passed_again


def long_files(root: Path = ROOT) -> Iterator[str]:
    """A note on each Python file that takes more than a few screens; it fails nothing."""
    for folder in ("apps", "config", "tests"):
        for path in sorted((root / folder).rglob("*.py")):
            lines = len(path.read_text().splitlines())
            if lines > LONG_FILE and "migrations" not in path.parts:
                yield f"{path.relative_to(root)} has {lines} lines"


def line_coverage() -> Iterator[str]:
    """The share of lines that the tests ran, without the browser journeys; it fails nothing."""
    command = (PYTHON, "-m", "coverage", "report", "--format=total", "--precision=1")
    told = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    if told.returncode == 0:
        yield f"{told.stdout.strip()} % of the lines of apps and config were run"


def say(line: str) -> None:
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
