"""What the rooms above ask of the quiz: results in a calendar, in patterns and in files, and kept.

A result that a guest asked to keep travels through sign-up in its cookie.
"""

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Final
from urllib.parse import urlsplit
from uuid import UUID

from django.http import HttpResponse
from django.urls import Resolver404, resolve, reverse
from django.utils.timezone import localdate
from django.utils.translation import gettext as _

from apps.common.http.responses import go
from apps.quiz.models import RESULT, KeptResult, OpenedResult, ResultsFull
from apps.quiz.questionnaire.catalogue import catalogue
from apps.quiz.results.content import LONGEST_NAME, LONGEST_NOTE, KeptResultContent, KeptScore
from apps.quiz.results.history import DrawnSeries, drawn_series
from apps.quiz.results.series import Dated, series_of
from apps.quiz.scoring.score import HIGHEST, LOWEST
from apps.quiz.sitting import browser
from apps.quiz.sitting.sitting import ANSWERS, SKIPPED, UNSEEN
from apps.vault.crypto.sealing import Damaged
from apps.vault.registry import AT_ONCE, RowData, Unreadable
from apps.vault.unlocked_vault import UnlockedVault, VaultRequest


@dataclass(frozen=True, kw_only=True)
class DayMark:
    """Something private on a day: which kind in a word or two, what it is called, where it is."""

    day: date
    kind: str
    title: str
    url: str


def opened_results(vault: UnlockedVault) -> list[OpenedResult]:
    """Every kept result of the vault, opened once, the newest first. One query."""
    return KeptResult.objects.opened(vault)


def result_charts(opened: Sequence[OpenedResult], first: date, last: date) -> list[DrawnSeries]:
    """One for each form and person with two results or more in these days."""
    dated = [Dated(each.row.id, each.record) for each in reversed(opened) if each.record]
    found = series_of(each for each in dated if first <= each.record.day <= last)
    return [drawn_series(series) for series in found if series.is_a_line]


def result_marks(opened: Sequence[OpenedResult], first: date, last: date) -> list[DayMark]:
    """One for each result of these days, in their order: the form and the private name, no score.

    What is damaged is passed over.
    """
    marks = []
    for each in reversed(opened):
        record = each.record
        if record and first <= record.day <= last:
            title = ", ".join(part for part in (record.title, record.about) if part)
            url = reverse("quiz:kept", args=[each.row.id])
            marks.append(DayMark(day=record.day, kind=_("Quiz"), title=title, url=url))
    return sorted(marks, key=lambda mark: mark.day)


LONGEST: Final = {
    "slug": 50,
    "version": 20,
    "title": 200,
    "marks": 64,
    "about": LONGEST_NAME,
    "note": LONGEST_NOTE,
}
MOST_LINES: Final = 2
MOST_FLAGS: Final = 10


@dataclass(frozen=True)
class ResultCarrier:
    """How kept results are carried: each with its answers, its scores, its name and its note."""

    is_single: bool = False

    def rows(self, vault: UnlockedVault) -> Iterator[KeptResult]:
        found = KeptResult.objects.in_vault(vault).order_by("number")
        yield from found.iterator(chunk_size=AT_ONCE)

    def said(self, vault: UnlockedVault, row: Any) -> RowData:
        return _said(row.contents(vault))

    def check(self, said: RowData) -> RowData:
        return _said(_record(said))

    def make(self, vault: UnlockedVault, said: RowData, *, row_id: UUID, number: int) -> KeptResult:
        """A row that says this, sealed and not saved yet. Raises Unreadable."""
        row = KeptResult(id=row_id, vault_id=vault.id, number=number, revision=1)
        data = _record(said).to_bytes()
        row.sealed = vault.seal(data, kind=RESULT, object_id=row_id, revision=1)
        return row


def _said(record: KeptResultContent) -> RowData:
    return {"contents": json.loads(record.to_bytes())}


def _record(said: RowData) -> KeptResultContent:
    try:
        record = KeptResultContent.from_bytes(
            json.dumps(said["contents"], ensure_ascii=False).encode()
        )
        if not _is_sound(record):
            raise ValueError("not what a result holds")
    except (Damaged, ValueError, KeyError, TypeError, AttributeError) as error:
        raise Unreadable("This result cannot be read.") from error
    return record


def _is_sound(record: KeptResultContent) -> bool:
    """A file may say anything: whether this is of the types and sizes that our pages expect."""
    texts = {name: getattr(record, name) for name in LONGEST}
    numbers = (record.seed, record.method)
    return (
        all(type(text) is str and len(text) <= LONGEST[name] for name, text in texts.items())
        and not set(record.marks) - {*ANSWERS, SKIPPED, UNSEEN}
        and all(type(number) is int and 0 <= number < 2**63 for number in numbers)
        and type(record.given) is bool
        and len(record.flags) <= MOST_FLAGS
        and all(type(flag) is str for flag in record.flags)
        and len({line.scale for line in record.lines}) == len(record.lines) <= MOST_LINES
        and all(map(_is_sound_line, record.lines))
    )


def _is_sound_line(line: KeptScore) -> bool:
    points = (line.low, line.value, line.high)
    return (
        all(type(point) in {int, float} and LOWEST <= point <= HIGHEST for point in points)
        and sorted(points) == list(points)
        and type(line.sem) in {int, float}
        and 0 <= line.sem < HIGHEST
        and type(line.answered) is int
        and type(line.asked) is int
        and 0 < line.answered <= line.asked
        and type(line.mixed) is bool
    )


KEEP = "quiz:keep"


def keep_on_arrival(request: VaultRequest, next_path: str) -> HttpResponse | None:
    """Keep the finished sitting that the page led on to would keep, and show it.

    None where that is no such page, or where there is nothing to keep: then the page itself says
    what is missing. The copy in the browser goes.
    """
    slug = _slug_of(next_path)
    form = catalogue().offered(slug) if slug else None
    sitting = browser.read(request).of(form) if form else None
    if sitting is None or not sitting.is_finished or not request.vault:
        return None
    try:
        row = KeptResult.arrive(request.vault, sitting, day=localdate())
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
