"""A standby answers visitors' public pages: never private ones, never an old one, never for long.

Two real PostgreSQL processes with streaming replication. Each logs what it is asked.
"""

import os
import re
import signal
import time
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest

from apps.common.replica.reads import LEFT_ALONE, SLOWEST
from config.local.embedded_postgres import Cluster
from tests.faults.server import PROC, FaultServer, children_of, free_port
from tests.faults.standby import ask, copied
from tests.faults.writer import Browser

GUIDE = "/guides/after-an-affair/"
PUBLIC = (GUIDE, "/guides/", "/guides/?q=distanse", "/glossary/", "/support/united-kingdom/")
MARKS = {"articles_edition", "support_directoryversion"}
TABLE = re.compile(r'(?:FROM|JOIN|INTO|UPDATE) "?((?:[a-z]+)_[a-z_]+)"?')
AWAY, BACK = "The replica does not answer", "The replica answers again"
WAIT = 30.0  # seconds, on a machine that is busy


@dataclass
class Servers:
    home: FaultServer
    standby: Cluster
    monitor: int

    @property
    def log(self) -> str:
        return (self.home.folder / "web.log").read_text()

    @contextmanager
    def asked(self) -> Iterator[dict[str, set[str]]]:
        """Tables that each server is asked for meanwhile, by "primary" and "standby"."""
        logs = {"primary": self.home.cluster, "standby": self.standby}
        paths = {name: each.folder / "server.log" for name, each in logs.items()}
        before = {name: path.stat().st_size for name, path in paths.items()}
        found: dict[str, set[str]] = {}
        yield found
        for name, path in paths.items():
            found[name] = set(TABLE.findall(path.read_bytes()[before[name] :].decode()))

    def change(self, words: str) -> None:
        """Give the guide and a country another name, on the primary."""
        slug = GUIDE.strip("/").rpartition("/")[2]
        ask(self.home.cluster, f"UPDATE articles_guide SET title = '{words}' WHERE slug = '{slug}'")
        where = "WHERE slug = 'united-kingdom'"
        ask(self.home.cluster, f"UPDATE pages_country SET name = '{words}' {where}")

    def is_behind(self) -> bool:
        written = ask(self.home.cluster, "SELECT pg_current_wal_lsn()::text")
        replayed = f"SELECT pg_last_wal_replay_lsn() < '{written}'::pg_lsn"
        return bool(ask(self.standby, replayed))


def wait_until(is_so: Callable[[], bool], what: str) -> None:
    give_up = time.monotonic() + WAIT
    while not is_so():
        assert time.monotonic() < give_up, what
        time.sleep(0.05)


@pytest.fixture(scope="module")
def servers(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Servers]:
    folder: Path = tmp_path_factory.mktemp("replica") / "home"
    home = FaultServer(folder=folder, port=free_port())
    standby = Cluster(folder=folder / "standby")
    monitor = free_port()
    home.copy_site()
    home.cluster.start()
    try:
        ask(home.cluster, "ALTER SYSTEM SET log_statement = 'all'")
        ask(home.cluster, "SELECT pg_reload_conf()")
        copied(home.cluster, standby)
        standby.start()
        home.settings |= {
            "DATABASE_REPLICA_URL": standby.url(),
            "LEEWAY_DATABASE_WAIT_MS": "1500",
            "LEEWAY_MONITOR_PORT": str(monitor),
        }
        home.start_web()
        yield Servers(home=home, standby=standby, monitor=monitor)
    finally:
        if home.web is not None and home.web.poll() is None:
            home.kill_web()
        standby.stop()
        home.cluster.stop()


@pytest.fixture
def visitor(servers: Servers) -> Browser:
    return Browser(port=servers.home.port)


def title_is_everywhere(visitor: Browser, words: str) -> bool:
    """Whether each page of it says so: the guide's, the help lines', and a search for it."""
    pages = (GUIDE, "/support/united-kingdom/", f"/guides/?q={words}")
    return all(visitor.get(address) == 200 and words in visitor.body for address in pages)


def asked_of(servers: Servers, visitor: Browser, address: str) -> dict[str, set[str]]:
    with servers.asked() as found:
        assert visitor.get(address) == 200, address
    return found


@pytest.mark.parametrize("address", PUBLIC)
def test_a_visitors_public_page_is_read_from_the_standby(
    servers: Servers, visitor: Browser, address: str
) -> None:
    found = asked_of(servers, visitor, address)
    assert found["primary"] <= MARKS
    assert found["standby"] - MARKS, "content"


def test_nothing_private_is_asked_there(servers: Servers) -> None:
    """Nor anything else of somebody who has an account, whatever page it is."""
    member = Browser(port=servers.home.port)
    with servers.asked() as found:
        member.sign_up()
        page = {"entry_id": "0198c0de-0000-7000-8000-000000000001", "revision": "0", "title": ""}
        page |= {"body": "The tide went out.", "day": "2026-11-24"}
        assert member.post("/journal/new/", page) == 303
        for address in ("/", "/journal/", "/guides/", GUIDE, "/quiz/results/", "/guides/?q=calm"):
            assert member.get(address) == 200, address
        assert Browser(port=servers.home.port).get("/account/sign-in/") == 200
    assert {"accounts_user", "journal_entry", "articles_guide"} <= found["primary"]
    assert found["standby"] == set()


def test_a_missing_page_is_missing_by_the_standby_alone(servers: Servers, visitor: Browser) -> None:
    with servers.asked() as found:
        assert visitor.get("/guides/no-such-guide/") == 404
    assert "There is no page here." in visitor.body
    assert "articles_guide" in found["standby"]
    assert found["primary"] <= MARKS


