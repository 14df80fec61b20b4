"""`manage.py check --deploy` warns where the database's role may do more than it needs."""

import pytest
from django.db import connection

from apps.pages.deploy_checks import database_role

pytestmark = pytest.mark.django_db


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
    class Cursor:
        def __enter__(self) -> "Cursor":
            return self

        def __exit__(self, *_: object) -> None: ...

        def execute(self, _query: str) -> None: ...

        def fetchone(self) -> tuple[bool, bool]:
            return row

    monkeypatch.setattr("apps.pages.deploy_checks.connection.cursor", Cursor)
    found = database_role()
    assert [said in each.msg for each in found] == ([True] if said else [])
