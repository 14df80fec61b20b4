"""The doctor names what is wrong, in a line each, and ends with 1 where something is."""

import io
from datetime import date, timedelta
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
import time_machine
from django.core.management import call_command
from django.db import OperationalError, connection
from django.utils import timezone
from pytest_django import Settings

from apps.articles.models import Guide
from apps.common.models import JobRun
from apps.common.replica.lag import ReplicaLag
from apps.operations import doctor
from apps.operations.backup.folder import name_of
from apps.support.models import SupportLine
from apps.vault.key_changes.peppers import check_peppers
from tests.content_fixtures import load_content

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def server(settings: Settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Settings:
    """A server as it should be, on this database."""
    settings.LOCAL = False
    settings.OPERATOR, settings.CONTACT = "The Quay", "help@leeway.example"
    settings.BACKUP_KEYS = ["age1"]
    settings.STATIC_ROOT = tmp_path
    settings.BACKUP_FOLDER = tmp_path / "backups"
    settings.BACKUP_FOLDER.mkdir()
    (tmp_path / "staticfiles.json").write_text("{}")
    disk = SimpleNamespace(total=100e9, used=40e9, free=60e9)
    monkeypatch.setattr("shutil.disk_usage", lambda _path: disk)
    load_content()
    check_peppers()
    JobRun.note("backup")
    JobRun.note("tidy")
    # no line is old, no guide is overdue, on whichever day this runs
    today = timezone.localdate()
    SupportLine.objects.update(checked=today)
    Guide.objects.update(reviewed=today, review_due=today + timedelta(days=90))
    return settings


def told(code: int) -> dict[str, tuple[str, str]]:
    """State and words by what was looked at; `code` is what the command must end with."""
    out = io.StringIO()
    ended = 0
    try:
        call_command("doctor", stdout=out)
    except SystemExit as end:
        ended = int(str(end.code))
    lines = out.getvalue().splitlines()
    assert ended == code, out.getvalue()
    assert lines[-1] == ("Nothing is wrong." if code == 0 else f"{_wrong(lines)} wrong.")
    found = {}
    for line in lines[:-1]:
        state, about = line.split(maxsplit=1)
        name, _colon, words = about.partition(": ")
        found[name] = (state, words)
    return found


def _wrong(lines: list[str]) -> int:
    return sum(line.startswith("wrong") for line in lines)


def test_a_server_that_is_well_has_nothing_wrong() -> None:
    found = told(0)
    assert {state for state, _words in found.values()} == {"ok"}
    assert found.keys() == {
        *("version", "settings", "static files", "disk", "database", "extensions", "clock"),
        *("migrations", "pepper", "last backup", "last tidy", "content", "help lines", "guides"),
    }


def missing_setting(server: Settings) -> str:
    server.BACKUP_KEYS = []
    return "LEEWAY_BACKUP_KEY"


def no_static_files(server: Settings) -> str:
    (Path(server.STATIC_ROOT) / "staticfiles.json").unlink()
    return "collect_static"


def old_backup(server: Settings) -> str:
    name = name_of(timezone.now() - timedelta(days=31))
    (server.BACKUP_FOLDER / name).write_bytes(b"")
    return name


def no_extension(_server: Settings) -> str:
    with connection.cursor() as cursor:
        cursor.execute("DROP EXTENSION pg_trgm CASCADE")
    return "pg_trgm"


def other_pepper(server: Settings) -> str:
    server.VAULT_PEPPERS = {1: "another pepper " * 4}
    return "is not the pepper that this database was sealed with"


def no_tidy(_server: Settings) -> str:
    JobRun.objects.filter(name="tidy").update(ended=timezone.now() - timedelta(hours=50))
    return "50 hours ago"


def tidy_ahead(_server: Settings) -> str:
    JobRun.objects.filter(name="tidy").update(ended=timezone.now() + timedelta(hours=50))
    return "50 hours ahead"


def no_backup(_server: Settings) -> str:
    JobRun.objects.filter(name="backup").delete()
    return "never"


def old_lines(_server: Settings) -> str:
    SupportLine.objects.update(checked=None, listed=date(2020, 1, 1))
    return "have left their pages"


def no_content(_server: Settings) -> str:
    SupportLine.objects.all().delete()
    return "load_support"


@pytest.mark.parametrize(
    ("about", "spoil"),
    [
        ("settings", missing_setting),
        ("static files", no_static_files),
        ("old backups", old_backup),
        ("extensions", no_extension),
        ("pepper", other_pepper),
        ("last tidy", no_tidy),
        ("last tidy", tidy_ahead),
        ("last tidy", tidy_ahead),
        ("last backup", no_backup),
        ("help lines", old_lines),
        ("content", no_content),
    ],
)
def test_one_thing_that_is_wrong_is_named(about: str, spoil: Any, server: Settings) -> None:
    words = spoil(server)
    found = told(1)
    assert found[about][0] == "wrong"
    assert words in found[about][1]
    others = {state for name, (state, _words) in found.items() if name != about}
    assert others == {"ok"}


@pytest.mark.parametrize(
    ("lag", "state", "words"),
    [
        (ReplicaLag(is_up=True, is_standby=True), "ok", "0.0 seconds behind (0 bytes)"),
        (ReplicaLag(is_up=True, is_standby=True, seconds=61, bytes_behind=9), "wrong", "61.0"),
        (ReplicaLag(is_up=True), "wrong", "not a standby"),
        (ReplicaLag(is_up=False), "wrong", "away"),
    ],
)
def test_a_replica_is_told_with_its_lag(
    lag: ReplicaLag, state: str, words: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(doctor, "replica_lag", lambda: lag)
    found = told(int(state == "wrong"))["replica"]
    assert found[0] == state
    assert words in found[1]


def test_what_is_near_is_told_and_is_not_wrong() -> None:
    today = timezone.localdate()
    near = today - timedelta(days=160)
    SupportLine.objects.update(checked=None, listed=near)
    Guide.objects.filter(number=1).update(
        published=today - timedelta(days=9),
        reviewed=today - timedelta(days=8),
        review_due=today - timedelta(days=1),
    )
    found = told(0)
    assert found["help lines"][0] == found["guides"][0] == "look"
    assert "untested lines leave their pages on" in found["help lines"][1]


def test_a_clock_that_is_off_and_a_full_disk_are_wrong(monkeypatch: pytest.MonkeyPatch) -> None:
    full = SimpleNamespace(total=100e9, used=95e9, free=5e9)
    monkeypatch.setattr("shutil.disk_usage", lambda _path: full)
    with time_machine.travel(timezone.now() + timedelta(minutes=1), tick=False):
        found = told(1)
    assert found["clock"][0] == found["disk"][0] == "wrong"
    assert "5.0 GB of 100.0 GB free" in found["disk"][1]


def test_without_a_database_the_rest_is_still_told(monkeypatch: pytest.MonkeyPatch) -> None:
    def fail() -> Any:
        raise OperationalError("connection refused\nmore of it")

    monkeypatch.setattr(doctor, "OF_DATABASE", (fail,))
    found = told(1)
    assert found["database"] == ("wrong", "it did not answer: connection refused")
    assert found["static files"][0] == "ok"
