"""Deleting for good: one page, pages of some days, the whole journal; then none is found."""

import uuid
from datetime import date
from typing import Any

import pytest
from django.conf import settings
from django.db import connection
from django.test import Client
from django.urls import reverse

from apps.accounts.models import AccountEvent, User
from apps.common.text.account_events import Happened
from apps.journal.entries.content import EntryContent, EntryHead
from apps.journal.models import (
    Draft,
    Entry,
    EntryVersion,
    JournalState,
    LockedDraft,
    Photo,
    Preferences,
)
from apps.vault.codec import replace
from apps.vault.models import Vault
from apps.vault.registry import all_sealed_tables
from apps.vault.sealed_rows import PrivateRow
from apps.vault.unlocked_vault import UnlockedVault
from tests.factories import PASSWORD, open_vault_of
from tests.journal.test_take_out import fill
from tests.sample_objects import a_draft_content, a_mark, keep_photo
from tests.tampering import set_field

pytestmark = pytest.mark.django_db
DELETE = "/journal/delete/"
WORD = "Zephyrine"


def of_day(vault: UnlockedVault, day: date, word: str = WORD) -> Entry:
    """A page with everything that a page can have, each with the word in it."""
    head = EntryHead(day=day, title=word)
    entry = Entry.write(vault, EntryContent(head=head, body=word), entry_id=uuid.uuid4())
    entry.rewrite(vault, replace(entry.page(vault), body=f"{word} again"), expected=1)
    keep_photo(vault, entry, description=word)
    keep_photo(vault, entry, description=word).remove()
    fields = {"entry_id": str(entry.id), "day": day.isoformat(), "title": word, "body": word}
    Draft.keep(vault, a_draft_content(**fields), a_mark())
    LockedDraft.post(vault.vault, a_draft_content(**fields), a_mark())
    Preferences.change(vault, lambda now: now.pinning(entry.id, wanted=True))
    Preferences.change(vault, lambda now: now.with_kit(str(entry.id)))
    until = {"until": "2027-01-01", "answer": word}
    JournalState.change(vault, lambda now: now.waiting_with(str(entry.id), **until))
    JournalState.change(vault, lambda now: now.passing(str(entry.id), on=day))
    return entry


def traces(vault: UnlockedVault, *words: str) -> list[str]:
    """Where one of the words stands: in any column of any table, or in what a sealed row says."""
    found = []
    with connection.cursor() as cursor:
        cursor.execute("SELECT tablename FROM pg_tables WHERE schemaname = 'public'")
        for (table,) in cursor.fetchall():
            for word in words:
                cursor.execute(f'SELECT 1 FROM "{table}" t WHERE t::text ILIKE %s', [f"%{word}%"])
                found += [f"{word} in {table}"] if cursor.fetchone() else []
    for kind in all_sealed_tables():
        for row in kind.rows_of(vault.id):
            assert isinstance(row, PrivateRow)
            for field in kind.blobs:
                if getattr(row, field) is not None:
                    opened = kind.unseal(vault, row, field)
                    found += [f"{w} sealed in {kind.name}" for w in words if w.encode() in opened]
    return found


def asked(client: Client, **fields: str) -> Any:
    return client.post(DELETE, fields)


def test_one_page_goes_with_every_word_of_it(maya: Client) -> None:
    vault = open_vault_of(maya)
    other = of_day(vault, date(2026, 11, 1), "Other")
    entry = of_day(vault, date(2026, 11, 2))
    assert traces(vault, WORD) and traces(vault, str(entry.id))
    page = maya.post("/journal/trash/for-good/", {"entry": str(entry.id)}).content.decode()
    assert f"after {settings.BACKUP_DAYS} days" in page
    maya.post("/journal/trash/for-good/", {"entry": str(entry.id), "sure": "yes"})
    assert traces(vault, WORD, str(entry.id)) == []
    assert Preferences.of(vault).pins == (str(other.id),)
    assert [each.entry for each in JournalState.of(vault).waiting] == [str(other.id)]
    assert Photo.objects.in_vault(vault).count() == 2


def test_an_emptied_trash_leaves_nothing(maya: Client) -> None:
    vault = open_vault_of(maya)
    entry = of_day(vault, date(2026, 11, 2))
    entry.trash()
    maya.post("/journal/trash/for-good/", {"entry": str(entry.id), "sure": "yes"})
    assert traces(vault, WORD, str(entry.id)) == []


