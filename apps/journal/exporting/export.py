"""Builds the file that a member takes away, in memory, and reads it again before it is offered."""

import hashlib
import json
import zipfile
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from io import BytesIO
from typing import IO, Final

from django.utils.translation import gettext as _

from apps.journal.entries.content import EntryContent
from apps.journal.exporting.entry_json import page_of
from apps.journal.exporting.json_file import JsonWriter, rows_in
from apps.journal.exporting.markdown_file import as_markdown
from apps.journal.exporting.one_at_a_time import one_at_a_time
from apps.journal.exporting.pdf import MOST_OF_PHOTOS, MOST_PAGES, as_pdf
from apps.journal.exporting.photo_files import PhotoNames, beside, with_pictures
from apps.journal.exporting.selection import ENTRIES, ExportRow, ExportSelection, rows_of
from apps.journal.models import PHOTOS
from apps.vault.registry import RowData
from apps.vault.unlocked_vault import UnlockedVault

WHOLE: Final = "journal.json"
MOST_BYTES: Final = 100 * 1024 * 1024
STAMP: Final = (1980, 1, 1, 0, 0, 0)  # a zip says a time of each file; ours say none


class ExportTooLarge(Exception):
    """The file would be larger than any that can be brought back. A shorter range fits."""


@dataclass(frozen=True)
class ExportFile:
    """The finished file, and what was counted in it when it was read again."""

    content: bytes
    counts: dict[str, int]
    damaged: int


def export_file(
    vault: UnlockedVault, wanted: ExportSelection, *, form: str, day: date
) -> ExportFile:
    """Everything that is wanted as a `json` or a `zip`. Raises ExportTooLarge.

    A damaged row is left out and counted. AssertionError if the file does not say what was put
    into it: then there is a fault of ours, and no file.
    """
    buffer, tally = BytesIO(), ExportCounts()
    rows = tally.of_whole(rows_of(vault, wanted))
    if form == "json":
        _write_json(buffer, rows, day)
    else:
        _write_zip(buffer, rows, day)
    again = ExportCounts()
    for _row in again.of_whole(_read_again(buffer, form=form)):
        pass
    if (again.counts, again.digest()) != (tally.counts, tally.digest()):
        raise AssertionError("The file does not read back as it was written.")
    return ExportFile(buffer.getvalue(), dict(again.counts), tally.damaged)


def export_pdf(
    vault: UnlockedVault, wanted: ExportSelection, *, with_photos: bool, by_number: bool = False
) -> ExportFile:
    """The pages alone, or with their photos, as a PDF.

    `by_number` sets letters without a shape as their numbers. Raises ExportTooLarge, PdfFailed,
    LettersWithoutShape, and StillBusy while another PDF of this vault is being made.
    """
    with one_at_a_time("pdf", vault.id):
        return _export_pdf(vault, wanted, with_photos=with_photos, by_number=by_number)


def _export_pdf(
    vault: UnlockedVault, wanted: ExportSelection, *, with_photos: bool, by_number: bool
) -> ExportFile:
    tally, pages, photos = ExportCounts(), dict[str, EntryContent](), dict[str, list[RowData]]()
    size = 0
    for row in tally.of_whole(rows_of(vault, wanted)):
        if row.data is None or row.kind not in ({ENTRIES, PHOTOS} if with_photos else {ENTRIES}):
            break  # pages come first, then their photos
        if row.kind == ENTRIES:
            pages[str(row.id)] = page_of(row.data)
        else:
            size += len(row.data["jpeg"])
            photos.setdefault(row.data["entry"], []).append(row.data)
        if len(pages) > MOST_PAGES or size > MOST_OF_PHOTOS:
            raise ExportTooLarge
    if not pages:
        return ExportFile(b"", {}, tally.damaged)
    of_each = [photos.get(page, []) for page in pages]
    content = as_pdf(list(pages.values()), of_each, by_number=by_number)
    return ExportFile(content, {ENTRIES: len(pages)}, tally.damaged)


class ExportCounts:
    """Counts the rows that pass, and remembers by a hash what they said."""

    def __init__(self) -> None:
        self.counts: Counter[str] = Counter()
        self.damaged = 0
        self._hash = hashlib.sha256()

    def of_whole(self, rows: Iterable[ExportRow]) -> Iterable[ExportRow]:
        for row in rows:
            if row.data is None:
                self.damaged += 1
                continue
            self.counts[row.kind] += 1
            self._hash.update(json.dumps([row.kind, str(row.id), row.data]).encode())
            yield row

    def digest(self) -> bytes:
        return self._hash.digest()


def _write_json(file: IO[bytes], rows: Iterable[ExportRow], day: date) -> None:
    writer = JsonWriter()
    file.write(writer.begin(day))
    for row in rows:
        file.write(writer.line(row))
        _hold_size(file)
    file.write(writer.end())


def _write_zip(file: IO[bytes], rows: Iterable[ExportRow], day: date) -> None:
    """Pages and photos are written as the rows pass; the JSON, which grows beside, comes last."""
    whole, writer, days, names = BytesIO(), JsonWriter(), Counter[str](), PhotoNames()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as packed:
        packed.writestr(_named("readme.txt"), _readme())
        whole.write(writer.begin(day))
        for row in rows:
            if row.kind == PHOTOS and row.data is not None:
                name = names.of_photo(row.data["entry"])
                row, jpeg = beside(row, name)
                packed.writestr(_named(name), jpeg, zipfile.ZIP_STORED)
                _hold_size(file)
            whole.write(writer.line(row))
            if row.kind == ENTRIES and row.data is not None:
                name = _name_of(row.data, days)
                names.note_page(row.id, name)
                packed.writestr(_named(name), as_markdown(row.data))
            _hold_size(whole)
        whole.write(writer.end())
        packed.writestr(_named(WHOLE), whole.getbuffer())
    _hold_size(file)


def _name_of(data: RowData, days: Counter[str]) -> str:
    """`pages/2026/2026-11-21.md`, the second of a day `2026-11-21-2.md`: a name says a day only."""
    day = data["day"]
    days[day] += 1
    return f"pages/{day[:4]}/{day}{f'-{days[day]}' if days[day] > 1 else ''}.md"


def _named(name: str) -> zipfile.ZipInfo:
    info = zipfile.ZipInfo(name, STAMP)
    info.compress_type = zipfile.ZIP_DEFLATED
    return info


def _read_again(file: BytesIO, *, form: str) -> Iterable[ExportRow]:
    file.seek(0)
    if form == "json":
        yield from rows_in(file)
        return
    with zipfile.ZipFile(file) as packed:
        pages = sum(1 for name in packed.namelist() if name.startswith("pages/"))
        with packed.open(WHOLE) as whole:
            for row in with_pictures(rows_in(whole), packed.read):
                pages -= row.kind == ENTRIES
                yield row
        if pages or packed.testzip() is not None:
            raise AssertionError("The packed files are not whole.")


def _hold_size(file: IO[bytes]) -> None:
    if file.tell() > MOST_BYTES:
        raise ExportTooLarge


def _readme() -> str:
    return _(
        "Each file in the folder “pages” is one page, by its day. The lines above the text are its "
        "fields. Its photos are in the folder “photos”, under the name of the page.\n\nThe file "
        "journal.json holds the same pages once more, with everything else that was taken. This "
        "whole package can be brought back into a journal with Import.\n"
    )
