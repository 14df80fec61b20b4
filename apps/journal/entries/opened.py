"""Rows with what they say, for every list: a damaged one never hides the rest."""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Final, Self
from uuid import UUID

from apps.journal.drafts.content import DraftContent
from apps.journal.entries.content import EntryHead
from apps.journal.models import Draft, Entry, EntryVersion, LockedDraft
from apps.vault.sealed_rows import unless_damaged
from apps.vault.unlocked_vault import UnlockedVault

LABELS_SHOWN: Final = 10

# The heads of entries by the ids of these; None where a head is damaged.
type OpenedHeads = Mapping[UUID, EntryHead | None]
NOTHING_OPENED: Final[OpenedHeads] = MappingProxyType({})


def with_heads[Row: (Entry, EntryVersion)](
    rows: Iterable[Row], vault: UnlockedVault, *, opened: OpenedHeads = NOTHING_OPENED
) -> list[tuple[Row, EntryHead | None]]:
    """Each row with its opened head, or None where it is damaged: one never hides the rest.

    `opened` are heads that this request has opened before: no head is unsealed twice.
    """
    return [
        (row, opened[row.id] if row.id in opened else unless_damaged(row.opened_head, vault))
        for row in rows
    ]


def heads_by_id(rows: Iterable[tuple[Entry, EntryHead | None]]) -> OpenedHeads:
    return {row.id: head for row, head in rows}


@dataclass(frozen=True, kw_only=True)
class KnownLabels:
    """Tags and people of some pages, the most used first: to press instead of typing."""

    tags: list[str]
    people: list[str]

    @classmethod
    def of(cls, rows: Iterable[tuple[Entry, EntryHead | None]]) -> Self:
        heads = [head for _row, head in rows if head]
        return cls(
            tags=_most_used(tag for head in heads for tag in head.tags),
            people=_most_used(name for head in heads for name in head.people),
        )


def known_in(vault: UnlockedVault, *, opened: OpenedHeads = NOTHING_OPENED) -> KnownLabels:
    """The labels of the newest pages; only those few heads are opened."""
    return KnownLabels.of(with_heads(Entry.objects.in_vault(vault).recent(), vault, opened=opened))


def _most_used(labels: Iterable[str]) -> list[str]:
    return [label for label, _times in Counter(labels).most_common(LABELS_SHOWN)]


def with_contents[Row: (Draft, LockedDraft)](
    rows: Iterable[Row], vault: UnlockedVault
) -> list[tuple[Row, DraftContent | None]]:
    """Each draft with its content, or None where the draft is damaged."""
    return [(row, row.contents_or_none(vault)) for row in rows]
