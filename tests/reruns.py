"""A pytest run in which up to three tests failed runs just those once more, alone.

What fails twice fails the run. What passes then is named at the end of the whole output: a race
of a busy machine is seen, and does not throw the rest away. What the pages' consoles tell until the
last step of a journey is part of its steps. Failures before and after a test's own steps (such as
the server's log) are never run again, and neither is a run that ended in another way than with
failed tests.
"""

import json
import re
import subprocess
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from xml.etree import ElementTree

MOST = 3  # failed tests
TESTS_FAILED = 1  # the exit code of pytest


@dataclass(frozen=True, kw_only=True)
class Outcome:
    """The exit code of a pytest run, and the tests that passed only when run again."""

    code: int
    passed_again: Sequence[str] = ()


def run_pytest(
    command: Sequence[str],
    *,
    root: Path,
    notes: Path,
    environment: Mapping[str, str],
) -> Outcome:
    """The command once, and its failed tests a second time; `notes` is an empty folder."""
    report, cache = notes / "report.xml", notes / "cache"
    told = (f"--junitxml={report}", "-o", f"cache_dir={cache}")
    first = subprocess.run((*command, *told), cwd=root, env=environment, check=False)
    if first.returncode != TESTS_FAILED or has_errors(report):
        return Outcome(code=first.returncode)
    failed = failed_tests(cache)
    if not 1 <= len(failed) <= MOST:
        return Outcome(code=first.returncode)
    again = (sys.executable, "-m", "pytest", "-q", *failed)
    sys.stdout.write(f"== once more, alone: {', '.join(failed)}\n")
    sys.stdout.flush()
    second = subprocess.run(again, cwd=root, env=environment, check=False)
    return Outcome(code=second.returncode, passed_again=() if second.returncode else failed)


def has_errors(report: Path) -> bool:
    """Whether something failed outside of a test's own steps: in set-up or teardown."""
    suites = ElementTree.parse(report).getroot().iter("testsuite")
    return any(int(suite.get("errors", "0")) for suite in suites)


def failed_tests(cache: Path) -> list[str]:
    """What pytest has noted in its cache for `--last-failed`; a name has no group of xdist."""
    noted = json.loads((cache / "v" / "cache" / "lastfailed").read_text())
    return sorted(re.sub(r"@[^]@]+$", "", name) for name in noted)
