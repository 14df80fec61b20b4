"""A journal of 10,000 sealed pages over 27 years, one in five of which answers a practice; and
300 pages in the trash.

`fetched` and `opened` are the least that anything over its rows can do: the floors.
"""

import random
import uuid
from collections.abc import Iterator
from datetime import date, timedelta
from itertools import batched, islice
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from apps.journal.models import Entry
    from apps.vault.unlocked_vault import UnlockedVault

PAGES, TRASHED = 10_000, 300
TODAY = date(2026, 11, 25)
AT_ONCE = 250
WORDS = (
    *("harbour", "gull", "late", "table", "evening", "walk", "quiet"),
    *("sorry", "phone", "again", "tired", "door", "rain", "tea"),
)


def fill(vault: "UnlockedVault", *, pages: int = PAGES) -> None:
    """Sealed and stored in bulk, and known to the database's planner."""
    from django.db import connection

    from apps.journal.models import Entry

    rng = random.Random(4)
    for numbers in batched(range(1, pages + 1), 1000):
        Entry.objects.bulk_create([_entry(vault, number, pages, rng) for number in numbers])
    thrown = [_entry(vault, number, pages, rng) for number in range(pages + 1, pages + TRASHED)]
    for row in thrown:
        row.expires_on = TODAY + timedelta(days=30)
    Entry.objects.bulk_create(thrown)
    Entry.note_days(vault)  # as after every page that is written, and after unlocking
    with connection.cursor() as cursor:
        cursor.execute(f"ANALYZE {Entry._meta.db_table}")


def fetched(vault: "UnlockedVault", *, heads: int, bodies: int) -> list[Any]:
    """So many of the newest heads and bodies as they are stored, the bodies beside their heads."""
    return list(_rows(vault, heads, bodies))


def opened(vault: "UnlockedVault", *, heads: int, bodies: int) -> int:
    """The same, unsealed a few at a time; how many blobs there were."""
    from apps.journal.models import BODY, HEAD

    count = 0
    for some in batched(_rows(vault, heads, bodies), AT_ONCE):
        for place, kind in ((3, HEAD), (4, BODY)):
            blobs = ((row[0], row[1], row[place]) for row in some if len(row) > place)
            count += sum(1 for _ in vault.unseal_many(blobs, kind=kind))
    return count


def _rows(vault: "UnlockedVault", heads: int, bodies: int) -> Iterator[Any]:
    from apps.journal.models import Entry

    rows = Entry.objects.in_vault(vault).living()
    if bodies:
        yield from islice(rows.sealed_pages(chunk=AT_ONCE), bodies)
    if heads > bodies:
        yield from islice(rows.sealed_heads(chunk=AT_ONCE), heads - bodies)


def _entry(vault: "UnlockedVault", number: int, pages: int, rng: random.Random) -> "Entry":
    from apps.journal.entries.content import EntryContent, EntryHead, PromptAnswer
    from apps.journal.models import Entry

    practice = "check-in" if number % 5 == 0 else ""
    head = EntryHead(
        day=TODAY - timedelta(days=pages - number),
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
    answers = (PromptAnswer("close", "5"), PromptAnswer("good", "tea")) if practice else ()
    page = EntryContent(head=head, body=body, answers=answers)
    return Entry.sealed(vault, page, entry_id=uuid.uuid4(), number=number)
