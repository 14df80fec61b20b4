"""The writer's own day: what a device says of its time zone, and what then follows it."""

import zoneinfo
from collections import Counter
from collections.abc import Iterator
from datetime import UTC, date, datetime, time, timedelta

import pytest
import time_machine
from django.test import Client
from django.utils import timezone

from apps.articles.models import Shelf
from apps.journal.models import Draft, JournalState, Preferences
from apps.journal.preferences.content import MOST_DECLINED, PreferencesContent
from apps.journal.time_zones import _FORMER_NAMES, place_of, zone_named, zones
from apps.quiz.models import KeptResult
from apps.vault.codec import replace
from tests.accounts.test_sign_up import FIELDS, SIGN_UP
from tests.articles.factories import make_guide
from tests.factories import PASSWORD, open_vault_of, sign_in
from tests.journal.entry_samples import a_page, keep, only_page, sent
from tests.journal.test_drafts import autosave, tab
from tests.journal.test_import import brought, exported
from tests.page_modules import without_cover
from tests.quiz.sample_forms import EASY, HARD, leaning, sitting_with
from tests.quiz.steps import carrying

SYDNEY = "Australia/Sydney"
# Sunday evening in UTC, Monday morning in Sydney.
EARLY = datetime(2026, 11, 29, 18, 23, tzinfo=UTC)
SUNDAY, MONDAY = date(2026, 11, 29), date(2026, 11, 30)
# From the westernmost clock to the easternmost, with the odd quarters of an hour.
AROUND = (
    "Pacific/Pago_Pago",
    "Pacific/Marquesas",
    "America/Los_Angeles",
    "America/St_Johns",
    "UTC",
    "Asia/Kathmandu",
    SYDNEY,
    "Pacific/Chatham",
    "Pacific/Kiritimati",
)
FORGED = ("", "Mars/Olympus", "Etc/Unknown", "../../etc/passwd", "+05:30", "x" * 5000, "a\0b")


@pytest.fixture
def early() -> Iterator[None]:
    with time_machine.travel(EARLY, tick=False):
        yield


def zone_of(client: Client) -> str:
    return Preferences.of(open_vault_of(client)).zone


def follow(client: Client, zone: str) -> None:
    Preferences.change(open_vault_of(client), lambda before: before.choosing(zone))


# --- Names ---------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("name", "zone", "place"),
    [
        (SYDNEY, SYDNEY, "Sydney"),
        ("Asia/Calcutta", "Asia/Kolkata", "Kolkata"),
        ("America/Buenos_Aires", "America/Argentina/Buenos_Aires", "Buenos Aires"),
        ("EST5EDT", "America/New_York", "New York"),
        ("Etc/GMT+5", "Etc/GMT+5", "UTC-5"),
        ("Etc/GMT-14", "Etc/GMT-14", "UTC+14"),
        ("Etc/UTC", "UTC", "UTC"),
        ("GMT", "UTC", "UTC"),
        ("UTC", "UTC", "UTC"),
    ],
)
def test_a_device_may_call_a_zone_by_another_name(name: str, zone: str, place: str) -> None:
    assert (zone_named(name), place_of(zone)) == (zone, place)


@pytest.mark.parametrize("name", FORGED)
def test_a_name_of_no_zone_changes_nothing(name: str) -> None:
    for before in (PreferencesContent(), PreferencesContent(zone=SYDNEY)):
        assert zone_named(name) == ""
        assert before.adopting(name) == before
        assert before.choosing(name) == before
        assert before.declining(name) == before


@pytest.mark.parametrize(("former", "today"), _FORMER_NAMES.items())
def test_a_former_name_tells_the_time_of_its_zone(former: str, today: str) -> None:
    assert today in zones()
    if former not in zoneinfo.available_timezones():
        pytest.skip("this machine does not know the former name")
    for month in range(1, 13):
        moment = datetime(2026, month, 15, 12, tzinfo=UTC)
        one, other = (moment.astimezone(zoneinfo.ZoneInfo(name)) for name in (former, today))
        assert one.utcoffset() == other.utcoffset(), month


