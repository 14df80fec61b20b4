"""Counts without a verdict, and weeks in which an empty day says nothing."""

from datetime import date

import pytest
from django.test import Client

from apps.journal.practices.logs import Count, by_month, tallied, weeks
from apps.practices.catalogue import find
from tests.journal.entry_samples import sent


def test_a_tally_counts_in_the_order_of_the_options() -> None:
    practice = find("promise")
    assert practice is not None
    given = [{"outcome": each} for each in ("Repaired", "Kept", "Kept", "", "Something else")]
    assert tallied(practice, given) == [Count("Kept", 2), Count("Repaired", 1)]
    plain = find("three-columns")
    assert plain is not None
    assert tallied(plain, given) == []


def test_months_without_a_page_are_left_out() -> None:
    days = [date(2026, 1, 31), date(2026, 11, 2), date(2026, 11, 30)]
    assert by_month(days) == [(date(2026, 11, 1), 2), (date(2026, 1, 1), 1)]


def test_a_week_shows_the_habits_that_have_a_name() -> None:
    practice = find("habits")
    assert practice is not None
    answers = {"one": "A walk", "one_days": "Mon\nSun", "two_days": "Tue", "three": "Ring Ana"}
    (week,) = weeks(practice, [(date(2026, 11, 23), answers)])
    assert [habit.name for habit in week.habits] == ["A walk", "Ring Ana"]
    assert week.habits[0].marks == (True, False, False, False, False, False, True)
    assert not any(week.habits[1].marks)


@pytest.mark.django_db
def test_a_new_week_begins_with_the_names_and_no_marks(maya: Client) -> None:
    form = {"answer-one": "A walk", "answer-one_days": ["Mon", "Tue"]}
    maya.post("/journal/new/", sent(practice_id="habits", **form))
    html = maya.get("/journal/practices/habits/new/").content.decode()
    assert 'value="A walk"' in html
    assert 'value="Mon" checked' not in html
    past = maya.get("/journal/practices/habits/").content.decode()
    assert past.count('class="vh">done') == 2


@pytest.mark.django_db
def test_small_wins_stand_beside_the_kit_for_a_hard_hour(maya: Client) -> None:
    maya.post("/journal/new/", sent(practice_id="small-win", **{"answer-win": "He rang first."}))
    assert "He rang first." in maya.get("/journal/practices/hard-hour/").content.decode()


@pytest.mark.django_db
def test_dated_notes_are_counted_by_month_and_never_judged(maya: Client) -> None:
    for day in ("2026-11-02", "2026-11-20"):
        form = {"answer-felt": "Small.", "answer-afraid": "Yes"}
        place = maya.post("/journal/new/", sent(practice_id="record", day=day, **form))["Location"]
    html = maya.get("/journal/practices/record/").content.decode()
    assert "November 2026</th><td>2</td>" in html
    assert "can anyone else see this device" in html
    assert "Being afraid counts" in maya.get(place).content.decode()


@pytest.mark.django_db
def test_the_questions_of_a_dated_note_open_only_after_the_question_about_safety(
    maya: Client,
) -> None:
    html = maya.get("/journal/practices/record/new/").content.decode()
    html = html[html.index("<main") :]
    assert (
        html.index("can anyone else see this device")
        < html.index("<details")
        < html.index('name="answer-mine"')
    )


@pytest.mark.django_db
def test_every_practice_can_be_read_begun_and_printed(maya: Client, visitor: Client) -> None:
    from apps.practices.catalogue import catalogue

    for practice in catalogue().practices:
        address = f"/journal/practices/{practice.id}/"
        assert maya.get(address).status_code == 200
        assert maya.get(f"{address}new/").status_code == 200
        assert visitor.get(address).status_code == 200
        assert practice.asked[0].label in visitor.get(f"{address}sheet/").content.decode()
