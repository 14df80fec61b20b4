"""A writer's days begin where the writer is, and the pages they pin stay in sight."""

import re
import uuid
from datetime import UTC, date, datetime

import pytest
import time_machine
from django.test import Client

from apps.journal.models import Entry, Preferences
from apps.journal.preferences.content import MOST_PINS, PreferencesContent, TooManyPins
from apps.journal.time_zones import zones_by_region
from apps.vault.codec import replace
from apps.vault.crypto.sealing import Damaged
from tests.factories import PASSWORD, open_vault_of, sign_in
from tests.journal.entry_samples import a_page, keep, only_page, sent

LATE = datetime(2026, 11, 20, 23, 30, tzinfo=UTC)


def test_habits_read_back_as_they_were() -> None:
    preferences = PreferencesContent(zone="Asia/Tokyo", pins=("a", "b"), has_shortcuts=False)
    assert PreferencesContent.from_bytes(preferences.to_bytes()) == preferences
    assert PreferencesContent.from_bytes(b'{"later": 1}') == PreferencesContent()


@pytest.mark.parametrize("data", [b"", b"[]", b"7", b'{"pins": 5}', b"\xff"])
def test_anything_else_is_damaged(data: bytes) -> None:
    with pytest.raises(Damaged):
        PreferencesContent.from_bytes(data)


@time_machine.travel(LATE, tick=False)
def test_today_is_where_the_writer_is() -> None:
    assert PreferencesContent().today() == date(2026, 11, 20)
    assert PreferencesContent(zone="Asia/Tokyo").today() == date(2026, 11, 21)
    assert PreferencesContent(zone="Asia/Tokyo").clock() == "08:30"
    assert PreferencesContent(zone="Not/There").today() == date(2026, 11, 20)
    assert PreferencesContent().clock() == ""


def test_a_pin_is_put_up_once_and_taken_down() -> None:
    entry_id = uuid.uuid4()
    pinned = PreferencesContent().pinning(entry_id, wanted=True)
    assert pinned.pinning(entry_id, wanted=True) == pinned
    assert pinned.pinning(entry_id, wanted=False) == PreferencesContent()


def test_there_is_room_for_twelve_pins() -> None:
    full = PreferencesContent()
    for _ in range(MOST_PINS):
        full = full.pinning(uuid.uuid4(), wanted=True)
    with pytest.raises(TooManyPins, match="12 pages are pinned") as refused:
        full.pinning(uuid.uuid4(), wanted=True)
    assert refused.value.limit == MOST_PINS


@time_machine.travel(LATE)
def test_the_page_offers_the_writers_own_day_and_time(maya: Client) -> None:
    assert maya.post("/journal/settings/", {"zone": "Asia/Tokyo"}).status_code == 303
    html = maya.get("/journal/new/").content.decode()
    assert 'value="2026-11-21"' in html
    assert 'value="08:30"' in html
    assert "Saturday 21 November" in maya.get("/").content.decode()
    maya.post("/journal/new/", sent(body="late", day="2026-11-21", time="08:30", zone="Asia/Tokyo"))
    head = only_page(maya).head
    assert (head.day, head.time, head.zone) == (date(2026, 11, 21), "08:30", "Asia/Tokyo")


def test_an_unknown_zone_is_named_beside_the_field(maya: Client) -> None:
    response = maya.post("/journal/settings/", {"zone": "Atlantis"})
    assert response.status_code == 422
    assert "Choose a place from the list." in response.content.decode()


def test_each_time_zone_is_listed_once_by_its_city_and_its_country(maya: Client) -> None:
    html = maya.get("/journal/settings/").content.decode()
    listed = re.findall(r'<option value="([^"]+)"[^>]*>([^<]*)</option>', html)
    names = [name for name, _label in listed if "/" in name]
    assert ("Europe/Berlin", "Berlin, Germany") in listed
    assert ("America/Argentina/Buenos_Aires", "Buenos Aires, Argentina") in listed
    assert len(names) == len(set(names))
    assert 300 < len(names) < 450
    assert not {"US/Pacific", "Etc/GMT+5", "Asia/Calcutta", "Asia/Istanbul", "GB-Eire"} & set(names)
    assert html.index('<optgroup label="Africa">') < html.index('<optgroup label="Pacific">')


def test_a_former_name_of_a_zone_is_accepted_and_a_stored_one_stays_chosen(maya: Client) -> None:
    assert maya.post("/journal/settings/", {"zone": "US/Pacific"}).status_code == 303
    assert Preferences.opened(open_vault_of(maya)).zone == "America/Los_Angeles"
    Preferences.change(open_vault_of(maya), lambda now: replace(now, zone="Etc/GMT+5"))
    html = maya.get("/journal/settings/").content.decode()
    assert '<option value="Etc/GMT+5" selected>UTC-5</option>' in html


