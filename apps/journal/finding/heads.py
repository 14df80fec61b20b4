"""Opens the heads of many pages at once, for the calendar, insights and looking back."""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import batched
from uuid import UUID

from django.db import transaction

from apps.journal.models import HEAD, Entry
from apps.journal.models.entries import SealedHead
from apps.journal.writing import Head
from apps.vault.access import OpenVault
from apps.vault.sealing import Damaged

AT_ONCE = 500


@dataclass(frozen=True, slots=True)
class Opened:
    """A page by its head alone."""

    id: UUID
    number: int
    head: Head


def living_heads(vault: OpenVault, *, among: bytes = b"") -> tuple[list[Opened], int]:
    """Every living page by its head, the last written first, and how many are damaged. One query.

    With `among` only heads that hold these bytes are read, which is much the dearer half of the
    work. Days are sealed, so that every head has to be opened for a single month.
    """
    opened, damaged = [], 0
    with transaction.atomic():  # a cursor of the server's lives only inside
        for row, head in _unsealed(vault):
            if head is None:
                damaged += 1
            elif among in head:
                try:
                    opened.append(Opened(row[0], row[2], Head.from_bytes(head)))
                except Damaged:
                    damaged += 1
    return opened, damaged


def heads_of_month(vault: OpenVault, *, year: int, month: int) -> tuple[list[Opened], int]:
    """The pages of one month in order, and how many pages of the whole journal are damaged."""
    opened, damaged = living_heads(vault, among=Head.sign_of_month(year, month))
    pages = [each for each in opened if (each.head.day.year, each.head.day.month) == (year, month)]
    return sorted(pages, key=lambda each: (each.head.day, each.head.time, each.number)), damaged


def _unsealed(vault: OpenVault) -> Iterator[tuple[SealedHead, bytes | None]]:
    rows = Entry.objects.in_vault(vault).living().sealed_heads(chunk=AT_ONCE)
    for some in batched(rows, AT_ONCE):
        blobs = ((row[0], row[1], row[3]) for row in some)
        yield from zip(some, vault.unseal_many(blobs, kind=HEAD), strict=True)
