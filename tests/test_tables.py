"""The tables of a test database are those of the sources as they are."""

from collections.abc import Iterator

import pytest
from django.db import connection
from django.db.migrations.loader import MigrationLoader
from pytest_django import DjangoDbBlocker

from tests import tables
from tests.environment import HAS_OWN_DATABASE
from tests.tables import copied_tables, databases_kept, drop


@pytest.mark.django_db
def test_every_migration_is_applied_to_the_test_database() -> None:
    loader = MigrationLoader(connection)
    assert set(loader.disk_migrations) == set(loader.applied_migrations)
    assert len(databases_kept()) == HAS_OWN_DATABASE


@pytest.fixture
def kept_apart(
    django_db_setup: None, django_db_blocker: DjangoDbBlocker, monkeypatch: pytest.MonkeyPatch
) -> Iterator[dict[str, str]]:
    """The settings of a test database; what these tests keep is no other's and goes again."""
    monkeypatch.setattr(tables, "PREFIX", "kept_by_a_test_")
    settings = connection.settings_dict["TEST"]
    monkeypatch.setitem(settings, "TEMPLATE", "")
    with django_db_blocker.unblock():
        yield settings
        for name in databases_kept():
            drop(name)


@pytest.mark.skipif(not HAS_OWN_DATABASE, reason="another server keeps no tables")
def test_tables_are_kept_once_and_anew_for_other_sources(
    kept_apart: dict[str, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    for sources in ("one", "another"):
        name = f"kept_by_a_test_{sources}"
        monkeypatch.setattr(tables, "fingerprint", lambda sources=sources: sources)
        for is_kept in (False, True):
            kept_apart["TEMPLATE"] = ""
            with copied_tables():
                assert (kept_apart["TEMPLATE"] == name) == is_kept
        assert databases_kept() == [name]
