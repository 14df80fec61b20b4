"""A month as a table, with the pages of its days."""

from datetime import date

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from apps.journal.calendar.month import beside, weeks_of
from apps.journal.entries.content import EntryContent, EntryHead
from apps.journal.models import Entry, Preferences
from tests.factories import open_vault_of
from tests.journal.entry_samples import keep
from tests.tampering import set_field

pytestmark = pytest.mark.django_db
NOVEMBER = "/journal/calendar/2026/11/"


def write(client: Client, day: date, *, title: str = "Pier", water: int | None = None) -> Entry:
    return keep(client, EntryContent(head=EntryHead(day=day, title=title, water=water), body="x"))


def test_a_month_is_whole_weeks_with_its_own_days_only() -> None:
    weeks = weeks_of(2026, 11, [], today=date(2026, 11, 20))
    assert [len(week) for week in weeks] == [7] * 6
    days = [day for week in weeks for day in week]
    assert sum(day.in_month for day in days) == 30
    assert [day.day.day for day in days if day.is_today] == [20]
    assert days[0].day == date(2026, 10, 26)


@pytest.mark.parametrize(
    ("month", "on", "found"),
    [
        ((2026, 12), 1, (2027, 1)),
        ((2026, 1), -1, (2025, 12)),
        ((1900, 1), -1, None),
        ((2199, 12), 1, None),
    ],
)
def test_months_follow_one_another(
    month: tuple[int, int], on: int, found: tuple[int, int] | None
) -> None:
    assert beside(*month, months=on) == found


def test_a_day_has_its_pages_and_the_roughest_water_in_words(maya: Client) -> None:
    write(maya, date(2026, 11, 20), title="Heron", water=4)
    write(maya, date(2026, 11, 20), title="Tern", water=2)
    write(maya, date(2026, 10, 20), title="Another month")
    write(maya, date(2025, 11, 20), title="Another year")
    html = maya.get(NOVEMBER).text
    assert 'href="#day-20"' in html
    assert "2 pages" in html
    assert "Choppy" in html
    assert html.index("Heron") < html.index("Tern")
    assert "Another month" not in html
    assert "Another year" not in html
    assert "<title>Leeway</title>" in html


def test_words_that_look_like_a_day_put_no_page_into_a_month(maya: Client) -> None:
    write(maya, date(2026, 10, 1), title='"day": "2026-11-01"')
    assert "Nothing is kept for this month" in maya.get(NOVEMBER).text


def test_pages_of_others_in_the_trash_and_damaged_ones_stand_in_no_month(
    maya: Client, sol: Client
) -> None:
    write(sol, date(2026, 11, 2), title="Of Sol")
    write(maya, date(2026, 11, 3), title="Thrown away").trash()
    set_field(write(maya, date(2026, 11, 4), title="Spoilt"), "head", b"x")
    write(maya, date(2026, 11, 5), title="Whole")
    html = maya.get(NOVEMBER).text
    assert "Whole" in html
    assert "One page of your journal cannot be opened" in html
    for title in ("Of Sol", "Thrown away", "Spoilt"):
        assert title not in html


def test_the_jump_leads_to_a_month_and_anything_else_to_the_writers_own(maya: Client) -> None:
    today = Preferences.of(open_vault_of(maya)).today()
    here = f"/journal/calendar/{today.year}/{today.month}/"
    assert maya.get("/journal/calendar/?year=2025&month=2")["Location"].endswith("/2025/2/")
    for asked in ("", "?year=x", "?year=1&month=1", "?month=13", "?year=99999"):
        assert maya.get(f"/journal/calendar/{asked}")["Location"] == here


@pytest.mark.parametrize("address", ["2026/13", "2026/0", "0/1", "1899/12", "99999/1"])
def test_there_is_no_such_month(maya: Client, address: str) -> None:
    assert maya.get(f"/journal/calendar/{address}/").status_code == 404


def test_a_month_asks_as_often_for_many_pages_as_for_few(maya: Client) -> None:
    counts = []
    for pages in (1, 25):
        for day in range(1, pages + 1):
            write(maya, date(2026, 11, day))
        with CaptureQueriesContext(connection) as queries:
            maya.get(NOVEMBER)
        counts.append(len(queries))
    assert counts[0] == counts[1]