# --- Days ----------------------------------------------------------------------------------------


@pytest.mark.parametrize("zone", AROUND)
def test_a_day_begins_at_the_writers_own_midnight(zone: str) -> None:
    midnight = datetime.combine(MONDAY, time(), tzinfo=zoneinfo.ZoneInfo(zone)).astimezone(UTC)
    preferences = PreferencesContent(zone=zone)
    for moment, day, clock in (
        (midnight - timedelta(minutes=1), SUNDAY, "23:59"),
        (midnight, MONDAY, "00:00"),
    ):
        with time_machine.travel(moment, tick=False):
            assert (preferences.today(), preferences.clock()) == (day, clock)


@pytest.mark.parametrize(
    ("zone", "day", "hours"),
    [
        (SYDNEY, date(2026, 10, 4), 23),
        (SYDNEY, date(2027, 4, 4), 25),
        ("America/Los_Angeles", date(2026, 3, 8), 23),
        ("America/Los_Angeles", date(2026, 11, 1), 25),
        ("America/Santiago", date(2026, 9, 6), 23),  # it has no midnight
        ("America/Havana", date(2026, 11, 1), 25),  # it has two
        ("Australia/Lord_Howe", date(2026, 10, 4), 23.5),
    ],
)
def test_a_change_of_clocks_makes_a_day_longer_or_shorter(
    zone: str, day: date, hours: float
) -> None:
    """And no moment of it belongs to another day."""
    preferences = PreferencesContent(zone=zone)
    start = datetime.combine(day - timedelta(days=2), time(), tzinfo=UTC)
    shown = []
    for step in range(5 * 48):
        with time_machine.travel(start + timedelta(minutes=30 * step), tick=False):
            shown.append(preferences.today())
    assert shown == sorted(shown)
    assert Counter(shown)[day] == hours * 2


# --- The device's zone is sealed -----------------------------------------------------------------


@pytest.mark.django_db
@pytest.mark.usefixtures("early")
class TestOpening:
    def test_the_form_that_signs_in_or_up_brings_the_zone_along(
        self, maya: Client, visitor: Client
    ) -> None:
        form = {"login": "maya", "password": PASSWORD, "device_zone": SYDNEY}
        again = Client()
        answers = [again.post("/account/sign-in/", form)]
        answers.append(visitor.post(SIGN_UP, {**FIELDS, "device_zone": "Asia/Calcutta"}))
        assert [zone_of(again), zone_of(visitor)] == [SYDNEY, "Asia/Kolkata"]
        for answer in answers:
            told = f"{answer.headers}{answer.cookies}"
            assert not any(name in told for name in ("Sydney", "Calcutta", "Kolkata"))

    def test_the_form_that_unlocks_brings_it_along(self, maya: Client) -> None:
        maya.post("/vault/lock/")
        maya.post("/vault/unlock/", {"password": PASSWORD, "device_zone": SYDNEY})
        assert zone_of(maya) == SYDNEY

    def test_so_does_a_page_that_is_kept_with_the_password(self, maya: Client) -> None:
        maya.post("/vault/lock/")
        form = sent(body="An evening.", vault_password="not this one", device_zone=SYDNEY)
        refused = without_cover(maya.post("/journal/new/", form).content.decode())
        assert refused.count('name="device_zone"') == 1
        assert "Sydney" not in refused
        maya.post("/journal/new/", {**form, "vault_password": PASSWORD})
        assert zone_of(maya) == SYDNEY

    @pytest.mark.parametrize("name", FORGED)
    def test_an_unknown_zone_is_quietly_left_out(self, visitor: Client, name: str) -> None:
        answer = visitor.post(SIGN_UP, {**FIELDS, "device_zone": name})
        assert answer.status_code == 303
        assert Preferences.objects.count() == 0

    def test_a_zone_that_is_known_stays(self, maya: Client) -> None:
        follow(maya, "Europe/Lisbon")
        maya.post("/vault/lock/")
        maya.post("/vault/unlock/", {"password": PASSWORD, "device_zone": SYDNEY})
        assert zone_of(maya) == "Europe/Lisbon"

    def test_a_damaged_row_does_not_keep_the_journal_closed(self, maya: Client) -> None:
        follow(maya, "Europe/Lisbon")
        Preferences.objects.update(sealed=b"broken")
        maya.post("/vault/lock/")
        form = {"password": PASSWORD, "device_zone": SYDNEY}
        assert maya.post("/vault/unlock/", form).status_code == 303
        assert bytes(Preferences.objects.get().sealed) == b"broken"

    def test_every_form_that_opens_the_journal_has_the_field(self, maya: Client) -> None:
        visitor = Client()
        forms = ["/account/sign-in/", "/account/sign-up/", "/account/recover/"]
        pages = [visitor.get(address).content.decode() for address in forms]
        maya.post("/vault/lock/")
        locked = [maya.get(address).content.decode() for address in ("/", "/vault/unlock/")]
        pages += map(without_cover, locked)
        # sign-in has a form for a passkey beside the one for a password
        assert [page.count('name="device_zone"') for page in pages] == [2, 1, 1, 1, 1]


