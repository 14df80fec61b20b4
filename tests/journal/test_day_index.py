"""Lists stand in the order of the pages' own days, without opening a head for each page."""

import struct
import uuid
from collections.abc import Iterable, Iterator
from datetime import date
from typing import Any
from unittest.mock import patch

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from hypothesis import given
from hypothesis import strategies as st

from apps.journal.entries.content import EntryContent, EntryHead
from apps.journal.entries.day_index import (
    UNKNOWN,
    DayIndexContent,
    EntryMoment,
    EntryPlace,
    EntryPlaces,
    Moments,
    date_of,
    moment,
    moment_of,
    number_at,
    place_of,
    revision_at,
)
from apps.journal.entries.timeline import Timeline, timeline_of
from apps.journal.models import DayIndex, Entry
from apps.vault.crypto.sealing import Damaged, padded_length
from apps.vault.unlocked_vault import UnlockedVault
from tests.factories import PASSWORD, open_vault_of
from tests.journal.entry_samples import keep

DAYS = st.dates().map(date.toordinal)
MOMENTS = st.builds(moment, DAYS, st.integers(0, 24 * 60))
PLACES = st.builds(place_of, st.integers(1, 2**40), st.integers(1, 2**31))


def page_of(day: str, *, time: str = "", title: str = "Pier") -> EntryContent:
    head = EntryHead(day=date.fromisoformat(day), time=time, title=title)
    return EntryContent(head=head, body="The gulls again.")


def titles(vault: UnlockedVault) -> list[str]:
    rows = Entry.objects.in_vault(vault).in_order(timeline_of(vault).numbers)
    return [row.opened_head(vault).title for row in rows]


def no_head_is_opened() -> Any:
    return patch.object(UnlockedVault, "unseal_many", autospec=True, side_effect=_never)


def _never(*_args: object, **_kwargs: object) -> Iterator[None]:
    raise AssertionError("a head was opened")


@given(st.dictionaries(PLACES, MOMENTS))
def test_an_index_says_what_was_noted(moments: dict[EntryPlace, EntryMoment]) -> None:
    kept = DayIndexContent.from_bytes(DayIndexContent.of(Moments.of(moments)).to_bytes())
    assert dict(kept.moments().items()) == moments


@given(st.lists(st.tuples(st.integers(0, 2**63 - 1), st.integers(0, 2**31 - 1))))
def test_places_are_read_as_the_database_sends_them(rows: list[tuple[int, int]]) -> None:
    sent = b"".join(struct.pack(">QI", number, revision) for number, revision in rows)
    assert list(EntryPlaces.sent(sent)) == [place_of(number, revision) for number, revision in rows]


FEW_PLACES = st.builds(place_of, st.integers(1, 30), st.integers(1, 3))


def one_of_each(places: Iterable[EntryPlace]) -> list[EntryPlace]:
    """At most one revision of an entry, as in a table and in an index."""
    return sorted({number_at(place): place for place in places}.values())


@given(st.dictionaries(FEW_PLACES, MOMENTS), st.lists(FEW_PLACES))
def test_moments_are_found_among_others(
    moments: dict[EntryPlace, EntryMoment], others: list[EntryPlace]
) -> None:
    known = {place: moments[place] for place in one_of_each(moments)}
    for asked in ([], list(known), one_of_each(others), one_of_each([*known, *others])):
        found = Moments.of(known).among(EntryPlaces.of(asked))
        assert dict(found.items()) == {at: known[at] for at in known if at in asked}
        assert list(found.places) == sorted(found.places)


@given(st.integers(0, 2**40), st.integers(0, 2**32 - 1))
def test_a_place_holds_its_number_and_its_revision(number: int, revision: int) -> None:
    assert (number_at(place_of(number, revision)), revision_at(place_of(number, revision))) == (
        number,
        revision,
    )


def test_an_index_is_stored_as_before() -> None:
    """Records of 8, 4 and 8 bytes, little-endian (docs/formats.md)."""
    moments = {place_of(2**33 + 5, 7): moment(3, 4), place_of(1, 2): moment(2**21, 1440)}
    assert DayIndexContent.of(Moments.of(moments)).entries.hex() == (
        "010000000000000002000000a005000001000000"  # the low number first
        "0500000002000000070000000418000000000000"
    )


