"""What pages show over time: honest counts, kind when there is little to show."""

from datetime import date, timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from apps.journal.entries.content import EntryContent, EntryHead, PromptAnswer
from apps.journal.insights import figures
from apps.journal.insights.span import Span, place_of, span_of, steps_of
from apps.journal.models import HEAD, Entry
from apps.vault.unlocked_vault import UnlockedVault
from tests.factories import open_vault_of
from tests.journal.entry_samples import keep
from tests.tampering import set_field

TODAY = date(2026, 11, 25)
ALL = "/journal/insights/?span=all"


def head(days_ago: int = 0, **more: Any) -> EntryHead:
    return EntryHead(day=TODAY - timedelta(days=days_ago), **more)


@pytest.mark.parametrize(
    ("choice", "first", "last"),
    [
        ("month", date(2026, 10, 27), TODAY),
        ("year", date(2025, 11, 26), TODAY),
        ("all", date(1999, 5, 1), TODAY),
        ("own", date(2026, 1, 1), TODAY),
    ],
)
def test_a_choice_names_days(choice: str, first: date, last: date) -> None:
    days = [date(1999, 5, 1), date(2026, 11, 1)]
    found = span_of(choice, today=TODAY, days=days, own=(date(2026, 1, 1), None))
    assert (found.first, found.last) == (first, last)


@pytest.mark.parametrize(("ahead", "last"), [(1, 1), (30, 1), (-3, 0)])
def test_a_page_of_a_device_that_is_ahead_of_us_counts(ahead: int, last: int) -> None:
    newest = TODAY + timedelta(days=ahead)
    found = span_of("month", today=TODAY, days=[newest], own=(None, None))
    assert found.last == TODAY + timedelta(days=last)
    assert found.days == 30


@pytest.mark.parametrize(("days", "most"), [(1, 2), (371, 54), (372, 14), (1500, 54), (9999, 29)])
def test_every_day_of_a_span_has_its_step_and_steps_stay_few(days: int, most: int) -> None:
    span = Span(TODAY - timedelta(days=days - 1), TODAY)
    steps = steps_of(span)
    assert 1 <= len(steps) <= most
    for day in (span.first, span.last):
        step = steps[place_of(day, [each.first for each in steps])]
        assert step.first <= day
        after = [each.first for each in steps if each.first > step.first]
        assert not after or day < after[0]


def test_water_is_averaged_by_week_with_its_edges() -> None:
    steps = steps_of(Span(TODAY - timedelta(days=13), TODAY))
    said = figures.calm_by(steps, [head(0, water=2), head(1, water=5), head(1)])
    assert [(each.average, each.lowest, each.highest, each.pages) for each in said] == [
        (None, None, None, 0),
        (None, None, None, 0),
        (3.5, 2, 5, 2),
    ]


@pytest.mark.parametrize(
    ("steps", "found"),
    [
        ([1, 1, 1, 1, 3, 3, 3, 3], 1),
        ([4, 4, 4, 4, 2, 2, 2, 2], -1),
        ([3, 3, 3, 3, 3, 3, 3, 3], 0),
        ([1, 5], None),
    ],
)
def test_a_direction_needs_enough_checks_and_a_clear_change(
    steps: list[int], found: int | None
) -> None:
    heads = [head(len(steps) - place, water=water) for place, water in enumerate(steps)]
    assert figures.direction(heads[::-1]) == found


def test_before_and_after_are_paired_by_page() -> None:
    heads = [
        head(practice="breathing", before=8, after=4),
        head(practice="breathing", before=6, after=5),
        head(practice="breathing", before=1),
        head(before=9, after=9),
    ]
    assert figures.before_and_after(heads) == [figures.BeforeAfter("breathing", 7.0, 4.5, 2)]


def test_around_hard_days_the_other_days_are_counted_as_well() -> None:
    heads = [
        *(head(10 * n, water=1) for n in range(3)),
        *(head(10 * n + 1, tags=("work",), water=4) for n in range(2)),
        head(5, tags=("work",), people=("R.",)),
    ]
    found = figures.around_hard_days(heads)
    assert found is not None
    assert (found.hard, found.other) == (3, 3)
    assert found.near == (figures.HardDayNeighbour("work", 2, 3),)
    assert figures.around_hard_days(heads[:2]) is None


