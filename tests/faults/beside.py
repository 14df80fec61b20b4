"""The release before and this one on one database, each reading what the other wrote.

By hand: `.venv/bin/python -m tests.faults.beside <tag or commit of the release before>`. It runs
with the packages of this release. First the release before serves three people who save, while this
one migrates; then one member does everything through both in turn, with one sign-in; then each of
them fills a database of this release with every kind of row, and both read it whole.
"""

import json
import re
import shutil
import subprocess
import sys
import tempfile
import uuid
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final

import psycopg
from psycopg import sql

from config.local.embedded_postgres import ROLE, SUPERUSER
from config.local.environment import completed
from tests.faults.server import ROOT, FaultServer, free_port, output_of
from tests.faults.writer import NAME, PASSWORD, Browser, Ledger, Writer

FILL: Final = (
    "import json, sys; from pathlib import Path; from tests.upgrade.make_dump import filled;"
    " Path(sys.argv[1]).write_text(json.dumps(filled()))"
)
WRITERS: Final = 3
ID: Final = re.compile(r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}")
MOMENT: Final = re.compile(r"\d{4}-\d\d-\d\dT[0-9:.]+(?:Z|\+00:00)")
SECRETS: Final = {"secret_key": "beside " * 8, "pepper": "each other " * 5}
# A release may say it in other words; what must be among them is compared all the same.
WORDS_OF_A_PAGE: Final = {"shown", "history", "recovered", "open_before"}


def lines(release: str) -> Iterator[str]:
    folder = Path(tempfile.mkdtemp(prefix="leeway-beside-"))
    folder.chmod(0o755)
    try:
        before = FaultServer(folder=folder, port=free_port(), code=_code_of(release, folder))
        now = FaultServer(folder=folder, port=free_port())
        for each in (before, now):
            each.settings |= {"LEEWAY_DEBUG": "1"}  # no static files are collected
        before.cluster.start()
        try:
            yield from _served(before, now)
            yield from _read_by_both(before, now)
        finally:
            for each in (before, now):
                if each.web is not None and each.web.poll() is None:
                    each.kill_web()
            before.cluster.stop()
    finally:
        shutil.rmtree(folder)


def _code_of(release: str, folder: Path) -> Path:
    code = folder / "before"
    code.mkdir()
    archive = subprocess.run(["git", "archive", release], cwd=ROOT, capture_output=True, check=True)
    subprocess.run(["tar", "-x", "-C", str(code)], input=archive.stdout, check=True)
    return code


def _served(before: FaultServer, now: FaultServer) -> Iterator[str]:
    for command in ("migrate", "load_guides", "load_support"):
        before.run("manage.py", command, "--verbosity", "0")
    before.start_web()
    browser, ledger = Browser(port=before.port, patience=60), Ledger()
    browser.sign_up()
    writers = [Writer(browser, ledger) for _ in range(WRITERS)]
    for writer in writers:
        writer.start()
    try:
        for command in ("migrate", "load_guides", "load_support"):
            now.run("manage.py", command, "--verbosity", "0")
    finally:
        for writer in writers:
            writer.stopping.set()
        for writer in writers:
            writer.join(60)
    yield f"while this release migrated: {ledger.count} saves acknowledged"
    yield f"  {ledger.refused} tries refused; stuck: {ledger.stuck or 'none'}"
    for reader in (before, now):
        kept = output_of(reader, "tests.faults.journal_dump")
        titles = {row[1] for row in (*kept["pages"], *kept["versions"])}
        drafts = {row[0]: int(row[1]) for row in kept["drafts"]}
        saved = [f"{page} {v}" for page, versions in ledger.pages.items() for v in versions]
        lost = [title for title in saved if title not in titles]
        lost += [tab for tab, number in ledger.drafts.items() if drafts.get(tab, 0) < number]
        yield f"  {len(lost)} of them are lost to {_name(reader)}"
    now.start_web()
    for first, then in ((before, now), (now, before)):
        yield from _in_turn(first, then)


def _name(server: FaultServer) -> str:
    return "this release" if server.code == ROOT else "the release before"


