"""Today says in one line when the journal was opened before, and on which kind of device."""

from datetime import UTC, datetime

import pytest
import time_machine
from django.test import Client

from apps.accounts.models import User
from apps.vault.models import UnlockedSession, Vault
from tests.database_dump import database_dump
from tests.factories import PASSWORD

pytestmark = pytest.mark.django_db
PHONE = "Mozilla/5.0 (iPhone; CPU iPhone OS 18_1 like Mac OS X) Mobile/15E148"
COMPUTER = "Mozilla/5.0 (X11; Linux x86_64) Firefox/140.0"
FIRST, SECOND = datetime(2026, 11, 28, 21, 40, tzinfo=UTC), datetime(2026, 11, 30, 8, 5, tzinfo=UTC)


def opened(at: datetime, user_agent: str) -> Client:
    """A browser in which maya signs in at that moment."""
    browser = Client(headers={"user-agent": user_agent})
    with time_machine.travel(at, tick=False):
        browser.post("/account/sign-in/", {"login": "maya", "password": PASSWORD})
    return browser


def line(client: Client, at: datetime = SECOND) -> str:
    with time_machine.travel(at, tick=False):
        html = client.get("/").content.decode()
    return html.partition("data-last-opening>")[2].partition("<a ")[0].strip()


def test_the_second_opening_says_when_and_on_what_the_first_was(maya_user: User) -> None:
    first = opened(FIRST, PHONE)
    assert line(first, FIRST) == "", "there was none before"
    second = opened(SECOND, COMPUTER)
    assert line(second) == "Opened before on 28 November at 21:40 (UTC), on a phone."
    with time_machine.travel(SECOND, tick=False):
        second.post("/journal/settings/", {"zone": "Asia/Tokyo", "shows_last_opening": "on"})
    assert line(second) == "Opened before on 29 November at 06:40, on a phone."
    assert "iPhone" not in database_dump()


def test_it_can_be_switched_off(maya_user: User) -> None:
    opened(FIRST, PHONE)
    second = opened(SECOND, COMPUTER)
    with time_machine.travel(SECOND, tick=False):
        second.post("/journal/settings/", {"zone": ""})
    assert line(second) == ""


def test_what_is_kept_of_it_is_sealed_and_goes_with_the_lock(maya_user: User) -> None:
    opened(FIRST, PHONE)
    second = opened(SECOND, COMPUTER)
    blob = bytes(Vault.objects.get().last_opening or b"")
    assert len(blob) > 500, "padded like every blob"
    with time_machine.travel(SECOND, tick=False):
        second.post("/vault/lock/")
    assert not UnlockedSession.objects.exclude(earlier_device="").filter(opened=SECOND).exists()
    for spoilt in (blob[:-1], b"", bytes(600)):
        Vault.objects.update(last_opening=spoilt)
        assert line(opened(SECOND, COMPUTER)) == ""