def test_days_are_counted_by_week_from_monday() -> None:
    weeks = figures.days_written(Span(TODAY, TODAY), [head(), head(), head(9)], weeks=53)
    assert weeks == [(date(2026, 11, 23), [0, 0, 2, 0, 0, 0, 0])]


@pytest.mark.django_db
def test_an_empty_journal_is_met_kindly(maya: Client) -> None:
    html = maya.get("/journal/insights/").text
    assert "Nothing to show yet" in html
    keep(maya, EntryContent(head=EntryHead(day=date(2001, 1, 1)), body="x"))
    assert "No pages in these days" in maya.get("/journal/insights/").text


@pytest.mark.django_db
def test_a_few_pages_are_drawn_told_and_put_into_tables(maya: Client) -> None:
    for ago in range(3):
        labels = {"feelings": ("lonely", "own <b>"), "tags": ("work",)}
        keep(maya, EntryContent(head=head(ago, water=2, **labels), body="x"))
    win = head(1, practice="small-win", practice_version=1)
    keep(maya, EntryContent(head=win, body="", answers=(PromptAnswer("win", "Went <i>anyway"),)))
    promise = head(2, practice="promise", practice_version=1)
    keep(maya, EntryContent(head=promise, body="", answers=(PromptAnswer("outcome", "Repaired"),)))
    for ago, close in ((0, "3"), (7, "7")):
        look = head(ago, practice="check-in", practice_version=1, before=6, after=4)
        keep(maya, EntryContent(head=look, body="", answers=(PromptAnswer("close", close),)))
    answer = maya.get(ALL)
    html = answer.text
    assert "too few to speak of a direction" in html
    assert "3 of 3" in html
    assert "Went &lt;i&gt;anyway" in html
    assert "own &lt;b&gt;" in html
    assert "<em>A weekly look</em>, 2 times: a strength of 6.0 before, and 4.0 after" in html
    assert "On 3 of 4 days with pages you were at rough" in html
    assert "One small promise" in html
    assert html.count("<figure") == html.count("<details><summary>")
    assert "How close did we feel" in html
    assert html.count('viewBox="0 0 720') == html.count("<desc id=")
    assert " style=" not in html
    assert "no-store" in answer["Cache-Control"]


@pytest.mark.django_db
def test_a_band_is_drawn_by_weeks_and_not_by_years(maya: Client) -> None:
    for ago in (0, 1, 7, 8, 14, 21, 28):
        keep(maya, EntryContent(head=head(ago, water=2 + ago % 3), body="x"))
    assert 'class="value-band"' in maya.get(ALL).text
    for ago in (900, 700, 500, 300):
        keep(maya, EntryContent(head=head(ago, water=4), body="x"))
    html = maya.get(ALL).text
    assert 'class="value-band"' not in html
    assert "the average of all pages from there to the next" in html


@pytest.mark.django_db
@pytest.mark.parametrize("day", [date.min, date.max])
def test_a_page_of_the_first_or_the_last_day_there_is_breaks_nothing(
    maya: Client, day: date
) -> None:
    keep(maya, EntryContent(head=head(1, water=1), body="x"))
    keep(maya, EntryContent(head=head(2, water=1), body="x"))
    for _page in range(3):
        keep(maya, EntryContent(head=EntryHead(day=day, water=1, tags=("work",)), body="x"))
    for span in ("all", "month", "own"):
        address = f"/journal/insights/?span={span}&first=0001-01-01&last=9999-12-31"
        assert maya.get(address).status_code == 200


@pytest.mark.django_db
def test_a_row_of_numbers_is_drawn_in_part_and_told_in_full(maya: Client) -> None:
    for ago in range(70):
        look = head(ago, practice="check-in", practice_version=1)
        keep(
            maya, EntryContent(head=look, body="", answers=(PromptAnswer("close", str(ago % 11)),))
        )
    html = maya.get(ALL).text
    assert "The drawing shows the last 60; the table has them all." in html
    table = html.split('id="answered-1"')[1].split("</table>")[0]
    assert table.count('<th scope="row">') == 70


