"""A page comes back on its day or after its hours, on the screen alone, until it was seen."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
import time_machine
from django.test import Client
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st

from apps.journal.models import Entry, JournalState
from apps.journal.practices.reminders import due_pages
from apps.journal.state.content import MOST_REMINDERS, CoursePosition, JournalStateContent, Reminder
from apps.vault.crypto.sealing import Damaged
from tests.factories import open_vault_of
from tests.journal.entry_samples import only_page, sent

days = st.dates().map(lambda day: day.isoformat())
moments = st.datetimes(timezones=st.just(UTC)).map(lambda moment: moment.isoformat())
waits = st.builds(Reminder, st.text(), days | moments, st.text(), st.booleans())


def pages_due(client: Client) -> list[Any]:
    vault = open_vault_of(client)
    return due_pages(vault, JournalState.of(vault), today=timezone.localdate())


@given(
    st.builds(
        JournalStateContent,
        waiting=st.lists(waits).map(tuple),
        places=st.lists(st.builds(CoursePosition, st.text(), st.integers(0, 99))).map(tuple),
        skips=st.integers(0, 10_000),
        no_prompt_on=days | st.just(""),
        passed=st.lists(st.text()).map(tuple),
        no_card_on=days | st.just(""),
    )
)
def test_places_come_back_as_they_were(places: JournalStateContent) -> None:
    assert JournalStateContent.from_bytes(places.to_bytes()) == places


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"{}",
        b"[]",
        b"\xff",
        b'{"waiting": [["a", "someday", "b", false]], "places": [],'
        b' "skips": 0, "no_prompt_on": ""}',
    ],
)
def test_anything_else_is_damaged(data: bytes) -> None:
    with pytest.raises(Damaged):
        JournalStateContent.from_bytes(data)


def test_a_day_comes_at_its_beginning_and_a_moment_at_its_minute() -> None:
    now = datetime(2026, 11, 24, 12, tzinfo=UTC)
    by_day, by_hour = Reminder("a", "2026-11-25", "x"), Reminder("b", "2026-11-24T13:00+00:00", "y")
    assert not by_day.is_due(now=now, today=now.date())
    assert by_day.is_due(now=now, today=date(2026, 11, 25))
    assert not by_hour.is_due(now=now, today=now.date())
    assert by_hour.is_due(now=now + timedelta(hours=1), today=now.date())


def test_there_is_room_for_many_and_the_seen_ones_go_first() -> None:
    places = JournalStateContent()
    for number in range(MOST_REMINDERS):
        places = places.waiting_with(str(number), until="2026-11-24", answer="x")
    places = places.having_seen("7").waiting_with("one more", until="2026-11-24", answer="x")
    names = {each.entry for each in places.waiting}
    assert len(names) == MOST_REMINDERS
    assert ("7" in names, "0" in names) == (False, True)
    places = places.waiting_with("another", until="2026-11-24", answer="x")
    assert {each.entry for each in places.waiting} == names | {"another"}
    assert JournalStateContent.from_bytes(places.to_bytes()) == places


def unsent(**more: Any) -> dict[str, Any]:
    words = {"answer-message": "All of it.", "answer-again": "In an hour"}
    return sent(practice_id="unsent", title="Not yet", **{**words, **more})


@pytest.mark.django_db
def test_a_message_comes_back_after_its_hour_and_goes_when_seen(maya: Client) -> None:
    with time_machine.travel(datetime(2026, 11, 24, 9, tzinfo=UTC), tick=False) as clock:
        place = maya.post("/journal/new/", unsent())["Location"]
        assert "Waiting for you" not in maya.get("/").content.decode()
        assert "from 24 November 2026, 10:00 UTC" in maya.get(place).content.decode()
        clock.move_to(datetime(2026, 11, 24, 9, 14, tzinfo=UTC))
        maya.get("/")  # so that the journal does not close meanwhile
        for minute in (28, 42, 56):
            clock.move_to(datetime(2026, 11, 24, 9, minute, tzinfo=UTC))
            assert "Waiting for you" not in maya.get("/").content.decode()
        clock.move_to(datetime(2026, 11, 24, 10, 1, tzinfo=UTC))
        assert "Waiting for you" in maya.get("/").content.decode()
        assert maya.post(f"{place}seen/").status_code == 303
        assert "Waiting for you" not in maya.get("/").content.decode()


@pytest.mark.django_db
def test_keeping_the_page_again_does_not_start_the_wait_anew(maya: Client) -> None:
    vault = open_vault_of(maya)
    place = maya.post("/journal/new/", unsent())["Location"]
    first = JournalState.of(vault).waiting
    maya.post(f"{place}edit/", unsent(**{"answer-message": "Less.", "revision": "1"}))
    assert JournalState.of(vault).waiting == first
    later = unsent(**{"answer-again": "Tomorrow", "revision": "2"})
    maya.post(f"{place}edit/", later)
    assert JournalState.of(vault).waiting[0].until > first[0].until
    maya.post(f"{place}edit/", unsent(**{"answer-again": "", "revision": "3"}))
    assert JournalState.of(vault).waiting == ()


@pytest.mark.django_db
def test_what_lies_in_the_trash_or_belongs_to_another_is_not_shown(
    maya: Client, sol: Client
) -> None:
    today = timezone.localdate().isoformat()
    form = sent(practice_id="look-again", title="Fair", **{"answer-day": today})
    place = maya.post("/journal/new/", form)["Location"]
    assert len(pages_due(maya)) == 1
    assert pages_due(sol) == []
    assert sol.post(f"{place}seen/").status_code == 404
    maya.post(f"{place}delete/")
    assert pages_due(maya) == []


@pytest.mark.django_db
def test_damaged_places_never_stand_in_the_way_of_a_page(maya: Client) -> None:
    maya.post("/journal/new/", unsent())
    JournalState.objects.update(sealed=bytes(700))
    assert maya.get("/").status_code == 200
    place = maya.post("/journal/new/", unsent(body="Kept."))["Location"]
    assert maya.get(place).status_code == 200
    assert maya.post(f"{place}seen/").status_code == 303
    assert Entry.objects.count() == 2


def promise(**more: Any) -> dict[str, Any]:
    words = {"answer-promise": "Ring at six.", "answer-day": timezone.localdate().isoformat()}
    return sent(practice_id="promise", title="Small", **{**words, **more})


@pytest.mark.django_db
def test_a_promise_is_settled_with_one_press_and_counted(maya: Client) -> None:
    place = maya.post("/journal/new/", promise())["Location"]
    html = maya.get("/journal/practices/promise/").content.decode()
    assert "Still open" in html
    answer = maya.post(f"{place}outcome/", {"outcome": "Kept"})
    assert answer["Location"] == "/journal/practices/promise/"
    html = maya.get("/journal/practices/promise/").content.decode()
    assert "Still open" not in html
    assert "Kept: 1" in html
    assert ("outcome", "Kept") in only_page(maya).answers
    assert pages_due(maya) == []
    assert maya.post(f"{place}outcome/", {"outcome": "Repaired"}).status_code == 303
    assert [a.text for a in only_page(maya).answers if a.question == "outcome"] == ["Repaired"]


@pytest.mark.django_db
def test_an_outcome_that_is_none_changes_nothing(maya: Client, sol: Client) -> None:
    place = maya.post("/journal/new/", promise())["Location"]
    before = bytes(Entry.objects.get().body)
    assert maya.post(f"{place}outcome/", {"outcome": "Broken"}).status_code == 422
    assert maya.post(f"{place}outcome/").status_code == 422
    assert sol.post(f"{place}outcome/", {"outcome": "Kept"}).status_code == 404
    assert bytes(Entry.objects.get().body) == before
    other = maya.post("/journal/new/", sent(body="A plain page."))["Location"]
    assert maya.post(f"{other}outcome/", {"outcome": "Kept"})["Location"] == other
