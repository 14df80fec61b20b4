"""Photos as files of their own in a zip, beside rows that name them."""

from collections.abc import Callable, Iterable, Iterator
from typing import Any, Final

from apps.journal.exporting.photo_rows import in_base64, jpeg_of
from apps.journal.exporting.selection import ExportRow
from apps.journal.models import PHOTOS
from apps.journal.models.photos import TRASHED_PHOTOS

FOLDER: Final = "photos/"
PICTURES: Final = (".jpg", ".jpeg", ".png", ".webp", ".heic", ".heif", ".gif")


class PhotoNames:
    """Names of files by the page that they belong to: `pages/2026/2026-11-21.md` and
    `photos/2026/2026-11-21/1.jpg`."""

    def __init__(self) -> None:
        self._pages: dict[str, str] = {}
        self._counts: dict[str, int] = {}

    def note_page(self, page_id: object, name: str) -> None:
        self._pages[str(page_id)] = name.removeprefix("pages/").removesuffix(".md")

    def of_photo(self, page_id: str) -> str:
        """The file name of the next photo of a page that was noted before."""
        self._counts[page_id] = self._counts.get(page_id, 0) + 1
        return f"{FOLDER}{self._pages[page_id]}/{self._counts[page_id]}.jpg"

    def of_trashed_photo(self) -> str:
        """The file name of the next photo in the trash, whose page has no file."""
        return self._of_folder("trash")

    def _of_folder(self, name: str) -> str:
        self._counts[name] = self._counts.get(name, 0) + 1
        return f"{FOLDER}{name}/{self._counts[name]}.jpg"


def beside(row: ExportRow, name: str) -> tuple[ExportRow, bytes]:
    """The row naming a file instead of holding the picture, and the picture."""
    data: dict[str, Any] = dict(row.data or {})
    jpeg = jpeg_of(data)
    del data["jpeg"]
    return ExportRow(row.kind, row.id, {**data, "file": name}), jpeg


def with_pictures(rows: Iterable[ExportRow], read: Callable[[str], bytes]) -> Iterator[ExportRow]:
    """The rows as they were before `beside`. One whose file is not there stays as it is.

    `read` raises KeyError for a file that is not there.
    """
    for row in rows:
        data = row.data or {}
        if row.kind not in {PHOTOS, TRASHED_PHOTOS} or not isinstance(data.get("file"), str):
            yield row
            continue
        try:
            jpeg = read(data["file"])
        except KeyError:
            yield row
            continue
        rest = {name: value for name, value in data.items() if name != "file"}
        yield ExportRow(row.kind, row.id, {**rest, "jpeg": in_base64(jpeg)})
