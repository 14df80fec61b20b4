"""The map as a chart: turns scores (1..7) into coordinates, in units of its viewBox.

Avoidance runs from left to right and anxiety from bottom to top, the field's usual drawing.
The viewBox is a square of SIDE units; the chart's frame lies inside it, with room for words.
"""

from dataclasses import dataclass
from typing import Final

from apps.common.charts import LinearScale
from apps.quiz.scoring.score import HIGHER_BORDER, HIGHEST, LOWER_BORDER, LOWEST, ScaleScore

SIDE = 520
LEFT = 66
RIGHT = 504
TOP = 16
BOTTOM = 454
RULER = 7
LABEL_GAP = 12

ACROSS: Final = LinearScale(LOWEST, HIGHEST, LEFT, RIGHT)
UP: Final = LinearScale(LOWEST, HIGHEST, BOTTOM, TOP)
MIDDLE = (LOWEST + HIGHEST) / 2


@dataclass(frozen=True, slots=True)
class AxisTick:
    """A number on both rulers: ``x`` below the frame, ``y`` beside it."""

    number: int
    x: float
    y: float


@dataclass(frozen=True, slots=True)
class MapPoint:
    """A position with its margin; all lengths and places in viewBox units to one decimal."""

    x: float
    y: float
    radius_x: float
    radius_y: float
    bar_left: float
    bar_right: float
    bar_top: float
    bar_bottom: float
    label_x: float
    label_on_left: bool


@dataclass(frozen=True, slots=True)
class MapFrame:
    """The frame of every map: rulers, the borders of the thirds, and the positions of the words."""

    marks: tuple[AxisTick, ...]
    borders: tuple[AxisTick, ...]
    ruler: str
    side: int = SIDE
    left: int = LEFT
    right: int = RIGHT
    top: int = TOP
    bottom: int = BOTTOM
    span: int = RIGHT - LEFT
    ruler_x: int = LEFT - RULER
    ruler_y: int = BOTTOM + RULER
    numbers_x: int = LEFT - RULER - 8
    numbers_y: int = BOTTOM + RULER + 22
    names_x: int = 20
    names_y: int = SIDE - 8


def frame() -> MapFrame:
    return MapFrame(
        marks=tuple(_mark(number) for number in range(LOWEST, HIGHEST + 1, 2)),
        borders=tuple(_mark(round(border)) for border in (LOWER_BORDER, HIGHER_BORDER)),
        ruler=_axis_blocks(),
    )


def place(*, avoidance: ScaleScore, anxiety: ScaleScore) -> MapPoint:
    """The point, the bars of the two 80 % ranges, and the ellipse that holds both lines at 80 %.

    Bars end where the ranges do, so inside 1..7; the ellipse is to be clipped to the frame.
    """
    x, y = ACROSS.place(avoidance.value), UP.place(anxiety.value)
    radius_x = ACROSS.length(avoidance.radius)
    on_left = avoidance.value > MIDDLE
    return MapPoint(
        x=x,
        y=y,
        radius_x=radius_x,
        radius_y=UP.length(anxiety.radius),
        bar_left=ACROSS.place(avoidance.low),
        bar_right=ACROSS.place(avoidance.high),
        bar_top=UP.place(anxiety.high),
        bar_bottom=UP.place(anxiety.low),
        label_x=round(x - radius_x - LABEL_GAP if on_left else x + radius_x + LABEL_GAP, 1),
        label_on_left=on_left,
    )


def _mark(number: int) -> AxisTick:
    return AxisTick(number=number, x=ACROSS.place(number), y=UP.place(number))


def _axis_blocks() -> str:
    """A path of half-unit blocks along both axes, as on the edge of a chart."""
    half = ACROSS.length(0.5)
    places = ((ACROSS.place(n), UP.place(n)) for n in range(LOWEST, HIGHEST))
    return "".join(
        f"M{x} {BOTTOM}h{half}v{RULER}h-{half}zM{LEFT} {y}v-{half}h-{RULER}v{half}z"
        for x, y in places
    )