def test_without_the_table_of_countries_the_list_has_the_places_alone(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("zoneinfo.TZPATH", ())
    regions = dict(zones_by_region.__wrapped__())
    assert ("Europe/Berlin", "Berlin") in regions["Europe"]
    assert "US" not in regions
    assert "Asia/Calcutta" not in dict(regions["Asia"])


def test_single_keys_can_be_switched_off(maya: Client) -> None:
    assert "<journal-keys singles" in maya.get("/journal/").content.decode()
    maya.post("/journal/settings/", {"zone": ""})
    assert "<journal-keys singles" not in maya.get("/journal/").content.decode()
    assert "have switched single keys off" in maya.get("/journal/keys/").content.decode()


def test_spelling_is_checked_only_for_a_writer_who_wants_it(maya: Client) -> None:
    def field() -> str:
        html = maya.get("/journal/new/").content.decode()
        return html[html.index('id="id_body"') :].partition(">")[0]

    assert 'spellcheck="false"' in field()
    maya.post("/journal/settings/", {"zone": "", "checks_spelling": "on"})
    assert 'spellcheck="true"' in field()


def test_leave_leads_where_the_writer_wants(maya: Client, visitor: Client) -> None:
    news, usual = "https://www.bbc.com/news", visitor.get("/safety/").content.decode()
    assert maya.post("/journal/settings/", {"leave_target": "news"}).status_code == 303
    assert f'data-leave-url="{news}"' in maya.get("/journal/").content.decode()
    assert f'data-leave-url="{news}"' not in usual
    wrong = maya.post("/journal/settings/", {"leave_target": "https://evil.example/"})
    assert (wrong.status_code, "Choose a page from the list." in wrong.content.decode()) == (
        422,
        True,
    )
    maya.post("/account/sign-out/")
    again = sign_in(Client(), "maya")
    assert f'data-leave-url="{news}"' in again.get("/guides/").content.decode()
    left = again.post("/leave/", headers={"sec-fetch-site": "same-origin"})
    assert left.headers["Refresh"] == f"0; url={news}"


@pytest.mark.parametrize("place", ["/journal/new/", "/journal/drafts/", "/journal/settings/"])
def test_single_keys_work_alike_on_every_page(maya: Client, place: str) -> None:
    assert "<journal-keys singles" in maya.get(place).content.decode()
    maya.post("/journal/settings/", {"zone": ""})
    html = maya.get(place).content.decode()
    assert "<journal-keys data-keys" in html
    assert "<kbd>l</kbd>" not in html


def test_a_pinned_page_stands_on_the_first_page(maya: Client) -> None:
    entry = keep(maya, a_page(title="Our word"))
    for _press in range(2):
        assert maya.post(f"/journal/{entry.id}/pin/", {"pinned": "1"}).status_code == 303
    html = maya.get("/journal/").content.decode()
    assert html.count("Our word") == 2
    maya.post(f"/journal/{entry.id}/pin/", {"pinned": "0"})
    assert maya.get("/journal/").content.decode().count("Our word") == 1


def test_the_thirteenth_pin_is_refused_with_a_way_on(maya: Client) -> None:
    entries = [keep(maya) for _ in range(MOST_PINS + 1)]
    answers = [maya.post(f"/journal/{each.id}/pin/", {"pinned": "1"}) for each in entries]
    assert [answer.status_code for answer in answers] == [303] * MOST_PINS + [409]
    assert "Unpin one" in answers[-1].content.decode()
    entries[0].trash()
    assert maya.post(f"/journal/{entries[-1].id}/pin/", {"pinned": "1"}).status_code == 303


def test_a_damaged_row_of_habits_takes_no_page_away(maya: Client) -> None:
    keep(maya, a_page(title="Still here"))
    maya.post("/journal/settings/", {"zone": "Asia/Tokyo"})
    Preferences.objects.update(sealed=b"broken")
    assert "Still here" in maya.get("/journal/").content.decode()


def test_nothing_of_the_habits_lies_in_plain(maya: Client) -> None:
    maya.post("/journal/settings/", {"zone": "Asia/Tokyo"})
    row = Preferences.objects.get()
    assert b"Tokyo" not in bytes(row.sealed)
    assert Preferences.opened(open_vault_of(maya)).zone == "Asia/Tokyo"
    assert Entry.objects.count() == 0


def test_the_quiet_time_holds_at_once_and_when_the_journal_is_unlocked_again(maya: Client) -> None:
    html = maya.get("/journal/settings/").content.decode()
    assert '<option value="15" selected>15 minutes</option>' in html
    maya.post("/journal/settings/", {"quiet_minutes": "5", "leaves_by_shift": "on"})
    assert 240 < open_vault_of(maya).seconds_left <= 300
    assert '<option value="5" selected>' in maya.get("/journal/settings/").content.decode()
    maya.post("/vault/lock/")
    maya.post("/vault/unlock/", {"password": PASSWORD})
    assert 240 < open_vault_of(maya).seconds_left <= 300
    refused = maya.post("/journal/settings/", {"quiet_minutes": "600", "leaves_by_shift": "on"})
    assert refused.status_code == 422
    assert "Choose a time from the list." in refused.content.decode()
    assert 240 < open_vault_of(maya).seconds_left <= 300


def test_three_shifts_rest_only_while_the_journal_is_unlocked(maya: Client) -> None:
    assert "<quick-exit>" in maya.get("/guides/").content.decode()
    maya.post("/journal/settings/", {"zone": ""})
    for address in ("/", "/guides/", "/journal/new/"):
        assert "<quick-exit button-only>" in maya.get(address).content.decode()
    maya.post("/vault/lock/")
    assert "<quick-exit>" in maya.get("/guides/").content.decode()
    maya.post("/vault/unlock/", {"password": PASSWORD})
    assert "<quick-exit button-only>" in maya.get("/guides/").content.decode()
    assert "<quick-exit>" in Client().get("/guides/").content.decode()