@pytest.mark.django_db
@pytest.mark.parametrize("text", ["²", "9" * 5000, "11", "-1", "07"])
def test_what_is_no_number_from_0_to_10_is_drawn_nowhere(maya: Client, text: str) -> None:
    """No form of ours takes it; a file that is brought in may say it."""
    for ago in range(2):
        look = head(ago, practice="check-in", practice_version=1)
        keep(maya, EntryContent(head=look, body="", answers=(PromptAnswer("close", text),)))
    answer = maya.get(ALL)
    assert answer.status_code == 200
    assert 'id="answered-1"' not in answer.text


@pytest.mark.django_db
def test_days_without_pages_lead_to_all_days(maya: Client) -> None:
    keep(maya, EntryContent(head=head(900), body="x"))
    assert (
        'href="/journal/insights/?span=all"'
        in maya.get("/journal/insights/").text.split("No pages in these days")[1]
    )


@pytest.mark.django_db
def test_damaged_pages_and_those_of_others_are_not_counted(maya: Client, sol: Client) -> None:
    for _ in range(2):
        keep(maya, EntryContent(head=head(water=3), body="x"))
    set_field(Entry.objects.order_by("number")[0], "head", b"x")
    keep(sol, EntryContent(head=head(feelings=("jealous",)), body="x"))
    html = maya.get(ALL).text
    assert "One page cannot be opened" in html
    assert "jealous" not in html
    assert "1 page" in html


@pytest.mark.django_db
def test_a_page_that_opens_and_cannot_be_read_is_not_counted(maya: Client) -> None:
    for _ in range(2):
        keep(maya, EntryContent(head=head(water=3), body="x"))
    row = Entry.objects.order_by("number")[0]
    row.seal_field(open_vault_of(maya), "head", b"{}")
    row.save(update_fields=["head"])
    html = maya.get(ALL).text
    assert "One page cannot be opened" in html
    assert "1 page" in html


@pytest.mark.django_db
def test_own_days_are_taken_and_wrong_ones_refused_with_what_was_typed(maya: Client) -> None:
    keep(maya, EntryContent(head=EntryHead(day=date(2001, 5, 5), feelings=("calm",)), body="x"))
    assert "calm" in maya.get("/journal/insights/?first=2001-05-01&last=2001-06-01").text
    assert 'value="2001-05-01"' in maya.get("/journal/insights/?first=2001-05-01").text
    refused = maya.get("/journal/insights/?first=soon")
    assert refused.status_code == 422
    assert 'value="soon"' in refused.text


@pytest.mark.django_db
def test_insights_ask_as_often_for_many_pages_as_for_few(maya: Client) -> None:
    counts = []
    for pages in (1, 20):
        for ago in range(pages):
            look = head(ago, practice="check-in", practice_version=1, water=3)
            keep(maya, EntryContent(head=look, body="", answers=(PromptAnswer("close", "5"),)))
        with CaptureQueriesContext(connection) as queries:
            maya.get(ALL)
        counts.append(len(queries))
    assert counts[0] == counts[1]


@pytest.mark.usefixtures("contexts")
@pytest.mark.django_db
def test_only_the_pages_of_the_days_that_are_shown_are_opened(
    maya: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    for days_ago in (3, 400, 2, 500, 600):  # not in the order of their days
        keep(maya, EntryContent(head=head(days_ago, water=2), body="x"))
    opened: list[int] = []
    unseal_many = UnlockedVault.unseal_many

    def counting(self: UnlockedVault, blobs: Any, *, kind: str) -> Any:
        some = list(blobs)
        opened.extend([len(some)] if kind == HEAD else [])
        return unseal_many(self, some, kind=kind)

    monkeypatch.setattr(UnlockedVault, "unseal_many", counting)
    for span, pages in (("quarter", 2), ("all", 5)):
        opened.clear()
        assert maya.get("/journal/insights/", {"span": span}).context["count"] == pages
        assert sum(opened) == pages
