"""A calendar file by RFC 5545, in neutral words, kept nowhere."""

import re
from datetime import UTC, date, datetime, time

import pytest
from django.test import Client
from hypothesis import given
from hypothesis import strategies as st

from apps.journal.calendar.ics import Appointment, Rhythm, calendar_file, escaped, folded

NOW = datetime(2026, 11, 24, 9, 30, tzinfo=UTC)


def unfolded(file: bytes) -> list[str]:
    return file.decode().replace("\r\n ", "").split("\r\n")


def test_a_day_is_written_as_a_day() -> None:
    lines = unfolded(calendar_file(Appointment(words="Dentist", day=date(2026, 12, 31)), now=NOW))
    assert lines[0] == "BEGIN:VCALENDAR"
    assert lines[-2:] == ["END:VCALENDAR", ""]
    for line in (
        "VERSION:2.0",
        "DTSTAMP:20261124T093000Z",
        "DTSTART;VALUE=DATE:20261231",
        "DTEND;VALUE=DATE:20270101",
        "SUMMARY:Dentist",
    ):
        assert line in lines
    assert not any(line.startswith("RRULE") for line in lines)


def test_a_rhythm_and_a_time_are_written_by_the_clock() -> None:
    weekly = Appointment(
        words="Walk",
        day=date(2026, 11, 29),
        at=time(23, 45),
        minutes=30,
        rhythm=Rhythm.FORTNIGHTLY,
    )
    lines = unfolded(calendar_file(weekly, now=NOW))
    assert "DTSTART:20261129T234500" in lines
    assert "DTEND:20261130T001500" in lines
    assert "RRULE:FREQ=WEEKLY;INTERVAL=2" in lines


def test_nothing_in_it_names_this_site_and_no_two_share_an_id() -> None:
    one, other = (
        calendar_file(Appointment(words="Walk", day=date(2026, 11, 29)), now=NOW) for _ in range(2)
    )
    assert b"leeway" not in one.lower()
    assert re.findall(rb"UID:.*", one) != re.findall(rb"UID:.*", other)


@given(st.text(max_size=300))
def test_any_words_stay_one_property_in_lines_of_75_octets(words: str) -> None:
    file = calendar_file(Appointment(words=words, day=date(2026, 11, 29)), now=NOW)
    assert all(len(line) <= 75 for line in file.split(b"\r\n"))
    assert b"\n" not in file.replace(b"\r\n", b"")
    assert b"\r" not in file.replace(b"\r\n", b"")
    summaries = [line for line in unfolded(file) if line.startswith("SUMMARY:")]
    assert summaries == [f"SUMMARY:{escaped(words)}"]
    assert len(unfolded(file)) == 14


def test_what_means_something_in_the_format_is_escaped() -> None:
    assert escaped("a;b,c\\d\ne\r\nf\x00g") == "a\\;b\\,c\\\\d\\ne\\nfg"
    assert folded("é" * 40) == "é" * 37 + "\r\n " + "é" * 3


@pytest.mark.django_db
def test_the_file_is_made_in_the_request_under_a_neutral_name(maya: Client) -> None:
    assert 'value="Appointment"' in maya.get("/journal/appointment/").content.decode()
    form = {"words": "Dentist", "day": "2027-01-05", "minutes": "30", "rhythm": "weekly"}
    answer = maya.post("/journal/appointment/", {**form, "at": "18:30"})
    assert answer.status_code == 200
    assert answer["Content-Type"] == "text/calendar; charset=utf-8"
    assert answer["Content-Disposition"] == 'attachment; filename="appointment.ics"'
    assert answer["Cache-Control"] == "no-store, private"
    assert b"DTSTART:20270105T183000" in answer.content


@pytest.mark.django_db
@pytest.mark.parametrize(
    "slip",
    [
        {"day": "soon"},
        {"day": "9999-12-31"},
        {"day": "1900-01-01"},
        {"minutes": "0"},
        {"rhythm": "daily"},
        {"at": "25:00"},
        {"words": ""},
        {"words": "x" * 81},
    ],
)
def test_bad_input_keeps_what_was_typed(maya: Client, slip: dict[str, str]) -> None:
    form = {"words": "Dentist", "day": "2027-01-05", "minutes": "30", "rhythm": "once"} | slip
    answer = maya.post("/journal/appointment/", form)
    assert answer.status_code == 422
    assert f'value="{form["words"]}"' in answer.content.decode() or not form["words"]
