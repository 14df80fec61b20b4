"""A journal of 10,000 sealed pages: what looking into it costs, beside fetching and unsealing.

Everything is made in one transaction of the local copy's database, which is rolled back.
"""

import os
import random
import resource
import time
import uuid
from collections.abc import Callable, Iterator
from datetime import date, timedelta
from itertools import batched
from typing import TYPE_CHECKING

from tests.bench.telling import tell

if TYPE_CHECKING:
    from apps.journal.models import Entry
    from apps.vault.access import OpenVault

PAGES = 10_000
TODAY = date(2026, 11, 25)
PASSWORD = "lantern gravel otter seventeen"
WORDS = [
    "harbour",
    "gull",
    "late",
    "table",
    "evening",
    "walk",
    "quiet",
    "sorry",
    "phone",
    "again",
    "tired",
    "door",
    "rain",
    "tea",
]
Step = Callable[[], object]


def lines() -> Iterator[str]:
    os.environ.setdefault("LEEWAY_LOCAL", "1")
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
    from config.local import prepare_tables, running_database

    with running_database():
        prepare_tables()
        from django.db import transaction

        with transaction.atomic():
            yield from _measured()
            transaction.set_rollback(True)


def _measured() -> Iterator[str]:
    from django.test import Client

    from apps.accounts.models import User
    from tests.factories import open_vault_of

    name = f"bench-{uuid.uuid4().hex[:12]}"
    User.objects.create_user(name, PASSWORD)
    client = Client(SERVER_NAME="localhost", headers={"sec-fetch-site": "same-origin"})
    client.post("/account/sign-in/", {"login": name, "password": PASSWORD}, secure=True)
    vault = open_vault_of(client)
    _fill(vault)

    def get(address: str) -> Step:
        return lambda: _expect(client.get(address, secure=True))

    def post(address: str, **form: str) -> Step:
        return lambda: _expect(client.post(address, form, secure=True))

    def heads() -> int:
        return _heads(vault)

    def pages() -> int:
        return _pages(vault)

    for name, fetched, whole in (
        ("heads", lambda: _heads(vault, opens=False), heads),
        ("pages", lambda: _pages(vault, opens=False), pages),
    ):
        alone, both = _side_by_side(fetched, whole)
        yield f"{PAGES} {name}: fetched {alone:.0f} ms, and unsealed {both:.0f} ms (the floor)"
    page = f"/journal/calendar/{TODAY.year}/{TODAY.month}/"
    search = "/journal/search/"
    steps: list[tuple[str, float, Step | None, Step]] = [
        ("recent list", 50, None, get("/journal/")),
        ("month", 300, heads, get(page)),
        ("search, no hit", 800, pages, post(search, q="xylophone")),
        ("search, few hits", 800, pages, post(search, q="needle harbour")),
        ("search, 200 hits", 800, pages, post(search, q="harbour")),
        ("search by tag", 800, pages, post(search, tag="no such")),
        ("search, a field's name", 800, pages, post(search, q="water")),
        ("insights over all", 800, heads, get("/journal/insights/?span=all")),
        ("insights, 3 months", 800, heads, get("/journal/insights/")),
    ]
    for title, limit, floor, step in steps:
        took, beside = _side_by_side(step, floor or step)
        ratio = f", {took / beside:.2f} of the floor" if floor else ""
        yield f"{title:<24} {took:7.0f} ms   (wanted under {limit}{ratio})"
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    yield f"peak memory of the process {peak:.0f} MB (wanted under 250)"


def _fill(vault: "OpenVault") -> None:
    """Pages over 27 years, sealed and stored in bulk; one in five answers a practice."""
    from apps.journal.models import Entry

    rng = random.Random(4)
    for numbers in batched(range(1, PAGES + 1), 1000):
        Entry.objects.bulk_create([_entry(vault, number, rng) for number in numbers])


def _entry(vault: "OpenVault", number: int, rng: random.Random) -> "Entry":
    from apps.journal.models import Entry
    from apps.journal.writing import Answer, Head, Page

    practice = "check-in" if number % 5 == 0 else ""
    head = Head(
        day=TODAY - timedelta(days=PAGES - number),
        time="21:40",
        zone="Europe/London",
        title=" ".join(rng.choices(WORDS, k=4)),
        water=rng.choice([None, 1, 2, 3, 4, 5]),
        feelings=tuple(rng.sample(["sad", "calm", "wary", "hopeful"], k=2)),
        tags=(rng.choice(["work", "evening", "family"]),),
        people=("R.",),
        practice=practice,
        practice_version=1 if practice else 0,
    )
    body = " ".join(rng.choices(WORDS, k=rng.choice([40, 120, 300])))
    if number % 3 == 0:
        body += " He didn’t — not at the café."
    if number % 1000 == 0:
        body += " needle"
    answers = (Answer("close", "5"), Answer("good", "tea")) if practice else ()
    row = Entry(id=uuid.uuid4(), vault_id=vault.id, number=number)
    row._seal(vault, Page(head=head, body=body, answers=answers))
    return row


def _heads(vault: "OpenVault", *, opens: bool = True) -> int:
    from apps.journal.models import HEAD, Entry

    rows = Entry.objects.in_vault(vault).living().sealed_heads(chunk=500)
    blobs = ((row[0], row[1], row[3]) for row in rows)
    return sum(1 for _ in vault.unseal_many(blobs, kind=HEAD)) if opens else len(list(blobs))


def _pages(vault: "OpenVault", *, opens: bool = True) -> int:
    from apps.journal.models import BODY, HEAD, Entry

    count = 0
    rows = Entry.objects.in_vault(vault).living().sealed_pages(chunk=250)
    for some in batched(rows, 250):
        if not opens:
            count += len(some)
            continue
        heads = vault.unseal_many(((row[0], row[1], row[3]) for row in some), kind=HEAD)
        bodies = vault.unseal_many(((row[0], row[1], row[4]) for row in some), kind=BODY)
        count += len(list(heads)) + len(list(bodies))
    return count


def _expect(answer: object) -> None:
    status = getattr(answer, "status_code", 0)
    if status != 200:
        raise RuntimeError(f"answered {status}")


def _side_by_side(*steps: Step) -> list[float]:
    """Milliseconds of each, the best of three turns: other work on the machine hits all alike."""
    best = [float("inf")] * len(steps)
    for _ in range(3):
        for place, step in enumerate(steps):
            start = time.perf_counter()
            step()
            best[place] = min(best[place], time.perf_counter() - start)
    return [seconds * 1000 for seconds in best]


if __name__ == "__main__":
    tell(lines())
