"""Tidying removes what has expired, and nothing else."""

import threading
from datetime import date, timedelta

import pytest
import time_machine
from django.db import connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from apps.accounts.models import SignIn
from apps.journal.models import Entry, EntryVersion
from apps.pages import retention
from apps.pages.retention import tidy
from apps.vault.models import UnlockedSession, Vault
from tests.factories import open_vault_of
from tests.journal.entry_samples import keep

pytestmark = pytest.mark.django_db


def test_a_page_leaves_the_trash_on_its_day_and_not_before(maya: Client) -> None:
    entry, kept = keep(maya), keep(maya)
    entry.trash()
    with time_machine.travel(timezone.now() + timedelta(days=29), tick=False):
        tidy()
        assert Entry.objects.count() == 2
    with time_machine.travel(timezone.now() + timedelta(days=30), tick=False):
        assert tidy()["expired pages"] == 1
    assert Entry.objects.get() == kept


def test_what_is_alive_stays(maya: Client) -> None:
    keep(maya)
    assert set(tidy().values()) == {0}
    assert (SignIn.objects.count(), UnlockedSession.objects.count()) == (1, 1)


def test_ended_sign_ins_and_closed_vaults_go(maya: Client) -> None:
    with time_machine.travel(timezone.now() + timedelta(days=8), tick=False):
        tidy()
    assert (SignIn.objects.count(), UnlockedSession.objects.count()) == (0, 0)


def expired_pages(client: Client, count: int) -> None:
    """So many pages whose day is over, of which the last said something else before."""
    last = [keep(client) for _ in range(count)][-1]
    vault = open_vault_of(client)
    EntryVersion.keep(vault, last.page(vault), entry_id=last.id)
    Entry.objects.update(expires_on=date(2026, 1, 1))


def test_many_rows_go_a_few_at_a_time_and_the_ids_of_few_are_held_in_memory(
    maya: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    expired_pages(maya, 7)
    keep(maya)
    monkeypatch.setattr(retention, "ROWS_AT_ONCE", 3)
    with CaptureQueriesContext(connection) as asked:
        counts = tidy()
    assert (counts["expired pages"], counts["versions of expired pages"]) == (7, 1)
    assert Entry.objects.count() == 1
    deleted = [
        each["sql"] for each in asked if each["sql"].startswith('DELETE FROM "journal_entry"')
    ]
    assert [sql.count("::uuid") for sql in deleted] == [4, 4, 2], "the vault and at most three"


@pytest.mark.django_db(transaction=True)
def test_a_vault_that_is_being_written_in_waits_for_the_next_run_and_nobody_for_tidy(
    maya: Client, sol: Client
) -> None:
    expired_pages(maya, 2)
    keep(sol)
    Entry.objects.update(expires_on=date(2026, 1, 1))
    counts: list[int] = []

    def tidied() -> None:
        counts.append(tidy()["expired pages"])
        connection.close()

    with transaction.atomic():
        Vault.objects.select_for_update().get(pk=open_vault_of(maya).id)
        other = threading.Thread(target=tidied)
        other.start()
        other.join(timeout=30)
        assert counts == [1], "that of sol, at once"
    assert tidy()["expired pages"] == 2


@pytest.mark.django_db(transaction=True)
def test_two_at_once_delete_each_row_once(maya: Client, sol: Client) -> None:
    expired_pages(maya, 6)
    expired_pages(sol, 6)
    counts: list[int] = []
    both = threading.Barrier(2)

    def tidied() -> None:
        both.wait()
        counts.append(tidy()["expired pages"])
        connection.close()

    threads = [threading.Thread(target=tidied) for _ in range(2)]
    for each in threads:
        each.start()
    for each in threads:
        each.join(timeout=60)
    assert sum(counts) + tidy()["expired pages"] == 12
    assert not Entry.objects.exists()
