"""What is said of a database whose role may do more than it needs, or that keeps no letters."""

from typing import Self

import pytest
from django.db import connection

from apps.pages.deploy_checks import database_letters, database_role

pytestmark = pytest.mark.django_db


class CursorOf:
    """A cursor that has this one row for whatever is asked."""

    def __init__(self, row: tuple[object, ...]) -> None:
        self.row = row

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None: ...

    def execute(self, _query: str) -> None: ...

    def fetchone(self) -> tuple[object, ...]:
        return self.row


def test_a_superuser_as_the_databases_role_is_warned_of() -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1 FROM pg_roles WHERE rolname = current_user AND rolsuper")
        is_superuser = cursor.fetchone() is not None
    assert [each.id for each in database_role()] == (["leeway.W001"] if is_superuser else [])


@pytest.mark.parametrize(
    ("row", "said"),
    [
        ((True, True), "is a superuser"),
        ((False, True), "may make other roles"),
        ((False, False), ""),
    ],
)
def test_it_names_what_the_role_may_do(
    row: tuple[bool, bool], said: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("apps.pages.deploy_checks.connection.cursor", lambda: CursorOf(row))
    found = database_role()
    assert [said in each.msg for each in found] == ([True] if said else [])


@pytest.mark.parametrize(
    ("row", "found"),
    [
        (("UTF8", True, True), []),
        (("UTF8", False, False), ["leeway.E001"]),
        (("UTF8", False, True), ["leeway.W002"]),  # runs as it ran before
        (("SQL_ASCII", True, False), ["leeway.E001"]),
        (("SQL_ASCII", True, True), ["leeway.E001"]),
    ],
)
def test_a_database_without_letters_stops_a_first_start_and_no_later_one(
    row: tuple[str, bool, bool], found: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    assert database_letters() == []  # of the real one
    monkeypatch.setattr("apps.pages.deploy_checks.connection.cursor", lambda: CursorOf(row))
    assert [each.id for each in database_letters()] == found