def _in_turn(first: FaultServer, then: FaultServer) -> Iterator[str]:
    """One sign-in through both; whatever is not as it should be is a line."""
    browser = Browser(port=first.port, patience=60)
    wrong: list[str] = []

    def at(server: FaultServer) -> Browser:
        browser.port = server.port
        return browser

    def expect(what: str, is_so: bool) -> None:
        if not is_so:
            wrong.append(f"{what}: {browser.body[:300]!r}")

    def page(entry: str, revision: str, body: str) -> dict[str, str]:
        words = {"title": f"On {body}", "body": body, "day": "2026-11-24"}
        return {"entry_id": entry, "revision": revision, **words}

    def reads(server: FaultServer, address: str, words: str) -> None:
        status = at(server).get(address)
        expect(f"{address} at {_name(server)}: {status}", status == 200 and words in browser.body)

    sign_in = {"login": NAME, "password": PASSWORD}
    expect("sign-in", at(first).post("/account/sign-in/", sign_in) in {302, 303})
    reads(then, "/journal/", "<main")
    entry, tab = str(uuid.uuid4()), str(uuid.uuid4())
    expect("save", at(first).post("/journal/new/", page(entry, "0", "tern one")) == 303)
    reads(then, f"/journal/{entry}/", "tern one")
    edit = f"/journal/{entry}/edit/"
    expect("change", at(then).post(edit, page(entry, "1", "tern two")) == 303)
    reads(first, f"/journal/{entry}/", "tern two")
    reads(first, f"/journal/{entry}/history/", "<main")
    for number, server in enumerate((first, then, first), 1):
        draft = page(str(uuid.uuid4()), "0", f"draft {number}") | {"draft": f"{tab}:{number}"}
        expect(f"autosave {number}", at(server).post("/journal/autosave/", draft) == 200)
    reads(then, "/journal/drafts/", "draft 3")
    expect("lock", at(first).post("/vault/lock/", {}) in {200, 303})
    locked = page(str(uuid.uuid4()), "0", "while locked") | {"draft": f"{uuid.uuid4()}:1"}
    expect("autosave, locked", at(then).post("/journal/autosave/", locked) == 200)
    expect("unlock", at(first).post("/vault/unlock/", {"password": PASSWORD}) == 303)
    reads(then, "/journal/drafts/", "while locked")
    expect("search", at(then).post("/journal/search/", {"q": "tern"}) == 200)
    expect("found", "tern" in browser.body)
    yield from _quiz(browser, first, then, wrong)
    expect("delete", at(then).post(f"/journal/{entry}/delete/", {}) == 303)
    expect("deleted", at(first).get("/journal/trash/") == 200 and entry in browser.body)
    expect("back", at(first).post(f"/journal/{entry}/restore/", {}) == 303)
    reads(then, f"/journal/{entry}/", "tern two")
    expect("sign-out", at(then).post("/account/sign-out/", {}) in {200, 302, 303})
    status = at(first).get("/journal/")
    expect(f"signed out at the other: {status}", status in {302, 303})
    yield f"{_name(first)}, then {_name(then)}, in turn: {'nothing' if not wrong else ''} wrong"
    yield from (f"  {each}" for each in wrong)


def _quiz(
    browser: Browser, first: FaultServer, then: FaultServer, wrong: list[str]
) -> Iterator[str]:
    """Each answer goes to the other release than the one before it did."""
    place, ends = "/quiz/self-partner/", {302, 303}
    browser.port = first.port
    statuses = [browser.post(place, {})]
    while statuses[-1] in ends:  # until there is no further statement
        number = len(statuses)
        browser.port = (first, then)[number % 2].port
        statuses.append(browser.post(f"{place}{number}/", {"answer": str(number % 7 + 1)}))
    if statuses.pop() != 404 or len(statuses) < 10:
        wrong.append(f"quiz: {statuses}")
    browser.port = then.port
    statuses.append(browser.post(f"{place}review/", {"usual": "y"}))
    browser.port = first.port
    statuses.append(browser.post(f"{place}keep/", {"about": f"Ada of {first.port}", "note": ""}))
    browser.port = then.port
    if browser.get("/quiz/results/") != 200 or f"Ada of {first.port}" not in browser.body:
        wrong.append(f"quiz: {statuses}")
    if not set(statuses) <= ends:
        wrong.append(f"quiz: {statuses}")
    yield f"  quiz: {len(statuses)} forms sent in turn"


