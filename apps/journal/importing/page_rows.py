"""Pages of other programs as rows of an import, each page before its photos."""

import json
import uuid
from collections.abc import Iterable, Iterator
from dataclasses import replace
from typing import Final

from apps.journal.exporting.selection import ENTRIES, ExportRow
from apps.journal.importing.archive import Archive, RowCount
from apps.journal.importing.content import PHOTO_FILES
from apps.journal.importing.imported_page import (
    ImportedPage,
    Left,
    PhotoFile,
    ReadingReport,
    entry_part,
    row_data,
)
from apps.vault.registry import RowData

NAMESPACE: Final = uuid.UUID("6f1d3c1e-4b52-4c27-9d0f-2f6f0c5a7e11")

type NamedPage = tuple[ImportedPage, str]
"""A page and the file that it stands in."""


class PageRows:
    """Makes the rows of an import from pages; counts them, and what is left out, in the report."""

    def __init__(self, count: RowCount, report: ReadingReport, *, vault_id: uuid.UUID) -> None:
        self._count, self._report, self._vault_id = count, report, vault_id

    def of_pages(
        self, pages: Iterable[NamedPage], packed: Archive | None, used: set[str]
    ) -> Iterator[ExportRow]:
        """The rows of all pages, the oldest page first, and those of their photos at the end.

        The newest page is written last. `used` gets the names of the pictures. Raises TooLarge.
        """
        photo_rows: list[ExportRow] = []
        pages = list(pages)
        orders = {page.day_first for page, _name in pages} - {None}
        if len(orders) == 1:
            day_first = orders.pop()
            pages = [(page.settled(day_first=bool(day_first)), name) for page, name in pages]
        for page, name in sorted(pages, key=lambda each: (str(each[0].day or ""), each[0].time)):
            photos = list(self._photos_in_file(page.photos, packed, beside=name))
            for data in row_data(page.with_photos(photos), self._report):
                row = self.of_entry(data)
                if page.is_pinned:
                    self._report.starred.append(str(row.id))
                yield row
                for photo in photos:
                    used.add(photo.name)
                    photo_data = {"entry": str(row.id), "file": photo.name}
                    photo_data["description"] = photo.description
                    photo_id = uuid.uuid5(NAMESPACE, f"{row.id} {photo.name}")
                    photo_rows.append(ExportRow(PHOTO_FILES, photo_id, photo_data))
        yield from photo_rows

    def of_entry(self, data: RowData) -> ExportRow:
        """A row whose id is derived from what it says, so that no page comes in twice."""
        self._count.add_one()
        name = f"{self._vault_id} {json.dumps(entry_part(data), sort_keys=True)}"
        return ExportRow(ENTRIES, uuid.uuid5(NAMESPACE, name), data)

    def _photos_in_file(
        self, photos: Iterable[PhotoFile], packed: Archive | None, *, beside: str
    ) -> Iterator[PhotoFile]:
        """The photos that are in the file, by their names in it; the others are counted."""
        seen: set[str] = set()
        for photo in photos:
            name = packed.find(photo.name, beside=beside) if packed else None
            if name is None:
                self._report.leave(Left.PHOTOS_MISSING)
            elif name not in seen:
                seen.add(name)
                yield replace(photo, name=name)