BY_DEVICE = {"day": "2026-11-30", "time": "05:23", "zone": SYDNEY, "clock": "device"}


@pytest.mark.django_db
@pytest.mark.usefixtures("early")
class TestWriting:
    """For who had the journal open already when the zone was not asked for yet."""

    def test_the_first_page_that_is_kept_brings_it_along(self, maya: Client) -> None:
        maya.post("/journal/new/", sent(**BY_DEVICE, body="An early morning."))
        assert (zone_of(maya), only_page(maya).head.day) == (SYDNEY, MONDAY)

    def test_so_does_an_answer_to_a_practice(self, maya: Client) -> None:
        answer = {"practice_id": "look-again", "title": "Fair", "answer-day": "2026-12-01"}
        maya.post("/journal/new/", sent(**BY_DEVICE, **answer))
        assert zone_of(maya) == SYDNEY

    def test_so_does_the_first_draft(self, maya: Client) -> None:
        autosave(maya, f"{tab()}:1", body="An early", **BY_DEVICE)
        assert zone_of(maya) == SYDNEY

    def test_so_does_a_draft_that_was_saved_while_the_journal_was_locked(
        self, maya: Client
    ) -> None:
        maya.post("/vault/lock/")
        autosave(maya, f"{tab()}:1", body="An early", **BY_DEVICE)
        maya.post("/vault/unlock/", {"password": PASSWORD})
        assert zone_of(maya) == SYDNEY

    def test_a_page_that_is_begun_before_midnight_keeps_its_day(self, maya: Client) -> None:
        follow(maya, SYDNEY)
        evening = datetime(2026, 11, 29, 12, 59, tzinfo=UTC)  # a minute before midnight
        with time_machine.travel(evening, tick=False):
            maya = sign_in(Client(), "maya")
            html = maya.get("/journal/new/").content.decode()
        assert 'value="2026-11-29"' in html
        late = sent(day="2026-11-29", time="23:59", zone=SYDNEY, body="Late.")
        with time_machine.travel(evening + timedelta(minutes=4), tick=False):
            maya.post("/journal/new/", late)
            head = only_page(maya).head
        assert (head.day, head.time, head.zone) == (SUNDAY, "23:59", SYDNEY)


