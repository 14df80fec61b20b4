"""Looks through a whole journal in memory: opens, compares, forgets. Nothing is indexed or kept."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final
from uuid import UUID

from django.db import transaction
from django.utils.safestring import SafeString

from apps.journal.entries.content import EntryContent, EntryHead
from apps.journal.entries.naming import name_of, without_words
from apps.journal.search.excerpts import excerpt, title_of
from apps.journal.search.prefilter import may_say
from apps.journal.search.query import JournalQuery
from apps.journal.search.scan import OpenedEntry, unsealed_pages
from apps.vault.sealed_rows import unless_damaged
from apps.vault.unlocked_vault import UnlockedVault

MOST_HITS: Final = 200


@dataclass(frozen=True, kw_only=True)
class EntryHit:
    """A page that was found, with its title and a piece of its words, marked and escaped."""

    id: UUID
    number: int
    head: EntryHead
    title: SafeString
    excerpt: SafeString


@dataclass(frozen=True, kw_only=True)
class FoundEntries:
    """Hits by day, the newest first. With `more` there are pages that were not looked at."""

    hits: list[EntryHit]
    more: bool
    damaged: int


def find(vault: UnlockedVault, asked: JournalQuery) -> FoundEntries:
    """The pages that suit, the last written first, up to MOST_HITS.

    A page that cannot be opened is counted and never hides the others.
    """
    hits: list[EntryHit] = []
    damaged, more = 0, False
    with transaction.atomic():  # a cursor of the server's lives only inside
        for answer in _answers(vault, asked):
            if answer is None:
                damaged += 1
            elif len(hits) == MOST_HITS:
                more = True
                break
            else:
                hits.append(answer)
    hits.sort(key=lambda hit: (hit.head.day, hit.head.time, hit.number), reverse=True)
    return FoundEntries(hits=hits, more=more, damaged=damaged)


def _answers(vault: UnlockedVault, asked: JournalQuery) -> Iterator[EntryHit | None]:
    """A hit for each page that suits, None for each that is damaged."""
    for page in unsealed_pages(vault, asked):
        if page.head is None or page.body is None:
            yield None
        elif may_say(page.head, page.body, asked):
            whole = unless_damaged(EntryContent.from_bytes, page.head, page.body)
            if whole is None:
                yield None
            elif hit := _hit(page, whole, asked):
                yield hit


def _hit(page: OpenedEntry, whole: EntryContent, asked: JournalQuery) -> EntryHit | None:
    texts = [whole.body, *(answer.text for answer in whole.answers)]
    if not asked.says([whole.head.title, *texts]):
        return None
    return EntryHit(
        id=page.id,
        number=page.number,
        head=whole.head,
        title=title_of(name_of(whole).name or without_words(0), asked),
        excerpt=excerpt(texts, asked),
    )
