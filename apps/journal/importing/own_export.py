"""Reads an export that Leeway wrote: as it was written, or written again by another program."""

from collections.abc import Iterable, Iterator
from typing import IO, Final, cast

from apps.journal.bounded_json import JsonText
from apps.journal.exporting.json_file import FORMAT, is_known, row_of, rows_in
from apps.journal.exporting.photo_files import with_pictures
from apps.journal.exporting.selection import ACCOUNT, ENTRIES, ExportRow
from apps.journal.importing import markdown_files
from apps.journal.importing.archive import LIMITS, Archive, CountingReader, RowCount, TooLarge
from apps.journal.importing.decoding import decoded
from apps.journal.importing.imported_page import ReadingReport
from apps.journal.models import PHOTOS
from apps.journal.models.drafts import DRAFTS
from apps.journal.models.entries import TRASH
from apps.journal.models.photos import TRASHED_PHOTOS
from apps.journal.models.versions import VERSIONS
from apps.vault.registry import RowData, Unreadable, exported_tables

OF_PAGES: Final = frozenset({PHOTOS, TRASHED_PHOTOS, VERSIONS})
LEFT_AS: Final = {ENTRIES: "pages", TRASH: "pages", PHOTOS: "photos", TRASHED_PHOTOS: "photos"}


class OwnExport:
    """Gives the rows of an export that this release knows; the others are counted as left out.

    `pictures` are the names of those in the zip that it read.
    """

    def __init__(self, count: RowCount, report: ReadingReport) -> None:
        self._count, self._report = count, report
        self._said: set[int] = set()
        self.pictures: set[str] = set()

    def has_said(self, data: RowData) -> bool:
        """Whether a page of these words was among the rows given so far."""
        return _words_of(data) in self._said

    def rows(
        self, file: IO[bytes], packed: Archive | None = None, *, name: str = ""
    ) -> Iterator[ExportRow]:
        """The rows of an export as it was written, read as a stream. Raises Unreadable, TooLarge"""
        most = LIMITS.unpacked if packed else LIMITS.packed  # alone, its photos are in it
        counted = cast(IO[bytes], CountingReader(file, most=most))
        yield from self._checked(self._with_pictures_of(packed, rows_in(counted), name=name))

    def rows_of_json(
        self, document: JsonText, packed: Archive | None, *, name: str = ""
    ) -> Iterator[ExportRow]:
        """The rows of an export that another program wrote again (`is_own_json`).

        Raises Unreadable for one without rows or of a later version.
        """
        members = document.members()
        rows, version = members.get("rows"), members.get("version")
        if version is None or not is_known(version.value()) or rows is None or not rows.is_array:
            raise Unreadable("An export of ours without its rows, or of a later version.")
        read = (row_of(row.value()) for row in rows.elements())
        return self._checked(self._with_pictures_of(packed, read, name=name))

    def _with_pictures_of(
        self, packed: Archive | None, rows: Iterator[ExportRow], *, name: str
    ) -> Iterator[ExportRow]:
        """The rows with the pictures that stand beside the file `name` in the zip."""
        if packed is None:
            return rows

        def read(path: str) -> bytes:
            found = packed.find(path, beside=name)
            if found is None:
                raise KeyError(path)
            self.pictures.add(found)
            return packed.picture(found)

        return with_pictures(rows, read)

    def _checked(self, rows: Iterator[ExportRow]) -> Iterator[ExportRow]:
        serializers = {kind.name: kind.serializer for kind in exported_tables()}
        pages: set[str] = set()
        for row in rows:
            self._count.add_one()
            if row.kind == ACCOUNT:  # an account keeps its own
                continue
            serializer = serializers.get(row.kind)
            try:
                if serializer is None:
                    raise Unreadable
                data = serializer.check(row.data or {})
                if row.kind in OF_PAGES and data["entry"] not in pages:
                    raise Unreadable("A part of a page that is not in the file.")
            except Unreadable:
                self._report.left[LEFT_AS.get(row.kind, "rows")] += 1
                continue
            if row.kind in {ENTRIES, TRASH}:
                pages.add(str(row.id))
                self._said.add(_words_of(data))
            if row.kind == DRAFTS:
                pages.add(data["entry"])
            yield ExportRow(row.kind, row.id, data)


def files_of_exports(packed: Archive, exports: Iterable[str]) -> set[str]:
    """The files of our exports in a zip, whose documents have these names, whatever they are."""
    found: set[str] = set()
    for export in exports:
        folder = export[: export.rfind("/") + 1].lower()
        own = tuple(f"{folder}{name}" for name in ("readme.txt", "pages/", "photos/"))
        found.add(export)
        found.update(name for name in packed.named("") if name.lower().startswith(own))
    return found


def is_own_json(document: JsonText) -> bool:
    """Whether the document is an export of ours, of this version or another."""
    members = document.members() if document.is_object else {}
    return "format" in members and bool(members["format"].value() == FORMAT)


def own_page_in_text(packed: Archive, name: str) -> RowData | None:
    """The page in a Markdown file that Leeway wrote; None for any other file. Raises TooLarge."""
    if packed.start(name, 4) != b"---\n":
        return None
    try:
        return markdown_files.ours_in(decoded(packed.read(name)).text.replace("\r\n", "\n"))
    except TooLarge:
        raise
    except Unreadable:
        return None


def _words_of(data: RowData) -> int:
    return hash(tuple(data.get(name) or "" for name in ("day", "time", "title", "body")))
