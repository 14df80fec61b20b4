"""Database and web server are killed while somebody saves: each acknowledged save is there."""

import random
import time
from collections import defaultdict
from collections.abc import Iterator
from enum import Enum, auto
from itertools import product
from pathlib import Path
from typing import Any, Final

import psycopg

from tests.faults.server import FaultServer, fault_server, output_of
from tests.faults.standby import ask
from tests.faults.writer import Browser, Ledger, Writer, text

SAVES = 250
WRITERS = 3
THREADS = 4  # of the web server
POWER_CUTS = True
LONGEST = 480  # seconds; a quiet machine takes an eighth of it
# A commit waits so long before it is flushed, as on a slow disk: whatever is said too early, or is
# in another commit than it should be, has that long to be lost.
COMMIT_MICROSECONDS = 20_000


class Moment(Enum):
    """When a kill comes."""

    ANY = auto()
    ACKNOWLEDGED = auto()  # as soon as a save is: it must be kept by then
    PAGE_CHANGED = auto()  # as soon as the database shows it: its other half must be kept by then
    VERSION_KEPT = auto()


KILLS: Final = (
    *product(Moment, ("database", "web")),
    (Moment.ACKNOWLEDGED, "database"),
    (Moment.PAGE_CHANGED, "database"),
)
SHOWN: Final = {
    Moment.PAGE_CHANGED: "SELECT sum(revision) FROM journal_entry WHERE revision > 1",
    Moment.VERSION_KEPT: "SELECT count(*) FROM journal_entryversion",
}


def wait_for(ledger: Ledger, at_least: int, *, until: float) -> None:
    while ledger.count < at_least and not ledger.stuck:
        assert time.monotonic() < until, f"{ledger.count} of {at_least} saves, and no time left"
        time.sleep(0.002)


def wait_until_shown(house: FaultServer, what: str, *, until: float) -> None:
    """Until the database answers this otherwise than it does now."""
    with psycopg.connect(house.cluster.url(), autocommit=True) as connection:
        before = connection.execute(what).fetchone()
        while connection.execute(what).fetchone() == before and time.monotonic() < until:
            time.sleep(0.001)


def kill_and_start_database(house: FaultServer) -> None:
    house.kill_database()
    try:
        house.cluster.start()
    except SystemExit as failed:
        raise AssertionError("all is lost: the database does not start again") from failed


def kill_while_writing(house: FaultServer, ledger: Ledger, *, until: float) -> None:
    """In turn the database and the web server, until a save is refused for good."""
    chance = random.Random(20261124)
    for number, (moment, target) in enumerate(KILLS, 1):
        wait_for(ledger, SAVES * number // (len(KILLS) + 1), until=until)
        if ledger.stuck:
            return
        if moment is Moment.ANY:
            time.sleep(chance.random() * 0.05)
        elif moment is Moment.ACKNOWLEDGED:
            ledger.acknowledged.clear()
            ledger.acknowledged.wait(LONGEST)
        else:
            wait_until_shown(house, SHOWN[moment], until=until)
        if target == "web":
            house.kill_web()
            house.start_web()
        else:
            kill_and_start_database(house)
    wait_for(ledger, SAVES, until=until)


def lost(ledger: Ledger, kept: dict[str, Any]) -> Iterator[str]:
    """Each acknowledged save that is not among what was kept."""
    found: dict[str, set[int]] = defaultdict(set)
    for page, title, _body in [*kept["pages"], *kept["versions"]]:
        found[page].add(int(title.removeprefix(f"{page} ")))
    for page, versions in ledger.pages.items():
        for version in sorted(set(versions) - found[page]):
            yield f"page {page}, version {version}: kept are {sorted(found[page]) or 'none'}"
    drafts = {tab: int(count) for tab, count, _title, _body in kept["drafts"]}
    for tab, version in ledger.drafts.items():
        if drafts.get(tab, 0) < version:
            yield f"draft {tab}, save {version}: kept is {drafts.get(tab, 'none')}"


def torn(kept: dict[str, Any]) -> Iterator[str]:
    """Each page, version or draft that is not as one save wrote it, or that is there twice."""
    seen = set()
    for page, title, body in [*kept["pages"], *kept["versions"]]:
        if title in seen:
            yield f"kept twice: {title}"
        seen.add(title)
        if body != text(page, int(title.removeprefix(f"{page} "))):
            yield title
    for tab, count, title, body in kept["drafts"]:
        if (title, body) != (f"{tab} {count}", text(tab, int(count))):
            yield title


def test_every_acknowledged_save_outlives_ten_kills_and_none_is_torn(tmp_path: Path) -> None:
    ledger = Ledger()
    with fault_server(tmp_path, THREADS, POWER_CUTS) as home:
        for setting in (f"commit_delay = {COMMIT_MICROSECONDS}", "commit_siblings = 0"):
            ask(home.cluster, f"ALTER SYSTEM SET {setting}")
        ask(home.cluster, "SELECT pg_reload_conf()")
        browser = Browser(port=home.port)
        browser.sign_up()
        writers = [Writer(browser, ledger) for _ in range(WRITERS)]
        for writer in writers:
            writer.start()
        try:
            kill_while_writing(home, ledger, until=time.monotonic() + LONGEST)
        finally:
            for writer in writers:
                writer.stopping.set()
            for writer in writers:
                writer.join(30)
        kill_and_start_database(home)  # once more, so that nothing is read from its memory
        flushes = ask(home.cluster, "SHOW fsync")
        kept = output_of(home, "tests.faults.journal_dump")
    gone = list(lost(ledger, kept))
    assert gone == [], f"{len(gone)} of {ledger.count} acknowledged saves are lost"
    assert flushes == "on", "where no power can be cut, its loss does not show"
    assert list(torn(kept)) == []
    assert ledger.stuck == [], "a save is refused for good"
    assert len({page for page, _title, _body in kept["pages"]}) == len(kept["pages"])
    assert ledger.count >= SAVES
    assert len(home.kills) > len(KILLS)
    assert ledger.refused > 0, "no kill met a save"
