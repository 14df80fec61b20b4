"""The clock of the machine jumps under a running server and its database, forward and back.

With libfaketime (Debian's package `faketime`) in the web server, the database and the commands.
"""

import re
import subprocess
import sys
import uuid
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import psycopg
import pytest

from tests.faults.server import ROOT, START_SECONDS, FaultServer, free_port, output_of
from tests.faults.writer import NAME, PASSWORD, Browser, text

LIBRARY = next(Path("/usr/lib").glob("*/faketime/libfaketimeMT.so.1"), None)
pytestmark = pytest.mark.skipif(LIBRARY is None, reason="no libfaketime: apt-get install faketime")

IN = {302, 303}
NOW, HOUR_BACK, DAY_ON, YEARS_ON = "+0", "-1h", "+25h", "+10y"


@dataclass(frozen=True, kw_only=True)
class Clock:
    """What every process of the house takes for the time: an offset in a file."""

    file: Path

    def jump(self, offset: str) -> None:
        self.file.write_text(f"{offset}\n")

    @property
    def environment(self) -> dict[str, str]:
        return {
            "LD_PRELOAD": str(LIBRARY),
            "FAKETIME_TIMESTAMP_FILE": str(self.file),
            "FAKETIME_NO_CACHE": "1",
            "FAKETIME_DONT_FAKE_MONOTONIC": "1",
        }


@pytest.fixture(scope="module")
def clock(tmp_path_factory: pytest.TempPathFactory) -> Clock:
    made = Clock(file=tmp_path_factory.mktemp("clock") / "offset")
    made.file.parent.chmod(0o755)  # the database's own user reads it
    made.jump(NOW)
    return made


@pytest.fixture(scope="module")
def home(clock: Clock, tmp_path_factory: pytest.TempPathFactory) -> Iterator[FaultServer]:
    settings = {**clock.environment, "LEEWAY_DEBUG": "1"}
    folder = tmp_path_factory.mktemp("jumps")
    built = FaultServer(folder=folder, port=free_port(), settings=settings, threads=8)
    built.copy_tables()
    with pytest.MonkeyPatch.context() as patch:
        for name, value in clock.environment.items():
            patch.setenv(name, value)
        built.cluster.start()
    try:
        built.start_web()
        yield built
    finally:
        clock.jump(NOW)
        if built.web is not None and built.web.poll() is None:
            built.kill_web()
        built.cluster.stop()


def year_of_database(home: FaultServer) -> int:
    with psycopg.connect(home.cluster.url()) as connection:
        row = connection.execute("SELECT extract(year FROM clock_timestamp())::int").fetchone()
    return int(row[0]) if row else 0


def tidied(home: FaultServer, *options: str) -> tuple[int, str]:
    """How `tidy` ends, and what it says."""
    done = subprocess.run(
        [sys.executable, "manage.py", "tidy", *options],
        cwd=ROOT,
        env=home.environment,
        capture_output=True,
        text=True,
        timeout=START_SECONDS,
        check=False,
    )
    return done.returncode, (done.stdout + done.stderr).strip()


def page(entry: str, version: int = 1, *, revision: int = 0) -> dict[str, str]:
    said = {"title": f"{entry} {version}", "body": text(entry, version), "day": "2026-11-24"}
    return {"entry_id": entry, "revision": str(revision), **said}


def autosave(browser: Browser, tab: str, version: int) -> None:
    form = page(str(uuid.UUID(int=7)), version) | {"draft": f"{tab}:{version}"}
    form |= {"title": f"{tab} {version}", "body": text(tab, version)}
    assert browser.post("/journal/autosave/", form) == 200, browser.body[:300]


def is_open(browser: Browser) -> bool:
    return browser.get("/journal/") == 200 and "/journal/new/" in browser.body


def unlock(browser: Browser) -> None:
    assert browser.post("/vault/unlock/", {"password": PASSWORD}) in IN, browser.body[:300]
    assert is_open(browser)


def sign_in(home: FaultServer, password: str = PASSWORD) -> Browser:
    browser = Browser(port=home.port, patience=60)
    status = browser.post("/account/sign-in/", {"login": NAME, "password": password})
    assert (status in IN) == (password == PASSWORD), (status, browser.body[:300])
    return browser


def test_no_jump_loses_a_word_or_keeps_its_writer_out(home: FaultServer, clock: Clock) -> None:
    first = Browser(port=home.port, patience=60)
    first.sign_up()
    kept, thrown, late = (str(uuid.uuid4()) for _ in range(3))
    for entry in (kept, thrown):
        assert first.post("/journal/new/", page(entry)) == 303
    assert first.post(f"/journal/{thrown}/delete/", {}) in IN
    tab = str(uuid.uuid4())
    autosave(first, tab, 1)
    assert tidied(home)[0] == 0

    clock.jump(HOUR_BACK)
    assert is_open(first)
    autosave(first, tab, 2)
    sign_in(home, "not the password")
    sign_in(home)

    clock.jump(DAY_ON)  # the journal locks by itself, the sign-in goes on
    assert not is_open(first)
    autosave(first, tab, 3)  # through the drop box
    unlock(first)
    code, said = tidied(home)
    assert code == 0
    assert "the clock went a day further than time did" in said, said

    clock.jump(YEARS_ON)  # the sign-in is over, and everything in the trash looks expired
    assert year_of_database(home) > 2030
    code, said = tidied(home)
    assert (code, said.count("\n")) == (1, 0), said
    assert re.search(r"the last run was \d{4} days ago\. Nothing was deleted", said), said
    assert not is_open(first)
    second = sign_in(home)
    assert is_open(second)
    autosave(second, tab, 4)
    assert second.post("/journal/new/", page(late)) == 303
    for _ in range(2):
        sign_in(home, "not the password")

    clock.jump(
        NOW
    )  # what was counted and opened ahead keeps nobody out, and opens nothing for long
    sign_in(home)
    assert is_open(second), "its opening counts from now"
    assert second.post(f"/journal/{late}/edit/", page(late, 2, revision=1)) == 303
    autosave(second, tab, 5)
    code, said = tidied(home)
    assert code == 0, said
    assert "\nexpired pages: 0" in said
    assert second.post(f"/journal/{thrown}/restore/", {}) in IN
    found = output_of(home, "tests.faults.journal_dump")
    assert {(entry, title) for entry, title, _body in found["pages"]} == {
        *((kept, f"{kept} 1"), (thrown, f"{thrown} 1"), (late, f"{late} 2"))
    }
    assert [(title, int(count)) for _tab, count, title, _body in found["drafts"]] == [
        (f"{tab} 5", 5)
    ]
    with psycopg.connect(home.cluster.url()) as connection:
        ends = connection.execute(
            "SELECT max(expires) < now() + interval '31 days' FROM accounts_signin"
        ).fetchone()
    assert ends == (True,), "a sign-in of the wrong time ends as any other"
