"""Statements of migrations that give a private table its primary key, (vault, id)."""

from collections.abc import Sequence

from django.db.migrations.operations import RunSQL


def keyed_by_vault(table: str, sealed: Sequence[str]) -> list[RunSQL]:
    """Make (vault, id) the primary key, and store the sealed columns as they are.

    The id alone stays unique, for as long as a release that writes by it may run beside this one.
    Sealed bytes look like noise: PostgreSQL would try to compress each, and never could.

    For a migration with `atomic = False`. Both indexes are built while the table is read and
    written. The last statement needs the table for itself, for milliseconds, and waits until
    transactions under way have ended. Where one of them broke off, all may be run again.
    """
    key, once = f"{table}_of_vault", f"{table}_id_once"
    storage = "".join(f", ALTER COLUMN {name} SET STORAGE EXTERNAL" for name in sealed)
    usual = "".join(f", ALTER COLUMN {name} SET STORAGE EXTENDED" for name in sealed)
    return [
        _index(table, once, "id"),
        _index(table, key, "vault_id, id"),
        RunSQL(
            f"ALTER TABLE {table} DROP CONSTRAINT {table}_pkey, "
            f"ADD CONSTRAINT {table}_pkey PRIMARY KEY USING INDEX {key}{storage}",
            f"ALTER TABLE {table} DROP CONSTRAINT {table}_pkey, "
            f"ADD CONSTRAINT {table}_pkey PRIMARY KEY USING INDEX {once}{usual}",
        ),
    ]


def _index(table: str, name: str, columns: str) -> RunSQL:
    """A unique index; one that an earlier try left half built goes first."""
    gone = f"DROP INDEX CONCURRENTLY IF EXISTS {name}"
    made = f"CREATE UNIQUE INDEX CONCURRENTLY {name} ON {table} ({columns})"
    return RunSQL([gone, made], [gone])
