"""`make test`: every check in order, each named and timed; the first failure stops the run."""

import os
import subprocess
import sys
import time
from collections.abc import Sequence

PYTHON = sys.executable
CHECKS: Sequence[tuple[str, Sequence[str]]] = (
    ("format", (PYTHON, "-m", "ruff", "format", "--check", "-q", ".")),
    ("lint", (PYTHON, "-m", "ruff", "check", "-q", ".")),
    ("types", (PYTHON, "-m", "mypy")),
    ("migrations", (PYTHON, "-m", "tests.migrations")),
    ("tests", (PYTHON, "-m", "pytest", "-q", "-n", "2", "--ignore=tests/browser")),
    ("browser", (PYTHON, "-m", "pytest", "-q", "-n", "2", "--dist", "worksteal", "tests/browser")),
)


def main() -> int:
    environment = {**os.environ, "LEEWAY_LOCAL": "1", "LEEWAY_DEBUG": "0"}
    whole = time.monotonic()
    for name, command in CHECKS:
        sys.stdout.write(f"== {name}\n")
        sys.stdout.flush()
        start = time.monotonic()
        result = subprocess.run(command, env=environment, check=False)
        sys.stdout.write(f"== {name}: {time.monotonic() - start:.0f} s\n")
        if result.returncode != 0:
            sys.stdout.write(f"== {name} failed\n")
            return result.returncode
    sys.stdout.write(f"== all checks passed in {time.monotonic() - whole:.0f} s\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
