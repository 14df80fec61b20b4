"""What the rows of an import say: where it came from, what it made, and the rows of a file."""

import json
from collections import Counter
from collections.abc import Iterable, Iterator
from typing import Any, ClassVar, Final, NamedTuple
from uuid import UUID

from apps.vault.codec import Content
from apps.vault.sealed_rows import Unreadable

PHOTO_FILES: Final = "photo files"  # pictures of a file that are re-encoded once their pages are in
MONTH_FIRST: Final = "day_if_month_first"  # beside `day`, until the writer says which it is
UNTIL: Final = "until"  # the day on which a row of the trash or of the history expires
PART_BYTES: Final = 512 * 1024
ROW_BYTES: Final = 8 * 1024 * 1024  # far below what can be sealed at once


class ImportContent(Content, frozen=True, kw_only=True, omit_defaults=True):
    """`counts` is how many rows of each kind a file holds, `left` how much of what it leaves out,
    `told` how much came along otherwise than expected, and `guessed` names a few pages whose day
    is that of their file. `unsure` are a few days that can be read in two ways, and how many there
    are. `size` is the bytes of the file, while its pieces are kept.

    `starred` are the pages with a star or a pin, by their ids in the file, the oldest first.

    The rest is said when the rows were brought in: how many were here `already`, for how many
    there was no room, how many stars found no place among the pins (`unpinned`), and the kind and
    id of each that was `made`. `waiting` is how many photos
    are still to come: to be re-encoded, or to be put into the store.
    """

    in_ascii: ClassVar = True

    source: str
    left: dict[str, int]
    counts: dict[str, int]
    starred: tuple[str, ...] = ()
    already: int | None = None
    without_room: int | None = None
    unpinned: int | None = None
    made: tuple[tuple[str, str], ...] | None = None
    told: dict[str, int] = {}
    guessed: tuple[tuple[str, str], ...] = ()
    unsure: tuple[tuple[str, str], ...] = ()
    unsure_count: int = 0
    size: int = 0
    waiting: int = 0


class IncomingRow(NamedTuple):
    """One row of a file: the name of its table, its id there, and what it says as plain JSON."""

    table: str
    id: UUID
    data: dict[str, Any]


ImportPartContent = list[IncomingRow]
"""Some rows of a file, as they came."""

ImportPieceContent = bytes
"""A piece of the file as it was sent."""


def counted_rows(rows: Iterable[Any], counts: Counter[str]) -> Iterator[IncomingRow]:
    for row in rows:
        counts[row.kind] += 1
        yield IncomingRow(row.kind, row.id, row.data)


def in_parts(rows: Iterable[IncomingRow]) -> Iterator[ImportPartContent]:
    """No part grows past its size, save by one long row. Raises Unreadable for a longer one."""
    part: ImportPartContent = []
    size = 0
    for row in rows:
        more = len(json.dumps(row.data))
        if more > ROW_BYTES:
            raise Unreadable("A row longer than any page or picture.")
        if part and size + more > PART_BYTES:
            yield part
            part, size = [], 0
        part.append(row)
        size += more
    if part:
        yield part
