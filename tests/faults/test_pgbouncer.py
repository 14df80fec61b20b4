"""Leeway behind PgBouncer in transaction mode: each transaction may meet another connection."""

import json
import threading
import uuid
from collections.abc import Iterator

import pytest

from tests.faults.pgbouncer import PROGRAM, pgbouncer
from tests.faults.server import FaultServer, free_port
from tests.faults.writer import PASSWORD, Browser

pytestmark = pytest.mark.skipif(PROGRAM is None, reason="no pgbouncer: apt-get install pgbouncer")

PAGES = 230  # more than are fetched at once
EXPORT = {"what": "all", "form": "json", "password": PASSWORD}


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Iterator[FaultServer]:
    folder = tmp_path_factory.mktemp("pool")
    built = FaultServer(folder=folder, port=free_port())
    built.copy_tables()
    built.copy_static_files()
    built.cluster.start()
    try:
        with pgbouncer(folder, built.cluster) as address:
            built.settings |= {"DATABASE_URL": address, "LEEWAY_DATABASE_STATEMENT_MS": "0"}
            built.start_web()
            yield built
            built.kill_web()
    finally:
        built.cluster.stop()


def test_pages_are_written_exported_and_tidied(home: FaultServer) -> None:
    browser = Browser(port=home.port, patience=60)
    browser.sign_up()
    for number in range(PAGES):
        page = {"entry_id": str(uuid.uuid4()), "revision": "0", "day": "2026-11-24"}
        page |= {"title": f"page {number}", "body": "The tide went out."}
        assert browser.post("/journal/new/", page) == 303
    over = threading.Event()
    statuses: set[int] = set()

    def look_around() -> None:
        other = Browser(port=home.port, cookies=dict(browser.cookies), patience=60)
        while not over.is_set():
            statuses.update(map(other.get, ("/journal/", "/journal/insights/")))

    looking = threading.Thread(target=look_around)
    looking.start()
    try:
        for _ in range(3):
            assert browser.post("/journal/export/", EXPORT) == 200, browser.body[:500]
            entries = [row for row in json.loads(browser.body)["rows"] if row["kind"] == "entries"]
            assert len(entries) == PAGES
    finally:
        over.set()
        looking.join()
    assert statuses == {200}
    assert b"\nexpired pages: 0" in home.run("manage.py", "tidy")
    assert browser.post("/journal/search/", {"q": "tide"}) == 200
