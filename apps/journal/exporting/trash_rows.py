"""What lies in the trash of a journal, in an export: pages, and photos taken off a page."""

from collections.abc import Iterator
from dataclasses import dataclass
from uuid import UUID

from django.conf import settings
from django.db.models.functions import Coalesce

from apps.journal.exporting.entry_json import EntrySerializer
from apps.journal.exporting.expiry import checked_until, expires_on
from apps.journal.exporting.photo_rows import AT_ONCE as PHOTOS_AT_ONCE
from apps.journal.exporting.photo_rows import PhotoSerializer
from apps.journal.importing.content import UNTIL
from apps.journal.models import Entry, Photo
from apps.vault.registry import RowData
from apps.vault.unlocked_vault import UnlockedVault


@dataclass(frozen=True)
class TrashSerializer(EntrySerializer):
    """A page as among the entries, and `until`, the day on which it is gone for good."""

    def rows(self, vault: UnlockedVault) -> Iterator[Entry]:
        """The entries of the trash, the one thrown away first in front, as imports keep it."""
        thrown = Coalesce("trash_number", "number")
        found = Entry.objects.in_vault(vault).trashed().order_by(thrown)
        yield from found.in_batches()

    def serialize(self, vault: UnlockedVault, row: Entry) -> RowData:
        data = super().serialize(vault, row)
        return {**data, UNTIL: row.expires_on.isoformat()} if row.expires_on else data

    def check(self, data: RowData) -> RowData:
        return {**super().check(data), **checked_until(data)}

    def make(self, vault: UnlockedVault, data: RowData, *, row_id: UUID, number: int) -> Entry:
        row = super().make(vault, data, row_id=row_id, number=number)
        row.expires_on = expires_on(data, days=settings.TRASH_DAYS)
        return row


@dataclass(frozen=True)
class TrashedPhotoSerializer(PhotoSerializer):
    """A photo as among the others; `until` where it was taken off its page for itself."""

    def rows(self, vault: UnlockedVault) -> Iterator[Photo]:
        found = Photo.objects.in_vault(vault).in_trash(vault)
        yield from found.in_batches(PHOTOS_AT_ONCE)

    def serialize(self, vault: UnlockedVault, row: Photo) -> RowData:
        data = super().serialize(vault, row)
        return {**data, UNTIL: row.expires_on.isoformat()} if row.expires_on else data

    def check(self, data: RowData) -> RowData:
        return {**super().check(data), **checked_until(data)}

    def make(self, vault: UnlockedVault, data: RowData, *, row_id: UUID, number: int) -> Photo:
        row = super().make(vault, data, row_id=row_id, number=number)
        if data.get(UNTIL):
            row.expires_on = expires_on(data, days=settings.TRASH_DAYS)
        return row
