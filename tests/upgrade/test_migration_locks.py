"""No migration from now on holds a lock on a private table for as long as the table is large.

A deploy migrates while people write. What locks for long has another way: an index made
CONCURRENTLY, a column with a default in the database or empty at first, a constraint that is not
valid at first, rows changed in batches by `tidy`.
"""

import re
from collections.abc import Iterator
from typing import Any

import pytest
from django.apps import apps
from django.contrib.postgres.operations import AddConstraintNotValid, AddIndexConcurrently
from django.db import connection, models
from django.db.migrations import Migration
from django.db.migrations import operations as ops
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.operations.base import Operation
from django.db.migrations.state import ModelState, ProjectState

OURS = {config.label for config in apps.get_app_configs() if config.name.startswith("apps.")}
# Tables that grow with the members; those of the library are small and loaded anew.
GROWING = {"accounts", "vault", "journal", "quiz"}
ALSO_GROWING = {("articles", "shelf"), ("articles", "feedback"), ("common", "tries")}
# What was there before this test: released, and never changed.
BEFORE = {
    "accounts": "0007",
    "articles": "0016",
    "common": "0003",
    "journal": "0012",
    "pages": "0002",
    "quiz": "0004",
    "support": "0001",
    "vault": "0010",
}
WIDENS_ONLY = {"max_length", "choices", "verbose_name", "help_text", "default", "validators"}

# An index that is built or dropped CONCURRENTLY; one that becomes the primary key, with how columns
# are stored from now on; a trigger, which needs its table for a moment, and its function.
QUICK = re.compile(
    r"(CREATE (UNIQUE )?|DROP )INDEX CONCURRENTLY [\w ,()]+"
    r"|ALTER TABLE \w+ DROP CONSTRAINT \w+, ADD CONSTRAINT \w+ PRIMARY KEY USING INDEX \w+"
    r"(, ALTER COLUMN \w+ SET STORAGE \w+)*"
    r"|CREATE OR REPLACE FUNCTION \w+\(\) RETURNS trigger LANGUAGE plpgsql AS \$\$ [^$]+ \$\$"
    r"|CREATE OR REPLACE FUNCTION \w+\(held bytea\) RETURNS bigint LANGUAGE sql [^$]+\$\$[^$]+\$\$"
    r"|CREATE OR REPLACE TRIGGER [\w ]+ FOR EACH STATEMENT EXECUTE FUNCTION \w+\(\)"
)


def is_new(label: str, name: str) -> bool:
    return name[:4] > BEFORE.get(label, "0000")


def grows(label: str, model: str) -> bool:
    return label in GROWING or (label, model.lower()) in ALSO_GROWING


def long_locks(migration: Migration, before: ProjectState) -> Iterator[str]:
    """What of a migration would lock a growing table for long, and the other way."""
    label, state = migration.app_label, before.clone()
    made = {each.name.lower() for each in migration.operations if isinstance(each, ops.CreateModel)}
    for operation in migration.operations:
        model = str(getattr(operation, "model_name", "") or "")
        if model and grows(label, model) and model.lower() not in made:
            said = _problem(operation, state.models.get((label, model.lower())))
            if said:
                yield f"{label}.{migration.name}, {operation.describe()}: {said}"
        is_rows = isinstance(operation, ops.RunPython | ops.RunSQL) and label in GROWING
        if is_rows and not (_is_quick(operation) and not migration.atomic):
            yield f"{label}.{migration.name}: rows in one transaction; in batches by `tidy`"
        operation.state_forwards(label, state)


def _is_quick(operation: Operation) -> bool:
    """Whether each statement builds an index beside writers, or needs the table for a moment."""
    if not isinstance(operation, ops.RunSQL):
        return False
    statements = [operation.sql] if isinstance(operation.sql, str) else operation.sql
    return all(isinstance(each, str) and QUICK.fullmatch(each) for each in statements)


def _problem(operation: Operation, now: ModelState | None) -> str:
    if isinstance(operation, ops.AddIndex) and not isinstance(operation, AddIndexConcurrently):
        return "AddIndexConcurrently, in a migration that is not atomic"
    if isinstance(operation, ops.AddConstraint) and not isinstance(
        operation, AddConstraintNotValid
    ):
        return "AddConstraintNotValid, then ValidateConstraint in another migration"
    if isinstance(operation, ops.AddField):
        return _problem_of_new(operation.field)
    if isinstance(operation, ops.AlterField):
        old = now.fields.get(operation.name) if now else None
        return "" if old is not None and _only_widens(old, operation.field) else "a new column"
    return ""


def _problem_of_new(field: Any) -> str:
    if field.db_index or field.unique:
        return "the index afterwards, by AddIndexConcurrently"
    if not field.null and not field.has_db_default() and not field.many_to_many:
        return "a default in the database (db_default), or null"
    return ""


