"""The charts of insights: figures with the coordinates of their marks."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.utils.formats import date_format
from django.utils.translation import gettext as _

from apps.common import charts
from apps.journal.entries.feelings import families
from apps.journal.insights.answers import NumberSeries, OutcomeCounts
from apps.journal.insights.figures import BeforeAfter, CalmMean, HardDayNeighbour, HardDays
from apps.practices.catalogue import find

MOST_BARS = 10
MOST_PAIRS_OF_BARS = 8
MOST_POINTS = 60
YEAR = 365


@dataclass(frozen=True, slots=True)
class Bar:
    name: str
    family: str
    count: int
    percent: int


@dataclass(frozen=True, slots=True)
class CalmChart:
    """A line with the words at its foot; `rows` stand in the table behind it."""

    line: charts.ChartLine
    labels: tuple[charts.ChartLabel, ...]
    has_enough: bool


@dataclass(frozen=True, slots=True)
class WritingDays:
    """A cell for each day, by weeks from Monday, with the Mondays at the foot."""

    cells: tuple[tuple[charts.ChartCell, ...], ...]
    labels: tuple[charts.ChartLabel, ...]


@dataclass(frozen=True, slots=True)
class BeforeAfterPair:
    """Before and after, as places in percent on a line from 0 to 10."""

    weighed: BeforeAfter
    title: str
    before: float
    after: float


@dataclass(frozen=True, slots=True)
class BesideHardDays:
    """A tag or a name: its share of the hard days and of the other days, in percent."""

    near: HardDayNeighbour
    hard: int
    other: int


@dataclass(frozen=True, slots=True)
class OutcomeBars:
    """How a practice that is answered later went: a bar for each answer, and for none yet."""

    outcomes: OutcomeCounts
    bars: tuple[Bar, ...]
    sittings: int


@dataclass(frozen=True, slots=True)
class AnswerChart:
    series: NumberSeries
    chart: CalmChart
    values: tuple[tuple[date, int], ...]

    @property
    def is_cut(self) -> bool:
        return len(self.values) < len(self.series.values)


def calm_chart(said: list[CalmMean], *, has_band: bool) -> CalmChart:
    """A band from the roughest to the calmest page of a week; over years it would be everything."""
    edges = [(each.lowest, each.highest) if each.lowest and each.highest else None for each in said]
    averages = [each.average for each in said]
    drawn = charts.line(averages, lowest=1, highest=5, between=edges if has_band else ())
    has_enough = sum(each is not None for each in averages) >= charts.FEWEST_POINTS
    return CalmChart(drawn, charts.labels([each.step.name for each in said]), has_enough)


def answer_chart(series: NumberSeries) -> AnswerChart:
    """The last MOST_POINTS sittings, in step with the calendar."""
    values = series.values[-MOST_POINTS:]
    days = [day for day, _value in values]
    at = charts.across_days(days)
    drawn = charts.line([value for _day, value in values], lowest=0, highest=10, at=at)
    form = "j M" if (days[-1] - days[0]).days < YEAR else "M Y"
    names = [date_format(day, form) for day in days]
    has_enough = len(values) >= charts.FEWEST_POINTS
    return AnswerChart(series, CalmChart(drawn, charts.labels(names, at=at), has_enough), values)


def days_chart(weeks: list[tuple[date, list[int]]]) -> WritingDays:
    cells = charts.cells([counts for _monday, counts in weeks])
    at = [column[0].x + column[0].width / 2 for column in cells]
    names = [date_format(monday, "j M") for monday, _counts in weeks]
    return WritingDays(cells, charts.labels(names, at=at))


def feeling_bars(counts: Counter[str]) -> list[Bar]:
    """The words that were marked most, each with its family; own words have none."""
    family_of = {word: family.name for family in families() for word in family.words}
    top = sorted(counts.items(), key=lambda pair: (-pair[1], pair[0]))[:MOST_BARS]
    return [Bar(word, family_of.get(word, ""), n, charts.share(n, top[0][1])) for word, n in top]


def family_bars(counts: Counter[str]) -> list[Bar]:
    """All words by family, in the order of the composer; own words come last, without a name."""
    family_of = {word: family.name for family in families() for word in family.words}
    sums: Counter[str] = Counter()
    for word, n in counts.items():
        sums[family_of.get(word, "")] += n
    names = [*(family.name for family in families()), ""]
    most = max(sums.values(), default=0)
    return [Bar(n, n, sums[n], charts.share(sums[n], most)) for n in names if sums[n]]


def pairs(weighed: Iterable[BeforeAfter]) -> list[BeforeAfterPair]:
    """A practice that this release does not know goes by its id."""
    return [
        BeforeAfterPair(
            each,
            known.title if (known := find(each.practice)) else each.practice,
            each.before * 10,
            each.after * 10,
        )
        for each in weighed
    ]


def beside_hard_days(days: HardDays) -> list[BesideHardDays]:
    return [
        BesideHardDays(
            near, charts.share(near.hard, days.hard), charts.share(near.other, days.other)
        )
        for near in days.near
    ]


def ended(outcomes: OutcomeCounts) -> OutcomeBars:
    counts = [*outcomes.counts, (_("Still open"), outcomes.open)]
    most = max(n for _name, n in counts)
    bars = tuple(Bar(name, "", n, charts.share(n, most)) for name, n in counts)
    return OutcomeBars(outcomes, bars, sum(n for _name, n in counts))
