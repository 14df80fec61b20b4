"""A result has the day of the person who finished it, by the time zone of their device."""

import json
from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from django.test import Client
from django.utils.formats import date_format

from apps.journal.models import Preferences
from apps.vault.codec import replace
from tests.factories import open_vault_of
from tests.quiz.sample_forms import EASY, HARD, leaning, sitting_with
from tests.quiz.steps import RESULT, REVIEW, carrying, post, text_of

pytestmark = pytest.mark.django_db

EVENING = datetime(2026, 11, 30, 10, 30, tzinfo=UTC)  # in Kiritimati it is tomorrow
MORNING = datetime(2026, 11, 30, 9, 30, tzinfo=UTC)  # in Pago Pago it is yesterday


def finished(client: Client, **sent: str) -> Client:
    assert post(client, REVIEW, **sent).status_code == 303
    return client


def answered() -> Client:
    return carrying(sitting_with(leaning(HARD, EASY), usual=None))


@pytest.mark.parametrize(
    ("now", "zone", "shown", "day"),
    [
        (EVENING, "Pacific/Kiritimati", "1 December 2026", "2026-12-01"),
        (MORNING, "Pacific/Pago_Pago", "29 November 2026", "2026-11-29"),
        (MORNING, "Europe/Berlin", "30 November 2026", "2026-11-30"),
    ],
)
def test_a_result_has_the_day_of_the_device(now: datetime, zone: str, shown: str, day: str) -> None:
    with time_machine.travel(now, tick=False):
        client = finished(answered(), device_zone=zone)
        page = text_of(client.get(RESULT).content.decode())
        assert shown in page
        assert "UTC" not in page
    with time_machine.travel(now + timedelta(minutes=90), tick=False):
        assert json.loads(client.get(f"{RESULT}json/").content)["day"] == day
        csv = client.get(f"{RESULT}csv/")
        assert f"answers-{day}.csv" in csv["Content-Disposition"]
        assert f",{day}," in csv.content.decode()


@pytest.mark.parametrize("zone", ["", "Nowhere/At_All", "../../etc/passwd", "\0", "Z" * 5000])
def test_without_a_zone_the_page_says_whose_day_it_is(zone: str) -> None:
    with time_machine.travel(EVENING, tick=False):
        client = finished(answered(), device_zone=zone)
        assert "30 November 2026 (the day in UTC)" in text_of(client.get(RESULT).content.decode())
        assert json.loads(client.get(f"{RESULT}json/").content)["day_zone"] == "UTC"
        assert "2026-11-30 UTC" in client.get(f"{RESULT}csv/").content.decode()


def test_a_result_of_the_release_before_is_dated_in_utc_and_says_so() -> None:
    client = carrying(sitting_with(leaning(HARD, EASY)))
    assert "(the day in UTC)" in text_of(client.get(RESULT).content.decode())


def test_a_member_follows_the_journal_whatever_the_device_says(maya: Client) -> None:
    """The two zones never have the same day."""
    vault = open_vault_of(maya)
    Preferences.change(vault, lambda kept: replace(kept, zone="Pacific/Kiritimati"))
    maya.cookies.update(answered().cookies)
    finished(maya, device_zone="Pacific/Pago_Pago")
    page = text_of(maya.get(RESULT).content.decode())
    assert date_format(open_vault_of(maya).today(), "j F Y") in page
    assert "UTC" not in page