def test_while_the_standby_is_behind_no_page_is_old_and_none_is_afterwards(
    servers: Servers, visitor: Browser
) -> None:
    servers.change("Kittiwake")
    wait_until(lambda: not servers.is_behind(), "the standby does not follow")
    assert title_is_everywhere(visitor, "Kittiwake")
    ask(servers.standby, "SELECT pg_wal_replay_pause()")
    try:
        servers.change("Heron")
        assert servers.is_behind()
        for _visit in range(3):
            assert title_is_everywhere(visitor, "Heron")
        assert visitor.get("/readyz/") == 200
        assert re.match(r"ok\nreplica: \d+\.\d seconds behind \(\d+ bytes\)\n", visitor.body)
        monitor = f"http://127.0.0.1:{servers.monitor}/metrics"
        with urllib.request.urlopen(monitor, timeout=20) as answer:
            told = dict(re.findall(r"^(leeway_\S+) (\S+)$", answer.read().decode(), re.M))
        assert float(told["leeway_replica_lag_bytes"]) > 0
        assert float(told["leeway_replica_lag_seconds"]) > 0
        assert float(told['leeway_public_reads_total{by="primary_newer"}']) >= 2
        assert float(told['leeway_public_reads_total{by="replica"}']) >= len(PUBLIC)
    finally:
        ask(servers.standby, "SELECT pg_wal_replay_resume()")
    wait_until(lambda: not servers.is_behind(), "the standby does not follow")
    assert title_is_everywhere(visitor, "Heron")
    assert "articles_guide" in asked_of(servers, visitor, "/guides/?q=tern")["standby"]
    assert AWAY not in servers.log


def test_a_standby_that_was_started_anew_is_read_at_once(
    servers: Servers, visitor: Browser
) -> None:
    for _thread in range(servers.home.threads * 2):
        assert visitor.get("/readyz/") == 200
    servers.standby.stop()
    servers.standby.start()
    for _thread in range(servers.home.threads * 2):
        assert visitor.get("/readyz/") == 200
        assert "seconds behind" in visitor.body
    for number in range(servers.home.threads * 2):
        asked = asked_of(servers, visitor, f"/guides/?q=calm+{number}")
        assert "articles_guide" in asked["standby"]
    assert AWAY not in servers.log


def kill(servers: Servers) -> None:
    FaultServer.kill_cluster(servers.standby)


def freeze(servers: Servers) -> None:
    """Stop its processes as they are: lines stay open, and nothing answers on them."""
    signal_all(servers.standby, signal.SIGSTOP)


def signal_all(cluster: Cluster, what: signal.Signals) -> None:
    postmaster = int((cluster.folder / "postmaster.pid").read_text().split()[0])
    for pid in (postmaster, *children_of(postmaster)):
        if (PROC / str(pid)).exists():
            os.kill(pid, what)


def revive(servers: Servers) -> None:
    signal_all(servers.standby, signal.SIGCONT)


@pytest.mark.parametrize(
    ("fail", "mend"), [(kill, lambda servers: servers.standby.start()), (freeze, revive)]
)
def test_a_standby_that_fails_is_noticed_by_nobody_but_the_operator(
    servers: Servers,
    visitor: Browser,
    fail: Callable[[Servers], None],
    mend: Callable[[Servers], object],
) -> None:
    before = servers.log
    assert "articles_guide" in asked_of(servers, visitor, "/guides/?q=before")["standby"]
    fail(servers)
    try:
        begun = time.monotonic()
        assert "articles_guide" in asked_of(servers, visitor, "/guides/?q=first")["primary"]
        first = time.monotonic() - begun
        begun = time.monotonic()
        for number in range(4):
            assert visitor.get(f"/guides/?q=next+{number}") == 200
            assert visitor.get("/support/germany/") == 200
        others = time.monotonic() - begun
        begun = time.monotonic()
        for _check in range(3):
            assert visitor.get("/readyz/") == 200
            assert visitor.body == "ok\nreplica: away, the primary answers public reads\n"
        checks = time.monotonic() - begun
    finally:
        mend(servers)
    assert first < SLOWEST + 1.5, "the wait for a line, and a page"
    assert others < first + 2, "it is left alone for a while"
    assert checks < 1, "a health check waits for no replica"
    wait_until(
        lambda: "articles_guide" in asked_of(servers, visitor, "/guides/?q=after")["standby"],
        "it is not asked again",
    )
    told = servers.log.removeprefix(before)
    assert told.count(AWAY) == told.count(BACK) == 1, told
    assert LEFT_ALONE < WAIT


def test_a_health_check_is_not_held_up_by_a_standby_that_froze_just_now(
    servers: Servers, visitor: Browser
) -> None:
    """Nobody knows yet that it does; each thread of the server has a line to it."""
    for _thread in range(servers.home.threads * 2):
        assert visitor.get("/readyz/") == 200
    freeze(servers)
    try:
        begun = time.monotonic()
        for _check in range(3):
            assert visitor.get("/readyz/") == 200
        assert time.monotonic() - begun < 1

        def is_away() -> bool:
            return visitor.get("/readyz/") == 200 and "replica: away" in visitor.body

        wait_until(is_away, "the health check never hears of it")
    finally:
        revive(servers)
    wait_until(
        lambda: visitor.get("/readyz/") == 200 and "seconds behind" in visitor.body,
        "it is not asked again",
    )
