"""What the app's own queries cost on plain private tables, and on the same rows split by vault.

By hand: `.venv/bin/python -m tests.bench.partitions [rows]`, 5,000,000 by default, which take about
8 GB for as long as it runs. A PostgreSQL of its own in a folder of its own, without fsync. Most
rows are noise of the size of a short page in vaults of nobody; the looks are a real member's.
"""

import os
import secrets
import shutil
import statistics
import sys
import tempfile
import time
import uuid
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from tests.bench.output import print_line

if TYPE_CHECKING:
    from django.test import Client

ROWS: Final = 5_000_000
PAGES_OF_VAULT: Final = 250
PARTS: Final = 64
HEAD, BODY = 160, 320  # bytes; those of a page of 160 words are 612 and 1,540
PAGES: Final = 300  # of each real member
DUE_VAULTS, DUE_PAGES = 1_000, 20  # what tidy finds
TIMES: Final = 30
PASSWORD: Final = "harbour tern velvet ladder"
STATICFILES: Final = "django.contrib.staticfiles.storage.StaticFilesStorage"


def lines(rows: int = ROWS) -> Iterator[str]:
    folder = Path(tempfile.mkdtemp(prefix="leeway-split-"))
    try:
        with _database(folder):
            yield from _measured(rows)
    finally:
        shutil.rmtree(folder)


@contextmanager
def _database(folder: Path) -> Iterator[None]:
    import psycopg

    from config.local.embedded_postgres import SUPERUSER, Cluster
    from config.local.environment import complete

    cluster = Cluster(folder=folder / "postgres", durable=False)
    cluster.start()
    with psycopg.connect(cluster.url(role=SUPERUSER), autocommit=True) as connection:
        for setting in ("shared_buffers = '512MB'", "max_wal_size = '8GB'"):
            connection.execute(f"ALTER SYSTEM SET {setting}")
        connection.execute("ALTER SYSTEM SET maintenance_work_mem = '256MB'")
    cluster.stop()
    cluster.start()
    os.environ |= {"LEEWAY_LOCAL": "1", "LEEWAY_DATA": str(folder), "DATABASE_URL": cluster.url()}
    os.environ["DJANGO_SETTINGS_MODULE"] = "config.settings"
    complete()
    import django
    from django.conf import settings

    django.setup()
    settings.STORAGES = {**settings.STORAGES, "staticfiles": {"BACKEND": STATICFILES}}
    from django.core.management import call_command
    from django.db import connections

    try:
        call_command("migrate", verbosity=0)
        yield
    finally:
        connections.close_all()
        for each in connections.all():
            each.close_pool()  # type: ignore[attr-defined]
        cluster.stop()


def _measured(rows: int) -> Iterator[str]:
    from tests.partitions import split_tables

    begun = time.perf_counter()
    _fill(rows)
    members = [_member() for _ in range(3)]
    _run("ANALYZE")
    yield f"{rows} sealed rows of {HEAD} and {BODY} bytes, {PAGES_OF_VAULT} to a vault, "
    yield f"filled in {time.perf_counter() - begun:.0f} s"
    yield _size("plain", "journal_entry")
    plain = dict(_looks(members[0], members[1]))
    begun = time.perf_counter()
    split_tables(PARTS)
    _run("ANALYZE")
    yield f"split into {PARTS} in {time.perf_counter() - begun:.0f} s"
    yield _size("split", "journal_entry")
    split = dict(_looks(members[0], members[2]))
    for what, told in plain.items():
        yield f"{what:28} plain {told}   split {split[what]}"
    yield from _parts(members[0])


def _run(*statements: str) -> list[Any]:
    from django.db import connection

    with connection.cursor() as cursor:
        for statement in statements:
            cursor.execute(statement)
        return cursor.fetchall() if cursor.description else []


