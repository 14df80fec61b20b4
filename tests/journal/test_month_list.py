"""The list of pages goes on by months: nothing that is written meanwhile moves an older month."""

import re
from collections.abc import Iterable
from datetime import date, timedelta
from typing import Any

import pytest
from django.http import QueryDict
from django.test import Client
from hypothesis import given
from hypothesis import strategies as st

from apps.journal.entries.content import EntryContent, EntryHead
from apps.journal.entries.day_index import UNKNOWN, EntryMoment, Moments, moment, place_of
from apps.journal.entries.month_list import ListStart, MonthList
from apps.journal.entries.timeline import Timeline
from tests.journal.entry_samples import keep

NEAR = st.integers(0, 400).map(lambda days: (date(2025, 1, 1) + timedelta(days=days)).toordinal())
MOMENTS = st.one_of(st.builds(moment, NEAR, st.integers(0, 1440)), st.just(UNKNOWN))


def dated(entries: Iterable[tuple[int, EntryMoment]]) -> Timeline:
    """The timeline of running numbers with their moments."""
    return Timeline.of(Moments.of({place_of(number, 1): when for number, when in entries}))


@given(st.lists(MOMENTS, max_size=70), st.integers(1, 9))
def test_every_page_is_reached_once_by_the_links_to_older_ones(
    moments: list[EntryMoment], size: int
) -> None:
    timeline = dated(enumerate(moments))
    seen: list[int] = []
    start: ListStart | None = ListStart(None)
    while start is not None:
        part = MonthList.of(timeline, ListStart.sent(QueryDict(start.query())), size=size)
        assert part.numbers or not timeline.numbers
        seen += part.numbers
        start = part.older
    assert seen == timeline.numbers


@given(st.lists(MOMENTS, min_size=1, max_size=70), st.integers(1, 9), st.data())
def test_newer_leads_back_to_where_older_came_from(
    moments: list[EntryMoment], size: int, data: Any
) -> None:
    timeline = dated(enumerate(moments))
    place = data.draw(st.integers(0, len(timeline) - 1))
    part = MonthList.of(timeline, ListStart.at(timeline, place), size=size)
    assert part.place == place
    if part.newer:
        assert part.newer.place(timeline) == max(0, place - size)


@given(st.lists(MOMENTS, max_size=40), st.lists(st.integers(0, 30), max_size=5))
def test_what_is_written_today_moves_no_older_month(
    moments: list[EntryMoment], written: list[int]
) -> None:
    before = dated(enumerate(moments))
    today = date(2027, 1, 1).toordinal()
    new = [moment(today + days, 0) for days in written]
    both = [*enumerate(moments), *enumerate(new, 1000)]
    after = dated(both)
    for place in range(len(before)):
        start = ListStart.at(before, place)
        if start.month is not None:
            assert MonthList.of(after, start, size=5).numbers == before.numbers[place : place + 5]


@pytest.mark.parametrize(
    "query",
    [
        "",
        "month=",
        "month=x",
        "month=2026-13",
        "month=0000-01",
        "month=2026-1",
        "month=٢٠٢٦-٠١",
        "month=2026-11&skip=-1",
        "skip=x",
        "skip=9999999999999999999999",
        "month=2026-11&skip=1000000",
    ],
)
@pytest.mark.django_db
def test_a_broken_place_is_no_error(maya: Client, query: str) -> None:
    keep(maya)
    assert maya.get(f"/journal/?{query}").status_code == 200


@pytest.mark.django_db
def test_a_month_without_pages_shows_the_next_older_ones(maya: Client) -> None:
    for day in (date(2026, 11, 20), date(2024, 3, 5)):
        keep(maya, EntryContent(head=EntryHead(day=day, title=f"of {day.year}"), body=""))
    html = maya.get("/journal/?month=2025-07").content.decode()
    listed = re.findall(r"of 20\d\d", html)
    assert listed == ["of 2024"]


@pytest.mark.django_db
@pytest.mark.parametrize("year", [1, 26, 1899, 2200, 9999])
def test_a_page_of_any_year_is_reached_and_leads_back(maya: Client, year: int) -> None:
    row = keep(maya, EntryContent(head=EntryHead(day=date(year, 12, 31), title="Far off"), body=""))
    html = maya.get(f"/journal/?month={year:04}-12").content.decode()
    assert "Far off" in html
    for came_from in ("", "calendar"):
        html = maya.get(f"/journal/{row.id}/", {"from": came_from}).content.decode()
        assert f'href="/journal/?month={year:04}-12"' in html
        assert f"/calendar/{year}/" not in html
