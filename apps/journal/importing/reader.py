"""Reads an import file row by row; its format is told by its content, and nothing is trusted."""

import json
import uuid
from collections.abc import Iterable, Iterator
from typing import IO, Any, Final, cast

from apps.journal.bounded_json import JsonText, TooMuchJson
from apps.journal.exporting.export import WHOLE
from apps.journal.exporting.json_file import (
    FORMAT,
    START,
    is_as_written,
    is_known,
    row_of,
    rows_in,
)
from apps.journal.exporting.photo_files import PICTURES, with_pictures
from apps.journal.exporting.selection import ENTRIES, ExportRow, exported_tables
from apps.journal.importing import apple_journal, dailytxt, markdown_files
from apps.journal.importing.archive import LARGEST_FILE, LIMITS, Archive, CountingReader, TooLarge
from apps.journal.importing.decoding import decoded
from apps.journal.importing.imported_page import (
    ImportedPage,
    Left,
    PhotoFile,
    ReadingReport,
    entry_part,
    row_data,
)
from apps.journal.importing.programs import WITHOUT_TEXTS, pages_of
from apps.journal.models import PHOTOS
from apps.journal.models.imports import PHOTO_FILES
from apps.vault.registry import RowData, Unreadable

LEFT_AS: Final = {ENTRIES: "pages", PHOTOS: "photos"}
NAMESPACE: Final = uuid.UUID("6f1d3c1e-4b52-4c27-9d0f-2f6f0c5a7e11")
HTML: Final = (".html", ".htm")
START_OF_HTML: Final = 64 * 1024  # the head of an entry and its styles

type NamedPage = tuple[ImportedPage, str]
"""A page and the file that it stands in."""


