"""`make setup` takes a uv that works: one of that name may refuse to run, or be too old."""

import os
import shutil
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent.parent
COPIED = (
    *("Makefile", "requirements.txt", "requirements-dev.txt", ".python-version"),
    *("config/uv.sh", "config/private-uv.sh"),
)
TOOLS = ("sh", "awk", "cat", "chmod", "dirname", "make", "mkdir", "rm", "tr", "touch")

REFUSES = "echo 'that version is not installed' >&2; exit 127"
UV = """
echo "$*" >>calls
if test "$1" = --version; then echo "uv {version} (a day)"; else echo "{name} $*"; fi
"""
# Makes an environment whose Python runs.
UV_THAT_SETS_UP = """
echo "$*" >>calls
case "$1" in
  --version) echo uv 9.0.0;;
  venv) mkdir -p .venv/bin; echo "#!/bin/sh" >.venv/bin/python; chmod +x .venv/bin/python;;
esac
"""
# What its pip fetches is a uv; without pip it may be able to make one that has it.
PYTHON = """
case "$*" in
  "-c "*) exit {too_old};;
  "-m pip --version") case "$0" in .tools/*) ;; *) exit {no_pip};; esac;;
  "-m venv --clear .tools/pip")
    mkdir -p .tools/pip/bin; cat "$0" >.tools/pip/bin/python; chmod +x .tools/pip/bin/python
    exit {no_venv};;
  "-m pip install "*)
    test "$PIP_USER$PIP_REQUIRE_VIRTUALENV" = 00 || exit 1
    test {offline} = 0 || exit 1
    mkdir -p .tools/uv/bin
    echo 'echo "uv 9.0.0 fetched by {name}"' >.tools/uv/bin/uv
    chmod +x .tools/uv/bin/uv;;
esac
"""


def uv(name: str, version: str = "9.0.0") -> str:
    return UV.format(name=name, version=version)


def python(name: str, **ways: int) -> str:
    fine = {"too_old": 0, "no_pip": 0, "no_venv": 0, "offline": 0}
    return PYTHON.format(name=name, **(fine | ways))


