"""The sittings of one practice in a journal, opened in memory and kept nowhere."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final
from uuid import UUID

from apps.journal.entries.content import AnsweredBody, EntryContent, EntryHead
from apps.journal.entries.heads import OpenedHead, living_heads
from apps.journal.models import BODY, Entry
from apps.journal.practices.reading import PracticeSession, sitting_of
from apps.practices.practice import Practice
from apps.vault.sealed_rows import unless_damaged
from apps.vault.unlocked_vault import UnlockedVault

MOST_SIDE_BY_SIDE: Final = 6


@dataclass(frozen=True)
class PastSitting:
    """One past sitting, by the id of its entry; `page` is None where the answers are damaged."""

    id: UUID
    revision: int
    head: EntryHead
    page: EntryContent | None
    sitting: PracticeSession | None


def heads_of(vault: UnlockedVault, practice: Practice) -> list[OpenedHead]:
    """Every kept page that answers a practice, the newest day first, by heads alone. One query."""
    return living_heads(vault).answering(practice.id)


def sittings(vault: UnlockedVault, heads: Sequence[OpenedHead]) -> list[PastSitting]:
    """These sittings, opened whole, in the same order. At most one query."""
    if not heads:
        return []
    rows = Entry.objects.in_vault(vault).sealed_bodies_of(each.id for each in heads)
    blobs = ((row[0], row[1], row[3]) for row in rows)
    bodies = dict(zip((row[0] for row in rows), vault.unseal_many(blobs, kind=BODY), strict=True))
    revisions = {row[0]: row[1] for row in rows}
    return [
        _opened(each, bodies[each.id], revision=revisions[each.id])
        for each in heads
        if each.id in bodies
    ]


def last_answers(vault: UnlockedVault, practice: Practice) -> EntryContent | None:
    """The page that answered a practice last, or None."""
    for past in sittings(vault, heads_of(vault, practice)[:1]):
        return past.page
    return None


def _opened(opened: OpenedHead, body: bytes | None, *, revision: int) -> PastSitting:
    answered = unless_damaged(AnsweredBody.from_bytes, body or b"")
    if answered is None:
        return PastSitting(opened.id, revision, opened.head, None, None)
    page = EntryContent(head=opened.head, body=answered.body, answers=answered.answers)
    return PastSitting(opened.id, revision, opened.head, page, sitting_of(page))
