"""The marks of a chart lie inside of it, in order, and only where there is a value."""

import re
from datetime import date, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from apps.common import charts

values = st.lists(st.none() | st.floats(1, 5), min_size=1, max_size=60)


@pytest.mark.parametrize(
    ("value", "place"), [(1, 454.0), (7, 16.0), (4, 235.0), (4.25, 216.8), (0.5, 490.5)]
)
def test_a_scale_maps_its_domain_straight_onto_the_drawing(value: float, place: float) -> None:
    """Worked out by hand: 73 units a point, upwards."""
    assert charts.LinearScale(1, 7, 454, 16).place(value) == place


def test_a_length_is_drawn_the_same_whichever_way_the_scale_runs() -> None:
    up, across = charts.LinearScale(1, 7, 454, 16), charts.LinearScale(1, 7, 66, 504)
    assert up.length(0.5) == across.length(0.5) == 36.5


@pytest.mark.parametrize(("lowest", "highest"), [(3, 3), (7, 1), (1, float("nan"))])
def test_a_scale_without_a_domain_is_refused(lowest: float, highest: float) -> None:
    with pytest.raises(ValueError, match="empty"):
        charts.LinearScale(lowest, highest, 0, 100)


@given(values)
def test_there_is_a_dot_inside_the_chart_for_each_value(said: list[float | None]) -> None:
    drawn = charts.line(said, lowest=1, highest=5)
    assert len(drawn.dots) == sum(value is not None for value in said)
    assert all(charts.LEFT <= dot.x <= charts.RIGHT for dot in drawn.dots)
    assert all(charts.TOP <= dot.y <= charts.BOTTOM for dot in drawn.dots)
    assert [dot.x for dot in drawn.dots] == sorted(dot.x for dot in drawn.dots)


def test_a_line_breaks_where_nothing_was_said() -> None:
    drawn = charts.line([1, None, 5, 3], lowest=1, highest=5)
    assert drawn.path == "M112 238M509.3 14L708 126"


def test_a_band_goes_there_above_and_back_below() -> None:
    drawn = charts.line([3, 3], lowest=1, highest=5, between=[(1, 5), (2, 3)])
    assert drawn.band == "M112 14L708 126L708 182L112 238Z"


def test_one_value_alone_stands_in_the_middle() -> None:
    assert charts.line([5], lowest=1, highest=5).dots == (charts.ChartDot(410, 14),)


@pytest.mark.parametrize("value", [0.9, 5.1, float("nan")])
def test_a_value_outside_is_refused(value: float) -> None:
    with pytest.raises(ValueError, match="outside"):
        charts.up(value, lowest=1, highest=5)


@given(st.integers(0, 400), st.integers(1, 14))
def test_labels_are_few_and_never_touch_where_they_are_shown(count: int, letters: int) -> None:
    shown = charts.labels(["x" * letters] * count)
    assert len(shown) <= charts.MOST_LABELS
    assert bool(shown) == bool(count)
    for rank, grown in enumerate(charts.GROWN):
        xs = [label.x for label in shown if label.rank <= rank]
        assert all(
            right - left >= letters * charts.LETTER * grown for left, right in pairwise(xs)
        ), "in the order of their places, and apart"


def test_the_first_and_the_last_label_stay_on_a_phone() -> None:
    shown = charts.labels([f"{n} Nov" for n in range(13)])
    kept = [label.text for label in shown if label.rank == 0]
    assert (kept[0], kept[-1]) == ("0 Nov", "12 Nov")
    assert len(kept) < len(shown)


def test_days_stand_in_step_with_the_calendar() -> None:
    first = date(2026, 1, 1)
    days = [first, first + timedelta(days=1), first + timedelta(days=4)]
    assert charts.across_days(days) == [112, 261, 708]
    assert charts.across_days([first, first]) == [410, 410]
    assert charts.across_days([]) == []
    with pytest.raises(ValueError, match="order"):
        charts.across_days(days[::-1])


@given(st.integers(0, 1000), st.integers(1, 1000))
def test_a_share_is_whole_and_never_nothing_for_something(part: int, more: int) -> None:
    percent = charts.share(part, part + more)
    assert 0 <= percent <= 100
    assert (percent == 0) == (part == 0)


@given(st.lists(st.lists(st.integers(0, 9), min_size=7, max_size=7), max_size=53))
def test_cells_lie_side_by_side_inside_the_chart(weeks: list[list[int]]) -> None:
    drawn = charts.cells(weeks)
    assert [[cell.level for cell in week] for week in drawn] == [
        [min(n, 3) for n in week] for week in weeks
    ]
    for left, right in pairwise(drawn):
        assert left[0].x + left[0].width < right[0].x
    for cell in (cell for week in drawn for cell in week):
        assert cell.x + cell.width <= charts.WIDTH
        assert cell.filled == cell.level * 8
        assert cell.surface + cell.filled == cell.y + cell.height
        for drawn_as, y, height in (
            (cell.box, cell.y, cell.height),
            (cell.filling, cell.surface, cell.filled),
        ):
            numbers = [float(number) for number in re.findall(r'"([\d.]+)"', drawn_as)]
            assert numbers == [cell.x, y, cell.width, height]
