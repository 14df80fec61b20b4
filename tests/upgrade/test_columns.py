"""A release before this one goes on writing beside it: each column that came since has a value.

During a deploy two releases share one database (docs/decisions/released-table-names.md). The older
one inserts rows without the columns that it does not know, and reads those that it does.
"""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.apps import apps
from django.db import connection
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.operations import AddField

from apps.articles.models import FactRecord, SearchWord, Source
from tests.upgrade.test_upgrade import VERSIONS

pytestmark = pytest.mark.django_db

_TABLE = re.compile(r"^CREATE TABLE public\.(\w+) \((.*?)^\);", re.MULTILINE | re.DOTALL)
_COLUMN = re.compile(r'^ {4}"?([a-z]\w*)"? ', re.MULTILINE)
_APPLIED = re.compile(r"^\t\(\d+, '(\w+)', '(\w+)', '", re.MULTILINE)
OURS = {config.label for config in apps.get_app_configs() if config.name.startswith("apps.")}

every_version = pytest.mark.parametrize("dump", VERSIONS, ids=lambda path: path.stem)


def columns_of(dump: Path) -> dict[str, set[str]]:
    """The columns of each table of ours in a stored version."""
    tables = dict(_TABLE.findall(dump.read_text("utf-8")))
    return {
        name: set(_COLUMN.findall(body))
        for name, body in tables.items()
        if name.partition("_")[0] in OURS
    }


def columns_now() -> dict[str, dict[str, bool]]:
    """Each table with its columns, and whether a row may be inserted without the column."""
    with connection.cursor() as cursor:
        cursor.execute(
            """
            SELECT table_name, column_name,
                   is_nullable = 'YES' OR column_default IS NOT NULL
                   OR is_generated = 'ALWAYS' OR is_identity = 'YES'
            FROM information_schema.columns WHERE table_schema = 'public'
            """
        )
        found: dict[str, dict[str, bool]] = {}
        for table, column, may_be_left_out in cursor.fetchall():
            found.setdefault(table, {})[column] = may_be_left_out
    return found


@every_version
def test_an_older_release_can_insert_rows_without_newer_columns(dump: Path) -> None:
    now = columns_now()
    wrong = [
        f"{table}.{column}"
        for table, known in columns_of(dump).items()
        for column, may_be_left_out in now.get(table, {}).items()
        if column not in known and not may_be_left_out
    ]
    assert len(columns_of(dump)) > 30
    assert wrong == []


@every_version
def test_an_older_release_finds_every_column_that_it_reads(dump: Path) -> None:
    now = columns_now()
    gone = [
        f"{table}.{column}"
        for table, known in columns_of(dump).items()
        for column in known - now.get(table, {}).keys()
    ]
    assert gone == []


def columns_added_since(dump: Path) -> Iterator[tuple[str, str]]:
    """Table and column of each field that a migration added after a version, whichever table."""
    applied = set(_APPLIED.findall(dump.read_text("utf-8")))
    loader = MigrationLoader(connection)
    for (label, name), migration in loader.disk_migrations.items():
        if label in OURS and (label, name) not in applied:
            for operation in migration.operations:
                if isinstance(operation, AddField) and not operation.field.many_to_many:
                    model = apps.get_model(label, operation.model_name)
                    yield model._meta.db_table, model._meta.get_field(operation.name).column


@every_version
def test_a_column_that_is_added_to_a_table_has_a_value_of_the_database(dump: Path) -> None:
    """Also where the table itself came after the version: a release between may be running."""
    now, added = columns_now(), list(columns_added_since(dump))
    assert ("articles_source", "url") in added
    assert [f"{table}.{column}" for table, column in added if not now[table][column]] == []


def test_rows_of_the_release_before_load_beside_this_one() -> None:
    """The very rows that `load_guides` of 0.1 writes, as that release writes them."""
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO articles_source (key, citation, doi, status)"
            " VALUES ('papp-2009', 'Papp, L. M. (2009). At home.', '', 'likely')"
        )
        cursor.execute(
            "INSERT INTO articles_fact (number, title, safe_wording, do_not_write)"
            " VALUES (10, 'The loop', '', '')"
        )
        cursor.execute(
            "INSERT INTO articles_factrecord (id, text, status, strength, fact_id)"
            " VALUES ('F10.2', 'At home both happen.', 'likely', 'fair', 10)"
        )
        cursor.execute("INSERT INTO articles_word (word) VALUES ('loop')")
    assert Source.objects.get().url == ""
    assert FactRecord.objects.get().found == {}
    assert SearchWord.objects.get().named is False
