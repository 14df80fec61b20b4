"""Places on the map: avoidance to the right, anxiety upwards, nothing outside the frame."""

from hypothesis import given
from hypothesis import strategies as st

from apps.quiz.results.map_chart import ACROSS, BOTTOM, LEFT, RIGHT, SIDE, TOP, UP, place
from apps.quiz.scoring.score import ScaleScore

points = st.floats(min_value=1, max_value=7)


def score(value: float, *, mixed: bool = False) -> ScaleScore:
    return ScaleScore(value=value, answered=8, asked=8, sem=0.484, mixed=mixed)


def test_the_ends_of_the_lines_are_the_corners_of_the_frame() -> None:
    assert (ACROSS.place(1), UP.place(1)) == (LEFT, BOTTOM)
    assert (ACROSS.place(7), UP.place(7)) == (RIGHT, TOP)
    assert (ACROSS.place(4), UP.place(4)) == ((LEFT + RIGHT) / 2, (TOP + BOTTOM) / 2)


@given(points, points)
def test_more_avoidance_is_further_right_and_more_anxiety_further_up(
    one: float, two: float
) -> None:
    low, high = sorted((one, two))
    assert ACROSS.place(low) <= ACROSS.place(high)
    assert UP.place(low) >= UP.place(high)


@given(points, points, st.booleans())
def test_bars_and_label_stay_on_the_drawing(avoidance: float, anxiety: float, mixed: bool) -> None:
    drawing = place(avoidance=score(avoidance, mixed=mixed), anxiety=score(anxiety))
    assert LEFT <= drawing.bar_left <= drawing.x <= drawing.bar_right <= RIGHT
    assert TOP <= drawing.bar_top <= drawing.y <= drawing.bar_bottom <= BOTTOM
    assert LEFT < drawing.label_x < RIGHT < SIDE


def test_the_shape_is_wider_than_the_bars() -> None:
    drawing = place(avoidance=score(4), anxiety=score(4))
    assert drawing.radius_x > drawing.bar_right - drawing.x
    assert drawing.radius_y > drawing.bar_bottom - drawing.y


def test_a_mixed_line_is_drawn_wider() -> None:
    plain = place(avoidance=score(4), anxiety=score(4))
    mixed = place(avoidance=score(4, mixed=True), anxiety=score(4))
    assert mixed.radius_x > plain.radius_x
    assert mixed.radius_y == plain.radius_y
