"""What the pages of kept results show."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from uuid import UUID

from django.urls import reverse
from django.utils.formats import date_format

from apps.quiz.models import KeptResult
from apps.quiz.questionnaire.model import NoticingList
from apps.quiz.results.content import KeptResultContent
from apps.quiz.results.observations import NoticingPage
from apps.quiz.results.page import Comparison, Named, ResultPage
from apps.quiz.results.series import Dated, ResultSeries, Since, compared, series_of
from apps.quiz.results.time_chart import TimeChart, draw
from apps.vault.unlocked_vault import UnlockedVault


@dataclass(frozen=True)
class DrawnSeries:
    """A series with its chart."""

    series: ResultSeries

    @cached_property
    def chart(self) -> TimeChart:
        return draw(self.series)


@dataclass(frozen=True)
class AllResults:
    """Every kept result of a vault: scored ones in series, lists, and what is left over.

    ``unknown`` ones are of a version that this release does not have; ``damaged`` do not open.
    """

    drawn: tuple[DrawnSeries, ...]
    lists: tuple[Dated, ...]
    unknown: tuple[Dated, ...]
    damaged: tuple[KeptResult, ...]
    placed: int

    @property
    def is_empty(self) -> bool:
        return not (self.drawn or self.lists or self.unknown or self.damaged)

    @property
    def can_share_a_map(self) -> bool:
        return self.placed > 1


@dataclass(frozen=True)
class KeptPage:
    """One kept result, out of its answers where this release still has its form's version."""

    id: UUID
    record: KeptResultContent

    @cached_property
    def page(self) -> ResultPage | None:
        sitting = self.record.sitting
        return ResultPage(sitting) if sitting and self.record.is_scored else None

    @cached_property
    def noticed(self) -> NoticingPage | None:
        sitting = self.record.sitting
        is_list = sitting is not None and isinstance(sitting.form, NoticingList)
        return NoticingPage(sitting) if sitting and is_list else None


@dataclass(frozen=True)
class Chosen:
    """The results that were ticked for one map, and how a pair of one kind differs."""

    comparison: Comparison
    since: Since | None


def all_results(vault: UnlockedVault) -> AllResults:
    opened = KeptResult.objects.opened(vault)
    newest_first = [Dated(each.row.id, each.record) for each in opened if each.record]
    oldest_first = newest_first[::-1]
    return AllResults(
        drawn=tuple(map(DrawnSeries, series_of(oldest_first))),
        lists=tuple(each for each in newest_first if each.record.is_list),
        unknown=tuple(each for each in newest_first if each.record.sitting is None),
        damaged=tuple(each.row for each in opened if each.record is None),
        placed=sum(each.record.is_placed for each in oldest_first),
    )


def on_one_map(rows: Iterable[KeptResult], vault: UnlockedVault) -> Chosen:
    """The rows that have a place on the map, the oldest first. Raises Damaged."""
    in_turn = sorted(rows, key=lambda row: row.number)
    dated = [Dated(row.id, row.record(vault)) for row in in_turn]
    dated = sorted((each for each in dated if each.record.is_placed), key=_day)
    named = [
        Named(sitting, called(each.record), reverse("quiz:kept", args=[each.id]))
        for each in dated
        if (sitting := each.record.sitting)
    ]
    pair = compared(*dated) if len(dated) == 2 else None
    return Chosen(Comparison.among(named), pair)


def called(record: KeptResultContent) -> str:
    """The form, the private name if there is one, and the day."""
    parts = [record.title, record.about, date_format(record.day, "j F Y")]
    return ", ".join(part for part in parts if part)


def _day(result: Dated) -> date:
    return result.record.day
