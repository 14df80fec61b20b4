"""Quiz results for the journal and the accounts: calendar, insights, export, a guest's result.

A result that a guest asked to keep travels through sign-up in its cookie.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final, cast
from urllib.parse import urlsplit
from uuid import UUID

from django.conf import settings
from django.http import HttpResponse
from django.urls import Resolver404, resolve, reverse
from django.utils.translation import gettext as _

from apps.common.http.responses import go
from apps.quiz.models import KeptResult, OpenedResult, ResultsFull, SittingDraft
from apps.quiz.questionnaire.catalogue import catalogue
from apps.quiz.results.content import LONGEST_NAME, LONGEST_NOTE, KeptResultContent, KeptScore
from apps.quiz.results.history import DrawnSeries, drawn_series
from apps.quiz.results.series import Dated, series_of
from apps.quiz.scoring.score import HIGHEST, LOWEST
from apps.quiz.sitting import browser
from apps.quiz.sitting.browser import SittingDraftContent
from apps.quiz.sitting.sitting import ANSWERS, SKIPPED, UNSEEN
from apps.vault.codec import Content
from apps.vault.registry import ContentSerializer, RowData, SealedTable, Unreadable
from apps.vault.sealed_rows import SealedRow
from apps.vault.unlocked_vault import UnlockedVault, VaultRequest


@dataclass(frozen=True, kw_only=True)
class CalendarMark:
    """A private thing of a day: its kind in a word or two, its title and its address."""

    day: date
    kind: str
    title: str
    url: str


def opened_results(vault: UnlockedVault) -> list[OpenedResult]:
    """Every kept result of the vault, opened once, the newest first. One query."""
    return KeptResult.objects.opened(vault)


def result_charts(opened: Sequence[OpenedResult], first: date, last: date) -> list[DrawnSeries]:
    """Each form and person with two results or more in these days; a line from five on."""
    dated = [Dated(each.row.id, each.record) for each in reversed(opened) if each.record]
    found = series_of(each for each in dated if first <= each.record.day <= last)
    return [drawn_series(series) for series in found if series.has_several]


def result_marks(opened: Sequence[OpenedResult], first: date, last: date) -> list[CalendarMark]:
    """A mark for each result of these days, by day: the form and the private name, no score.

    Damaged results are left out.
    """
    marks = []
    for each in reversed(opened):
        record = each.record
        if record and first <= record.day <= last:
            title = ", ".join(part for part in (record.title, record.about) if part)
            url = reverse("quiz:kept", args=[each.row.id])
            marks.append(CalendarMark(day=record.day, kind=_("Quiz"), title=title, url=url))
    return sorted(marks, key=lambda mark: mark.day)


LONGEST: Final = {
    "slug": 50,
    "version": 20,
    "title": 200,
    "marks": 64,
    "about": LONGEST_NAME,
    "note": LONGEST_NOTE,
}
MOST_FLAGS: Final = 10


@dataclass(frozen=True)
class ResultSerializer(ContentSerializer):
    """Kept results in an export: each with its answers, its scores, its name and its note."""

    table: SealedTable = KeptResult.sealed_table
    is_single: bool = False

    def contents_of(self, data: RowData) -> Content:
        """The content of a result. Raises Unreadable, also for one past the limits of our pages."""
        contents = super().contents_of(data)
        if not isinstance(contents, KeptResultContent) or not _is_within_limits(contents):
            raise Unreadable("This result cannot be read.")
        return contents


@dataclass(frozen=True)
class SittingSerializer(ContentSerializer):
    """Sittings that are not finished, in an export. One that comes in has its days anew."""

    table: SealedTable = SittingDraft.sealed_table
    is_single: bool = False

    def rows(self, vault: UnlockedVault) -> Iterator[SealedRow[Content]]:
        alive = SittingDraft.objects.in_vault(vault).alive().order_by("number")
        yield from cast(Iterator[SealedRow[Content]], alive)

    def contents_of(self, data: RowData) -> Content:
        """Raises Unreadable, also for a sitting that this release cannot go on with."""
        contents = super().contents_of(data)
        sitting = browser.unpacked(contents) if isinstance(contents, SittingDraftContent) else None
        if sitting is None or not sitting.can_go_on:
            raise Unreadable("This sitting cannot be read.")
        return contents

    def make(
        self, vault: UnlockedVault, data: RowData, *, row_id: UUID, number: int
    ) -> SealedRow[Content]:
        row = super().make(vault, data, row_id=row_id, number=number)
        assert isinstance(row, SittingDraft)
        row.expires_on = row.changed_on + timedelta(days=settings.SITTING_DAYS)
        return cast(SealedRow[Content], row)


def _is_within_limits(contents: KeptResultContent) -> bool:
    """Whether the sizes and ranges are those of a sitting; the codec has checked the types."""
    numbers = (contents.seed, contents.method)
    return (
        all(len(getattr(contents, name)) <= most for name, most in LONGEST.items())
        and not set(contents.marks) - {*ANSWERS, SKIPPED, UNSEEN}
        and all(0 <= number < 2**63 for number in numbers)
        and len(contents.flags) <= MOST_FLAGS
        and len({score.scale for score in contents.lines}) == len(contents.lines)
        and all(map(_is_possible, contents.lines))
    )


def _is_possible(score: KeptScore) -> bool:
    return (
        LOWEST <= score.low <= score.value <= score.high <= HIGHEST
        and 0 <= score.sem < HIGHEST
        and 0 < score.answered <= score.asked
    )


KEEP = "quiz:keep"


def keep_on_arrival(request: VaultRequest, next_path: str) -> HttpResponse | None:
    """Keep the finished sitting of the browser if `next_path` is the page that keeps one; show it.

    None where `next_path` is another page, or where there is no sitting to keep: then the page
    itself says what is missing. The sitting leaves the cookie.
    """
    slug = _slug_of(next_path)
    form = catalogue().offered(slug) if slug else None
    sitting = browser.read(request).of(form) if form else None
    if sitting is None or not sitting.is_finished or not request.vault:
        return None
    try:
        row = KeptResult.arrive(request.vault, sitting, day=request.vault.today())
    except ResultsFull:
        return None
    response = go(request, reverse("quiz:kept", args=[row.id]))
    browser.drop(request, response, sitting)
    return response


def _slug_of(path: str) -> str | None:
    try:
        match = resolve(urlsplit(path).path)
    except (Resolver404, ValueError):
        return None
    return match.kwargs["slug"] if match.view_name == KEEP else None