# --- What follows --------------------------------------------------------------------------------


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("zone", "day", "shown"),
    [
        ("Pacific/Pago_Pago", SUNDAY, "Sunday 29 November"),
        ("", SUNDAY, "Sunday 29 November"),
        (SYDNEY, MONDAY, "Monday 30 November"),
    ],
)
def test_every_room_follows_the_writers_day(
    visitor: Client, zone: str, day: date, shown: str
) -> None:
    with time_machine.travel(EARLY, tick=False):
        visitor.post(SIGN_UP, {**FIELDS, "device_zone": zone})
        vault = open_vault_of(visitor)
        entry = keep(visitor, a_page(title="Come back on Monday"))
        JournalState.change(
            vault, lambda now: now.waiting_with(str(entry.id), until="2026-11-30", answer="x")
        )
        guide = make_guide()
        visitor.post(f"/guides/{guide.slug}/bookmark/", {"kept": "yes"})
        html = visitor.get("/").content.decode()
        assert f">{shown}<" in html
        assert ("Waiting for you" in html) is (day == MONDAY)
        months = visitor.get("/journal/calendar/", follow=True).content.decode()
        empty = f'<a class="empty-day" href="/journal/new/?day={day.isoformat()}"><b>{day.day}<'
        assert f'aria-current="date">{empty}' in months
        visitor.post("/journal/prompt/", {"wish": "none"})
        assert JournalState.of(vault).no_prompt_on == day.isoformat()
        assert (
            f'value="{day + timedelta(days=7)}"'
            in visitor.get("/journal/appointment/").content.decode()
        )
        assert Shelf.of(vault).saved[0].on == day


@pytest.mark.django_db
@pytest.mark.usefixtures("early")
def test_a_result_that_a_new_member_brings_along_has_their_day() -> None:
    client = carrying(sitting_with(leaning(HARD, EASY)))
    form = {**FIELDS, "next": "/quiz/self-partner/keep/", "device_zone": SYDNEY}
    assert client.post(SIGN_UP, form).status_code == 303
    row = KeptResult.objects.get()
    assert row.contents(open_vault_of(client)).day == MONDAY


@pytest.mark.django_db
@pytest.mark.usefixtures("early")
def test_drafts_tell_the_writers_time(maya: Client) -> None:
    autosave(maya, f"{tab()}:1", body="An early")
    assert "29 November 2026, 18:23 UTC" in maya.get("/journal/drafts/").content.decode()
    follow(maya, SYDNEY)
    assert "30 November 2026, 05:23<" in maya.get("/journal/drafts/").content.decode()


# --- Whose day it is, said -----------------------------------------------------------------------


@pytest.mark.django_db
@pytest.mark.usefixtures("early")
def test_a_zone_that_a_device_gave_is_told_for_a_day(visitor: Client) -> None:
    visitor.post(SIGN_UP, {**FIELDS, "device_zone": SYDNEY})
    said = '<p class="small" data-whose-day>Your days follow Sydney.'
    assert said in visitor.get("/").content.decode()
    assert "Your days follow Sydney." in visitor.get("/journal/new/").content.decode()
    with time_machine.travel(timezone.now() + timedelta(days=1)):
        again = sign_in(Client(), FIELDS["username"])
        assert said not in again.get("/").content.decode()
        form = {"zone": "Asia/Tokyo", "has_shortcuts": "on"}
        again.post("/journal/settings/", form)
        assert "Your days follow Tokyo." in again.get("/journal/new/").content.decode()


@pytest.mark.django_db
@pytest.mark.usefixtures("early")
def test_without_a_zone_the_page_says_whose_day_it_is(maya: Client) -> None:
    said = "Dated by UTC, where it is Sunday 29 November now."
    for address in ("/", "/journal/new/"):
        html = maya.get(address).content.decode()
        assert said in html
        assert '<a href="/journal/settings/">Set your time zone</a>' in html


# --- On a journey --------------------------------------------------------------------------------


