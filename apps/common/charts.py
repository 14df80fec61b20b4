"""Where the marks of a chart lie, in units of its viewBox; pure arithmetic, no words, no colours.

A chart is 720 wide. Rows and columns come from the left and from above, as SVG counts.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

from django.utils.safestring import SafeString

WIDTH: Final = 720
LEFT, RIGHT, TOP, BOTTOM = 112, 708, 14, 238
HEIGHT: Final = 306
MOST_LABELS: Final = 12
FEWEST_POINTS: Final = 5  # of a line; fewer values are said in words and numbers
# A letter of 13 units is about this wide, and words keep this far from each other.
LETTER, BETWEEN_WORDS = 7.5, 14
# How much larger than 13 units the letters get (static/css/plots.css) where a label of rank 0, 1
# or 2 is still shown: on a phone all have 36, in a middling place 21, in a wide one 13.
GROWN: Final = (36 / 13, 21 / 13, 1.0)
CELLS_LEFT, CELL_HEIGHT, CELL_GAP = 62, 24, 4
WIDEST_CELL, MOST_LEVEL = 55, 3


@dataclass(frozen=True, slots=True)
class LinearScale:
    """A straight map of the values ``lowest``..``highest`` onto ``start``..``end`` of a drawing.

    Values are in a unit of their own, places in units of the viewBox, to one decimal. A scale that
    grows upwards has its ``start`` below, so above its ``end`` in number, as SVG counts from above.
    A value outside of the domain is mapped outside of the drawing in step. Raises ValueError for
    an empty domain.
    """

    lowest: float
    highest: float
    start: float
    end: float

    def __post_init__(self) -> None:
        if not self.lowest < self.highest:
            raise ValueError("The domain of the scale is empty.")

    def place(self, value: float) -> float:
        """The coordinate of a value."""
        share = (self.end - self.start) * (value - self.lowest) / (self.highest - self.lowest)
        return round(self.start + share, 1)

    def length(self, extent: float) -> float:
        """How long an extent of values is drawn, at least 0 for one of at least 0."""
        drawn = abs(self.end - self.start) * extent / (self.highest - self.lowest)
        return round(drawn, 1)


@dataclass(frozen=True, slots=True)
class ChartDot:
    x: float
    y: float


@dataclass(frozen=True, slots=True)
class ChartLine:
    """A series: the path through it, the band around it (or nothing), and a dot for each value."""

    path: str
    band: str
    dots: tuple[ChartDot, ...]


@dataclass(frozen=True, slots=True)
class ChartLabel:
    """Words below a place: rank 0 is always shown, 1 is dropped on a phone, 2 where not wide."""

    x: float
    text: str
    rank: int


@dataclass(frozen=True, slots=True)
class ChartCell:
    """A day, filled from below as far as its level goes, so that it can be told without colours."""

    x: float
    y: float
    width: float
    height: float
    level: int

    @property
    def filled(self) -> float:
        return self.height * self.level / MOST_LEVEL

    @property
    def surface(self) -> float:
        """The y that the filling comes up to."""
        return self.y + self.height - self.filled

    @property
    def box(self) -> SafeString:
        """The attributes x, y, width and height of the bar, as SVG writes them."""
        return _box(self.x, self.y, self.width, self.height)

    @property
    def filling(self) -> SafeString:
        return _box(self.x, self.surface, self.width, self.filled)


def across(place: int, count: int) -> float:
    """The x of place 0 … count-1, from edge to edge; one alone stands in the middle.

    Raises ValueError for a place outside.
    """
    if not 0 <= place < count:
        raise ValueError("There is no such place.")
    if count == 1:
        return (LEFT + RIGHT) / 2
    return LinearScale(0, count - 1, LEFT, RIGHT).place(place)


def across_days(days: Sequence[date]) -> list[float]:
    """The x of each day, in step with the calendar; all in the middle where they are one.

    Raises ValueError where they are not in order.
    """
    if list(days) != sorted(days):
        raise ValueError("The days are not in order.")
    span = (days[-1] - days[0]).days if days else 0
    if not span:
        return [(LEFT + RIGHT) / 2 for _day in days]
    scale = LinearScale(0, span, LEFT, RIGHT)
    return [scale.place((day - days[0]).days) for day in days]


def up(value: float, *, lowest: float, highest: float) -> float:
    """The y of a value from `lowest` (the foot) to `highest` (the top).

    Raises ValueError for a value outside, or where the two are not in order.
    """
    scale = LinearScale(lowest, highest, BOTTOM, TOP)
    if not lowest <= value <= highest:
        raise ValueError("The value is outside of the chart.")
    return scale.place(value)


def line(
    values: Sequence[float | None],
    *,
    lowest: float,
    highest: float,
    between: Sequence[tuple[float, float] | None] = (),
    at: Sequence[float] = (),
) -> ChartLine:
    """Values in order, None where there is none: the line breaks there.

    `between` gives the lower and the upper edge of the band for each value, `at` its x where it
    does not stand as far from the next as any other. Raises ValueError.
    """
    xs = at or [across(place, len(values)) for place in range(len(values))]

    def dot(place: int, value: float) -> ChartDot:
        return ChartDot(xs[place], up(value, lowest=lowest, highest=highest))

    runs = _runs(values)
    dots = [[dot(place, values[place] or 0.0) for place in run] for run in runs]
    bands = []
    for run in runs if between else []:
        edges = [(place, edge) for place in run if (edge := between[place]) is not None]
        above = [dot(place, high) for place, (_low, high) in edges]
        below = [dot(place, low) for place, (low, _high) in reversed(edges)]
        if len(edges) > 1:
            bands.append(f"{_path([*above, *below])}Z")
    return ChartLine(
        path="".join(_path(run) for run in dots),
        band="".join(bands),
        dots=tuple(each for run in dots for each in run),
    )


def labels(texts: Sequence[str], *, at: Sequence[float] = ()) -> tuple[ChartLabel, ...]:
    """Words for the places of a chart, at most MOST_LABELS, of which no two ever touch.

    The first and the last come first, then what still fits from the left. `at` has the x of each
    place, from left to right; without it they stand as far from each other as those of `across`.
    """
    xs = at or [across(place, len(texts)) for place in range(len(texts))]
    longest = max(map(len, texts), default=0)
    need = max(longest * LETTER + BETWEEN_WORDS, (RIGHT - LEFT) / (MOST_LABELS - 1))
    order = dict.fromkeys([0, len(texts) - 1, *range(len(texts))]) if texts else ()
    ranks: dict[int, int] = {}
    for rank, grown in enumerate(GROWN):
        for place in order:
            if all(abs(xs[place] - xs[other]) >= need * grown for other in ranks):
                ranks[place] = rank
    return tuple(ChartLabel(xs[place], texts[place], rank) for place, rank in sorted(ranks.items()))


def share(part: float, whole: float) -> int:
    """A bar's length in percent, at least 1 where there is anything. Raises ValueError."""
    if part < 0 or part > whole:
        raise ValueError("A part is never more than the whole.")
    return max(1, round(100 * part / whole)) if part else 0


