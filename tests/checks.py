"""`make check` and `make test`: every check named and timed; the first failure stops the run.

The types are read beside the other checks: mypy alone would keep one core busy and leave the other
idle. `make check` leaves out the migrations, the slow tests (tests/slow.py) and the browser
journeys.
"""

import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

PYTHON = sys.executable
ROOT = Path(__file__).resolve().parent.parent
LONG_FILE = 300  # lines

type Check = tuple[str, Sequence[str]]

PYTEST = (PYTHON, "-m", "pytest", "-q", "-n", "2")
READ: Sequence[Check] = (
    ("format", (PYTHON, "-m", "ruff", "format", "--check", "-q", ".")),
    ("lint", (PYTHON, "-m", "ruff", "check", "-q", ".")),
)
BESIDE: Check = ("types", (PYTHON, "-m", "mypy"))
QUICK: Sequence[Check] = (
    *READ,
    ("quick tests", (*PYTEST, "--ignore=tests/browser", "-m", "not slow")),
)
ALL: Sequence[Check] = (
    *READ,
    ("migrations", (PYTHON, "-m", "tests.migrations")),
    ("tests", (*PYTEST, "--ignore=tests/browser", "--cov", "--cov-report=")),
    ("browser", (*PYTEST, "--dist", "worksteal", "tests/browser")),
)


def main(arguments: Sequence[str]) -> int:
    is_quick = list(arguments) == ["quick"]
    environment = {**os.environ, "LEEWAY_LOCAL": "1", "LEEWAY_DEBUG": "0"}
    whole = time.monotonic()
    if code := run(QUICK if is_quick else ALL, beside=BESIDE, environment=environment):
        return code
    for note in (*long_files(), *([] if is_quick else line_coverage())):
        say(f"-- {note}")
    say(f"== all checks passed in {time.monotonic() - whole:.0f} s")
    return 0


def run(checks: Sequence[Check], *, beside: Check, environment: Mapping[str, str]) -> int:
    """The checks in turn, and one beside them; the code of the first that fails, or 0."""
    with tempfile.TemporaryFile() as output:
        name, command = beside
        start = time.monotonic()
        other = subprocess.Popen(
            command, cwd=ROOT, env=environment, stdout=output, stderr=subprocess.STDOUT
        )
        try:
            if code := run_in_turn(checks, environment=environment):
                return code
            code = other.wait()
        finally:
            other.kill()
            other.wait()
        output.seek(0)
        say(f"== {name}, beside the others\n{output.read().decode().rstrip()}")
        say(f"== {name}: done {time.monotonic() - start:.0f} s after it began")
        if code != 0:
            say(f"== {name} failed")
        return code


def run_in_turn(checks: Sequence[Check], *, environment: Mapping[str, str]) -> int:
    for name, command in checks:
        say(f"== {name}")
        start = time.monotonic()
        result = subprocess.run(command, cwd=ROOT, env=environment, check=False)
        say(f"== {name}: {time.monotonic() - start:.0f} s")
        if result.returncode != 0:
            say(f"== {name} failed")
            return result.returncode
    return 0


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
