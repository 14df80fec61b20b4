"""The drill: back up while people write, lose the database, restore, and open the journal again."""

import shutil
import time
from collections import defaultdict
from pathlib import Path

from tests.faults.server import FaultServer, fault_server, output_of
from tests.faults.test_faults import wait_for
from tests.faults.writer import PASSWORD, Browser, Ledger, Writer, text

BEFORE, AFTER = 60, 20  # saves
WRITERS = 3
LONGEST = 240  # seconds; a quiet machine takes an eighth of it
IN = {302, 303}


def backed_up(home: FaultServer) -> Path:
    home.run("manage.py", "backup")
    (path,) = (home.folder / "backups").glob("*.age")
    return path


def lose_the_database(home: FaultServer) -> None:
    home.kill_web()
    home.kill_database()
    shutil.rmtree(home.cluster.folder)


def test_what_was_acknowledged_before_a_backup_comes_back_and_opens(tmp_path: Path) -> None:
    key = tmp_path / "identity"
    ledger = Ledger()
    with fault_server(tmp_path / "home") as home:
        public = home.run("manage.py", "make_backup_key", str(key)).decode().strip()
        home.settings["LEEWAY_BACKUP_KEY"] = public.removeprefix("LEEWAY_BACKUP_KEY=")
        browser = Browser(port=home.port)
        browser.sign_up()
        writers = [Writer(browser, ledger) for _ in range(WRITERS)]
        for writer in writers:
            writer.start()
        try:
            until = time.monotonic() + LONGEST
            wait_for(ledger, BEFORE, until=until)
            with ledger.lock:
                pages = {page: list(versions) for page, versions in ledger.pages.items()}
                drafts = dict(ledger.drafts)
            backup = backed_up(home)
            wait_for(ledger, ledger.count + AFTER, until=until)
        finally:
            for writer in writers:
                writer.stopping.set()
            for writer in writers:
                writer.join(30)
        lose_the_database(home)
        home.cluster.start()
        said = home.run("manage.py", "restore", str(backup), "--identity", str(key)).decode()
        assert "the canary's journal opened" in said
        home.start_web()
        again = Browser(port=home.port)
        assert again.post("/account/sign-in/", {"login": "maya", "password": PASSWORD}) in IN
        assert again.cookies.get("__Host-jkey", "").strip('"'), "the password opens no journal"
        kept = output_of(home, "tests.faults.journal_dump")
    assert backup.stat().st_size > 10_000

    found: dict[str, set[int]] = defaultdict(set)
    for page, title, body in [*kept["pages"], *kept["versions"]]:
        version = int(title.removeprefix(f"{page} "))
        assert body == text(page, version), f"torn: {title}"
        found[page].add(version)
    missing = {page: set(said) - found[page] for page, said in pages.items()}
    assert {page: versions for page, versions in missing.items() if versions} == {}
    saved = {tab: int(title.removeprefix(f"{tab} ")) for tab, _n, title, _b in kept["drafts"]}
    assert [tab for tab, version in drafts.items() if saved.get(tab, 0) < version] == []
