"""The file that a member takes away, made piece by piece while it is sent, and kept nowhere."""

import zipfile
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any, Final
from uuid import UUID

from django.utils.translation import gettext as _

from apps.common.http.heavy_work import HeavyWork, place_for
from apps.journal.entries.content import EntryContent
from apps.journal.exporting.entry_json import page_of
from apps.journal.exporting.json_file import JsonWriter, written_row
from apps.journal.exporting.markdown_file import as_markdown, parse_markdown
from apps.journal.exporting.pdf import MOST_OF_PHOTOS, MOST_PAGES, as_pdf
from apps.journal.exporting.photo_files import PhotoNames, beside
from apps.journal.exporting.selection import (
    ENTRIES,
    ExportRow,
    ExportSelection,
    other_rows,
    page_rows,
    photo_rows,
    rows_of,
    trashed_photo_rows,
)
from apps.journal.importing.archive import LIMITS
from apps.journal.models import PHOTOS
from apps.journal.models.photos import TRASHED_PHOTOS
from apps.journal.one_at_a_time import one_at_a_time
from apps.vault.registry import RowData
from apps.vault.unlocked_vault import UnlockedVault

WHOLE: Final = "journal.json"
STAMP: Final = (1980, 1, 1, 0, 0, 0)  # a zip says a time of each file; ours say none
PICTURES: Final = frozenset({PHOTOS, TRASHED_PHOTOS})
_UNPACKED: Final = 0  # the level of a photo, which no packing makes smaller


class ExportTooLarge(Exception):
    """The file would be larger than any that can be brought back. A shorter range fits."""


class NotAsWritten(Exception):
    """A row does not read back as it was put in: a fault of ours. The file breaks off there."""


@dataclass(frozen=True)
class ExportSize:
    """What was counted in everything that is wanted, before any of it is sent."""

    counts: dict[str, int]
    damaged: int


@dataclass(frozen=True)
class ExportPdf:
    """The finished PDF, and what was counted in it."""

    content: bytes
    counts: dict[str, int]
    damaged: int


def counted(vault: UnlockedVault, wanted: ExportSelection, *, form: str, day: date) -> ExportSize:
    """Open every row that is wanted, count it, and keep nothing.

    All but the photos are written and read again too: those take long, and are read again when the
    file is made. A damaged row is counted apart. Raises ExportTooLarge where the file could not be
    brought back, and NotAsWritten.
    """
    tally, writer = ExportCounts(), JsonWriter()
    size = len(writer.begin(day))
    for row in tally.of_whole(rows_of(vault, wanted)):
        assert row.data is not None
        is_photo = row.kind == PHOTOS
        size += len(row.data["jpeg"]) if is_photo else len(_read_again(writer, row))
    is_too_large = size > LIMITS.packed
    if form == "zip":
        is_too_large = (
            size - tally.base64 > LIMITS.unpacked
            or tally.base64 * 3 // 4 + size - tally.base64 > LIMITS.packed
        )
    if is_too_large or sum(tally.counts.values()) > LIMITS.rows:
        raise ExportTooLarge
    return ExportSize(dict(tally.counts), tally.damaged)


def export_pieces(
    vault: UnlockedVault, wanted: ExportSelection, *, form: str, day: date, damaged: int = 0
) -> Iterator[bytes]:
    """Everything that is wanted as a `json` or a `zip`, a few rows in memory at a time.

    Each row is read again as it is written, and `damaged` rows are left out: with one more, or
    one that does not read back, NotAsWritten ends the file where nobody takes it for whole.
    """
    make = _json_pieces if form == "json" else _zip_pieces
    return make(vault, wanted, day, ExportCounts(most_damaged=damaged))


def export_pdf(
    vault: UnlockedVault, wanted: ExportSelection, *, with_photos: bool, by_number: bool = False
) -> ExportPdf:
    """The pages alone, or with their photos, as a PDF.

    `by_number` sets letters without a shape as their numbers. Raises ExportTooLarge, PdfFailed,
    LettersWithoutShape, NoPlace, and StillBusy while another PDF of this vault is being made.
    """
    with one_at_a_time("pdf", vault.id), place_for(HeavyWork.PDF):
        return _export_pdf(vault, wanted, with_photos=with_photos, by_number=by_number)


def _export_pdf(
    vault: UnlockedVault, wanted: ExportSelection, *, with_photos: bool, by_number: bool
) -> ExportPdf:
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
        return ExportPdf(b"", {}, tally.damaged)
    of_each = [photos.get(page, []) for page in pages]
    content = as_pdf(list(pages.values()), of_each, by_number=by_number)
    return ExportPdf(content, {ENTRIES: len(pages)}, tally.damaged)


class ExportCounts:
    """Counts the rows that pass, by their kind, and the letters of photos in base64.

    Raises NotAsWritten for more damaged rows than `most_damaged`; None is any number.
    """

    def __init__(self, *, most_damaged: int | None = None) -> None:
        self.counts: Counter[str] = Counter()
        self.damaged = self.base64 = 0
        self._most_damaged = most_damaged

    def of_whole(self, rows: Iterable[ExportRow]) -> Iterator[ExportRow]:
        for row in rows:
            if row.data is None:
                self.damaged += 1
                if self._most_damaged is not None and self.damaged > self._most_damaged:
                    raise NotAsWritten("A row was damaged since it was counted.")
                continue
            self.counts[row.kind] += 1
            self.base64 += len(row.data["jpeg"]) if row.kind in PICTURES else 0
            yield row