@given(st.lists(MOMENTS, max_size=40), st.lists(MOMENTS, max_size=40))
def test_the_size_of_an_index_says_how_many_pages_and_nothing_of_their_days(
    some: list[EntryMoment], others: list[EntryMoment]
) -> None:
    sizes = {
        len(
            DayIndexContent.of(Moments.of({place_of(at, 1): when for at, when in pairs})).to_bytes()
        )
        for pairs in (enumerate(some), enumerate(others[: len(some)] + some[len(others) :]))
    }
    assert len(sizes) == 1
    assert all(padded_length(size) for size in sizes)


@pytest.mark.parametrize("entries", ["eA==", "AQAAAAAAAAABAAAAAAAAAAAA", "?"])
def test_a_broken_index_is_damaged(entries: str) -> None:
    with pytest.raises(Damaged):
        DayIndexContent.from_bytes(f'{{"entries": "{entries}"}}'.encode())


@pytest.mark.parametrize(
    ("time", "minute"),
    [
        ("", 0),
        ("00:00", 1),
        ("21:40", 1301),
        ("23:59", 1440),
        ("24:00", 0),
        ("9:5", 0),
        ("٢١:٤٠", 0),
    ],
)
def test_the_minute_of_a_page_is_that_of_its_clock(time: str, minute: int) -> None:
    assert moment_of(EntryHead(day=date(1, 1, 1), time=time)) == moment(1, minute)


@given(st.lists(st.one_of(MOMENTS, st.just(UNKNOWN)), max_size=60))
def test_a_timeline_is_what_sorting_and_counting_give(moments: list[EntryMoment]) -> None:
    timeline = Timeline.of(Moments.of({place_of(at, 1): when for at, when in enumerate(moments)}))
    by_day = sorted(range(len(moments)), key=lambda at: (moments[at], at), reverse=True)
    assert timeline.numbers == by_day
    days = [day for day in map(date_of, moments) if day]
    assert timeline.damaged == len(moments) - len(days)
    counted = {month.month: month.pages for month in timeline.months}
    assert counted == {day.replace(day=1): 0 for day in days} | {
        month: sum(day.replace(day=1) == month for day in days)
        for month in {day.replace(day=1) for day in days}
    }
    for first in days[:3]:
        for last in days[:3]:
            dated = ((at, date_of(moments[at])) for at in by_day)
            inside = [at for at, day in dated if day and first <= day <= last]
            assert timeline.between(first, last) == inside
    for place, number in enumerate(by_day):
        assert timeline.place_of(number) == place
        assert timeline.day_at(place) == date_of(moments[number])


@pytest.mark.django_db
def test_pages_stand_by_their_own_day_and_time_whatever_came_first(maya: Client) -> None:
    for day, time, title in (
        ("2026-11-20", "21:40", "heron, evening"),
        ("2026-06-01", "09:00", "heron, written down later"),
        ("2026-11-20", "", "heron, no time"),
        ("2026-11-20", "08:00", "heron, morning"),
        ("1999-12-31", "", "heron, long ago"),
    ):
        keep(maya, page_of(day, time=time, title=title))
    found = [
        "heron, evening",
        "heron, morning",
        "heron, no time",
        "heron, written down later",
        "heron, long ago",
    ]
    vault = open_vault_of(maya)
    assert titles(vault) == found
    for address in ("/", "/journal/"):
        html = maya.get(address).content.decode()
        assert sorted(found, key=html.index) == found, address


@pytest.mark.django_db
def test_no_head_is_opened_for_the_order_and_two_queries_are_enough(maya: Client) -> None:
    for day in range(1, 29):
        keep(maya, page_of(f"2026-10-{day:02}"))
    vault = open_vault_of(maya)
    with no_head_is_opened(), CaptureQueriesContext(connection) as asked:
        timeline_of(vault)
    assert len(asked) == 2


