"""Statements of the app that a split table, or a pool of connections, would make it regret.

One on a private table that names no vault visits every part of it. A cursor of the database's that
is opened outside of a transaction is lost where a pool gives the connection to somebody else.
"""

import re
import traceback
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import cache
from pathlib import Path
from typing import Any, Final

from django.db import connection

from apps.vault.registry import all_sealed_tables

TESTS: Final = str(Path(__file__).resolve().parent)
APPS: Final = str(Path(TESTS).parent / "apps")
WATCHERS: Final = {__file__, str(Path(TESTS) / "partitions.py")}
# What has to look through every vault, and why.
LOOKS_THROUGH_ALL: Final = {
    "PrivateQuerySet.taken_ids": "an id out of a form or a file may be that of a row elsewhere",
    "_vaults_with_some": "tidy looks for what is due before it knows in which vaults",
    "_vaults_in_order": "so does a tidy that lets it be due later",
}


@contextmanager
def statements_watched(found: list[str]) -> Iterator[None]:
    """Note each such statement of the app, not of a test."""

    def watch(execute: Callable[..., Any], sql: Any, params: Any, many: bool, context: Any) -> Any:
        if isinstance(sql, str) and unnamed(sql):
            by = asking_functions()
            if by and not set(by) & set(LOOKS_THROUGH_ALL):
                found.append(f"{by[0]}: {sql[:400]}")
        is_lasting = hasattr(context["cursor"].cursor, "name") and not is_in_own_transaction()
        if is_lasting and (by := asking_functions()):
            found.append(f"{by[0]}: a cursor outside of a transaction")
        return execute(sql, params, many, context)

    with connection.execute_wrapper(watch):
        yield


@cache
def unnamed(sql: str) -> tuple[str, ...]:
    """The private tables that a statement reads or changes without saying of which vault."""
    used = _used().finditer(sql)
    names = ((each["table"], each["alias"] or f'"{each["table"]}"') for each in used)
    return tuple(
        table
        for table, alias in names
        if not re.search(rf'(?<![\w.]){re.escape(alias)}\."vault_id" (?:=|IN) ', sql)
    )


def is_in_own_transaction() -> bool:
    """Whether the app opened a transaction; the one around a test does not count."""
    blocks = connection.atomic_blocks
    return any(not getattr(block, "_from_testcase", False) for block in blocks)


def asking_functions() -> list[str]:
    """The functions of the app that are being run, the innermost first; none where a test asks."""
    codes = (frame.f_code for frame, _line in traceback.walk_stack(None))
    ours = [code for code in codes if code.co_filename.startswith((APPS, TESTS))]
    own = [code for code in ours if code.co_filename not in WATCHERS]
    if not own or not own[0].co_filename.startswith(APPS):
        return []
    return [code.co_qualname for code in own if code.co_filename.startswith(APPS)]


@cache
def _used() -> re.Pattern[str]:
    tables = "|".join(each.table._meta.db_table for each in all_sealed_tables())
    return re.compile(rf'(?:FROM|JOIN|UPDATE) "(?P<table>{tables})"(?: (?P<alias>"[A-Z]+\d+"))?')