def _only_widens(old: Any, new: Any) -> bool:
    """Whether PostgreSQL changes no row and looks at none."""
    if type(old) is not type(new) or (old.null and not new.null):
        return False
    before, after = old.deconstruct()[3], new.deconstruct()[3]
    changed = {key for key in {*before, *after} if before.get(key) != after.get(key)} - {
        "null",
        "db_default",
        "blank",
    }
    if not new.db_index:  # an index that goes needs the table for a moment
        changed.discard("db_index")
    if "max_length" in changed and (new.max_length or 0) < (old.max_length or 0):
        return False
    return changed <= WIDENS_ONLY


def problems_of(migrations: list[Migration], loader: MigrationLoader) -> list[str]:
    found: list[str] = []
    for migration in migrations:
        before = loader.project_state((migration.app_label, migration.name), at_end=False)
        found += long_locks(migration, before)
    return found


@pytest.fixture(scope="module")
def loader() -> MigrationLoader:
    return MigrationLoader(None)


def test_no_new_migration_locks_a_growing_table_for_long(loader: MigrationLoader) -> None:
    new = [
        each
        for (label, name), each in loader.disk_migrations.items()
        if label in OURS and is_new(label, name)
    ]
    assert problems_of(new, loader) == []


def test_what_was_there_before_is_there(loader: MigrationLoader) -> None:
    """Else a name above would excuse one that is still to come."""
    names = {(label, name[:4]) for label, name in loader.disk_migrations}
    assert {each for each in BEFORE.items() if each not in names} == set()


ENTRY, BEFORE_IT = "entry", ("journal", "0012_thumbnails")
INDEX = models.Index(fields=["changed_on"], name="an_index")


@pytest.mark.parametrize(
    ("operation", "words"),
    [
        (ops.AddIndex(ENTRY, INDEX), "AddIndexConcurrently"),
        (AddIndexConcurrently(ENTRY, INDEX), ""),
        (ops.AddField(ENTRY, "more", models.IntegerField(default=0)), "db_default"),
        (ops.AddField(ENTRY, "more", models.IntegerField(default=0, db_default=0)), ""),
        (ops.AddField(ENTRY, "more", models.IntegerField(null=True)), ""),
        (ops.AddField(ENTRY, "more", models.IntegerField(null=True, db_index=True)), "afterwards"),
        (ops.AlterField(ENTRY, "number", models.TextField()), "a new column"),
        (
            ops.AddConstraint(
                ENTRY, models.CheckConstraint(condition=models.Q(number__gt=0), name="some")
            ),
            "AddConstraintNotValid",
        ),
        (ops.RunSQL("CREATE UNIQUE INDEX CONCURRENTLY some ON journal_entry (id)"), "in batches"),
        (ops.RunPython(ops.RunPython.noop), "in batches"),
        (ops.RunSQL("UPDATE journal_entry SET number = number"), "in batches"),
        (ops.CreateModel("Other", [("id", models.UUIDField(primary_key=True))]), ""),
        (ops.RemoveField(ENTRY, "trash_number"), ""),
    ],
    ids=lambda value: value.describe() if isinstance(value, Operation) else value or "well",
)
def test_a_long_lock_is_noticed(operation: Operation, words: str, loader: MigrationLoader) -> None:
    migration = type("Example", (Migration,), {"operations": [operation]})("0099", "journal")
    found = list(long_locks(migration, loader.project_state(BEFORE_IT)))
    assert bool(found) == bool(words), found
    assert all(words in each for each in found)


@pytest.mark.parametrize(
    ("sql", "is_noticed"),
    [
        (["CREATE UNIQUE INDEX CONCURRENTLY some ON journal_entry (vault_id, id)"], False),
        (["CREATE UNIQUE INDEX some ON journal_entry (vault_id, id)"], True),
        (["DROP INDEX CONCURRENTLY some", "UPDATE journal_entry SET number = 1"], True),
        ("ALTER TABLE a DROP CONSTRAINT b, ADD CONSTRAINT b PRIMARY KEY USING INDEX c", False),
        ("ALTER TABLE a DROP CONSTRAINT b, ADD CONSTRAINT b PRIMARY KEY (vault_id, id)", True),
    ],
)
def test_an_index_that_is_built_beside_writers_locks_nobody(
    sql: Any, *, is_noticed: bool, loader: MigrationLoader
) -> None:
    given = {"operations": [ops.RunSQL(sql)], "atomic": False}
    migration = type("Example", (Migration,), given)("0099", "journal")
    assert bool(list(long_locks(migration, loader.project_state(BEFORE_IT)))) == is_noticed


@pytest.mark.django_db
def test_a_migration_does_not_wait_for_a_lock_for_ever() -> None:
    """Everybody who comes after it would wait behind it."""
    from apps.operations.management.commands.migrate import LOCK_SECONDS, limit_lock_waits

    limit_lock_waits(connection)
    with connection.cursor() as cursor:
        cursor.execute("SHOW lock_timeout")
        assert cursor.fetchone() == (f"{LOCK_SECONDS}s",)
        cursor.execute("SET lock_timeout = 0")
