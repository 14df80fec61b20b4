"""A member who has just signed up, without signing up anew for each journey.

The first two of a server sign up through the form. For the journeys of the next minutes the rows
and cookies that this left are put back, and all that the member has made since then is deleted. The
two take turns: what a closing page still sends comes to one whom the next journey does not have.
"""

import time
from dataclasses import dataclass
from typing import Any, Final

import psycopg
from playwright.sync_api import Page
from psycopg import sql

from tests.browser.server import RealServer

# Long before an open vault closes by itself (VAULT_IDLE_SECONDS).
LONGEST: Final = 300  # seconds
OWNED: Final = """
    SELECT table_name, column_name FROM information_schema.columns
    WHERE table_schema = 'public' AND column_name IN ('user_id', 'vault_id')
    UNION VALUES ('accounts_user', 'id'), ('vault_vault', 'id')
"""


@dataclass(frozen=True, kw_only=True)
class SignedUp:
    """What a sign-up left: rows by their table, as JSON, and the cookies of the browser."""

    name: str
    at: float
    user_id: int
    vault_id: object
    rows: list[tuple[str, str]]
    cookies: list[Any]


class Members:
    """The members of one server's journeys."""

    def __init__(self, server: RealServer) -> None:
        self.server = server
        self.known: dict[int, SignedUp] = {}
        self.turn = 0
        self.is_in_use = False

    def begin(self) -> None:
        """A new journey: the one before has done with its member."""
        self.turn = 1 - self.turn
        self.is_in_use = False

    def put_back(self, page: Page) -> str:
        """The name of the member who is now signed in on this page; empty where none can be."""
        known = self.known.get(self.turn)
        if known is None or self.is_in_use or time.monotonic() - known.at > LONGEST:
            return ""
        self.is_in_use = True
        with psycopg.connect(self.server.cluster.url()) as connection:
            connection.execute("SET CONSTRAINTS ALL DEFERRED")
            for table, column in self._owned(connection):
                owner = known.vault_id if _is_of_vault(table, column) else known.user_id
                delete = sql.SQL("DELETE FROM {} WHERE {} = %s")
                named = delete.format(sql.Identifier(table), sql.Identifier(column))
                connection.execute(named, [owner])
            for table, row in known.rows:
                query = sql.SQL(
                    "INSERT INTO {0} SELECT * FROM jsonb_populate_record(NULL::{0}, %s)"
                )
                connection.execute(query.format(sql.Identifier(table)), [row])
        page.context.add_cookies(known.cookies)
        return known.name

    def remember(self, page: Page, name: str) -> None:
        """Keep what the sign-up of this name has left, for the journeys that follow."""
        if self.is_in_use:
            return  # the second member of a journey
        self.is_in_use = True
        with psycopg.connect(self.server.cluster.url()) as connection:
            query = (
                "SELECT u.id, v.id FROM accounts_user u JOIN vault_vault v ON v.user_id = u.id"
                " WHERE u.username = %s"
            )
            found = connection.execute(query, [name]).fetchone()
            assert found is not None
            user_id, vault_id = found
            rows: dict[tuple[str, str], None] = {}
            for table, column in self._owned(connection):
                owner = vault_id if _is_of_vault(table, column) else user_id
                select = sql.SQL("SELECT to_jsonb(t)::text FROM {} t WHERE {} = %s")
                named = select.format(sql.Identifier(table), sql.Identifier(column))
                for (row,) in connection.execute(named, [owner]):
                    rows[table, row] = None
        self.known[self.turn] = SignedUp(
            name=name,
            at=time.monotonic(),
            user_id=user_id,
            vault_id=vault_id,
            rows=list(rows),
            cookies=page.context.cookies(),
        )

    def _owned(self, connection: psycopg.Connection) -> list[tuple[str, str]]:
        return [(str(table), str(column)) for table, column in connection.execute(OWNED)]


def _is_of_vault(table: str, column: str) -> bool:
    return column == "vault_id" or (table, column) == ("vault_vault", "id")
