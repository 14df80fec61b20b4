"""The selection of an export: every kind of sealed row, or some entries."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date
from uuid import UUID

from apps.journal.exporting.account_rows import account_rows
from apps.journal.exporting.photo_rows import AT_ONCE as PHOTOS_AT_ONCE
from apps.journal.models import PHOTOS, Entry, Photo
from apps.journal.models.photos import TRASHED_PHOTOS
from apps.vault.crypto.sealing import Damaged
from apps.vault.registry import RowData, SealedTable, exported_tables
from apps.vault.sealed_rows import PrivateRow, unless_damaged
from apps.vault.unlocked_vault import UnlockedVault

ENTRIES = "entries"
ACCOUNT = "account"  # what is kept of the member outside of the sealed rows
NAMED_APART = frozenset({ENTRIES, PHOTOS, TRASHED_PHOTOS})


@dataclass(frozen=True, kw_only=True)
class ExportSelection:
    """Everything; or the pages of some days, both included; or these pages. With their photos."""

    first: date | None = None
    last: date | None = None
    ids: frozenset[UUID] | None = None
    with_photos: bool = True

    @property
    def is_everything(self) -> bool:
        """All pages and what belongs to none, be it with or without photos."""
        return replace(self, with_photos=True) == ExportSelection()

    def takes(self, row: Entry, vault: UnlockedVault) -> bool:
        """Raises Damaged."""
        if self.ids is not None:
            return row.pk in self.ids
        if self.first is None and self.last is None:
            return True
        day = row.opened_head(vault).day
        return (self.first or day) <= day <= (self.last or day)


@dataclass(frozen=True)
class ExportRow:
    """One row of an export; `data` is None where the row is damaged."""

    kind: str
    id: UUID
    data: RowData | None


def rows_of(vault: UnlockedVault, wanted: ExportSelection) -> Iterator[ExportRow]:
    """Pages first, oldest first; their photos; then whatever else belongs to everything.

    A few at a time.
    """
    pages: set[UUID] = set()
    for row in page_rows(vault, wanted):
        if row.data is not None:
            pages.add(row.id)
        yield row
    yield from photo_rows(vault, wanted, pages)
    yield from other_rows(vault, wanted)
    yield from trashed_photo_rows(vault, wanted)


def other_rows(vault: UnlockedVault, wanted: ExportSelection) -> Iterator[ExportRow]:
    """Whatever belongs to everything and is neither a page nor a photo."""
    if not wanted.is_everything:
        return
    for kind in exported_tables():
        if kind.name not in NAMED_APART:
            yield from _rows_of_table(kind, vault)
    for row_id, data in account_rows(vault):
        yield ExportRow(ACCOUNT, row_id, data)


def trashed_photo_rows(vault: UnlockedVault, wanted: ExportSelection) -> Iterator[ExportRow]:
    """Removed photos and those of pages in the trash, where everything is wanted with photos."""
    if wanted.is_everything and wanted.with_photos:
        yield from _rows_of_table(_table(TRASHED_PHOTOS), vault)


def _rows_of_table(kind: SealedTable, vault: UnlockedVault) -> Iterator[ExportRow]:
    assert kind.serializer is not None
    for each in kind.serializer.rows(vault):
        yield ExportRow(kind.name, each.pk, _data_or_none(kind, vault, each))


def _table(name: str) -> SealedTable:
    return next(each for each in exported_tables() if each.name == name)


def page_rows(vault: UnlockedVault, wanted: ExportSelection) -> Iterator[ExportRow]:
    """The pages that are wanted, oldest first."""
    kind = _table(ENTRIES)
    found = Entry.objects.in_vault(vault).living().order_by("number")
    if wanted.ids is not None:
        found = found.among(wanted.ids)
    for row in found.in_batches():
        try:
            is_wanted = wanted.takes(row, vault)
        except Damaged:
            is_wanted = True
        if is_wanted:
            yield ExportRow(kind.name, row.pk, _data_or_none(kind, vault, row))


def photo_rows(
    vault: UnlockedVault, wanted: ExportSelection, pages: set[UUID]
) -> Iterator[ExportRow]:
    """The photos of these pages, if photos are wanted; one of a damaged page stays with it."""
    if not wanted.with_photos:
        return
    kind = _table(PHOTOS)
    own = Photo.objects.in_vault(vault).shown()
    found = own.of_living_pages(vault) if wanted.is_everything else own.of_pages(pages)
    for row in found.in_batches(PHOTOS_AT_ONCE):
        if row.entry_id in pages:
            yield ExportRow(kind.name, row.pk, _data_or_none(kind, vault, row))


def _data_or_none(kind: SealedTable, vault: UnlockedVault, row: PrivateRow) -> RowData | None:
    assert kind.serializer is not None
    return unless_damaged(kind.serializer.serialize, vault, row)
