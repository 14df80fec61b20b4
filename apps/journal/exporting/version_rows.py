"""What pages said before they were changed, in an export and back."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from uuid import UUID

from django.conf import settings

from apps.journal.exporting.entry_json import entry_data, page_of, pages_that_fit, sealed_size
from apps.journal.exporting.expiry import checked_until, expires_on
from apps.journal.importing.content import UNTIL
from apps.journal.models import EntryVersion, Storage
from apps.vault.registry import RowData, Unreadable
from apps.vault.unlocked_vault import UnlockedVault


@dataclass(frozen=True)
class VersionSerializer:
    """The text as that of a page, `entry` (the id of the page), and `until` (when it expires)."""

    is_single: bool = False

    def rows(self, vault: UnlockedVault) -> Iterator[EntryVersion]:
        found = EntryVersion.objects.in_vault(vault).order_by("number")
        yield from found.in_batches()

    def serialize(self, vault: UnlockedVault, row: EntryVersion) -> RowData:
        of_page = {"entry": str(row.entry_id), UNTIL: row.expires_on.isoformat()}
        return entry_data(row.page(vault)) | of_page

    def check(self, data: RowData) -> RowData:
        try:
            entry = str(UUID(data["entry"]))
        except (KeyError, TypeError, ValueError, AttributeError) as error:
            raise Unreadable("An earlier text without its page.") from error
        return {**entry_data(page_of(data)), "entry": entry, **checked_until(data)}

    def make(
        self, vault: UnlockedVault, data: RowData, *, row_id: UUID, number: int
    ) -> EntryVersion:
        page = page_of(data)
        row = EntryVersion(id=row_id, vault_id=vault.id, number=number, revision=1)
        row.entry_id = UUID(data["entry"])
        row.expires_on = expires_on(data, days=settings.HISTORY_DAYS)
        row.seal_field(vault, "head", page.head.to_bytes())
        row.seal_field(vault, "body", page.body_bytes())
        return row


def fitting(vault: UnlockedVault, new: Iterable[RowData]) -> int:
    """How many of these texts, from the first on, the journal has room for."""
    storage = Storage.of(vault.id)
    sizes = map(sealed_size, new)
    return pages_that_fit(sizes, pages=storage.versions_left, size=storage.bytes_left)