class ImportReader:
    """Gives the rows once; `source` and `report` are whole when the last has been given."""

    def __init__(
        self, file: IO[bytes], *, name: str, size: int, vault_id: uuid.UUID, report: ReadingReport
    ) -> None:
        self._file, self._name, self._size = file, name, size
        self._vault_id, self.report = vault_id, report
        self.source, self._locked, self._count = "", "", 0

    def rows(self) -> Iterator[ExportRow]:
        """Raises Unreadable, TooLarge."""
        if self._size > LIMITS.packed:
            raise TooLarge("Too large.")
        start = self._file.read(START)
        self._file.seek(0)
        if start.startswith(b"age-encryption.org/"):
            self.source = "age"
            raise Unreadable("The file is locked.")
        if start.startswith(b"PK"):
            yield from self._of_zip(Archive(self._file))
        elif is_as_written(start.removeprefix(b"\xef\xbb\xbf")):
            yield from self._of_ours(self._file)
        else:
            yield from self._of_one_file()

    # --- One file ------------------------------------------------------------------------------

    def _of_one_file(self) -> Iterator[ExportRow]:
        data = self._file.read(LARGEST_FILE + 1)
        if len(data) > LARGEST_FILE:
            raise TooLarge("Too large to be read whole.")
        text, encoding = decoded(data)
        is_text = self._name.lower().endswith(markdown_files.ENDINGS)
        pages: list[NamedPage] | None = None
        if text.lstrip()[:1] in {"{", "["}:
            try:
                document = JsonText.of(text)
                ours = self._reshaped(document, None)
                if ours is not None:
                    yield from ours
                    return
                pages = self._of_json(document, self._name)
            except TooMuchJson:
                raise
            except Unreadable:
                if not is_text or self._locked:
                    raise
        if pages is None and is_text:
            pages = self._of_text(text, self._name, markdown_files.UNDATED)
        elif pages is None and self._name.lower().endswith(HTML):
            pages = [(self._html_page(text, self._name, markdown_files.UNDATED), self._name)]
        if pages is None:
            raise Unreadable("Nothing that we know.")
        markdown_files.tell_encoding(encoding, self.report)
        yield from self._rows_of(pages, None, set())

    def _of_json(self, document: JsonText, name: str) -> list[NamedPage] | None:
        found = pages_of(document, self.report)
        if found is None:
            return None
        self._is(found.source)
        try:
            return [(page, name) for page in found.pages]
        except TooMuchJson:
            raise
        except Unreadable:
            self._locked = found.source if found.source == "standard_notes" else self._locked
            raise

    def _of_text(self, text: str, name: str, given: tuple[int, int, int]) -> list[NamedPage]:
        self._is("text")
        pages = markdown_files.pages_in_text(text, name=name, given=given, report=self.report)
        return [(page, name) for page in pages]

    def _html_page(self, text: str, name: str, given: tuple[int, int, int]) -> ImportedPage:
        if apple_journal.is_apple_journal(text):
            self._is("apple_journal")
            return apple_journal.page_of(text, name=name, report=self.report)
        self._is("text")
        return markdown_files.html_page(text, name=name, given=given, report=self.report)

    def _is(self, source: str) -> None:
        """A file with pages of several programs is called after the first that is no mere text."""
        if self.source in {"", "text"}:
            self.source = source

    # --- A zip ---------------------------------------------------------------------------------

    def _of_zip(self, packed: Archive) -> Iterator[ExportRow]:
        whole = [name for name in packed.named(WHOLE) if name.rpartition("/")[2] == WHOLE]
        ours = next((name for name in whole if is_as_written(packed.start(name, START))), None)
        if ours is not None:
            yield from self._of_ours(packed.opened(ours), packed, name=ours)
            return
        self.report.leave(Left.LOCKED_FILE, packed.locked)
        self.report.leave(Left.FILES, packed.odd)
        yield from self._of_files(packed)
        if not self._count and (self._locked or packed.locked):
            self.source = self._locked or "locked_zip"
            raise Unreadable("What could be a page is locked.")
        self._is("text")

    def _of_files(self, packed: Archive) -> Iterator[ExportRow]:
        """Every file that holds pages, whatever lies beside it; the pages of all, oldest first."""
        pages: list[NamedPage] = []
        used: set[str] = set()
        months = [name for name in packed.named(".json") if dailytxt.MONTH.fullmatch(name)]
        if months:
            pages += self._of_dailytxt(packed, months, used)
        backups = (
            name for name in packed.named(".txt") if name.lower().endswith("import file.txt")
        )
        for name in [*packed.named(".json"), *backups]:
            if name in used:
                continue
            used.add(name)
            document = self._packed_json(packed, name)
            rows = self._packed_ours(document, packed, name) if document else None
            if rows is not None:
                yield from rows
            elif document:
                pages += self._of_packed_json(document, name)
        pages += self._of_packed_html(packed, used)
        if self.source not in WITHOUT_TEXTS:
            for name in packed.named(*markdown_files.ENDINGS):
                if name not in used:
                    used.add(name)
                    ours = self._ours_in_text(packed, name)
                    if ours is not None:
                        yield ours
                    else:
                        pages += self._of_packed_text(packed, name)
        yield from self._rows_of(pages, packed, used)
        self._count_rest(packed, used)

    def _packed_ours(
        self, document: JsonText, packed: Archive, name: str
    ) -> Iterator[ExportRow] | None:
        try:
            return self._reshaped(document, packed, name=name)
        except TooMuchJson:
            raise
        except Unreadable:  # it is broken: whoever reads it next says so
            return None

    def _of_packed_html(self, packed: Archive, used: set[str]) -> list[NamedPage]:
        """Entries of Apple Journal; where no program wrote the rest, every page but the index."""
        pages: list[NamedPage] = []
        others: list[str] = []
        for name in packed.named(*HTML):
            used.add(name)
            if f"{name.rpartition('.')[0]}.json" in used:
                continue  # Keep says each note twice
            if apple_journal.is_apple_journal(packed.start(name, START_OF_HTML).decode("latin-1")):
                pages += self._of_packed_text(packed, name)
            elif name.rpartition("/")[2].lower() not in {"index.html", "index.htm"}:
                others.append(name)
        if self.source in {"", "text"}:
            for name in others:
                pages += self._of_packed_text(packed, name)
        else:
            self.report.leave(Left.FILES, len(others))
        return pages

    def _packed_json(self, packed: Archive, name: str) -> JsonText | None:
        """One that is broken, or of no end, keeps nothing else back."""
        try:
            return JsonText.of(decoded(packed.read(name)).text)
        except (TooLarge, TooMuchJson):
            raise
        except Unreadable:
            self.report.leave(Left.BROKEN_FILE)
            return None

    def _of_packed_json(self, document: JsonText, name: str) -> list[NamedPage]:
        try:
            pages = self._of_json(document, name)
        except TooMuchJson:
            raise
        except Unreadable:
            self.report.leave(Left.BROKEN_FILE)
            return []
        if pages is None:
            self.report.leave(Left.OTHER_JSON)
        return pages or []

    def _of_packed_text(self, packed: Archive, name: str) -> list[NamedPage]:
        given = packed.day_of(name)
        try:
            text, encoding = decoded(packed.read(name))
        except TooLarge:
            raise
        except Unreadable:
            self.report.leave(Left.BROKEN_FILE)
            return []
        markdown_files.tell_encoding(encoding, self.report)
        if name.lower().endswith(HTML):
            return [(self._html_page(text, name, given), name)]
        return self._of_text(text, name, given)

    def _ours_in_text(self, packed: Archive, name: str) -> ExportRow | None:
        """A page that we wrote as Markdown."""
        if packed.start(name, 4) != b"---\n":
            return None
        try:
            data = markdown_files.ours_in(decoded(packed.read(name)).text.replace("\r\n", "\n"))
        except TooLarge:
            raise
        except Unreadable:
            return None
        if data is None:
            return None
        self._is("text")
        return self._entry(data)

    def _of_dailytxt(self, packed: Archive, months: list[str], used: set[str]) -> list[NamedPage]:
        self._is("dailytxt")
        root = months[0].rpartition("/")[0].rpartition("/")[0]
        beside = f"{root}/" if root else ""
        used.update(
            [*months, f"{beside}user.json", f"{beside}tags.json", f"{beside}templates.json"]
        )
        user = self._small_json(packed, f"{beside}user.json")
        if user.get("enc_enc_key"):
            self._locked = "dailytxt"
            return []
        tags = dailytxt.tag_names(self._small_json(packed, f"{beside}tags.json"))
        pages: list[NamedPage] = []
        for name in months:
            found = dailytxt.MONTH.fullmatch(name)
            assert found is not None
            days = self._small_json(packed, name)
            made = dailytxt.pages(int(found[1]), int(found[2]), days, tags, self.report)
            pages += [(page, name) for page in made]
        return pages

    def _small_json(self, packed: Archive, name: str) -> dict[str, Any]:
        """An object that is built whole: a month, or what stands beside it."""
        document = self._packed_json(packed, name) if name in packed else None
        try:
            value = document.value() if document else {}
        except TooMuchJson:
            raise
        except Unreadable:
            self.report.leave(Left.BROKEN_FILE)
            return {}
        return value if isinstance(value, dict) else {}

    def _count_rest(self, packed: Archive, used: set[str]) -> None:
        for name in packed.named(""):
            if name not in used:
                is_picture = name.lower().endswith(PICTURES)
                self.report.leave(Left.PICTURES if is_picture else Left.FILES)

    # --- Pages of others as rows ---------------------------------------------------------------

    def _rows_of(
        self, pages: Iterable[NamedPage], packed: Archive | None, used: set[str]
    ) -> Iterator[ExportRow]:
        """Oldest first, so that the newest is the last one written; each before its pictures."""
        pictures: list[ExportRow] = []
        pages = list(pages)
        orders = {page.day_first for page, _name in pages} - {None}
        if len(orders) == 1:
            day_first = orders.pop()
            pages = [(page.settled(day_first=bool(day_first)), name) for page, name in pages]
        for page, name in sorted(pages, key=lambda each: (str(each[0].day or ""), each[0].time)):
            photos = list(self._there(page.photos, packed, beside=name))
            for data in row_data(page.with_photos(photos), self.report):
                row = self._entry(data)
                if page.is_pinned:
                    self.report.starred.append(str(row.id))
                yield row
                for photo in photos:
                    used.add(photo.name)
                    said = {"entry": str(row.id), "file": photo.name}
                    said["description"] = photo.description
                    photo_id = uuid.uuid5(NAMESPACE, f"{row.id} {photo.name}")
                    pictures.append(ExportRow(PHOTO_FILES, photo_id, said))
        yield from pictures

    def _there(
        self, photos: Iterable[PhotoFile], packed: Archive | None, *, beside: str
    ) -> Iterator[PhotoFile]:
        """The pictures that are in the file, by their names in it; the others are counted."""
        seen: set[str] = set()
        for photo in photos:
            name = packed.find(photo.name, beside=beside) if packed else None
            if name is None:
                self.report.leave(Left.PHOTOS_MISSING)
            elif name not in seen:
                seen.add(name)
                yield PhotoFile(name=name, description=photo.description)

    def _entry(self, data: RowData) -> ExportRow:
        """A row with an id that is derived from what it says, so that no page comes in twice."""
        self._hold_one_more()
        name = f"{self._vault_id} {json.dumps(entry_part(data), sort_keys=True)}"
        return ExportRow(ENTRIES, uuid.uuid5(NAMESPACE, name), data)

    # --- Exports of ours -----------------------------------------------------------------------

    def _of_ours(
        self, file: IO[bytes], packed: Archive | None = None, *, name: str = ""
    ) -> Iterator[ExportRow]:
        most = LIMITS.unpacked if packed else LIMITS.packed
        counted = cast(IO[bytes], CountingReader(file, most=most))
        yield from self._checked(self._beside(rows_in(counted), packed, name=name))

    def _reshaped(
        self, document: JsonText, packed: Archive | None, *, name: str = ""
    ) -> Iterator[ExportRow] | None:
        """Ours, written again by another program; None where it is none of ours."""
        members = document.members() if document.is_object else {}
        if "format" not in members or members["format"].value() != FORMAT:
            return None
        self.source = "ours"
        rows, version = members.get("rows"), members.get("version")
        if version is None or not is_known(version.value()) or rows is None or not rows.is_array:
            raise Unreadable("An export of ours without its rows, or of a later version.")
        read = (row_of(row.value()) for row in rows.elements())
        return self._checked(self._beside(read, packed, name=name))

    def _beside(
        self, rows: Iterator[ExportRow], packed: Archive | None, *, name: str
    ) -> Iterator[ExportRow]:
        """The rows with the pictures that stand beside them in a zip."""
        if packed is None:
            return rows

        def read(path: str) -> bytes:
            found = packed.find(path, beside=name)
            if found is None:
                raise KeyError(path)
            return packed.picture(found)

        return with_pictures(rows, read)

    def _checked(self, rows: Iterator[ExportRow]) -> Iterator[ExportRow]:
        """Rows of ours, of the kinds that this release knows."""
        self.source = "ours"
        serializers = {kind.name: kind.serializer for kind in exported_tables()}
        pages: set[str] = set()
        for row in rows:
            self._hold_one_more()
            serializer = serializers.get(row.kind)
            try:
                if serializer is None:
                    raise Unreadable
                data = serializer.check(row.data or {})
                if row.kind == PHOTOS and data["entry"] not in pages:
                    raise Unreadable("A photo of a page that is not in the file.")
            except Unreadable:
                self.report.left[LEFT_AS.get(row.kind, "rows")] += 1
                continue
            if row.kind == ENTRIES:
                pages.add(str(row.id))
            yield ExportRow(row.kind, row.id, data)

    def _hold_one_more(self) -> None:
        self._count += 1
        if self._count > LIMITS.rows:
            raise TooLarge("Too many pages.")
