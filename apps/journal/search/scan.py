"""Opens the pages that a search has to look at, the last written first, and no others."""

from collections.abc import Iterator
from itertools import batched
from typing import Final, NamedTuple
from uuid import UUID

from apps.journal.entries.content import EntryHead
from apps.journal.models import BODY, HEAD, Entry, EntryQuerySet
from apps.journal.search.prefilter import may_suit
from apps.journal.search.query import JournalQuery
from apps.vault.crypto.sealing import Damaged
from apps.vault.unlocked_vault import UnlockedVault

AT_ONCE: Final = 250
FEW: Final = 4000  # pages that are asked for by their ids; of more, all are looked through


class OpenedEntry(NamedTuple):
    """A page as it was sealed; None stands for what cannot be opened."""

    id: UUID
    number: int
    head: bytes | None
    body: bytes | None


def unsealed_pages(vault: UnlockedVault, asked: JournalQuery) -> Iterator[OpenedEntry]:
    """Inside a transaction only. One query, or two where heads decide as well as words.

    Then bodies are fetched and opened only of the pages whose heads suit, and what is damaged in a
    head comes first.
    """
    rows = Entry.objects.in_vault(vault).living()
    return _by_heads(vault, rows, asked) if asked.has_conditions else _all(vault, rows)


def _all(vault: UnlockedVault, rows: EntryQuerySet) -> Iterator[OpenedEntry]:
    for some in batched(rows.sealed_pages(chunk=AT_ONCE), AT_ONCE):
        heads = vault.unseal_many(((row[0], row[1], row[3]) for row in some), kind=HEAD)
        bodies = vault.unseal_many(((row[0], row[1], row[4]) for row in some), kind=BODY)
        for row, head, body in zip(some, heads, bodies, strict=True):
            yield OpenedEntry(row[0], row[2], head, body)


def _by_heads(
    vault: UnlockedVault, rows: EntryQuerySet, asked: JournalQuery
) -> Iterator[OpenedEntry]:
    kept: dict[UUID, bytes] = {}
    for some in batched(rows.sealed_heads(chunk=AT_ONCE), AT_ONCE):
        heads = vault.unseal_many(((row[0], row[1], row[3]) for row in some), kind=HEAD)
        for row, head in zip(some, heads, strict=True):
            suits = None if head is None else _suits(head, asked)
            if suits is None:
                yield OpenedEntry(row[0], row[2], None, None)
            elif suits and head is not None:
                kept[row[0]] = head
    if not kept:
        return
    rows = rows.among(kept) if len(kept) < FEW else rows
    for some in batched(rows.sealed_bodies(chunk=AT_ONCE), AT_ONCE):
        wanted = [row for row in some if row[0] in kept]
        bodies = vault.unseal_many(((row[0], row[1], row[3]) for row in wanted), kind=BODY)
        for row, body in zip(wanted, bodies, strict=True):
            yield OpenedEntry(row[0], row[2], kept[row[0]], body)


def _suits(head: bytes, asked: JournalQuery) -> bool | None:
    """Whether the head suits; None where it cannot be read."""
    try:
        return may_suit(head, asked) and asked.suits(EntryHead.from_bytes(head))
    except Damaged:
        return None
