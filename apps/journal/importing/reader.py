"""Reads an import file row by row; its format is told by its content, and nothing is trusted."""

import json
import re
import uuid
from collections import Counter
from collections.abc import Iterator
from datetime import date
from functools import partial
from io import BytesIO
from time import monotonic
from typing import IO, Any, Final, cast

from apps.journal.exporting.export import WHOLE
from apps.journal.exporting.json_file import (
    FORMAT,
    START,
    is_as_written,
    is_known,
    json_object,
    row_of,
    rows_in,
)
from apps.journal.exporting.photo_files import PICTURES, with_pictures
from apps.journal.exporting.photo_rows import photo_data
from apps.journal.exporting.selection import ENTRIES, ExportRow, exported_tables
from apps.journal.importing import other_apps
from apps.journal.importing.zip_reader import (
    OTHERS,
    OURS,
    CountingReader,
    TooLarge,
    ZipLimits,
    ZipReader,
)
from apps.journal.models import PHOTOS
from apps.journal.photos.reencode import NoPhoto, PhotosBusy, reencoded
from apps.vault.registry import RowData, Unreadable

MONTH: Final = re.compile(r"(\d{4})/(\d{2})\.json")
LEFT_AS: Final = {ENTRIES: "pages", PHOTOS: "photos"}
MOST_SECONDS: Final = 20  # for pictures from elsewhere: the journal waits meanwhile
NAMESPACE: Final = uuid.UUID("6f1d3c1e-4b52-4c27-9d0f-2f6f0c5a7e11")


