"""Database and web server are killed while somebody saves: each acknowledged save is there."""

import random
import time
from collections import defaultdict
from pathlib import Path

from tests.faults.server import FaultServer, fault_server, output_of
from tests.faults.writer import Browser, Ledger, Writer, text

SAVES, KILLS = 250, 10
WRITERS = 3
LONGEST = 480  # seconds; a quiet machine takes an eighth of it


def wait_for(ledger: Ledger, at_least: int, *, until: float) -> None:
    while ledger.count < at_least:
        assert ledger.stuck == [], "a save is refused for good"
        assert time.monotonic() < until, f"{ledger.count} of {at_least} saves, and no time left"
        time.sleep(0.002)


def kill_while_writing(house: FaultServer, ledger: Ledger, *, until: float) -> None:
    """In turn the database and the web server, each at a moment of its own."""
    chance = random.Random(20261124)
    for number in range(KILLS):
        target = SAVES * (number + 1) // (KILLS + 1)
        wait_for(ledger, target, until=until)
        time.sleep(chance.random() * 0.05)
        if number % 2:
            house.kill_web()
            house.start_web()
        else:
            house.kill_database()
            house.cluster.start()
    wait_for(ledger, SAVES, until=until)


def test_every_acknowledged_save_outlives_ten_kills_and_none_is_torn(tmp_path: Path) -> None:
    ledger = Ledger()
    with fault_server(tmp_path) as home:
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
        home.kill_database()  # once more, so that nothing is read from its memory
        home.cluster.start()
        kept = output_of(home, "tests.faults.journal_dump")
    assert ledger.count >= SAVES
    assert len(home.kills) >= KILLS
    assert ledger.refused > 0, "no kill met a save"

    found: dict[str, set[int]] = defaultdict(set)
    for page, title, body in [*kept["pages"], *kept["versions"]]:
        version = int(title.removeprefix(f"{page} "))
        assert body == text(page, version), f"torn: {title}"
        assert version not in found[page], f"kept twice: {title}"
        found[page].add(version)
    assert len(kept["pages"]) == len({page for page, _title, _body in kept["pages"]})
    for page, versions in ledger.pages.items():
        assert set(versions) <= found[page], f"lost: {page} {set(versions) - found[page]}"

    drafts: dict[str, int] = {}
    for tab, count, title, body in kept["drafts"]:
        version = int(title.removeprefix(f"{tab} "))
        assert (body, int(count)) == (text(tab, version), version), f"torn: {title}"
        drafts[tab] = version
    for tab, version in ledger.drafts.items():
        assert drafts.get(tab, 0) >= version, f"lost: draft {tab} {version}"
