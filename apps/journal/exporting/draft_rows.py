"""Drafts in an export and back, with those that were saved while the journal was locked."""

import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import chain
from typing import cast
from uuid import UUID, uuid4

from django.conf import settings

from apps.journal.drafts.content import ABOUT_THE_DRAFT, MOST_FIELDS, DraftContent
from apps.journal.models import Draft, Entry, LockedDraft
from apps.vault.codec import encode, replace
from apps.vault.registry import ContentSerializer, RowData, SealedTable, Unreadable
from apps.vault.sealed_rows import PrivateRow, SealedRow
from apps.vault.unlocked_vault import UnlockedVault


@dataclass(frozen=True)
class DraftSerializer(ContentSerializer):
    """`contents` are the fields as they were typed, `entry` is the page that they are for.

    `is_on_newest` says that the page was not changed since the draft was begun: in the journal
    that it comes into, it is a draft of the page's first revision.
    """

    table: SealedTable = Draft.sealed_table
    is_single: bool = False

    def rows(self, vault: UnlockedVault) -> Iterator[SealedRow[DraftContent]]:  # type: ignore[override]
        own = Draft.objects.in_vault(vault).order_by("number").in_batches()
        locked = LockedDraft.objects.in_vault(vault).order_by("number").in_batches()
        yield from chain[SealedRow[DraftContent]](own, locked)

    def serialize(self, vault: UnlockedVault, row: PrivateRow) -> RowData:
        contents = cast(SealedRow[DraftContent], row).contents(vault)
        entry_id: UUID = getattr(row, "entry_id", None) or contents.entry_id or row.pk
        page = Entry.objects.in_vault(vault).filter(pk=entry_id)
        fields = tuple((name, tuple(map(_whole, texts))) for name, texts in contents.fields)
        told = json.loads(encode(replace(contents, fields=fields)))
        return {
            "contents": told,
            "entry": str(entry_id),
            "is_on_newest": page.filter(revision=contents.revision).exists(),
        }

    def check(self, data: RowData) -> RowData:
        try:
            entry, is_on_newest = str(UUID(data["entry"])), data["is_on_newest"] is True
        except (KeyError, TypeError, ValueError, AttributeError) as error:
            raise Unreadable("A draft without its page.") from error
        return {**super().check(data), "entry": entry, "is_on_newest": is_on_newest}

    def contents_of(self, data: RowData) -> DraftContent:
        """Raises Unreadable, also for fields that no composer sends."""
        contents = super().contents_of(data)
        assert isinstance(contents, DraftContent)
        names = [name for name, _values in contents.fields]
        if len(names) > MOST_FIELDS or not ABOUT_THE_DRAFT.isdisjoint(names):
            raise Unreadable("Not the fields of a page.")
        return contents

    def make(  # type: ignore[override]
        self, vault: UnlockedVault, data: RowData, *, row_id: UUID, number: int
    ) -> Draft:
        contents = self.contents_of(data)
        changed = {"entry_id": data["entry"], "revision": _revision(contents, data)}
        fields = tuple(
            (name, (changed[name],) if name in changed else values)
            for name, values in contents.fields
        )
        row = Draft(id=row_id, vault_id=vault.id, number=number, tab=uuid4())
        row.entry_id = UUID(data["entry"])
        row.seal(vault, replace(contents, fields=fields))
        return row


def fitting(vault: UnlockedVault, new: Iterable[RowData]) -> int:
    """How many of these drafts the journal has room for."""
    left = settings.DRAFTS_MOST - Draft.objects.in_vault(vault).count()
    return min(max(0, left), sum(1 for _each in new))


def _whole(text: str) -> str:
    """The text with U+FFFD for half a surrogate pair, which no file in UTF-8 can hold."""
    return text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")


def _revision(contents: DraftContent, data: RowData) -> str:
    """A page that comes in is at its first revision; a draft of an earlier text is no draft of it.

    A draft of a page that was never kept has 0.
    """
    if data["is_on_newest"]:
        return "1"
    return str(contents.revision + 1 if contents.revision == 1 else contents.revision)