class ImportReader:
    """Gives the rows once; `source`, `left` and `starred` are whole when the last has been given.

    `starred` are the pages that had a star or a pin, by their ids here, the oldest first.
    """

    def __init__(self, content: bytes, *, name: str, vault_id: uuid.UUID, today: date) -> None:
        self._content, self._name = content, name
        self._vault_id, self._today = vault_id, today
        self.source, self._count, self._seconds = "", 0, 0.0
        self.left: Counter[str] = Counter()
        self.starred: list[uuid.UUID] = []

    def rows(self) -> Iterator[ExportRow]:
        """Raises Unreadable, TooLarge."""
        start = self._content[:64].lstrip(b"\xef\xbb\xbf \r\n\t")
        if start.startswith(b"age-encryption.org/"):
            self.source = "age"
            raise Unreadable("The file is locked.")
        if start.startswith(b"PK"):
            yield from self._of_zip(ZipReader(self._content))
        elif start.startswith(b"{"):
            yield from self._of_json()
        elif self._name.lower().endswith((".md", ".markdown", ".txt")):
            self._is("text", limits=OTHERS)
            page = other_apps.text_file(self._name, self._content, self.left, today=self._today)
            yield from self._pages(page)
        else:
            raise Unreadable("Nothing that we know.")

    def _of_json(self) -> Iterator[ExportRow]:
        if is_as_written(self._content[:START]):
            yield from self._of_ours(BytesIO(self._content))
            return
        self._is("journiv", limits=OTHERS)
        rows = self._of_document(json_object(self._content))
        if rows is None:
            raise Unreadable("Nothing that we know.")
        yield from rows

    def _of_document(
        self, data: dict[str, Any], packed: ZipReader | None = None
    ) -> Iterator[ExportRow] | None:
        """By its shape; None for one that nobody wrote whom we know."""
        if data.get("format") == FORMAT:
            return self._of_ours_reshaped(data, packed)
        if isinstance(data.get("journals"), list):
            self.source = "journiv"
            return self._marked(other_apps.journiv(data, self.left))
        if isinstance(data.get("entries"), list):
            self.source = "day_one"
            return self._marked(other_apps.day_one(data, self.left), packed)
        return None

    def _of_ours_reshaped(
        self, data: dict[str, Any], packed: ZipReader | None
    ) -> Iterator[ExportRow]:
        """Ours, written again by another program: whole in memory, so with the limits of others."""
        rows = data.get("rows")
        if not is_known(data.get("version")) or not isinstance(rows, list):
            raise Unreadable("An export of ours without its rows, or of a later version.")
        yield from self._checked(_beside(map(row_of, rows), packed, limits=OTHERS))

    def _marked(
        self, pages: Iterator[other_apps.MarkedPage], packed: ZipReader | None = None
    ) -> Iterator[ExportRow]:
        for page in pages:
            for row in self._pages(iter([page.data])):
                if page.is_starred:
                    self.starred.append(row.id)
                yield row
                yield from self._photos(row.id, page.photos, packed)

    def _of_zip(self, packed: ZipReader) -> Iterator[ExportRow]:
        if WHOLE in packed.infos and is_as_written(packed.start(WHOLE, START)):
            yield from self._of_ours(packed.opened(WHOLE), packed)
            return
        self._is("text", limits=OTHERS)
        self.left["files"] += packed.left_out
        documents = list(packed.named(".json"))
        months = [name for name in documents if MONTH.fullmatch(name)]
        if months:
            yield from self._of_dailytxt(packed, months)
        elif documents:
            for name in documents:
                data = json_object(packed.text(name, limits=OTHERS))
                rows = self._of_document(data, packed)
                if rows is None:
                    self.left["files"] += 1
                else:
                    yield from rows
        else:
            self.left["pictures"] += sum(1 for _name in packed.named(*PICTURES))
            for name in packed.named(".md", ".markdown", ".txt"):
                text, given = packed.text(name, limits=OTHERS), packed.day_of(name)
                page = other_apps.text_file(name, text, self.left, given=given, today=self._today)
                yield from self._pages(page)

    def _of_dailytxt(self, packed: ZipReader, months: list[str]) -> Iterator[ExportRow]:
        self.source = "dailytxt"
        if "user.json" in packed.infos:
            user = json_object(packed.text("user.json", limits=OTHERS))
            if user.get("enc_enc_key"):
                raise Unreadable("A locked backup.")
        tags: dict[Any, Any] = {}
        if "tags.json" in packed.infos:
            tags = other_apps.dailytxt_tags(json_object(packed.text("tags.json", limits=OTHERS)))
        for name in months:
            found = MONTH.fullmatch(name)
            assert found is not None
            days = json_object(packed.text(name, limits=OTHERS))
            year, month = int(found[1]), int(found[2])
            yield from self._pages(other_apps.dailytxt(year, month, days, tags, self.left))

    def _of_ours(self, file: IO[bytes], packed: ZipReader | None = None) -> Iterator[ExportRow]:
        self._is("ours", limits=OURS)
        counted = cast(IO[bytes], CountingReader(file, most=OURS.unpacked))
        yield from self._checked(_beside(rows_in(counted), packed, limits=OURS))

    def _checked(self, rows: Iterator[ExportRow]) -> Iterator[ExportRow]:
        """Rows of ours, of the kinds that this release knows."""
        self.source = "ours"
        serializers = {kind.name: kind.serializer for kind in exported_tables()}
        pages: set[str] = set()
        for count, row in enumerate(rows, 1):
            _hold(count, OURS)
            serializer = serializers.get(row.kind)
            try:
                if serializer is None:
                    raise Unreadable
                data = serializer.check(row.data or {})
                if row.kind == PHOTOS and data["entry"] not in pages:
                    raise Unreadable
            except Unreadable:
                self.left[LEFT_AS.get(row.kind, "rows")] += 1
                continue
            if row.kind == ENTRIES:
                pages.add(str(row.id))
            yield ExportRow(row.kind, row.id, data)

    def _pages(self, pages: Iterator[RowData]) -> Iterator[ExportRow]:
        """Rows with ids that are derived from their entries, so that no entry comes in twice."""
        for data in pages:
            self._count += 1
            _hold(self._count, OTHERS)
            name = f"{self._vault_id} {json.dumps(data, sort_keys=True)}"
            yield ExportRow(ENTRIES, uuid.uuid5(NAMESPACE, name), data)

    def _photos(
        self, page_id: uuid.UUID, names: list[str], packed: ZipReader | None
    ) -> Iterator[ExportRow]:
        """Developed anew, as long as that may take in all; the rest is counted as left."""
        for name in names:
            if packed is None or name not in packed.infos or self._seconds > MOST_SECONDS:
                self.left["pictures"] += 1
                continue
            began = monotonic()
            try:
                jpeg = reencoded(packed.text(name, limits=OTHERS))
            except (NoPhoto, PhotosBusy):
                self.left["pictures"] += 1
                continue
            finally:
                self._seconds += monotonic() - began
            data = photo_data(jpeg, entry=page_id, description="")
            yield ExportRow(PHOTOS, uuid.uuid5(NAMESPACE, f"{page_id} {name}"), data)

    def _is(self, source: str, *, limits: ZipLimits) -> None:
        self.source = source
        if len(self._content) > limits.packed:
            raise TooLarge("Too large.")


def _beside(
    rows: Iterator[ExportRow], packed: ZipReader | None, *, limits: ZipLimits
) -> Iterator[ExportRow]:
    """The rows with the pictures that stand beside them in a zip."""
    return with_pictures(rows, partial(packed.text, limits=limits)) if packed else rows


def _hold(count: int, limits: ZipLimits) -> None:
    if count > limits.rows:
        raise TooLarge("Too many pages.")
