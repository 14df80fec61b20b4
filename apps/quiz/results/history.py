"""The values that the pages of kept results show."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.urls import reverse
from django.utils.formats import date_format

from apps.quiz.models import KeptResult
from apps.quiz.results.comparison import Comparison, NamedSitting, compared_on_map
from apps.quiz.results.content import KeptResultContent
from apps.quiz.results.observations import NoticingPage, noticing_page
from apps.quiz.results.page import ResultPage, result_page
from apps.quiz.results.series import (
    Dated,
    ResultSeries,
    Since,
    compared,
    series_of,
    versions_differ,
)
from apps.quiz.results.time_chart import TimeChart, draw
from apps.vault.unlocked_vault import UnlockedVault


@dataclass(frozen=True, slots=True)
class DrawnSeries:
    """A series with its chart; None where the series has too few results for a line."""

    series: ResultSeries
    chart: TimeChart | None


@dataclass(frozen=True, slots=True)
class AllResults:
    """Every kept result of a vault: scored ones in series, lists, and what is left over.

    ``unknown`` ones are of a version that this release does not have; ``damaged`` do not open.
    """

    drawn: tuple[DrawnSeries, ...]
    lists: tuple[Dated, ...]
    unknown: tuple[Dated, ...]
    damaged: tuple[KeptResult, ...]
    is_empty: bool
    can_share_a_map: bool


@dataclass(frozen=True, slots=True)
class KeptResultPage:
    """One kept result, worked out from its answers where this release has its version of the form.

    ``page`` is there for a scored form, ``noticed`` for a list.
    """

    id: UUID
    record: KeptResultContent
    page: ResultPage | None
    noticed: NoticingPage | None


@dataclass(frozen=True)
class Chosen:
    """The results that were ticked for one map, and how two of one kind differ.

    ``versions_differ`` where two of them are about one person and of versions not to be compared.
    """

    comparison: Comparison
    since: Since | None
    versions_differ: bool


def kept_result_page(result_id: UUID, record: KeptResultContent) -> KeptResultPage:
    """The page of one kept result."""
    sitting = record.sitting
    return KeptResultPage(
        id=result_id,
        record=record,
        page=result_page(sitting) if sitting and record.is_scored else None,
        noticed=noticing_page(sitting) if sitting and record.is_list else None,
    )


def drawn_series(series: ResultSeries) -> DrawnSeries:
    """A series with its chart, as the pages show it."""
    return DrawnSeries(series, draw(series) if series.has_line else None)


def all_results(vault: UnlockedVault) -> AllResults:
    """The page of all kept results."""
    opened = KeptResult.objects.opened(vault)
    newest_first = [Dated(each.row.id, each.record) for each in opened if each.record]
    oldest_first = newest_first[::-1]
    return AllResults(
        drawn=tuple(map(drawn_series, series_of(oldest_first))),
        lists=tuple(each for each in newest_first if each.record.is_list),
        unknown=tuple(each for each in newest_first if each.record.sitting is None),
        damaged=tuple(each.row for each in opened if each.record is None),
        is_empty=not opened,
        can_share_a_map=sum(each.record.is_placed for each in oldest_first) > 1,
    )


def on_one_map(rows: Iterable[KeptResult], vault: UnlockedVault) -> Chosen:
    """The rows that have a place on the map, the oldest first. Raises Damaged."""
    in_turn = sorted(rows, key=lambda row: row.number)
    dated = [Dated(row.id, row.contents(vault)) for row in in_turn]
    dated = sorted((each for each in dated if each.record.is_placed), key=_day)
    named = [
        NamedSitting(sitting, called(each.record), reverse("quiz:kept", args=[each.id]))
        for each in dated
        if (sitting := each.record.sitting)
    ]
    pair = compared(*dated) if len(dated) == 2 else None
    return Chosen(compared_on_map(named), pair, versions_differ(dated))


def called(record: KeptResultContent) -> str:
    """The form, the private name if there is one, and the day."""
    parts = [record.title, record.about, date_format(record.day, "j F Y")]
    return ", ".join(part for part in parts if part)


def _day(result: Dated) -> date:
    return result.record.day
