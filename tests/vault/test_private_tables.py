"""Private tables can be split by vault: their keys hold it, and every statement names it."""

from uuid import uuid4

import pytest
from django.db import connection, transaction
from django.db.models import UniqueConstraint
from django.test import Client

from apps.accounts.models import User
from apps.journal.models import Entry, Photo
from apps.vault.registry import all_sealed_tables
from tests import statement_watch
from tests.factories import open_vault_of
from tests.journal.entry_samples import keep
from tests.statement_watch import LOOKS_THROUGH_ALL, unnamed

pytestmark = pytest.mark.django_db

TABLES = {each.table._meta.db_table: each for each in all_sealed_tables()}


def test_every_private_table_has_the_key_vault_and_id() -> None:
    assert _keys("p") == {table: {("vault_id", "id")} for table in TABLES}


def test_what_is_unique_is_so_within_a_vault_but_for_the_id() -> None:
    """No part of a split table could hold any other rule, and the app relies on no other."""
    for each in TABLES.values():
        rules = each.table._meta.constraints
        fields = [rule.fields for rule in rules if isinstance(rule, UniqueConstraint)]
        assert [one for one in fields if "vault_id" not in one] == [], each.name
    without = {(table, key) for table, keys in _keys("u").items() for key in keys}
    assert {key for _table, key in without if "vault_id" not in key} == set()
    assert _lone_unique_indexes() == {(table, "id") for table in TABLES}


def test_no_private_table_has_two_indexes_for_one_purpose() -> None:
    """An index whose columns begin another one of the same table is a copy of that one's head."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT indrelid::regclass::text, indexrelid::regclass::text, indkey::int2[], "
            "indisunique, indpred IS NOT NULL FROM pg_index WHERE indrelid = ANY(%s::regclass[])",
            [list(TABLES)],
        )
        found = cursor.fetchall()
    copies = [
        (name, other)
        for table, name, columns, is_unique, is_partial in found
        for other_table, other, others, _unique, other_is_partial in found
        if name != other and table == other_table and not is_partial and not other_is_partial
        if others[: len(columns)] == columns and not is_unique
    ]
    assert copies == []


def test_sealed_bytes_are_stored_as_they_are() -> None:
    """PostgreSQL would try to compress what looks like noise."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT attrelid::regclass::text, attname, attstorage::text FROM pg_attribute "
            "WHERE attrelid = ANY(%s::regclass[]) AND attnum > 0 AND atttypid = 'bytea'::regtype",
            [list(TABLES)],
        )
        found = {(table, column): storage for table, column, storage in cursor.fetchall()}
    wanted = {(table, field) for table, each in TABLES.items() for field in each.blobs}
    assert found == dict.fromkeys(wanted, "e")


def test_a_row_is_saved_read_again_and_deleted_within_its_vault_alone(
    maya: Client, sol: Client
) -> None:
    """Two rows of one id, as parts of a split table could hold: each is another's in nothing."""
    mine = keep(maya)
    with connection.cursor() as cursor:
        cursor.execute("DROP INDEX journal_entry_id_once")
    theirs = Entry.sealed(
        open_vault_of(sol), mine.page(open_vault_of(maya)), entry_id=mine.id, number=1
    )
    theirs.save(force_insert=True)
    theirs.refresh_from_db(fields=["number"])
    theirs.trash_number = 7
    theirs.save()
    assert Entry.objects.in_vault(open_vault_of(maya)).get().trash_number is None
    theirs.delete()
    assert Entry.objects.get() == mine


def test_a_statement_without_a_vault_is_seen(maya_user: User) -> None:
    """Else the watch over every test would hold nothing."""
    assert unnamed('SELECT 1 FROM "journal_entry" WHERE "journal_entry"."id" = %s')
    assert unnamed('UPDATE "journal_entry" SET "vault_id" = %s WHERE "journal_entry"."id" = %s')
    assert unnamed('DELETE FROM "journal_photo" WHERE "journal_photo"."id" IN (%s)')
    named = 'SELECT 1 FROM "journal_photo" WHERE "journal_photo"."vault_id" = %s'
    within = 'SELECT 1 FROM "journal_entry" "U0" WHERE "U0"."id" = %s'
    assert not unnamed(named)
    assert unnamed(f"{named} AND EXISTS({within})")
    assert not unnamed(f'{named} AND EXISTS({within} AND "U0"."vault_id" = %s)')


def test_what_looks_through_every_vault_is_listed(
    monkeypatch: pytest.MonkeyPatch, watched_statements: list[str]
) -> None:
    monkeypatch.delitem(LOOKS_THROUGH_ALL, "PrivateQuerySet.taken_ids")
    Photo.objects.taken_ids([uuid4()])
    list(Photo.objects.all())  # a test's own, which may
    seen = [each.partition(":")[0] for each in watched_statements]
    watched_statements.clear()
    assert seen == ["PrivateQuerySet.taken_ids"]


def test_a_cursor_outside_of_a_transaction_is_seen(
    maya: Client, monkeypatch: pytest.MonkeyPatch, watched_statements: list[str]
) -> None:
    """A pool may give the connection away after it, and the cursor with it."""
    keep(maya)
    vault = open_vault_of(maya)
    monkeypatch.setattr(statement_watch, "APPS", __file__)
    heads = Entry.objects.in_vault(vault).sealed_heads(chunk=1)
    assert len(list(heads)) == 1
    seen = [each.partition(": ")[2] for each in watched_statements]
    watched_statements.clear()
    assert seen == ["a cursor outside of a transaction"]
    with transaction.atomic():
        assert len(list(Entry.objects.in_vault(vault).sealed_heads(chunk=1))) == 1


def _keys(kind: str) -> dict[str, set[tuple[str, ...]]]:
    """The columns of each primary key (`p`) or unique constraint (`u`) of a private table."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT conrelid::regclass::text, array(SELECT attname::text FROM unnest(conkey) "
            "WITH ORDINALITY AS k(n, place) JOIN pg_attribute ON attrelid = conrelid "
            "AND attnum = n ORDER BY place) FROM pg_constraint "
            "WHERE contype = %s AND conrelid = ANY(%s::regclass[])",
            [kind, list(TABLES)],
        )
        found: dict[str, set[tuple[str, ...]]] = {}
        for table, columns in cursor.fetchall():
            found.setdefault(table, set()).add(tuple(columns))
    return found


def _lone_unique_indexes() -> set[tuple[str, str]]:
    """Unique indexes that are no constraint, of one column."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT indrelid::regclass::text, attname FROM pg_index JOIN pg_attribute "
            "ON attrelid = indrelid AND attnum = indkey[0] WHERE indisunique AND indnatts = 1 "
            "AND indrelid = ANY(%s::regclass[]) AND NOT EXISTS "
            "(SELECT FROM pg_constraint WHERE conindid = indexrelid)",
            [list(TABLES)],
        )
        return set(cursor.fetchall())
