"""The export as one JSON document with one row a line, written and read piece by piece."""

import codecs
import json
from collections.abc import Iterator
from datetime import date
from typing import IO, Any, Final
from uuid import UUID

from apps.journal.bounded_json import JsonText
from apps.journal.exporting.selection import ExportRow
from apps.vault.registry import Unreadable

FORMAT: Final = "leeway-export"
VERSION: Final = 1
START: Final = 256  # bytes: the first line and more
LONGEST_LINE: Final = 16 * 1024 * 1024  # bytes: more than any sealed text


class JsonWriter:
    """`begin`, one `line` a row, `end` with the counts: each gives the next piece of the file."""

    def __init__(self) -> None:
        self.counts: dict[str, int] = {}

    def begin(self, day: date) -> bytes:
        data = {"format": FORMAT, "version": VERSION, "made_on": day.isoformat()}
        return _bytes(data)[:-1] + b', "rows": [\n'

    def line(self, row: ExportRow) -> bytes:
        comma = b",\n" if self.counts else b""
        self.counts[row.kind] = self.counts.get(row.kind, 0) + 1
        data = dict(row.data or {})
        return comma + _bytes({"kind": row.kind, "id": str(row.id), "says": data})

    def end(self) -> bytes:
        return (b"\n" if self.counts else b"") + b'], "counts": ' + _bytes(self.counts) + b"}\n"


def is_as_written(start: bytes) -> bool:
    """Whether the first `START` bytes are those of `JsonWriter`, not of a program that reshaped it.

    Only such a file can be read line by line.
    """
    first = start.partition(b"\n")[0].rstrip()
    return FORMAT.encode() in first[:64] and first.endswith(b'"rows": [')


def rows_in(file: IO[bytes]) -> Iterator[ExportRow]:
    """The rows of a file that `JsonWriter` wrote. Raises Unreadable for any other, or a cut one."""
    counts: dict[str, int] = {}
    start = json_object(_line(file).rstrip()[: -len(b', "rows": [')] + b"}")
    if start.get("format") != FORMAT or not is_known(start.get("version")):
        raise Unreadable("This is no export of ours, or of a later version.")
    while (line := _line(file).rstrip()) and not line.startswith(b"]"):
        row = row_of(json_object(line.removesuffix(b",")))
        counts[row.kind] = counts.get(row.kind, 0) + 1
        yield row
    if not line or json_object(b'{"rows": [' + line).get("counts") != counts:
        raise Unreadable("The file ends too early, or its rows are not those it counted.")


def written_row(line: bytes) -> ExportRow:
    """The row that a line of `JsonWriter` says. Raises Unreadable where `rows_in` would."""
    if len(line) > LONGEST_LINE:
        raise Unreadable("A line longer than any page.")
    return row_of(json_object(line.removeprefix(b",\n")))


def row_of(data: Any) -> ExportRow:
    """One row out of a line of the file. Raises Unreadable."""
    try:
        kind, row_id, says = data["kind"], UUID(data["id"]), data["says"]
    except (KeyError, TypeError, ValueError, AttributeError) as error:
        raise Unreadable("A row without its kind, its id or what it says.") from error
    if not isinstance(kind, str) or not isinstance(says, dict):
        raise Unreadable("A row without its kind or what it says.")
    return ExportRow(kind, row_id, says)


def is_known(version: Any) -> bool:
    return type(version) is int and version == VERSION


def _line(file: IO[bytes]) -> bytes:
    line = file.readline(LONGEST_LINE + 1)
    if len(line) > LONGEST_LINE:
        raise Unreadable("A line longer than any page.")
    return line


def json_object(data: bytes) -> dict[str, Any]:
    """The JSON object that these bytes are. Raises Unreadable."""
    found = JsonText.of(data.removeprefix(codecs.BOM_UTF8)).value()
    if not isinstance(found, dict):
        raise Unreadable("Not an object.")
    return found


def _bytes(value: Any) -> bytes:
    return json.dumps(value, ensure_ascii=False).encode()