@pytest.mark.django_db
@pytest.mark.usefixtures("early")
class TestTravel:
    ADDRESS = "/journal/time-zone/"
    HTMX = {"HX-Request": "true"}

    def test_the_new_zone_is_followed_by_one_button(self, maya: Client) -> None:
        follow(maya, "Europe/Lisbon")
        form = {"zone": SYDNEY, "answer": "follow"}
        html = maya.post(self.ADDRESS, form, headers=self.HTMX).content.decode()
        assert "Your days follow Sydney now." in html
        assert zone_of(maya) == SYDNEY
        assert "Monday 30 November" in maya.get("/").content.decode()

    def test_a_page_for_another_moment_is_not_dated_anew(self, maya: Client) -> None:
        follow(maya, "Europe/Lisbon")
        typed = {"day": "2026-11-03", "time": "07:15", "zone": "Europe/Lisbon"}
        autosave(maya, f"{tab()}:1", body="Half a sentence", **typed)
        again = maya.post("/journal/new/", sent(body="x", title="t" * 301, **typed))
        places = ("/journal/new/?day=2026-11-03", f"/journal/drafts/{Draft.objects.get().id}/")
        for answer in (again, *map(maya.get, places)):
            html = answer.content.decode()
            assert "<travel-offer" not in html
            assert "<device-clock" not in html
            assert "Your days follow Lisbon." in html
        html = maya.get("/journal/new/").content.decode()
        assert "<travel-offer" in html
        assert "<device-clock known" in html

    def test_not_now_is_remembered_for_that_zone(self, maya: Client) -> None:
        follow(maya, "Europe/Lisbon")
        form = {"zone": "Asia/Calcutta", "answer": "decline"}
        assert maya.post(self.ADDRESS, form)["Location"] == "/journal/settings/"
        assert zone_of(maya) == "Europe/Lisbon"
        for address in ("/", "/journal/new/"):
            html = maya.get(address).content.decode()
            assert 'data-zone="Europe/Lisbon" data-declined="Asia/Kolkata"' in html
        assert b"Kolkata" not in bytes(Preferences.objects.get().sealed)

    def test_a_choice_takes_back_that_it_was_declined(self) -> None:
        declined = PreferencesContent(zone="UTC").declining(SYDNEY)
        assert declined.zones_declined == (SYDNEY,)
        assert declined.choosing(SYDNEY) == PreferencesContent(zone=SYDNEY)

    def test_no_more_zones_are_remembered_than_anybody_visits(self) -> None:
        preferences = PreferencesContent(zone="UTC")
        for zone in zones():
            preferences = preferences.declining(zone)
        assert len(preferences.zones_declined) == MOST_DECLINED

    @pytest.mark.parametrize("name", FORGED)
    def test_a_forged_zone_is_refused_quietly(self, maya: Client, name: str) -> None:
        follow(maya, "Europe/Lisbon")
        before = bytes(Preferences.objects.get().sealed)
        for answer in ("follow", "decline", "", "\0"):
            form = {"zone": name, "answer": answer}
            assert maya.post(self.ADDRESS, form).status_code == 303
        assert bytes(Preferences.objects.get().sealed) == before

    def test_nobody_else_and_no_look_changes_it(self, maya: Client, visitor: Client) -> None:
        form = {"zone": SYDNEY, "answer": "follow"}
        assert maya.get(self.ADDRESS, form).status_code == 405
        visitor.post(self.ADDRESS, form)
        maya.post("/vault/lock/")
        maya.post(self.ADDRESS, form)
        assert Preferences.objects.count() == 0


def test_an_entry_is_of_no_zone_that_nobody_knows() -> None:
    assert PreferencesContent(zone="Not/There").known_zone == ""
    assert PreferencesContent(zone="Not/There").clock() == ""


@pytest.mark.django_db
@pytest.mark.parametrize("is_chosen", [False, True])
def test_settings_of_a_file_replace_what_a_device_said_and_no_choice(
    maya: Client, visitor: Client, is_chosen: bool
) -> None:
    Preferences.change(
        open_vault_of(maya), lambda now: replace(now, zone="Asia/Tokyo", has_shortcuts=False)
    )
    file = exported(maya)
    visitor.post(SIGN_UP, {**FIELDS, "device_zone": SYDNEY})
    if is_chosen:
        follow(visitor, SYDNEY)
    brought(visitor, file)
    found = Preferences.of(open_vault_of(visitor))
    assert (found.zone, found.has_shortcuts) == (
        (SYDNEY, True) if is_chosen else ("Asia/Tokyo", False)
    )
