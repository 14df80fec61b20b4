"""Reads an import file row by row; its format is told by its content, and nothing is trusted."""

import uuid
from collections.abc import Iterator
from typing import IO, Any, Final

from apps.journal.bounded_json import JsonText, TooMuchJson
from apps.journal.exporting.export import WHOLE
from apps.journal.exporting.json_file import (
    START,
    is_as_written,
)
from apps.journal.exporting.photo_files import PICTURES
from apps.journal.exporting.selection import ExportRow
from apps.journal.importing import apple_journal, dailytxt, diarium, joplin, markdown_files
from apps.journal.importing.archive import LARGEST_FILE, LIMITS, Archive, RowCount, TooLarge
from apps.journal.importing.decoding import decoded
from apps.journal.importing.imported_page import (
    ImportedPage,
    Left,
    ReadingReport,
    kind_of_file,
)
from apps.journal.importing.own_export import (
    OwnExport,
    files_of_exports,
    is_own_json,
    own_page_in_text,
)
from apps.journal.importing.page_rows import NamedPage, PageRows
from apps.journal.importing.programs import WITHOUT_TEXTS, pages_of
from apps.journal.importing.tar_file import START as START_OF_TAR
from apps.journal.importing.tar_file import is_tar
from apps.vault.registry import Unreadable

HTML: Final = (".html", ".htm")
START_OF_HTML: Final = 64 * 1024  # the head of an entry and its styles


