"""The database is slow, has few connections or no disk: people are told, and nothing is lost."""

import subprocess
import sys
import time
import uuid
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import psycopg
import pytest

from tests.faults.server import ROOT, FaultServer, free_port, output_of
from tests.faults.slow_line import SlowLine, slow_line
from tests.faults.small_disk import full, small_disk
from tests.faults.test_database_away import fields_of
from tests.faults.writer import Browser, page_form, text

POOL, ASKING = 2, 12
DELAY = 0.1  # seconds for each piece that goes to the database or comes from it
DISK = 220  # MB: a small database, its log, and some room
TOLD_WITHIN = 6  # seconds, of a wait of 1.5, on a machine that is busy with other tests
THROWN = 6  # pages
TIDY_SECONDS = 90  # of a run, on a machine that is busy with other tests


@pytest.fixture(scope="module")
def disk(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """A folder with a file system of its own."""
    with small_disk(tmp_path_factory.mktemp("small") / "disk", megabytes=DISK) as folder:
        yield folder


@pytest.fixture(scope="module")
def line(disk: Path) -> Iterator[SlowLine]:
    server = FaultServer(folder=disk, port=0)
    server.copy_tables()
    database = server.cluster
    database.start()
    with slow_line(database.socket_folder / ".s.PGSQL.5432") as made:
        yield made
    database.stop()


@pytest.fixture(scope="module")
def home(disk: Path, line: SlowLine) -> Iterator[FaultServer]:
    settings = {
        "DATABASE_URL": f"postgresql://leeway@127.0.0.1:{line.port}/leeway",
        "LEEWAY_DATABASE_POOL": str(POOL),
        "LEEWAY_DATABASE_WAIT_MS": "1500",
        "LEEWAY_DEBUG": "0",
    }
    built = FaultServer(folder=disk, port=free_port(), settings=settings, threads=8)
    built.copy_static_files()
    built.start_web()
    yield built
    built.kill_web()


@pytest.fixture(scope="module")
def member(home: FaultServer) -> Browser:
    browser = Browser(port=home.port, patience=60)
    browser.sign_up()
    return browser


def test_a_slow_database_and_too_few_connections_are_told_and_nobody_hangs(
    home: FaultServer, line: SlowLine, member: Browser
) -> None:
    def ask(_number: int) -> tuple[int, float, str | None]:
        browser = Browser(port=home.port, cookies=dict(member.cookies), patience=60)
        begun = time.monotonic()
        return browser.get("/journal/"), time.monotonic() - begun, browser.retry_after

    assert member.get("/journal/") == 200
    line.seconds = DELAY
    try:
        with ThreadPoolExecutor(ASKING) as threads:
            answers = list(threads.map(ask, range(ASKING)))
    finally:
        line.seconds = 0
    assert {status for status, _took, _again in answers} == {200, 503}, answers
    refused = [(took, again) for status, took, again in answers if status == 503]
    assert min(took for took, _again in refused) < TOLD_WITHIN, answers
    assert {again for _took, again in refused} == {"10"}
    begun = time.monotonic()
    while member.get("/journal/") != 200:
        assert time.monotonic() - begun < 20, "it does not come back"
    assert home.web is not None
    assert home.web.poll() is None


def expired_pages(home: FaultServer) -> list[int]:
    """How many expired pages each of two runs at once deleted."""
    runs = [
        subprocess.Popen(
            [sys.executable, "manage.py", "tidy"],
            cwd=ROOT,
            env=home.environment,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )
        for _ in range(2)
    ]
    counts = []
    for run in runs:
        said, errors = run.communicate(timeout=TIDY_SECONDS)
        assert run.returncode == 0, errors
        counts.append(int(said.partition("\nexpired pages: ")[2].split()[0]))
    return counts


def test_two_runs_of_tidy_at_once_both_end_and_wait_for_nobody(
    home: FaultServer, member: Browser
) -> None:
    """A journal that is being written in is left alone; then each page that is due goes once."""
    thrown = [str(uuid.uuid4()) for _ in range(THROWN)]
    for entry in thrown:
        assert member.post("/journal/new/", page_form(entry)) == 303
        assert member.post(f"/journal/{entry}/delete/", {}) == 303
    with psycopg.connect(home.cluster.url()) as connection:
        due = "UPDATE journal_entry SET expires_on = current_date WHERE expires_on IS NOT NULL"
        assert connection.execute(due).rowcount == THROWN
    with psycopg.connect(home.cluster.url()) as writing:
        writing.execute("SELECT 1 FROM vault_vault FOR UPDATE")
        assert expired_pages(home) == [0, 0]
    assert sum(expired_pages(home)) == THROWN
    assert member.get(f"/journal/{thrown[0]}/") == 404


def test_a_full_disk_gives_the_words_back_and_loses_nothing_acknowledged(
    home: FaultServer, disk: Path, member: Browser
) -> None:
    kept: list[str] = []
    for _ in range(3):
        kept.append(str(uuid.uuid4()))
        assert member.post("/journal/new/", page_form(kept[-1])) == 303
    with full(disk):
        statuses = []
        for _ in range(40):  # what is reserved already takes a few more
            entry = str(uuid.uuid4())
            statuses.append(member.post("/journal/new/", page_form(entry)))
            if statuses[-1] == 303:
                kept.append(entry)
            else:
                break
        assert statuses[-1] == 503, statuses
        again = fields_of(member.body)
        assert again["body"] == text(entry, 1).replace("\n", "\r\n") or again["body"] == text(
            entry, 1
        )
        assert member.get("/healthz/") == 200
        assert member.get("/safety/") == 200
    begun = time.monotonic()
    while (status := member.post("/journal/new/", again)) != 303:
        assert status in {0, 503}, member.body[:300]
        assert time.monotonic() - begun < 60, "it does not come back"
        time.sleep(0.1)
        home.cluster.start()  # where it stopped, as its service would
    kept.append(entry)
    found = output_of(home, "tests.faults.journal_dump")["pages"]
    assert {page for page, _title, _body in found} == set(kept)
    assert all(body == text(page, 1) for page, _title, body in found)
