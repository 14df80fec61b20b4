"""Private tables split by vault into hash partitions, and which of them a statement goes to."""

import json
import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any, Final

from django.db import connection

from apps.vault.registry import all_sealed_tables
from tests.statement_watch import LOOKS_THROUGH_ALL, asking_functions

PLAIN: Final = "_plain"  # what the unsplit table is called from then on
EXPLAINED: Final = re.compile(r"(?:SELECT|UPDATE|DELETE) ")


def private_tables() -> list[str]:
    return [each.table._meta.db_table for each in all_sealed_tables()]


def split_tables(parts: int, *, with_rows: bool = True) -> None:
    """Replace every private table by a split one with all that it has, triggers and rows too.

    The id alone has an index that is not unique: no split table can have another. The plain table
    stays beside it as `…_plain`.
    """
    with connection.cursor() as cursor:
        for table in private_tables():
            for statement in _split(cursor, table, parts, with_rows=with_rows):
                cursor.execute(statement)


def _split(cursor: Any, table: str, parts: int, *, with_rows: bool) -> Iterator[str]:
    cursor.execute(
        "SELECT conname, pg_get_constraintdef(oid) FROM pg_constraint "
        "WHERE conrelid = %s::regclass AND contype IN ('p', 'u', 'c')",
        [table],
    )
    rules = cursor.fetchall()
    cursor.execute(
        "SELECT relname, pg_get_indexdef(indexrelid) FROM pg_index JOIN pg_class "
        "ON pg_class.oid = indexrelid WHERE indrelid = %s::regclass AND NOT EXISTS "
        "(SELECT FROM pg_constraint WHERE conindid = indexrelid)",
        [table],
    )
    indexes = cursor.fetchall()
    cursor.execute(
        "SELECT pg_get_triggerdef(oid) FROM pg_trigger WHERE tgrelid = %s::regclass "
        "AND NOT tgisinternal",
        [table],
    )
    triggers = [made for (made,) in cursor.fetchall()]
    yield f"ALTER TABLE {table} RENAME TO {table}{PLAIN}"
    like = "INCLUDING DEFAULTS INCLUDING GENERATED INCLUDING STORAGE"
    yield f"CREATE TABLE {table} (LIKE {table}{PLAIN} {like}) PARTITION BY HASH (vault_id)"
    for number in range(parts):
        values = f"FOR VALUES WITH (MODULUS {parts}, REMAINDER {number})"
        yield f"CREATE TABLE {table}_p{number} PARTITION OF {table} {values}"
    if with_rows:
        yield f"INSERT INTO {table} SELECT * FROM {table}{PLAIN}"
    for name, rule in rules:
        if not rule.startswith("NOT NULL"):
            yield f"ALTER TABLE {table} ADD CONSTRAINT {name}_split {rule}"
    for name, made in indexes:
        assert f" INDEX {name} ON public.{table} USING " in made, made
        at = made.index(" USING ")
        yield f"CREATE INDEX {name}_split ON {table}{made[at:]}"
    yield from triggers  # the plain table keeps its own


@contextmanager
def reads_watched(found: list[tuple[str, str, set[str]]]) -> Iterator[None]:
    """Note for each statement of the app its function, its text and the partitions it goes to.

    By the plan for the values that it is sent with. What looks through every vault is left out, and
    so is an INSERT, which goes where its own vault says.
    """

    def watch(execute: Callable[..., Any], sql: Any, params: Any, many: bool, context: Any) -> Any:
        by = asking_functions()
        is_own = by and not set(by) & set(LOOKS_THROUGH_ALL)
        if is_own and isinstance(sql, str) and EXPLAINED.match(sql):
            with connection.cursor() as cursor:
                plan = _plan(cursor.cursor, sql, params)
            parts = set(re.findall(r'"Relation Name": "(\w+_p\d+)"', plan))
            if parts:
                found.append((by[0], sql, parts))
        return execute(sql, params, many, context)

    with connection.execute_wrapper(watch):
        yield


def _plan(cursor: Any, sql: str, params: Any) -> str:
    """Asked below Django's own cursor, so that nobody watches it."""
    cursor.execute(f"EXPLAIN (FORMAT JSON) {sql}", params)
    return json.dumps(cursor.fetchone()[0])


def tables_with_more_than_one(parts: set[str]) -> set[str]:
    """The tables of which a statement goes to more than one partition."""
    tables = [part.rpartition("_p")[0] for part in parts]
    return {table for table in tables if tables.count(table) > 1}