@pytest.mark.django_db
def test_a_day_that_is_changed_moves_its_page(maya: Client) -> None:
    first = keep(maya, page_of("2026-11-20", title="first"))
    keep(maya, page_of("2026-11-21", title="second"))
    vault = open_vault_of(maya)
    first.rewrite(vault, page_of("2026-11-22", title="first"), expected=1)
    with no_head_is_opened():
        assert titles(vault) == ["first", "second"]


@pytest.mark.django_db
def test_what_the_index_does_not_know_is_opened_and_what_is_gone_is_not_listed(
    maya: Client,
) -> None:
    keep(maya, page_of("2026-11-20", title="noted"))
    gone = keep(maya, page_of("2026-11-22", title="gone"))
    vault = open_vault_of(maya)
    row = Entry.sealed(
        vault, page_of("2026-11-21", title="of a release before"), entry_id=uuid.uuid4(), number=900
    )
    row.save()
    gone.delete()
    assert titles(vault) == ["of a release before", "noted"]
    Entry.note_days(vault)
    assert set(map(number_at, DayIndex.of(vault).moments().places)) == {
        *Entry.objects.values_list("number", flat=True)
    }


@pytest.mark.django_db
def test_unlocking_notes_the_days_of_a_journal_that_has_no_index(maya: Client) -> None:
    keep(maya, page_of("2026-11-20"))
    DayIndex.objects.all().delete()
    maya.post("/vault/lock/")
    maya.post("/vault/unlock/", {"password": PASSWORD})
    assert len(DayIndex.of(open_vault_of(maya)).moments()) == 1


@pytest.mark.django_db
def test_a_damaged_index_hides_nothing_and_is_made_again(maya: Client) -> None:
    keep(maya, page_of("2026-06-01", title="earlier"))
    keep(maya, page_of("2026-11-20", title="later"))
    vault = open_vault_of(maya)
    DayIndex.objects.update(sealed=b"not what was sealed")
    assert titles(vault) == ["later", "earlier"]
    keep(maya, page_of("2026-11-21", title="the newest"))
    with no_head_is_opened():
        assert titles(vault) == ["the newest", "later", "earlier"]


@pytest.mark.django_db
def test_a_page_whose_head_is_damaged_is_listed_last_and_never_noted(maya: Client) -> None:
    torn = keep(maya, page_of("2026-11-22"))
    keep(maya, page_of("2026-11-20", title="whole"))
    Entry.objects.filter(pk=torn.pk).update(head=b"torn", revision=2)
    vault = open_vault_of(maya)
    assert timeline_of(vault).damaged == 1
    assert timeline_of(vault).numbers[-1] == torn.number
    Entry.note_days(vault)
    assert len(DayIndex.of(vault).moments()) == 1
    html = maya.get("/journal/").content.decode()
    assert html.index("whole") < html.index("A damaged page")


@pytest.mark.django_db
def test_trash_and_back_need_no_other_index(maya: Client) -> None:
    row = keep(maya, page_of("2026-11-20"))
    vault = open_vault_of(maya)
    row.trash()
    assert titles(vault) == []
    keep(maya, page_of("2026-11-22", title="meanwhile"))
    row.restore()
    with no_head_is_opened():
        assert titles(vault) == ["meanwhile", "Pier"]


@pytest.mark.django_db
def test_the_day_of_a_page_deleted_for_good_is_forgotten_at_once(maya: Client) -> None:
    row = keep(maya, page_of("2026-11-20"))
    vault = open_vault_of(maya)
    assert DayIndex.of(vault).moments()
    maya.post("/journal/trash/for-good/", {"entry": str(row.id), "sure": "yes"})
    assert not Entry.objects.exists()
    assert DayIndex.of(vault).moments() == Moments.of({})


@pytest.mark.django_db
def test_unlocking_forgets_the_days_of_pages_that_ran_out_in_the_trash(maya: Client) -> None:
    keep(maya, page_of("2026-11-20"))
    Entry.objects.all().delete()  # as the daily task does, which has no key
    maya.post("/vault/lock/")
    maya.post("/vault/unlock/", {"password": PASSWORD})
    assert DayIndex.of(open_vault_of(maya)).moments() == Moments.of({})
