"""The day of a new page: from the device while no time zone is chosen, else from that zone."""

import uuid
from datetime import UTC, date, datetime, timedelta

import pytest
from django.test import Client

from apps.journal.drafts.content import DraftContent
from apps.journal.entries.content import EntryHead
from apps.journal.entries.dating import by_chosen_zone
from apps.journal.models import Preferences
from apps.journal.preferences.content import PreferencesContent
from tests.factories import open_vault_of
from tests.journal.entry_samples import only_page, sent

NOON = datetime(2026, 11, 20, 12, tzinfo=UTC)
COMPOSERS = ("/", "/journal/new/")
BY_DEVICE = {"day": "2026-11-21", "time": "01:30", "zone": "Pacific/Kiritimati", "clock": "device"}


def choose(client: Client, zone: str) -> None:
    Preferences.change(open_vault_of(client), lambda _before: PreferencesContent(zone=zone))


@pytest.mark.parametrize(
    ("zone", "day", "time"),
    [
        ("Pacific/Pago_Pago", date(2026, 11, 20), "00:30"),
        ("Europe/London", date(2026, 11, 20), "11:30"),
        ("Pacific/Kiritimati", date(2026, 11, 21), "01:30"),
    ],
)
def test_a_moment_is_told_by_the_chosen_zone(zone: str, day: date, time: str) -> None:
    device = EntryHead(day=date(2026, 11, 21), time="01:30", zone="Pacific/Kiritimati")
    assert by_chosen_zone(device, PreferencesContent(zone=zone)) == EntryHead(
        day=day, time=time, zone=zone
    )


@pytest.mark.parametrize(
    "head",
    [
        EntryHead(day=date(2026, 11, 21), time="01:30", zone="Mars/Olympus"),
        EntryHead(day=date(2026, 11, 21), zone="Pacific/Kiritimati"),
        EntryHead(day=date.min, time="00:30", zone="Pacific/Pago_Pago"),
        EntryHead(day=date.max, time="23:30", zone="Pacific/Pago_Pago"),
    ],
)
def test_what_is_no_moment_stays_as_it_is(head: EntryHead) -> None:
    assert by_chosen_zone(head, PreferencesContent(zone="UTC")) == head


def test_no_chosen_zone_changes_nothing() -> None:
    head = EntryHead(day=date(2026, 11, 21), time="01:30", zone="Pacific/Kiritimati")
    assert by_chosen_zone(head, PreferencesContent()) == head


@pytest.mark.django_db
class TestComposer:
    def test_only_while_no_zone_is_chosen_the_device_says_the_day(self, maya: Client) -> None:
        for address in COMPOSERS:
            html = maya.get(address).content.decode()
            assert "<device-clock" in html
            assert "Dated by UTC, where it is" in html
        choose(maya, "Europe/London")
        for address in COMPOSERS:
            html = maya.get(address).content.decode()
            assert "<device-clock known" in html
            assert "Your days follow London." in html
            assert "UTC" not in html

    @pytest.mark.parametrize("ahead", [1, 2, 400])
    def test_a_day_ahead_of_ours_is_never_refused(self, maya: Client, ahead: int) -> None:
        day = datetime.now(UTC).date() + timedelta(days=ahead)
        form = sent(**{**BY_DEVICE, "day": day.isoformat(), "body": "An evening."})
        assert maya.post("/journal/new/", form).status_code == 303
        head = only_page(maya).head
        assert (head.day, head.time, head.zone) == (day, "01:30", "Pacific/Kiritimati")
        for address in ("/", "/journal/", "/journal/calendar/", "/journal/insights/"):
            assert maya.get(address, follow=True).status_code == 200

    def test_a_page_dated_by_the_device_comes_to_the_chosen_zone(self, maya: Client) -> None:
        choose(maya, "Pacific/Pago_Pago")
        maya.post("/journal/new/", sent(**BY_DEVICE, body="An evening."))
        head = only_page(maya).head
        assert (f"{head.day}", head.time, head.zone) == ("2026-11-20", "00:30", "Pacific/Pago_Pago")

    def test_a_day_that_was_typed_stays(self, maya: Client) -> None:
        choose(maya, "Pacific/Pago_Pago")
        maya.post("/journal/new/", sent(**{**BY_DEVICE, "clock": "", "body": "An evening."}))
        head = only_page(maya).head
        assert (f"{head.day}", head.time, head.zone) == ("2026-11-21", "01:30", BY_DEVICE["zone"])

    def test_a_refused_page_remembers_who_dated_it(self, maya: Client) -> None:
        refused = maya.post("/journal/new/", sent(**BY_DEVICE, title="x" * 301)).content.decode()
        assert 'name="clock" value="device"' in refused
        assert "Dated by UTC" not in refused


def test_a_date_alone_makes_no_draft() -> None:
    fields = tuple((name, (value,)) for name, value in BY_DEVICE.items())
    typed = DraftContent(
        fields=(*fields, ("entry_id", (str(uuid.uuid4()),))), saved=NOON, sitting=NOON
    )
    assert not typed.has_words()