class ImportReader:
    """Gives the rows once; `source` and `report` are whole when the last has been given."""

    def __init__(
        self, file: IO[bytes], *, name: str, size: int, vault_id: uuid.UUID, report: ReadingReport
    ) -> None:
        self._file, self._name, self._size = file, name, size
        self.report, self._count = report, RowCount()
        self._own = OwnExport(self._count, report)
        self._rows = PageRows(self._count, report, vault_id=vault_id)
        self.source, self._locked = "", ""

    def rows(self) -> Iterator[ExportRow]:
        """Raises Unreadable, TooLarge."""
        if self._size > LIMITS.packed:
            raise TooLarge("Too large.")
        start = self._file.read(max(START, START_OF_TAR))
        self._file.seek(0)
        if start.startswith(b"age-encryption.org/"):
            self.source = "age"
            raise Unreadable("The file is locked.")
        if start.startswith(b"PK") or is_tar(start):
            yield from self._of_zip(Archive(self._file))
        elif is_as_written(start.removeprefix(b"\xef\xbb\xbf")):
            self.source = "ours"
            yield from self._own.rows(self._file)
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
                ours = self._own_rows(document, None)
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
        yield from self._rows.of_pages(pages, None, set())

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
        self.report.leave(Left.LOCKED_FILE, packed.locked)
        self.report.leave(Left.BROKEN_FILE, packed.broken)
        self.report.leave(Left.ZIPS, packed.unopened)
        self.report.leave(Left.FILES, packed.odd)
        whole = [name for name in packed.named(WHOLE) if name.rpartition("/")[2] == WHOLE]
        ours = [name for name in whole if is_as_written(packed.start(name, START))]
        for name in ours:
            self.source = "ours"
            yield from self._own.rows(packed.opened(name), packed, name=name)
        yield from self._of_files(packed, used=files_of_exports(packed, ours))
        if not self._count.rows and (self._locked or packed.locked):
            self.source = self._locked or "locked_zip"
            raise Unreadable("What could be a page is locked.")
        self._is("text")

    def _of_files(self, packed: Archive, used: set[str]) -> Iterator[ExportRow]:
        """Every file that holds pages, whatever lies beside it; the pages of all, oldest first.

        `used` are those that were read already.
        """
        pages: list[NamedPage] = []
        months = [
            name
            for name in packed.named(".json")
            if dailytxt.MONTH.fullmatch(name) and name not in used
        ]
        if months:
            pages += self._of_dailytxt(packed, months, used)
        backups = (
            name
            for name in packed.named(".txt")
            if name.lower().endswith(("import file.txt", ".json.txt"))
        )
        for name in [*packed.named(".json"), *backups]:
            if name in used:
                continue
            used.add(name)
            document = self._packed_json(packed, name)
            rows = self._packed_own_rows(document, packed, name) if document else None
            if rows is not None:
                yield from rows
                used.update(files_of_exports(packed, [name]))
            elif document:
                pages += self._with_media(self._of_packed_json(document, name), packed)
        pages += self._of_packed_html(packed, used)
        pages += self._of_joplin(packed, used)
        for name in packed.named(*markdown_files.ENDINGS):
            if name not in used and not self._is_said_already(name, used):
                used.add(name)
                data = own_page_in_text(packed, name)
                if data is not None and not self._own.has_said(data):
                    self._is("text")
                    yield self._rows.of_entry(data)
                elif data is None:
                    pages += self._of_packed_text(packed, name)
        yield from self._rows.of_pages(pages, packed, used)
        self._count_rest(packed, used)

    def _is_said_already(self, name: str, used: set[str]) -> bool:
        """Whether a text says what the JSON of its program says, or lists its labels alone."""
        if self.source not in WITHOUT_TEXTS:
            return False
        folder, _slash, last = name.rpartition("/")
        is_of_notes = self.source == "standard_notes" and "items" in folder.lower().split("/")
        is_of_json = f"{name.rpartition('.')[0]}.json" in used
        return is_of_notes or is_of_json or last.lower() == "labels.txt"

    def _own_rows(
        self, document: JsonText, packed: Archive | None, *, name: str = ""
    ) -> Iterator[ExportRow] | None:
        if not is_own_json(document):
            return None
        self.source = "ours"
        return self._own.rows_of_json(document, packed, name=name)

    def _packed_own_rows(
        self, document: JsonText, packed: Archive, name: str
    ) -> Iterator[ExportRow] | None:
        try:
            return self._own_rows(document, packed, name=name)
        except TooMuchJson:
            raise
        except Unreadable:  # it is broken: whoever reads it next says so
            return None

    def _of_packed_html(self, packed: Archive, used: set[str]) -> list[NamedPage]:
        """Entries of Apple Journal; where no program wrote the rest, every page but the index."""
        pages: list[NamedPage] = []
        others: list[str] = []
        for name in packed.named(*HTML):
            if name in used:
                continue
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

    def _of_joplin(self, packed: Archive, used: set[str]) -> list[NamedPage]:
        """Notes of Joplin, each with the tags that stand in other files."""
        pages: list[NamedPage] = []
        tags = joplin.tags_by_note(packed)
        for name, item in joplin.items_in(packed):
            used.add(name)
            self._is("joplin")
            if item.kind not in joplin.OF_NOTES:
                own, given = tags.get(item.fields["id"], []), packed.day_of(name)
                made = markdown_files.joplin_page(item, tags=own, given=given, report=self.report)
                pages += [(page, name) for page in made]
        return pages

    def _packed_json(self, packed: Archive, name: str) -> JsonText | None:
        """The JSON file of this name; None where it is broken, so that others are still read."""
        try:
            text, encoding = decoded(packed.read(name))
            document = JsonText.of(text)
        except (TooLarge, TooMuchJson):
            raise
        except Unreadable:
            self.report.leave(Left.BROKEN_FILE)
            return None
        markdown_files.tell_encoding(encoding, self.report)
        return document

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

    def _with_media(self, pages: list[NamedPage], packed: Archive) -> list[NamedPage]:
        """Diarium's pages do not name their pictures: a folder is named by the moment of one."""
        if not any(page.stamp for page, _name in pages):
            return pages
        own = diarium.with_media([page for page, _name in pages], packed.named(*PICTURES))
        return [(page, name) for page, (_old, name) in zip(own, pages, strict=True)]

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
        if text.lstrip()[:1] in {"{", "["} and (pages := self._of_json_called_text(text, name)):
            return pages
        return self._of_text(text, name, given)

    def _of_json_called_text(self, text: str, name: str) -> list[NamedPage]:
        """The pages of `Journal.json.txt`, as Windows calls it; none where it is a mere text."""
        try:
            return self._of_json(JsonText.of(text), name) or []
        except TooMuchJson:
            raise
        except Unreadable:
            return []

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
            if name not in used and name not in self._own.pictures:
                self.report.leave(kind_of_file(name))