def cells(columns: Sequence[Sequence[int]]) -> tuple[tuple[ChartCell, ...], ...]:
    """A column for each week with a cell for each day; levels are 0, 1, 2 and 3 (or more)."""
    step = min(WIDEST_CELL, (WIDTH - CELLS_LEFT) / max(len(columns), 1))
    gap = min(6.0, step / 5)
    return tuple(
        tuple(
            ChartCell(
                x=round(CELLS_LEFT + step * week, 1),
                y=CELL_GAP + day * (CELL_HEIGHT + CELL_GAP),
                width=round(step - gap, 1),
                height=CELL_HEIGHT,
                level=min(count, MOST_LEVEL),
            )
            for day, count in enumerate(column)
        )
        for week, column in enumerate(columns)
    )


def _runs(values: Sequence[float | None]) -> list[list[int]]:
    """The places that have a value, in groups that follow one another."""
    runs: list[list[int]] = []
    for place, value in enumerate(values):
        if value is None:
            continue
        if runs and runs[-1][-1] == place - 1:
            runs[-1].append(place)
        else:
            runs.append([place])
    return runs


def _path(dots: Sequence[ChartDot]) -> str:
    return "M" + "L".join(f"{dot.x:g} {dot.y:g}" for dot in dots)


def _box(x: float, y: float, width: float, height: float) -> SafeString:
    """Numbers alone, so there is nothing to escape."""
    return SafeString(f'x="{x:g}" y="{y:g}" width="{width:g}" height="{height:g}"')
