"""A recovery code opens everything from anywhere: whoever finds a journal open gets none."""

from datetime import timedelta

import pytest
import time_machine
from django.test import Client
from django.utils import timezone

from apps.vault.models import KeySlot, UnlockedSession
from tests.factories import PASSWORD
from tests.vault.test_recovery import PAGE, PROOF, make_code, shown_code

pytestmark = pytest.mark.django_db


def opened_ago(minutes: int) -> None:
    UnlockedSession.objects.update(opened=timezone.now() - timedelta(minutes=minutes))


def test_no_code_is_made_for_somebody_who_finds_the_journal_open(maya: Client) -> None:
    opened_ago(6)
    response = maya.post(PAGE)
    assert response.status_code == 403
    assert "Your password, once more" in response.content.decode()
    assert not KeySlot.objects.filter(kind=KeySlot.Kind.RECOVERY).exists()


def test_a_waiting_code_is_not_shown_to_them_either(maya: Client) -> None:
    code = make_code(maya)
    opened_ago(6)
    response = maya.get(PAGE)
    assert shown_code(response) is None
    assert not any(group in response.content.decode() for group in code.groups)
    opened_ago(31)
    refused = maya.post(PROOF, {"first": "AAAA", "second": "BBBB"})
    assert refused.status_code == 403
    assert shown_code(refused) is None


def test_the_password_leads_back_to_the_waiting_code(maya: Client) -> None:
    code = make_code(maya)
    opened_ago(6)
    sent = {"password": PASSWORD, "next": PAGE}
    response = maya.post("/vault/unlock/", sent, follow=True)
    assert shown_code(response) == code


def test_a_slow_writer_still_proves_a_code_within_half_an_hour(maya: Client) -> None:
    code = make_code(maya)
    with time_machine.travel(timezone.now() + timedelta(minutes=12), tick=False):
        response = maya.post(PROOF, {"first": code.groups[2], "second": code.groups[5]})
    assert response.status_code == 303
    assert KeySlot.objects.filter(kind=KeySlot.Kind.RECOVERY, is_confirmed=True).exists()


def test_with_the_journal_open_back_to_unlock_does_not_say_it_is_closed(maya: Client) -> None:
    response = maya.get("/vault/unlock/?next=/journal/trash/")
    assert response.status_code == 303
    assert response["Location"] == "/journal/trash/"
