"""The test database of a process, copied from one whose tables were made for the same sources.

Some seventy migrations take two seconds of the processor, a copy of what they left a tenth of one.
"""

import fcntl
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Final

import psycopg
from django.db import connection

from tests.environment import CLUSTER, DATA, HAS_OWN_DATABASE
from tests.prepared import fingerprint

PREFIX: Final = "tables_"


@contextmanager
def copied_tables() -> Iterator[None]:
    """In the block the test database is made; where no tables were kept, its own are kept after it.

    A process that asks meanwhile waits for them. A server that is not ours keeps none.
    """
    if not HAS_OWN_DATABASE:
        yield
        return
    name = PREFIX + fingerprint()
    DATA.mkdir(parents=True, exist_ok=True)
    with (DATA / "tables.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        kept = databases_kept()
        if name in kept:
            connection.settings_dict["TEST"]["TEMPLATE"] = name
            yield
            return
        yield
        _keep_as(name, instead_of=kept)


def databases_kept() -> list[str]:
    with on_server() as server:
        rows = server.execute(
            "SELECT datname FROM pg_database WHERE starts_with(datname, %s)", [PREFIX]
        )
        return [name for (name,) in rows]


def drop(name: str) -> None:
    with on_server() as server:
        server.execute(f'DROP DATABASE "{name}"')


def on_server() -> psycopg.Connection:
    """Within no database of ours."""
    return psycopg.connect(CLUSTER.url(database="postgres"), autocommit=True)


def _keep_as(name: str, *, instead_of: list[str]) -> None:
    """Nobody may be connected to a database that is copied."""
    made = connection.settings_dict["NAME"]
    connection.close()
    connection.close_pool()  # type: ignore[attr-defined]
    for old in instead_of:
        drop(old)
    with on_server() as server:
        server.execute(f'CREATE DATABASE "{name}" TEMPLATE "{made}"')
