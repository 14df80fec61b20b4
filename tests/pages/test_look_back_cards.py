"""What looks back on Today: once a week at most, never danger, never again once passed by."""

import uuid
from collections import Counter
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
import time_machine
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from hypothesis import given
from hypothesis import strategies as st

from apps.articles.models import Guide, Shelf
from apps.articles.shelf.passages import Passage
from apps.journal.entries.content import EntryContent, EntryHead
from apps.journal.entries.timeline import timeline_of
from apps.journal.models import Entry, JournalState, Preferences
from apps.journal.on_this_day import is_of_this_day, page_of_this_day
from apps.journal.preferences.content import PreferencesContent
from apps.journal.state.content import MOST_PASSED, JournalStateContent
from apps.pages.look_back_cards import LookBackCard, card_on
from apps.vault.unlocked_vault import UnlockedVault
from tests.articles.factories import make_guide
from tests.factories import open_vault_of, sign_in

TODAY = date(2027, 3, 9)
YEAR_AGO = date(2026, 3, 9)
db = pytest.mark.django_db


def write(
    vault: UnlockedVault, day: date, *, body: str = "x", written: date | None = None, **head: Any
) -> Entry:
    """A page of a day, kept on that day unless it was `written` on another."""
    page = EntryContent(head=EntryHead(day=day, **{"title": "Pier", **head}), body=body)
    entry = Entry.write(vault, page, entry_id=uuid.uuid4())
    Entry.objects.filter(pk=entry.pk).update(changed_on=written or day)
    return entry


def member_since(vault: UnlockedVault, year: int) -> None:
    vault.vault.made_on = date(year, 1, 1)
    vault.vault.save()


def shown(vault: UnlockedVault, today: date = TODAY, passed: tuple[str, ...] = ()) -> str:
    found = page_of_this_day(vault, timeline=timeline_of(vault), today=today, passed=passed)
    return found.head.title if found else ""


class TestWeek:
    @given(st.uuids(), st.dates(date(2000, 1, 3), date(2100, 1, 1)))
    def test_each_card_has_one_day_of_a_week_and_never_the_same(
        self, vault_id: uuid.UUID, day: date
    ) -> None:
        monday = day - timedelta(days=day.weekday())
        week = [card_on(monday + timedelta(days=n), vault_id=vault_id) for n in range(7)]
        assert Counter(week) == {None: 5, LookBackCard.THIS_DAY: 1, LookBackCard.PASSAGE: 1}

    def test_the_day_changes_from_week_to_week(self) -> None:
        vault_id = uuid.uuid4()
        days = [TODAY + timedelta(days=n) for n in range(400)]
        mine = [day for day in days if card_on(day, vault_id=vault_id) is LookBackCard.THIS_DAY]
        assert {day.weekday() for day in mine} == set(range(7))


class TestSameDay:
    def test_it_is_the_same_day_of_an_earlier_year(self) -> None:
        assert is_of_this_day(YEAR_AGO, today=TODAY)
        for other in (TODAY, date(2028, 3, 9), date(2026, 3, 8), date(2026, 9, 3)):
            assert not is_of_this_day(other, today=TODAY)

    def test_a_29_february_is_remembered_on_the_last_of_february(self) -> None:
        leap = date(2024, 2, 29)
        assert is_of_this_day(leap, today=date(2028, 2, 29))
        assert is_of_this_day(leap, today=date(2027, 2, 28))
        assert not is_of_this_day(leap, today=date(2028, 2, 28))
        assert not is_of_this_day(leap, today=date(2027, 3, 1))
        assert not is_of_this_day(date(2023, 2, 28), today=date(2028, 2, 29))

    @given(st.dates(date(1990, 1, 1), date(2100, 1, 1)))
    def test_every_day_is_remembered_every_year(self, day: date) -> None:
        for year in (day.year + 1, day.year + 4):
            days = (date(year, 1, 1) + timedelta(days=n) for n in range(366))
            found = [each for each in days if each.year == year and is_of_this_day(day, today=each)]
            assert len(found) == 1