def test_the_pages_of_some_days_go_in_two_steps_with_the_password(maya: Client) -> None:
    vault = open_vault_of(maya)
    kept = [of_day(vault, day, "Other") for day in (date(2026, 11, 1), date(2026, 11, 4))]
    gone = [of_day(vault, day) for day in (date(2026, 11, 2), date(2026, 11, 3))]
    gone[1].trash()
    Draft.keep(vault, a_draft_content(day="2026-11-03", title=WORD, body=WORD), a_mark())
    Draft.keep(vault, a_draft_content(day="2026-11-05", title="Other", body="Other"), a_mark())
    days = {"what": "days", "first": "2026-11-02", "last": "2026-11-03"}
    page = asked(maya, **days).content.decode()
    assert "2 pages of these days" in page
    assert "1 draft of these days that was never kept goes too" in page
    assert f"after {settings.BACKUP_DAYS} days" in page
    wrong = asked(maya, **days, sure="yes", password="not this one")
    assert (wrong.status_code, "Nothing was deleted" in wrong.content.decode()) == (422, True)
    assert Entry.objects.count() == 4
    answer = asked(maya, **days, sure="yes", password=PASSWORD)
    assert "The pages are gone" in answer.content.decode()
    assert traces(vault, WORD, *(str(each.id) for each in gone)) == []
    assert {row.id for row in Entry.objects.all()} == {each.id for each in kept}
    assert EntryVersion.objects.in_vault(vault).count() == 2
    assert Draft.objects.in_vault(vault).count() == 5
    user = User.objects.get(username="maya")
    assert AccountEvent.objects.of(user).filter(kind=Happened.DELETION).count() == 1


def test_the_whole_journal_goes_and_can_be_written_in_again(maya: Client, sol: Client) -> None:
    fill(sol)
    vault = fill(maya)
    of_day(vault, date(2026, 11, 2))
    page = asked(maya, what="all").content.decode()
    assert "3 pages" in page
    assert "A journal that is locked" not in page
    assert Entry.objects.in_vault(vault).exists()
    answer = asked(maya, what="all", sure="yes", password=PASSWORD)
    assert "The journal is empty" in answer.content.decode()
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT table_name FROM information_schema.columns "
            "WHERE column_name = 'vault_id' AND table_schema = 'public'"
        )
        for (table,) in cursor.fetchall():
            if table not in {"vault_keyslot", "vault_opening"}:
                cursor.execute(f'SELECT 1 FROM "{table}" WHERE vault_id = %s', [vault.id])
                assert cursor.fetchone() is None, table
    of_day(open_vault_of(maya), date(2026, 11, 2))
    assert all(
        kind.rows_of(open_vault_of(sol).id) for kind in all_sealed_tables() if kind.serializer
    )


def test_another_journal_is_named_and_stays(maya: Client) -> None:
    vault = open_vault_of(maya)
    other = Vault.objects.create(
        user=vault.vault.user, is_current=False, inbox_public=b"", inbox_private=b"", inbox_tag=b""
    )
    assert "is not touched" in asked(maya, what="all").content.decode()
    asked(maya, what="all", sure="yes", password=PASSWORD)
    assert Vault.objects.filter(pk=other.pk).exists()


def test_a_damaged_page_says_no_day_and_stays(maya: Client) -> None:
    vault = open_vault_of(maya)
    of_day(vault, date(2026, 11, 2))
    damaged = of_day(vault, date(2026, 11, 2), "Other")
    set_field(damaged, "head", b"nonsense")
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM journal_dayindex")
    days = {"what": "days", "first": "2026-11-02", "last": "2026-11-02"}
    assert "1 damaged page says no day" in asked(maya, **days).content.decode()
    asked(maya, **days, sure="yes", password=PASSWORD)
    assert [row.id for row in Entry.objects.all()] == [damaged.id]


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({"what": "days"}, "Say from which day."),
        ({"what": "days", "first": "2026-11-02"}, "Say to which day."),
        ({"what": "days", "first": "2026-11-03", "last": "2026-11-02"}, "before the first"),
        ({"what": "days", "first": "1999-01-01", "last": "1999-01-02"}, "No page and no draft"),
    ],
)
def test_what_cannot_be_done_is_said(maya: Client, fields: dict[str, str], words: str) -> None:
    of_day(open_vault_of(maya), date(2026, 11, 2))
    answer = asked(maya, **fields, sure="yes", password=PASSWORD)
    assert (answer.status_code, words in answer.content.decode()) == (422, True)
    assert Entry.objects.count() == 1


def test_soon_after_a_password_by_mail_nothing_goes(maya: Client) -> None:
    of_day(open_vault_of(maya), date(2026, 11, 2))
    User.objects.get(username="maya").events.create(kind=Happened.RESET)
    assert asked(maya, what="all", sure="yes", password=PASSWORD).status_code == 403
    assert Entry.objects.count() == 1


@pytest.mark.parametrize("page", ["delete_many", "export"])
def test_a_day_that_is_asked_by_a_choice_is_not_called_optional(maya: Client, page: str) -> None:
    text = maya.get(reverse(f"journal:{page}")).content.decode()
    for name in ("first", "last"):
        label = text.split(f'<label for="id_{name}">')[1].split("</label>")[0]
        assert "day" in label
        assert "Optional" not in label
