"""Looks through a whole journal in memory: opens, compares, forgets. Nothing is indexed or kept."""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import batched
from typing import Final
from uuid import UUID

from django.db import transaction
from django.utils.safestring import SafeString

from apps.common.folding import folded
from apps.journal.finding.asked import Asked
from apps.journal.finding.excerpts import excerpt, title_of
from apps.journal.models import BODY, HEAD, Entry, EntryQuerySet
from apps.journal.models.entries import SealedPage
from apps.journal.writing import Head, Page
from apps.vault.access import OpenVault
from apps.vault.sealing import Damaged

MOST_HITS: Final = 200
AT_ONCE: Final = 250


@dataclass(frozen=True, kw_only=True)
class Hit:
    """A page that was found, with its title and a piece of its words, marked and escaped."""

    id: UUID
    number: int
    head: Head
    title: SafeString
    excerpt: SafeString


@dataclass(frozen=True, kw_only=True)
class Found:
    """Hits by day, the newest first. With `more` there are pages that were not looked at."""

    hits: list[Hit]
    more: bool
    damaged: int


def find(vault: OpenVault, asked: Asked) -> Found:
    """The pages that suit, the last written first, up to MOST_HITS. One query.

    A page that cannot be opened is counted and never hides the others.
    """
    hits: list[Hit] = []
    damaged, more = 0, False
    with transaction.atomic():  # a cursor of the server's lives only inside
        for answer in _answers(vault, asked, Entry.objects.in_vault(vault).living()):
            if answer is None:
                damaged += 1
            elif len(hits) == MOST_HITS:
                more = True
                break
            else:
                hits.append(answer)
    hits.sort(key=lambda hit: (hit.head.day, hit.head.time, hit.number), reverse=True)
    return Found(hits=hits, more=more, damaged=damaged)


def _answers(vault: OpenVault, asked: Asked, rows: EntryQuerySet) -> Iterator[Hit | None]:
    """A hit for each page that suits, None for each that is damaged."""
    for some in batched(rows.sealed_pages(chunk=AT_ONCE), AT_ONCE):
        heads = vault.unseal_many(((row[0], row[1], row[3]) for row in some), kind=HEAD)
        kept: list[tuple[SealedPage, bytes]] = []
        for row, head in zip(some, heads, strict=True):
            suits = None if head is None else _suits(head, asked)
            if suits is None:
                yield None
            elif suits and head is not None:
                kept.append((row, head))
        bodies = vault.unseal_many(((row[0], row[1], row[4]) for row, _head in kept), kind=BODY)
        for (row, head), body in zip(kept, bodies, strict=True):
            if body is None:
                yield None
            elif _may_say(head, body, asked):
                try:
                    page = Page.from_bytes(head, body)
                except Damaged:
                    yield None
                    continue
                if hit := _hit(row, page, asked):
                    yield hit


def _suits(head: bytes, asked: Asked) -> bool | None:
    """Whether the head suits; None where it cannot be read."""
    if not asked.has_conditions:
        return True
    try:
        return asked.suits(Head.from_bytes(head))
    except Damaged:
        return None


def _may_say(head: bytes, body: bytes, asked: Asked) -> bool:
    """Whether every word is in the bytes of a page: quick, and never wrong when it says no."""
    whole = head + body
    if whole.isascii():
        plain = whole.lower().decode("ascii")
    else:
        try:
            plain = folded(whole.decode())
        except UnicodeDecodeError:
            return True  # reading the page says what is the matter
    return all(word in plain or _is_written_otherwise(word) for word in asked.every_word)


def _is_written_otherwise(word: str) -> bool:
    """In a head and in answers a backslash and a quote are not written as themselves."""
    return "\\" in word or not word.isprintable()


def _hit(row: SealedPage, page: Page, asked: Asked) -> Hit | None:
    texts = [page.body, *(answer.text for answer in page.answers)]
    if not asked.says([page.head.title, *texts]):
        return None
    return Hit(
        id=row[0],
        number=row[2],
        head=page.head,
        title=title_of(page.head.title, asked),
        excerpt=excerpt(texts, asked),
    )