def _fill(rows: int) -> None:
    """Rows of noise, before the indexes: four in five are pages, the others earlier versions."""
    for table, count, names, values in (
        ("journal_entry", rows * 4 // 5, "", ""),
        (
            "journal_entryversion",
            rows // 5,
            ", entry_id, expires_on",
            ", gen_random_uuid(), '2027-01-01'",
        ),
    ):
        _fill_table(table, count, names, values)


def _fill_table(table: str, count: int, names: str, values: str) -> None:
    rules = _run(
        "SELECT conname, pg_get_constraintdef(oid) FROM pg_constraint "
        f"WHERE conrelid = '{table}'::regclass AND contype IN ('p', 'u')"
    )
    kept = ", ".join(f"'{name}'" for name, _rule in rules)
    indexes = _run(
        f"SELECT indexname, indexdef FROM pg_indexes WHERE tablename = '{table}' "
        f"AND indexname NOT IN ({kept})"
    )
    noise = " || ".join("sha512((random()::text || g)::bytea)" for _ in range(BODY // 64))
    columns = f"id, vault_id, number, revision, changed_on, head, body{names}"
    vault = f"md5((g / {PAGES_OF_VAULT})::text)::uuid"
    blobs = f"substr({noise}, 1, {HEAD}), {noise}"
    _run(
        *(f"ALTER TABLE {table} DROP CONSTRAINT {name}" for name, _rule in rules),
        *(f"DROP INDEX {name}" for name, _made in indexes),
        f"INSERT INTO {table} ({columns}) SELECT gen_random_uuid(), {vault}, "
        f"g % {PAGES_OF_VAULT} + 1, 1, '2026-11-24', {blobs}{values} "
        f"FROM generate_series(0, {count - 1}) AS g",
        *(f"ALTER TABLE {table} ADD CONSTRAINT {name} {rule}" for name, rule in rules),
        *(made for _name, made in indexes),
    )


def _size(name: str, table: str) -> str:
    [(heap, indexes)] = _run(
        "SELECT sum(pg_table_size(oid)), sum(pg_indexes_size(oid)) "
        f"FROM pg_class WHERE relname ~ '^{table}(_p[0-9]+)?$' AND relkind = 'r'"
    )
    [(count,)] = _run(f"SELECT count(*) FROM {table}")
    return f"{name} {table}: {heap / count:.0f} bytes a row and {indexes / count:.0f} of indexes"


def _member() -> "Client":
    """A member with a journal, whose vault is open in the client."""
    from datetime import date

    from django.test import Client

    from apps.accounts.models import User
    from apps.journal.entries.content import EntryContent, EntryHead
    from apps.journal.models import Entry
    from apps.vault.keyslots import make_vault
    from tests.factories import open_vault_of

    user = User.objects.create_user(f"bench{secrets.token_hex(4)}", PASSWORD)
    make_vault(user, password=PASSWORD)
    client = Client(headers={"host": "localhost"})
    client.post("/account/sign-in/", {"login": user.username, "password": PASSWORD})
    vault = open_vault_of(client)
    numbers = vault.vault.next_numbers(PAGES)
    content = EntryContent(head=EntryHead(day=date(2026, 11, 20), title="Pier"), body="The tide.")
    Entry.objects.bulk_create(
        Entry.sealed(vault, content, entry_id=uuid.uuid4(), number=number) for number in numbers
    )
    Entry.note_days(vault)
    return client


def _looks(client: "Client", leaving: "Client") -> Iterator[tuple[str, str]]:
    from apps.accounts.deletion import delete_member
    from apps.accounts.models import User
    from apps.journal.models import Entry
    from apps.pages.retention import tidy
    from tests.factories import open_vault_of

    own = Entry.objects.in_vault(open_vault_of(client))
    page = f"/journal/{own.latest('number').pk}/"
    yield "list of pages", _times(lambda _count: _ok(client.get("/journal/")))
    yield "one page", _times(lambda _count: _ok(client.get(page)))
    yield "autosave", _times(_saves(client))
    yield "search, no hit", _times(lambda _c: _ok(client.post("/journal/search/", {"q": "zebra"})))
    yield "a new page", _times(_new_pages(client))
    _run(
        "UPDATE journal_entry SET expires_on = '2026-01-01' WHERE vault_id IN "
        f"(SELECT md5(g::text)::uuid FROM generate_series(0, {DUE_VAULTS - 1}) AS g) "
        f"AND number IN (SELECT number FROM journal_entry WHERE vault_id = md5('0')::uuid "
        f"ORDER BY number LIMIT {DUE_PAGES})"
    )
    yield f"tidy of {DUE_VAULTS * DUE_PAGES} pages", _once(lambda: _are(tidy()["expired pages"]))
    user = User.objects.get(pk=open_vault_of(leaving).vault.user_id)
    yield f"an account of {PAGES} pages goes", _once(lambda: delete_member(user))


def _ok(answer: Any) -> None:
    assert answer.status_code in {200, 303}, answer.status_code


def _are(count: int) -> None:
    assert count == DUE_VAULTS * DUE_PAGES, count


def _saves(client: "Client") -> Callable[[int], None]:
    tab, entry = uuid.uuid4(), str(uuid.uuid4())
    form = {"entry_id": entry, "revision": "0", "day": "2026-11-24", "title": "Three days"}
    text = "She said nothing for three days. " * 30

    def save(count: int) -> None:
        sent = {**form, "body": f"{text}{count}", "draft": f"{tab}:{count + 1}"}
        _ok(client.post("/journal/autosave/", sent))

    return save


def _new_pages(client: "Client") -> Callable[[int], None]:
    def keep(count: int) -> None:
        sent = {"entry_id": str(uuid.uuid4()), "revision": "0", "day": "2026-11-24"}
        _ok(client.post("/journal/new/", {**sent, "title": f"{count}", "body": "The tide."}))

    return keep


class Database:
    """Seconds within statements, as the app waits for them."""

    def __init__(self) -> None:
        self.spent = 0.0

    def __call__(self, execute: Callable[..., Any], *args: Any) -> Any:
        start = time.perf_counter()
        try:
            return execute(*args)
        finally:
            self.spent += time.perf_counter() - start


def _times(work: Callable[[int], None]) -> str:
    """The median of all and of what the database takes of it, and the 95th of a hundred."""
    whole, asked = [], []
    for count in range(TIMES + 3):
        one, database = _seconds(lambda count=count: work(count))  # type: ignore[misc]
        whole.append(one)
        asked.append(database)
    whole, asked = whole[3:], asked[3:]
    slow = statistics.quantiles(whole, n=20)[-1]
    middle = statistics.median(whole) * 1000
    database = statistics.median(asked) * 1000
    return f"{middle:7.1f} ms (95th {slow * 1000:.1f}; database {database:.1f})"


def _once(work: Callable[[], object]) -> str:
    whole, database = _seconds(work)
    return f"{whole * 1000:7.0f} ms (database {database * 1000:.0f})"


def _seconds(work: Callable[[], object]) -> tuple[float, float]:
    from django.db import connection

    database = Database()
    start = time.perf_counter()
    with connection.execute_wrapper(database):
        work()
    return time.perf_counter() - start, database.spent


def _parts(client: "Client") -> Iterator[str]:
    """How many of the statements of these looks go to one partition of a table, by their plans."""
    from tests.partitions import reads_watched, tables_with_more_than_one

    found: list[tuple[str, str, set[str]]] = []
    with reads_watched(found):
        _ok(client.get("/journal/"))
        _saves(client)(0)
        _new_pages(client)(0)
        _ok(client.post("/journal/search/", {"q": "tide"}))
    spread = [sql for _by, sql, parts in found if tables_with_more_than_one(parts)]
    yield f"{len(found)} statements on split tables, {len(spread)} to more than one partition"


if __name__ == "__main__":
    print_line(lines(*map(int, sys.argv[1:])))
