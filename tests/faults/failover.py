"""Streaming replication and a failover with real processes, while three people save.

By hand: `.venv/bin/python -m tests.faults.failover`. The primary is killed with SIGKILL, the
standby is promoted, and the web server finds it by the two hosts in its DATABASE_URL; nothing of it
is restarted. Once with replication that nobody waits for, once with a commit that waits for it.
"""

import shutil
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import quote

from config.local.embedded_postgres import ROLE, Cluster
from tests.faults.server import FaultServer, free_port, output_of
from tests.faults.standby import ask, copied
from tests.faults.writer import Browser, Ledger, Writer

BEFORE, AFTER = 120, 60  # acknowledged saves
WRITERS = 3
LONGEST = 240


def lines() -> Iterator[str]:
    for waits in (False, True):
        folder = Path(tempfile.mkdtemp(prefix="leeway-failover-"))
        try:
            yield from _measured(folder, waits=waits)
        finally:
            shutil.rmtree(folder)


def _measured(folder: Path, *, waits: bool) -> Iterator[str]:
    home = FaultServer(folder=folder, port=free_port())
    standby = Cluster(folder=folder / "standby")
    home.cluster.start()
    hosts = quote(f"{home.cluster.socket_folder},{standby.socket_folder}", safe="")
    address = f"postgresql://{ROLE}@/leeway?host={hosts}&target_session_attrs=read-write"
    home.settings |= {"DATABASE_URL": address, "LEEWAY_DATABASE_WAIT_MS": "1500"}
    ledger = Ledger()
    try:
        home.run("manage.py", "migrate", "--verbosity", "0")
        copied(home.cluster, standby)
        standby.start()
        if waits:
            ask(home.cluster, "ALTER SYSTEM SET synchronous_standby_names = '*'")
            ask(home.cluster, "SELECT pg_reload_conf()")
        home.start_web()
        yield from _failed_over(home, standby, ledger, waits=waits)
    finally:
        if home.web is not None and home.web.poll() is None:
            home.kill_web()
        standby.stop()
        home.cluster.stop()


def _failed_over(
    home: FaultServer, standby: Cluster, ledger: Ledger, *, waits: bool
) -> Iterator[str]:
    browser = Browser(port=home.port)
    browser.sign_up()
    writers = [Writer(browser, ledger) for _ in range(WRITERS)]
    for writer in writers:
        writer.start()
    try:
        begun = time.monotonic()
        _wait_for(ledger, BEFORE)
        rate = ledger.count / (time.monotonic() - begun)
        lag = ask(home.cluster, "SELECT max(replay_lag)::text FROM pg_stat_replication")
        home.kill_database()
        killed, count = time.monotonic(), ledger.count
        standby._run("pg_ctl", "promote", "-w")
        promoted = time.monotonic() - killed
        _wait_for(ledger, count + 4)  # three may have been acknowledged and not yet noted
        resumed = time.monotonic() - killed
        _wait_for(ledger, count + AFTER)
    finally:
        for writer in writers:
            writer.stopping.set()
        for writer in writers:
            writer.join(30)
    kept = output_of(home, "tests.faults.journal_dump")
    titles = {row[1] for row in (*kept["pages"], *kept["versions"])}
    drafts = {row[0]: int(row[1]) for row in kept["drafts"]}
    lost = [f"{page} {v}" for page, many in ledger.pages.items() for v in many]
    lost = [title for title in lost if title not in titles]
    lost += [tab for tab, version in ledger.drafts.items() if drafts.get(tab, 0) < version]
    how = "a commit waits for the standby" if waits else "nobody waits for the standby"
    yield f"{how}: {rate:.1f} saves/s before, replay lag {lag}"
    yield f"  promoted after {promoted:.1f} s, saves again after {resumed:.1f} s"
    yield f"  {len(lost)} of {ledger.count} acknowledged saves lost, {ledger.refused} tries refused"


def _wait_for(ledger: Ledger, count: int) -> None:
    give_up = time.monotonic() + LONGEST
    while ledger.count < count:
        assert time.monotonic() < give_up, f"{ledger.count} of {count} saves"
        time.sleep(0.02)


if __name__ == "__main__":
    for line in lines():
        sys.stdout.write(f"{line}\n")
        sys.stdout.flush()
