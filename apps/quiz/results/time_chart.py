"""The chart of results over time: days from left to right, scores 1..7 from bottom to top.

All coordinates are in units of the viewBox. Each of the two lines has a sign of its own besides its
colour: dots on an unbroken line, squares on a broken one.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

from apps.common.charts import LinearScale
from apps.quiz.results.content import KeptScore
from apps.quiz.results.series import ResultSeries
from apps.quiz.scoring.score import HIGHER_BORDER, HIGHEST, LOWER_BORDER, LOWEST, Scale

WIDTH = 640
HEIGHT = 300
LEFT = 48
RIGHT = 616
TOP = 20
BOTTOM = 250
# The two lines stand this far to the left and right of a day, so that no bar hides another.
ASIDE = 6.0
# The first and the last day stand this far inside of the frame.
INSIDE = ASIDE * 4

UP: Final = LinearScale(LOWEST, HIGHEST, BOTTOM, TOP)
# A day by the share of the time that had gone by on it: 0 is the first day, 1 the last.
ACROSS: Final = LinearScale(0, 1, LEFT + INSIDE, RIGHT - INSIDE)


@dataclass(frozen=True, slots=True)
class TimePoint:
    """One score: its place and the ends of its range."""

    x: float
    y: float
    top: float
    bottom: float


@dataclass(frozen=True, slots=True)
class TimeTrack:
    """All scores of one line; ``path`` joins them, and is empty where there is only one."""

    scale: Scale
    spots: tuple[TimePoint, ...]
    path: str


@dataclass(frozen=True, slots=True)
class TimeChart:
    """Everything that the drawing of a series needs."""

    tracks: tuple[TimeTrack, ...]
    days: tuple[tuple[float, date], ...]
    marks: tuple[tuple[float, int], ...]
    borders: tuple[float, ...]
    width: int = WIDTH
    height: int = HEIGHT
    left: int = LEFT
    right: int = RIGHT
    top: int = TOP
    bottom: int = BOTTOM


def across(days: Sequence[date]) -> list[float]:
    """The x of each day, in step with the calendar; days that are all the same stand in a row."""
    span = (days[-1] - days[0]).days
    steps = [(day - days[0]).days for day in days] if span else list(range(len(days)))
    last = span or max(1, len(days) - 1)
    return [ACROSS.place(n / last) for n in steps]


def draw(series: ResultSeries) -> TimeChart:
    """The chart of a series of at least one result."""
    records = [result.record for result in series.results]
    places = list(zip(across([record.day for record in records]), records, strict=True))
    tracks = []
    for scale, aside in ((Scale.AVOIDANCE, -ASIDE), (Scale.ANXIETY, ASIDE)):
        spots = tuple(
            _spot(round(x + aside, 1), line) for x, record in places if (line := record.on(scale))
        )
        joined = "L".join(f"{spot.x} {spot.y}" for spot in spots)
        tracks.append(TimeTrack(scale, spots, f"M{joined}" if len(spots) > 1 else ""))
    ends = {x: record.day for x, record in (places[0], places[-1])}
    return TimeChart(
        tracks=tuple(tracks),
        days=tuple(ends.items()),
        marks=tuple((UP.place(n), n) for n in range(LOWEST, HIGHEST + 1, 2)),
        borders=(UP.place(LOWER_BORDER), UP.place(HIGHER_BORDER)),
    )


def _spot(x: float, line: KeptScore) -> TimePoint:
    return TimePoint(
        x=x, y=UP.place(line.value), top=UP.place(line.high), bottom=UP.place(line.low)
    )
