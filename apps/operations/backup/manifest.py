"""What a backup says of itself, in its first line: what must be found again after a restore."""

from collections.abc import Mapping
from typing import Final, Self

import msgspec
import psycopg

# One line of JSON with this key first, so that a file of something else is told apart.
FORMAT: Final = "leeway backup 1"
LONGEST: Final = 4_000_000  # bytes of the line
# Tables of this schema; a table that is partitioned counts once, its partitions do not.
TABLES: Final = """
    SELECT relname FROM pg_class JOIN pg_namespace n ON n.oid = relnamespace
    WHERE n.nspname = 'public' AND relkind IN ('r', 'p') AND NOT relispartition ORDER BY 1
"""


class BadBackup(Exception):
    """The file is no backup of Leeway, or not all of one; the message says which."""


class Canary(msgspec.Struct, frozen=True, kw_only=True):
    """The member who was made for this backup, and what must stand in the journal."""

    name: str
    password: str
    words: str


class Manifest(msgspec.Struct, frozen=True, kw_only=True):
    """`made` in ISO form, UTC; `server` is PostgreSQL's major version; `tables` are row counts."""

    format: str
    version: str
    made: str
    server: int
    migrations: list[tuple[str, str]]
    tables: dict[str, int]
    peppers: list[int]
    canary: Canary

    def line(self) -> bytes:
        return msgspec.json.encode(self) + b"\n"

    @classmethod
    def from_line(cls, line: bytes) -> Self:
        """Raises BadBackup."""
        try:
            read = msgspec.json.decode(line, type=cls)
        except msgspec.DecodeError:
            raise BadBackup("This is no backup of Leeway.") from None
        if read.format != FORMAT:
            raise BadBackup(f"This backup has another format: {read.format[:40]!r}.")
        return read

    def differences(self, tables: Mapping[str, int]) -> list[str]:
        """What is not as it was, a line each; empty where every table has its rows."""
        return [
            f"{name}: {self.tables.get(name, 'no table')} backed up, "
            f"{tables.get(name, 'no table')} restored"
            for name in sorted({*self.tables, *tables})
            if self.tables.get(name) != tables.get(name)
        ]


def count_tables(connection: "psycopg.Connection[tuple[object, ...]]") -> dict[str, int]:
    """How many rows each table has, as this connection sees it."""
    names = [str(row[0]) for row in connection.execute(TABLES).fetchall()]
    counted = {}
    for name in names:
        query = psycopg.sql.SQL("SELECT count(*) FROM public.{}").format(
            psycopg.sql.Identifier(name)
        )
        row = connection.execute(query).fetchone()
        counted[name] = int(str(row[0])) if row else 0
    return counted