class Machine:
    """A copy of what sets up, and a PATH with nothing on it but plain tools and these programs."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder / "leeway"
        self._path = [folder / "first place", folder / "second"]
        self._tools = folder / "tools"
        for made in (self.folder / "config", *self._path, self._tools):
            made.mkdir(parents=True)
        for name in COPIED:
            shutil.copy(ROOT / name, self.folder / name)
        for name in TOOLS:
            program = shutil.which(name)
            assert program is not None
            (self._tools / name).symlink_to(program)

    def add(self, name: str, program: str, *, place: int = 0) -> None:
        _write(self._path[place] / name, program)

    def add_private(self, program: str) -> None:
        (self.folder / ".tools/uv/bin").mkdir(parents=True)
        _write(self.folder / ".tools/uv/bin/uv", program)

    def run(self, *command: str) -> subprocess.CompletedProcess[str]:
        path = ":".join(str(place) for place in (*self._path, self._tools))
        environment = {"PATH": path, "PIP_USER": "1", "PIP_REQUIRE_VIRTUALENV": "1"}
        return subprocess.run(
            command, cwd=self.folder, env=environment, capture_output=True, text=True, check=False
        )

    def uv(self, *arguments: str) -> str:
        """What the chosen uv says."""
        done = self.run("sh", "config/uv.sh", *arguments)
        assert done.returncode == 0, done.stderr
        return done.stdout.strip()

    def calls(self) -> list[str]:
        """What uv was asked to do since the last look, by its first word."""
        file = self.folder / "calls"
        lines = file.read_text().splitlines() if file.exists() else []
        file.unlink(missing_ok=True)
        return [line.split()[0] for line in lines if line != "--version"]


def _write(file: Path, program: str) -> None:
    file.write_text(f"#!/bin/sh\n{program}\n")
    file.chmod(0o755)


@pytest.fixture
def machine(tmp_path: Path) -> Machine:
    return Machine(tmp_path)


# --- A uv that is here --------------------------------------------------------------------------


def test_a_uv_that_works_is_taken_and_told_everything(machine: Machine) -> None:
    machine.add("uv", uv("the first"))
    machine.add_private(uv("our own"))
    assert machine.uv("pip", "a b", ">=3") == "the first pip a b >=3"


@pytest.mark.parametrize(
    "first",
    [REFUSES, uv("old", "0.1.0"), "echo another 9.0.0", ""],
    ids=["refuses", "old", "another program", "says nothing"],
)
def test_one_that_refuses_or_is_too_old_is_passed_over(machine: Machine, first: str) -> None:
    machine.add("uv", first)
    machine.add("uv", uv("the second"), place=1)
    assert machine.uv("sync") == "the second sync"


@pytest.mark.parametrize("first", [REFUSES, uv("old", "0.1.0")], ids=["refuses", "old"])
def test_then_our_own_is_taken(machine: Machine, first: str) -> None:
    machine.add("uv", first)
    machine.add_private(uv("our own"))
    assert machine.uv("sync") == "our own sync"


@pytest.mark.parametrize(
    ("version", "fits"),
    [
        *(("0.6.6", False), ("0.5.31", False), ("0.6", False), ("0.0.99", False)),
        *(("0.6.7", True), ("0.6.10", True), ("0.10.0", True), ("1.0.0", True), ("0.7", True)),
        ("0.7.0-alpha.1", True),
    ],
)
def test_versions_are_compared_number_by_number(machine: Machine, version: str, fits: bool) -> None:
    machine.add("uv", uv("the first", version))
    machine.add_private(uv("our own"))
    assert machine.uv("sync") == ("the first sync" if fits else "our own sync")


# --- One that a Python fetches ------------------------------------------------------------------


def test_where_there_is_none_the_first_python_that_can_fetches_one(machine: Machine) -> None:
    machine.add("uv", REFUSES)
    machine.add("python3", REFUSES)
    machine.add("python3", python("too old", too_old=1), place=1)
    machine.add("python3.13", python("without", no_pip=1, no_venv=1))
    machine.add("python", REFUSES)
    machine.add("python", python("a python"), place=1)
    assert machine.uv("sync") == "uv 9.0.0 fetched by a python"
    machine.add("python", REFUSES, place=1)  # it is kept
    assert machine.uv("sync") == "uv 9.0.0 fetched by a python"


def test_a_python_without_pip_makes_one_that_has_it(machine: Machine) -> None:
    machine.add("python3", python("a python", no_pip=1))
    assert machine.uv("sync") == "uv 9.0.0 fetched by a python"


def test_our_own_that_no_longer_runs_is_fetched_again(machine: Machine) -> None:
    machine.add_private(REFUSES)
    machine.add("python3", python("a python"))
    assert machine.uv("sync") == "uv 9.0.0 fetched by a python"


@pytest.mark.parametrize(
    ("python3", "words"),
    [
        (REFUSES, "or a Python 3.8 or newer with pip or venv to fetch it"),
        (python("", too_old=1), "or a Python 3.8 or newer with pip or venv to fetch it"),
        (python("", no_pip=1, no_venv=1), "or a Python 3.8 or newer with pip or venv to fetch it"),
        (python("", offline=1), "could not fetch it"),
    ],
    ids=["refuses", "too old", "no pip", "offline"],
)
def test_where_nothing_works_one_line_says_what_is_needed(
    machine: Machine, python3: str, words: str
) -> None:
    machine.add("python3", python3)
    done = machine.run("make", "setup")
    ours = [line for line in done.stderr.splitlines() if not line.startswith("make")]
    assert done.returncode != 0
    assert len(ours) == 1
    assert ours[0].startswith("Leeway needs uv 0.6.7 or newer, ")
    assert words in ours[0]


# --- The environment ----------------------------------------------------------------------------


def test_setting_up_makes_the_environment_once(machine: Machine) -> None:
    machine.add("uv", UV_THAT_SETS_UP)
    assert machine.run("make", "setup").returncode == 0
    assert "--require-hashes requirements-dev.txt" in (machine.folder / "calls").read_text()
    assert machine.calls() == ["venv", "pip"]
    assert machine.run("make", "setup").returncode == 0
    assert machine.calls() == []


def test_requirements_are_resolved_into_their_files_and_name_no_address(machine: Machine) -> None:
    machine.add("uv", UV_THAT_SETS_UP)
    assert machine.run("make", "requirements").returncode == 0
    compiled = [
        line
        for line in (machine.folder / "calls").read_text().splitlines()
        if line.startswith("pip compile")
    ]
    everything, running, with_bucket = compiled
    assert with_bucket.endswith("-c requirements-dev.txt --group s3 -o requirements-s3.txt")
    assert "--group local --group dev" in everything
    assert everything.endswith("-o requirements-dev.txt")
    assert "--group" not in running
    assert running.endswith("-c requirements-dev.txt -o requirements.txt")
    for line in compiled:
        assert "--universal --generate-hashes --no-emit-index-url --no-header" in line


def test_an_environment_whose_python_is_gone_is_made_again(machine: Machine) -> None:
    machine.add("uv", UV_THAT_SETS_UP)
    machine.run("make", "setup")
    machine.calls()
    its_python = machine.folder / ".venv/bin/python"
    its_python.unlink()
    its_python.symlink_to(machine.folder / "gone")
    assert machine.run("make", "setup").returncode == 0
    assert machine.calls() == ["venv", "pip"]
    assert os.access(its_python, os.X_OK)


def test_one_whose_python_became_another_version_gets_its_packages_again(machine: Machine) -> None:
    machine.add("uv", UV_THAT_SETS_UP)
    machine.run("make", "setup")
    machine.calls()
    has_none = 'case "$*" in *django*) exit 1;; esac'
    _write(machine.folder / ".venv/bin/python", has_none)
    assert machine.run("make", "setup").returncode == 0
    assert machine.calls() == ["pip"]


def test_the_readme_names_the_same_version() -> None:
    least = next(
        line.split("=")[1].split()[0]
        for line in (ROOT / "config/uv.sh").read_text().splitlines()
        if line.startswith("least=")
    )
    assert f"uv {least} or newer" in (ROOT / "README.md").read_text()