@db
class TestThisDay:
    def test_a_page_written_on_its_day_is_found_among_few_opened_heads(
        self, maya: Client, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        vault = open_vault_of(maya)
        member_since(vault, 2024)
        write(vault, YEAR_AGO, title="A year ago")
        for n in range(40):
            write(vault, date(2026, 6, 1) + timedelta(days=n))
        opened: list[EntryHead] = []
        opened_head = Entry.opened_head

        def counting(self: Entry, vault: UnlockedVault) -> EntryHead:
            opened.append(opened_head(self, vault))
            return opened[-1]

        monkeypatch.setattr(Entry, "opened_head", counting)
        monkeypatch.delattr(UnlockedVault, "unseal_many")  # a scan of all heads
        assert shown(vault) == "A year ago"
        assert [head.day for head in opened] == [YEAR_AGO]

    @pytest.mark.parametrize("written", [date(2027, 1, 5), date(2026, 3, 8), date(2026, 3, 10)])
    def test_a_page_written_down_later_or_by_another_clock_is_found_too(
        self, maya: Client, written: date
    ) -> None:
        vault = open_vault_of(maya)
        member_since(vault, 2026)
        write(vault, YEAR_AGO, title="Found", written=written)
        assert shown(vault) == "Found"

    def test_pages_brought_in_from_before_the_account_are_found(self, maya: Client) -> None:
        vault = open_vault_of(maya)
        write(vault, date(1999, 3, 9), title="Long ago", written=TODAY)
        assert shown(vault) == "Long ago"

    def test_no_other_day_no_other_member_and_nothing_thrown_away(
        self, maya: Client, sol: Client
    ) -> None:
        vault = open_vault_of(maya)
        write(open_vault_of(sol), YEAR_AGO)
        write(vault, date(2026, 3, 10))
        write(vault, TODAY)
        write(vault, YEAR_AGO).trash()
        assert shown(vault) == ""

    def test_both_last_days_of_a_february_are_remembered(self, maya: Client) -> None:
        vault = open_vault_of(maya)
        write(vault, date(2024, 2, 29), title="Leap")
        assert shown(vault, today=date(2027, 2, 28)) == "Leap"
        assert shown(vault, today=date(2028, 2, 29)) == "Leap"
        assert shown(vault, today=date(2028, 2, 28)) == ""

    def test_words_that_look_like_a_day_are_not_taken_for_one(self, maya: Client) -> None:
        vault = open_vault_of(maya)
        write(vault, date(2026, 5, 1), title="-03-09")
        assert shown(vault) == ""

    def test_a_damaged_page_is_passed_over(self, maya: Client) -> None:
        vault = open_vault_of(maya)
        broken, _whole = write(vault, YEAR_AGO), write(vault, date(2025, 3, 9), title="Whole")
        Entry.objects.filter(pk=broken.pk).update(head=bytes(700))
        assert shown(vault) == "Whole"

    @pytest.mark.parametrize(
        "head",
        [
            {"practice": "record", "practice_version": 1},
            {"practice": "look-again", "practice_version": 1},
            {"practice": "a-practice-of-another-day", "practice_version": 1},
            {"guide": "distance-or-harm", "prompt_id": "22-1"},
            {"guide": "gone", "prompt_id": "99-1"},
            {"prompt_id": "22-1"},
        ],
    )
    def test_what_may_speak_of_danger_is_never_shown(
        self, maya: Client, head: dict[str, Any]
    ) -> None:
        make_guide("distance-or-harm", number=22, safety=True)
        vault = open_vault_of(maya)
        write(vault, YEAR_AGO, **head)
        assert shown(vault) == ""

    def test_an_answer_to_a_calm_guide_a_practice_or_a_prompt_is_shown(self, maya: Client) -> None:
        make_guide("calm")
        vault = open_vault_of(maya)
        heads: list[dict[str, Any]] = [{"guide": "calm"}, {"practice": "small-win"}]
        for head in (*heads, {"prompt_id": "d1"}):
            entry = write(vault, YEAR_AGO, **head)
            assert shown(vault) == "Pier"
            entry.trash()

    def test_it_asks_no_more_for_many_pages(self, maya: Client) -> None:
        make_guide("calm")
        vault = open_vault_of(maya)

        def asked() -> int:
            with CaptureQueriesContext(connection) as queries:
                assert shown(vault) == "Pier"
            return len(queries)

        write(vault, YEAR_AGO, guide="calm", written=TODAY)
        few = asked()
        for year in range(2000, 2026):
            write(vault, date(year, 3, 9), guide="calm", written=TODAY)
        assert asked() == few


def day_of(card: LookBackCard, vault_id: uuid.UUID, *, year: int = 2027) -> date:
    days = (date(year, 5, 3) + timedelta(days=n) for n in range(7))
    return next(day for day in days if card_on(day, vault_id=vault_id) is card)


def evening(day: date) -> datetime:
    return datetime(day.year, day.month, day.day, 20, tzinfo=UTC)


def today_on(day: date) -> str:
    """What maya sees on that evening; she signs in then as well."""
    with time_machine.travel(evening(day), tick=False):
        return sign_in(Client(), "maya").get("/").content.decode()


def keep_passage(
    vault: UnlockedVault, slug: str = "calm", quote: str = "Room to breathe."
) -> Passage:
    passage = Passage.new(slug=slug, title="x", quote=quote, note="Ask on Sunday.", on=YEAR_AGO)
    Shelf.change(vault, lambda shelf: shelf.keep_passage(passage))
    return passage


@db
class TestOnToday:
    def test_a_page_of_this_day_comes_on_its_weekday_alone(self, maya: Client) -> None:
        vault = open_vault_of(maya)
        day = day_of(LookBackCard.THIS_DAY, vault.id)
        monday = day - timedelta(days=day.weekday())
        for n in range(7):
            write(vault, (monday + timedelta(days=n)).replace(year=2025), title="Lanternquay")
        seen = [monday + timedelta(days=n) for n in range(7)]
        assert [each for each in seen if "On this day" in today_on(each)] == [day]

    def test_a_kept_passage_comes_with_its_note_and_guide_on_its_weekday(
        self, maya: Client
    ) -> None:
        make_guide("calm", title="A calm guide")
        vault = open_vault_of(maya)
        keep_passage(vault)
        day = day_of(LookBackCard.PASSAGE, vault.id)
        html = today_on(day)
        assert "You kept this" in html
        assert "Room to breathe." in html
        assert "Ask on Sunday." in html
        assert '<a href="/guides/calm/">A calm guide</a>' in html
        assert "You kept this" not in today_on(day_of(LookBackCard.THIS_DAY, vault.id))

    def test_a_passage_from_a_guide_about_safety_or_one_that_is_gone_is_not_shown(
        self, maya: Client
    ) -> None:
        make_guide("harm", safety=True)
        vault = open_vault_of(maya)
        keep_passage(vault, "harm")
        keep_passage(vault, "gone")
        assert "You kept this" not in today_on(day_of(LookBackCard.PASSAGE, vault.id))

    def test_one_that_is_passed_by_does_not_come_again_and_no_other_comes_today(
        self, maya: Client
    ) -> None:
        vault = open_vault_of(maya)
        day = day_of(LookBackCard.THIS_DAY, vault.id)
        hard = write(vault, day.replace(year=2025), title="Hardquay")
        with time_machine.travel(evening(day), tick=False):
            client = sign_in(Client(), "maya")
            assert "On this day" in client.get("/").content.decode()
            write(open_vault_of(client), day.replace(year=2024), title="Otherquay")
            answer = client.post("/journal/looking-back/", {"shown": str(hard.id)})
            assert (answer.status_code, answer["Location"]) == (303, "/")
            client.post("/journal/looking-back/", {"shown": str(hard.id)})  # a double press
            assert "On this day" not in client.get("/").content.decode()
        places = JournalState.of(vault)
        assert places.passed == (str(hard.id),)
        assert shown(vault, day, places.passed) == "Otherquay"

    def test_by_htmx_a_word_stands_in_its_place(self, maya: Client) -> None:
        answer = maya.post(
            "/journal/looking-back/", {"shown": str(uuid.uuid4())}, headers={"hx-request": "true"}
        )
        assert "It will not come again" in answer.content.decode()
        assert "<html" not in answer.content.decode()

    def test_anything_but_an_id_changes_nothing(self, maya: Client) -> None:
        assert maya.post("/journal/looking-back/", {"shown": "everything"}).status_code == 303
        assert JournalState.of(open_vault_of(maya)) == JournalStateContent()

    def test_each_can_be_turned_off(self, maya: Client) -> None:
        make_guide("calm")
        vault = open_vault_of(maya)
        keep_passage(vault)
        this_day, passage = (day_of(card, vault.id) for card in LookBackCard)
        write(vault, this_day.replace(year=2025))
        assert "On this day" in today_on(this_day)
        maya.post("/journal/settings/", {"zone": "", "shows_passage": "on"})
        assert "On this day" not in today_on(this_day)
        assert "You kept this" in today_on(passage)
        maya.post("/journal/settings/", {"zone": "", "shows_this_day": "on"})
        assert "On this day" in today_on(this_day)
        assert "You kept this" not in today_on(passage)

    def test_the_day_is_that_of_the_writers_own_zone(self, maya: Client) -> None:
        vault = open_vault_of(maya)
        day = day_of(LookBackCard.THIS_DAY, vault.id)
        write(
            vault,
            day.replace(year=2025),
        )
        Preferences.change(vault, lambda _habits: PreferencesContent(zone="Asia/Tokyo"))
        with time_machine.travel(evening(day - timedelta(days=1)), tick=False):
            assert "On this day" in sign_in(Client(), "maya").get("/").content.decode()
        with time_machine.travel(evening(day), tick=False):
            assert "On this day" not in sign_in(Client(), "maya").get("/").content.decode()

    def test_with_the_journal_locked_nothing_looks_back(self, maya: Client) -> None:
        make_guide("calm")
        vault = open_vault_of(maya)
        keep_passage(vault)
        with time_machine.travel(evening(day_of(LookBackCard.PASSAGE, vault.id)), tick=False):
            client = sign_in(Client(), "maya")
            client.post("/vault/lock/")
            assert "Room to breathe." not in client.get("/").content.decode()

    def test_a_damaged_shelf_takes_nothing_but_its_card_away(self, maya: Client) -> None:
        make_guide("calm")
        vault = open_vault_of(maya)
        keep_passage(vault)
        Shelf.objects.update(sealed=bytes(700))
        assert "A question for today" in today_on(day_of(LookBackCard.PASSAGE, vault.id))


def test_what_was_passed_by_is_kept_once_and_not_without_end() -> None:
    places = JournalStateContent().passing("a", on=TODAY).passing("a", on=TODAY)
    assert places.passed == ("a",)
    assert places.rests_on(TODAY)
    assert not places.rests_on(TODAY + timedelta(days=1))
    for n in range(MOST_PASSED):
        places = places.passing(str(n), on=TODAY)
    assert len(places.passed) == MOST_PASSED
    assert "a" not in places.passed
    assert JournalStateContent.from_bytes(places.to_bytes()) == places


def test_places_of_before_the_cards_read_on() -> None:
    old = b'{"waiting": [], "places": [], "skips": 3, "no_prompt_on": ""}'
    assert JournalStateContent.from_bytes(old) == JournalStateContent(skips=3)


@db
def test_unalarming_guides_are_those_that_are_not_about_safety() -> None:
    make_guide("calm")
    make_guide("harm", safety=True)
    assert [guide.slug for guide in Guide.objects.not_of_safety()] == ["calm"]
