"""Sealed rows are reached through their own vault alone, and a damaged one is kept as it is."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any
from uuid import uuid4

import pytest
import time_machine
from django.test import Client

from apps.journal.drafts.content import DraftContent, DraftMark
from apps.journal.entry_templates.content import EntryTemplateContent
from apps.journal.models import EntryTemplate, LockedDraft, Preferences
from apps.journal.preferences.content import PreferencesContent
from apps.vault.codec import decode
from apps.vault.crypto.sealing import Damaged
from apps.vault.sealed_rows import Conflict, Full, unless_damaged
from apps.vault.unlocked_vault import UnlockedVault
from tests.factories import open_vault_of

EMPTY = PreferencesContent()
TOKYO, LIMA = PreferencesContent(zone="Asia/Tokyo"), PreferencesContent(zone="America/Lima")
NOON = datetime(2026, 11, 20, 12, tzinfo=UTC)
pytestmark = pytest.mark.django_db


@pytest.fixture
def vault(maya: Client) -> UnlockedVault:
    return open_vault_of(maya)


@pytest.fixture
def other(sol: Client) -> UnlockedVault:
    return open_vault_of(sol)


def put(vault: UnlockedVault, contents: PreferencesContent) -> PreferencesContent:
    return Preferences.change(vault, lambda before: contents)


def damage(vault: UnlockedVault) -> bytes:
    row = Preferences.objects.in_vault(vault).get()
    spoilt = bytes(row.sealed)[:-1] + bytes([row.sealed[-1] ^ 1])
    Preferences.objects.filter(pk=row.pk).update(sealed=spoilt)
    return spoilt


def rows() -> list[Any]:
    return list(Preferences.objects.order_by("vault_id").values())


def test_nothing_kept_yet_is_the_empty_content_and_makes_no_row(vault: UnlockedVault) -> None:
    assert Preferences.opened(vault) == Preferences.of(vault) == EMPTY
    assert put(vault, EMPTY) == EMPTY
    Preferences.begin_anew(vault)
    assert rows() == []


def test_a_change_makes_the_row_once_and_then_counts_up(vault: UnlockedVault) -> None:
    with time_machine.travel(NOON, tick=False) as clock:
        vault.vault.next_number()
        assert put(vault, TOKYO) == TOKYO
        first = Preferences.objects.get()
        clock.shift(timedelta(days=1))
        assert put(vault, LIMA) == LIMA
    second = Preferences.objects.get()
    assert (first.vault_id, first.number, first.revision) == (vault.id, 2, 1)
    assert (second.pk, second.number, second.revision) == (first.pk, 2, 2)
    assert (first.changed_on, second.changed_on) == (date(2026, 11, 20), date(2026, 11, 21))
    assert Preferences.opened(vault) == Preferences.of(vault) == LIMA
    assert bytes(first.sealed) != bytes(second.sealed)


def test_a_verb_sees_what_another_tab_kept_and_one_that_changes_nothing_saves_nothing(
    vault: UnlockedVault,
) -> None:
    put(vault, TOKYO)
    before, seen = rows(), []

    def look(found: PreferencesContent) -> PreferencesContent:
        seen.append(found)
        return found

    assert Preferences.change(vault, look) == TOKYO
    assert seen == [TOKYO]
    assert rows() == before


def test_a_verb_that_raises_changes_nothing(vault: UnlockedVault) -> None:
    put(vault, TOKYO)
    before = rows()

    def refuse(found: PreferencesContent) -> PreferencesContent:
        raise Full(12)

    with pytest.raises(Full, match="at most 12"):
        Preferences.change(vault, refuse)
    assert rows() == before


def test_each_vault_has_its_own_row_and_reaches_no_other(
    vault: UnlockedVault, other: UnlockedVault
) -> None:
    put(vault, TOKYO)
    assert Preferences.opened(other) == EMPTY
    put(other, LIMA)
    assert (Preferences.opened(vault), Preferences.opened(other)) == (TOKYO, LIMA)
    mine = Preferences.objects.in_vault(vault).get()
    assert Preferences.objects.in_vault(vault).with_id(mine.pk) == mine
    assert Preferences.objects.in_vault(other).with_id(mine.pk) is None
    assert Preferences.objects.in_vault(vault).with_id(uuid4()) is None
    with pytest.raises(Damaged):
        mine.contents(other)
    assert mine.contents_or_none(other) is None


def test_a_row_at_another_revision_or_under_another_id_does_not_open(vault: UnlockedVault) -> None:
    put(vault, TOKYO)
    row = Preferences.objects.get()
    assert row.contents(vault) == row.contents_or_none(vault) == TOKYO
    for field, value in (("revision", 2), ("id", uuid4())):
        moved = Preferences.objects.get()
        setattr(moved, field, value)
        with pytest.raises(Damaged):
            moved.contents(vault)
        assert moved.contents_or_none(vault) is None


def test_a_damaged_row_is_kept_until_somebody_begins_anew(
    vault: UnlockedVault, other: UnlockedVault
) -> None:
    put(vault, TOKYO)
    put(other, LIMA)
    spoilt = damage(vault)
    with pytest.raises(Damaged):
        Preferences.opened(vault)
    assert Preferences.of(vault) == EMPTY
    with pytest.raises(Damaged):
        put(vault, LIMA)
    assert bytes(Preferences.objects.in_vault(vault).get().sealed) == spoilt
    Preferences.begin_anew(other)
    assert Preferences.opened(other) == LIMA
    Preferences.begin_anew(vault)
    assert not Preferences.objects.in_vault(vault).exists()
    assert Preferences.opened(vault) == EMPTY
    assert Preferences.opened(other) == LIMA


def test_what_a_field_says_is_asked_of_the_row_or_of_another_blob(vault: UnlockedVault) -> None:
    put(vault, TOKYO)
    row = Preferences.objects.get()
    table, blob = Preferences.sealed_table, bytes(row.sealed)
    assert table.unseal(vault, row, "sealed") == row.unseal_field(vault, "sealed")
    row.sealed = b"nothing sealed"
    assert table.unseal(vault, row, "sealed", blob=blob) == TOKYO.to_bytes()
    with pytest.raises(Damaged):
        table.unseal(vault, row, "sealed")
    assert list(table.rows_of(vault.id)) == [row]
    assert not table.rows_of(uuid4()).exists()


def test_only_damage_is_read_as_nothing() -> None:
    def read(error: Exception | None) -> int:
        if error:
            raise error
        return 7

    assert unless_damaged(read, None) == 7
    assert unless_damaged(read, Damaged("spoilt")) is None
    with pytest.raises(ZeroDivisionError):
        unless_damaged(read, ZeroDivisionError())


def test_a_conflict_has_what_is_kept_and_says_nothing_of_it() -> None:
    conflict = Conflict("their words", 3)
    assert (conflict.kept, conflict.revision, Conflict("their words").revision) == (
        "their words",
        3,
        0,
    )
    assert "their words" not in str(conflict)
    assert Full(20).limit == 20


def test_a_row_of_the_drop_box_opens_with_the_private_key_of_its_own_vault_alone(
    vault: UnlockedVault, other: UnlockedVault
) -> None:
    content = DraftContent(fields=(("body", ("words",)),), saved=NOON, sitting=NOON)
    LockedDraft.post(vault.vault, content, DraftMark(uuid4(), 3))
    row, table = LockedDraft.objects.get(), LockedDraft.sealed_table
    opened = table.unseal(vault, row, "content")
    assert decode(DraftContent, opened).fields == content.fields
    assert table.unseal(vault, row, "content", blob=bytes(row.content)) == opened
    for blob in (b"", bytes(row.content)[:-1]):
        with pytest.raises(Damaged):
            table.unseal(vault, row, "content", blob=blob)
    with pytest.raises(Damaged):
        table.unseal(other, row, "content")


def test_a_table_says_how_many_more_rows_there_is_room_for(vault: UnlockedVault) -> None:
    assert Preferences.sealed_table.room_for(vault, []) is None
    table = EntryTemplate.sealed_table
    assert table.most is not None
    assert table.room_for(vault, []) == table.most
    asked = replace(table, most=0)
    assert asked.room_for(vault, []) == 0
    row = EntryTemplate(vault_id=vault.id, number=1)
    row.seal(vault, EntryTemplateContent(name="One", body="words"))
    row.save()
    assert table.room_for(vault, []) == table.most - 1
    assert asked.room_for(vault, []) == 0  # one row over its limit is no room, and not less