def _read_by_both(before: FaultServer, now: FaultServer) -> Iterator[str]:
    """Every kind of row, by the forms and the readers of tests/upgrade of each release."""
    for writer in (before, now):
        _database(before, "filled")
        for migrates in (before, now):
            _run(migrates, "filled", "manage.py", "migrate", "--verbosity", "0")
        note = before.folder / "filled.json"
        _run(writer, "filled", "-c", FILL, str(note))
        wanted = json.loads(note.read_text()) | SECRETS
        found = {}
        for reader in (before, now):
            _database(before, "read", template="filled")
            words = json.dumps(wanted).encode()
            told = _run(reader, "read", "-m", "tests.upgrade.read_site", sent=words)
            found[_name(reader)] = json.loads(told)
        yield f"every kind of row, written by {_name(writer)}:"
        yield from _compared(found, wanted)


def _compared(found: dict[str, Any], wanted: dict[str, Any]) -> Iterator[str]:
    for reader, members in found.items():
        refused = [each for member in members.values() for each in member["refused"]]
        rows = sum(len(member["export"]) for member in members.values())
        yield f"  {reader} reads {rows} rows, and is refused: {refused or 'nothing'}"
        for name, said in wanted["members"].items():
            for address, words in said["shown"].items():
                missing = [each for each in words if each not in members[name]["shown"][address]]
                if missing:
                    yield f"    {name} does not see at {address}: {missing}"
    one, other = found.values()
    for name in one:
        for part in sorted({*one[name], *other[name]} - WORDS_OF_A_PAGE):
            here, there = _told(one[name].get(part)), _told(other[name].get(part))
            if here != there:
                yield f"    {name}: {part} differs: {here - there} / {there - here}"


def _told(part: Any) -> set[str]:
    """Each row or value as text, but for ids and moments, which differ each time."""
    rows = part if isinstance(part, list) else [part]
    texts = (json.dumps(row, sort_keys=True, ensure_ascii=False) for row in rows)
    return {MOMENT.sub("(moment)", ID.sub("(id)", text)) for text in texts}


def _database(server: FaultServer, name: str, template: str = "template0") -> None:
    address = server.cluster.url(role=SUPERUSER, database="postgres")
    with psycopg.connect(address, autocommit=True) as connection:
        drop = sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(sql.Identifier(name))
        make = sql.SQL("CREATE DATABASE {} OWNER {} TEMPLATE {}")
        connection.execute(drop)
        parts = (sql.Identifier(each) for each in (name, ROLE, template))
        connection.execute(make.format(*parts))


def _run(server: FaultServer, database: str, *arguments: str, sent: bytes = b"") -> bytes:
    """What a program of that release prints about a database with the secrets of this run."""
    own = {
        **{name: value for name, value in server.environment.items() if "SECRET" not in name},
        "DATABASE_URL": server.cluster.url(database=database),
        "LEEWAY_DATA": str(server.folder / f"data-{server.port}"),
        "LEEWAY_SECRET_KEY": SECRETS["secret_key"],
        "LEEWAY_VAULT_PEPPER": SECRETS["pepper"],
        "DJANGO_SETTINGS_MODULE": "config.settings",
    }
    done = subprocess.run(
        [sys.executable, *arguments],
        cwd=server.code,
        env=completed(own),
        input=sent,
        capture_output=True,
        timeout=1200,
    )
    assert done.returncode == 0, done.stderr.decode()[-5000:]
    return done.stdout


if __name__ == "__main__":
    for line in lines(sys.argv[1]):
        sys.stdout.write(f"{line}\n")
        sys.stdout.flush()
