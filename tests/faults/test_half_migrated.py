"""`migrate` is killed in the middle: the site says that it is not ready, and migrating goes on."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest

from tests.faults.server import ROOT, START_SECONDS, FaultServer, free_port
from tests.faults.writer import Browser

ENOUGH = 8  # migrations that have run when it is killed


@pytest.fixture
def home(tmp_path: Path) -> Iterator[FaultServer]:
    """With an empty database, and no web server yet."""
    built = FaultServer(folder=tmp_path, port=free_port(), settings={"LEEWAY_DEBUG": "1"})
    built.cluster.start()
    try:
        yield built
    finally:
        if built.web is not None:
            built.kill_web()
        built.cluster.stop()


def migrations_run(home: FaultServer) -> int:
    with psycopg.connect(home.cluster.url()) as connection:
        try:
            row = connection.execute("SELECT count(*) FROM django_migrations").fetchone()
        except psycopg.errors.UndefinedTable:  # the very beginning
            return 0
        return int(row[0]) if row else 0


def test_a_killed_migration_is_told_and_goes_on(home: FaultServer) -> None:
    migrating = subprocess.Popen(
        [sys.executable, "manage.py", "migrate", "--verbosity", "0"],
        cwd=ROOT,
        env=home.environment,
        start_new_session=True,
    )
    give_up = time.monotonic() + START_SECONDS
    while (before := migrations_run(home)) < ENOUGH:
        assert migrating.poll() is None, "it ended before it could be killed"
        assert time.monotonic() < give_up
        time.sleep(0.01)
    os.killpg(migrating.pid, signal.SIGKILL)
    migrating.wait(10)
    home.start_web()
    browser = Browser(port=home.port, patience=60)
    assert browser.get("/healthz/") == 200
    assert browser.get("/readyz/") == 503
    assert "migration" in browser.body
    home.run("manage.py", "migrate", "--verbosity", "0")
    assert migrations_run(home) > before
    browser.get("/readyz/")
    assert "migration" not in browser.body  # what is missing now is the content
    browser.sign_up()
    assert browser.get("/journal/") == 200
