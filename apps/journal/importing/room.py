"""Which pages of a file the journal has room for, before anything of it is kept."""

from datetime import date
from typing import Final, NamedTuple

from django.db.models import Sum
from django.db.models.functions import Length

from apps.journal.exporting.entry_json import pages_that_fit, sealed_size
from apps.journal.importing.merge import PAGES, new_rows, rows_by_table, with_day_order
from apps.journal.models import Import, ImportPart, Storage
from apps.vault.unlocked_vault import UnlockedVault

MOST_AROUND: Final = 8 * 1024  # bytes by which a sealed page is larger than its row of a file
MOST_NAMED: Final = 5


class ImportRoom(NamedTuple):
    """How many new pages of a file fit and how many do not, and some of these: title and day."""

    fits: int
    out: int
    named: list[tuple[str, date]]


def room_for(row: Import, vault: UnlockedVault) -> ImportRoom | None:
    """None where every page fits. Pages are opened only where some might not. Raises Damaged."""
    counts = row.contents(vault).counts
    pages = sum(counts.get(name, 0) for name in PAGES)
    parts = ImportPart.objects.in_vault(vault).of(row.id)
    read = parts.aggregate(size=Sum(Length("sealed")))["size"] or 0
    storage = Storage.of(vault.id)
    if pages <= storage.pages_left and read + pages * MOST_AROUND <= storage.bytes_left:
        return None
    new = [
        data
        for part in parts.in_batches(1)
        for kind, rows in rows_by_table(with_day_order(part.contents(vault), month_first=False))
        if kind.name in PAGES
        for data in new_rows(vault, kind, rows, {}).values()
    ]
    sizes = map(sealed_size, new)
    fits = pages_that_fit(sizes, pages=storage.pages_left, size=storage.bytes_left)
    if fits == len(new):
        return None
    named = [
        (str(data.get("title", "")), date.fromisoformat(data["day"]))
        for data in new[fits : fits + MOST_NAMED]
    ]
    return ImportRoom(fits, len(new) - fits, named)