def _json_pieces(
    vault: UnlockedVault, wanted: ExportSelection, day: date, tally: ExportCounts
) -> Iterator[bytes]:
    writer = JsonWriter()
    yield writer.begin(day)
    for row in tally.of_whole(rows_of(vault, wanted)):
        yield _read_again(writer, row)
    yield writer.end()


def _zip_pieces(
    vault: UnlockedVault, wanted: ExportSelection, day: date, tally: ExportCounts
) -> Iterator[bytes]:
    """Pages and photos as files of their own, then the JSON, which says the pages once more.

    What a photo is called and what was said of it is remembered for the JSON; pages are opened
    again for it, those alone that have a file.
    """
    outbox, names, days = _Outbox(), PhotoNames(), Counter[str]()
    pages, photos = set[UUID](), list[ExportRow]()
    with zipfile.ZipFile(outbox, "w", zipfile.ZIP_DEFLATED) as packed:  # type: ignore[call-overload]
        packed.writestr(_named("readme.txt"), _readme())
        for row in tally.of_whole(page_rows(vault, wanted)):
            assert row.data is not None
            pages.add(row.id)
            name = _name_of(row.data, days)
            names.note_page(row.id, name)
            packed.writestr(_named(name), _markdown(row.data))
            yield outbox.taken()
        for row in tally.of_whole(photo_rows(vault, wanted, pages)):
            assert row.data is not None
            name = names.of_photo(row.data["entry"])
            row, jpeg = beside(row, name)
            photos.append(row)
            packed.writestr(_named(name), jpeg, compresslevel=_UNPACKED)
            yield outbox.taken()
        removed: list[ExportRow] = []
        for row in tally.of_whole(trashed_photo_rows(vault, wanted)):
            name = names.of_trashed_photo()
            row, jpeg = beside(row, name)
            removed.append(row)
            packed.writestr(_named(name), jpeg, compresslevel=_UNPACKED)
            yield outbox.taken()
        again = (row for row in page_rows(vault, wanted) if row.id in pages)
        writer = JsonWriter()
        with packed.open(_named(WHOLE), "w") as whole:
            whole.write(writer.begin(day))
            others = tally.of_whole(other_rows(vault, wanted))
            for row in _chained(again, photos, others, removed):
                whole.write(_read_again(writer, row))
                yield outbox.taken()
            whole.write(writer.end())
    yield outbox.taken()


class _Outbox:
    """Where `zipfile` writes; it is emptied after each row, so that a row at most is in it.

    It cannot seek: the size of a file in the zip stands behind its bytes.
    """

    def __init__(self) -> None:
        self._waiting = bytearray()

    def write(self, data: Any) -> int:
        self._waiting += data
        return len(data)

    def flush(self) -> None:
        """Do nothing: every byte that was written can be read at once."""

    def taken(self) -> bytes:
        taken, self._waiting = bytes(self._waiting), bytearray()
        return taken


def _chained(*parts: Iterable[ExportRow]) -> Iterator[ExportRow]:
    for part in parts:
        for row in part:
            if row.data is None:  # of a page that was whole when its file was written
                raise NotAsWritten("A page was damaged since its file was written.")
            yield row


def _read_again(writer: JsonWriter, row: ExportRow) -> bytes:
    """The line of a row. Raises NotAsWritten where it does not say what the row says."""
    line = writer.line(row)
    if written_row(line) != row:
        raise NotAsWritten("A row does not read back as it was written.")
    return line


def _markdown(data: RowData) -> str:
    """The page as a Markdown file. Raises NotAsWritten where that does not say what it says."""
    text = as_markdown(data)
    if parse_markdown(text) != dict(data):
        raise NotAsWritten("A page does not read back as it was written.")
    return text


def _name_of(data: RowData, days: Counter[str]) -> str:
    """`pages/2026/2026-11-21.md`, the second of a day `2026-11-21-2.md`: a name says a day only."""
    day = data["day"]
    days[day] += 1
    return f"pages/{day[:4]}/{day}{f'-{days[day]}' if days[day] > 1 else ''}.md"


def _named(name: str) -> zipfile.ZipInfo:
    info = zipfile.ZipInfo(name, STAMP)
    info.compress_type = zipfile.ZIP_DEFLATED
    return info


def _readme() -> str:
    return _(
        "Each file in the folder “pages” is one page, by its day. The lines above the text are its "
        "fields. Its photos are in the folder “photos”, under the name of the page.\n\nThe file "
        "journal.json holds the same pages once more, with everything else that was exported: "
        "drafts, the trash, what pages said before, and what is kept of the account. Photos in "
        "the trash are in the folder “photos/trash”. This whole zip can be imported into a journal "
        "again.\n"
    )
