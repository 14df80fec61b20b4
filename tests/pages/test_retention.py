"""Tidying removes what has expired, and nothing else."""

from datetime import timedelta

import pytest
import time_machine
from django.test import Client
from django.utils import timezone

from apps.accounts.models import SignIn
from apps.journal.models import Entry
from apps.pages.retention import tidy
from apps.vault.models import UnlockedSession
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
