"""Browsers from Debian's packages: what cannot be had is said in a line, and nothing hangs."""

import os
import time
from pathlib import Path

import pytest

from tests.browser import debian
from tests.browser.engines import availability
from tests.browser.engines.engine import ENGINES, FIREFOX


@pytest.fixture(autouse=True)
def bare_machine(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Root on a Debian without browsers, whose apt-get is a script of the test."""
    monkeypatch.setenv("PATH", f"{tmp_path}")
    monkeypatch.setattr(os, "geteuid", lambda: 0)
    monkeypatch.setattr(availability, "NOTES", tmp_path / "notes")
    monkeypatch.setattr(debian, "DATA", tmp_path)
    monkeypatch.setattr(debian, "IS_DEBIAN", True)
    return tmp_path


def apt_get(folder: Path, script: str) -> None:
    program = folder / "apt-get"
    program.write_text(f"#!/bin/sh\nPATH=/usr/bin:/bin\n{script}\n")
    program.chmod(0o755)


def notes() -> list[str]:
    availability.install()
    return list(availability.lines())


def test_what_hangs_is_given_up(bare_machine: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(debian, "LISTS", 0.2)
    apt_get(bare_machine, "sleep 60 & sleep 60")
    start = time.monotonic()
    assert notes() == [
        f"{name} was not tried: apt-get update took more than 0.2 seconds" for name in ENGINES
    ]
    assert time.monotonic() - start < 30


def test_a_package_that_is_not_there_is_named(bare_machine: Path) -> None:
    apt_get(
        bare_machine, 'case "$*" in *install*) echo "E: Unable to locate it" >&2; exit 100; esac'
    )
    assert notes() == [
        f"{name} was not tried: apt-get install failed: E: Unable to locate it" for name in ENGINES
    ]
    firefox = ENGINES[FIREFOX]
    assert availability.why_missing(firefox) == notes()[0]
    availability.forget()
    assert list(availability.lines()) == []
    assert "it is not installed" in availability.why_missing(firefox)


def test_only_root_installs(bare_machine: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(os, "geteuid", lambda: 1000)
    apt_get(bare_machine, f"touch {bare_machine}/asked")
    assert notes() == [f"{name} was not tried: only root can install it" for name in ENGINES]
    assert not (bare_machine / "asked").exists()


def test_another_system_is_left_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(debian, "IS_DEBIAN", False)
    assert notes() == [
        f"{name} was not tried: this system has no packages of Debian" for name in ENGINES
    ]


def test_what_is_installed_is_used(bare_machine: Path) -> None:
    installs = 'case "$*" in *--no-download*) for each in firefox-esr WebKitWebDriver Xvfb; do'
    script = (
        f"{installs} printf '' > {bare_machine}/$each; chmod +x {bare_machine}/$each; done; esac"
    )
    apt_get(bare_machine, script)
    assert notes() == []
    assert [availability.why_missing(engine) for engine in ENGINES.values()] == ["", ""]
