"""Opens the heads of many pages at once, for the calendar, insights and looking back."""

from collections.abc import Collection, Iterable, Iterator, Sequence
from itertools import batched
from typing import NamedTuple
from uuid import UUID

from django.db import transaction

from apps.journal.entries.content import EntryHead
from apps.journal.entries.head_scan import may_answer, may_answer_guide
from apps.journal.models import HEAD, Entry
from apps.journal.models.entries import SealedPart
from apps.vault.codec import decode_many
from apps.vault.unlocked_vault import UnlockedVault

AT_ONCE = 500


class OpenedHead(NamedTuple):
    """A page by its head alone."""

    id: UUID
    number: int
    head: EntryHead


class OpenedPages(NamedTuple):
    """Pages by their heads, the last written first, and how many cannot be opened or read."""

    pages: list[OpenedHead]
    damaged: int


class UnreadHead(NamedTuple):
    """A head that is unsealed and not parsed yet."""

    id: UUID
    number: int
    head: bytes


class LivingHeads:
    """The heads of living pages, unsealed, and read only as far as somebody asks.

    Practices are sealed, so that every head has to be opened to find the answers to one; but to
    read one takes as long as to open it. What cannot be opened or read is passed over.
    """

    def __init__(self, unread: list[UnreadHead]) -> None:
        self._unread = unread

    def answering(self, practice_id: str) -> list[OpenedHead]:
        """The sittings of one practice, the newest day first."""
        some = (each for each in self._unread if may_answer(each.head, practice_id))
        found = [each for each in _read(some) if each.head.practice == practice_id]
        return sorted(found, key=lambda each: (each.head.day, each.number), reverse=True)

    def answering_guide(self, slug: str) -> list[OpenedHead]:
        """The answers to the questions of one guide, the newest day first."""
        some = (each for each in self._unread if may_answer_guide(each.head, slug))
        found = [each for each in _read(some) if each.head.guide == slug]
        return sorted(found, key=lambda each: (each.head.day, each.number), reverse=True)


def living_heads(vault: UnlockedVault) -> LivingHeads:
    """All living pages by their heads, the last written first. One query."""
    unread: list[UnreadHead] = []
    with transaction.atomic():  # a cursor of the server's lives only inside
        for rows, heads in _unsealed(vault, None):
            unread += [
                UnreadHead(row[0], row[2], head)
                for row, head in zip(rows, heads, strict=True)
                if head is not None
            ]
    return LivingHeads(unread)


def opened_heads(vault: UnlockedVault, *, among: Collection[int] | None = None) -> OpenedPages:
    """Living pages by their heads, each read as soon as it is unsealed. One query.

    All of them, or those with the numbers `among`, for who knows from the timeline which ones.
    """
    pages: list[OpenedHead] = []
    count = 0
    with transaction.atomic():
        for rows, unsealed in _unsealed(vault, among):
            heads = decode_many(EntryHead, (head or b"" for head in unsealed))
            pages += [
                OpenedHead(row[0], row[2], head)
                for row, head in zip(rows, heads, strict=True)
                if head is not None
            ]
            count += len(rows)
    return OpenedPages(pages, damaged=count - len(pages))


def _read(some: Iterable[UnreadHead]) -> Iterator[OpenedHead]:
    unread = list(some)
    heads = decode_many(EntryHead, (each.head for each in unread))
    for each, head in zip(unread, heads, strict=True):
        if head is not None:
            yield OpenedHead(each.id, each.number, head)


def _unsealed(
    vault: UnlockedVault, among: Collection[int] | None
) -> Iterator[tuple[Sequence[SealedPart], Iterator[bytes | None]]]:
    """Some rows at a time, and their unsealed heads; None where one cannot be unsealed."""
    for rows in batched(_sealed(vault, among), AT_ONCE):
        yield rows, vault.unseal_many(((row[0], row[1], row[3]) for row in rows), kind=HEAD)


def _sealed(vault: UnlockedVault, among: Collection[int] | None) -> Iterator[SealedPart]:
    """Pages of one time have numbers near each other: the rows between are fetched with them."""
    living = Entry.objects.in_vault(vault).living()
    if among is None:
        yield from living.sealed_heads(chunk=AT_ONCE)
    elif among:
        wanted, near = set(among), (min(among), max(among))
        rows = living.filter(number__range=near).sealed_heads(chunk=AT_ONCE)
        yield from (row for row in rows if row[2] in wanted)
