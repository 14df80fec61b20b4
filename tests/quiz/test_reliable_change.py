"""Change between two results is measured against the wobble that everybody has."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from apps.quiz.scoring.reliable_change import (
    Movement,
    reliable_change,
    standard_error_of_difference,
)
from apps.quiz.scoring.score import Constants

PROVISIONAL = Constants(sd=1.25, alpha=0.85, retest=0.80, source="provisional")

point = st.integers(min_value=1, max_value=7)
anything = st.builds(
    Constants,
    sd=st.floats(min_value=0.1, max_value=3),
    alpha=st.just(0.85),
    retest=st.floats(min_value=0.05, max_value=0.99),
    source=st.just("made up"),
)


def test_the_usual_wobble_in_points() -> None:
    assert round(standard_error_of_difference(PROVISIONAL), 5) == 0.79057


@pytest.mark.parametrize(
    ("later", "rci", "movement"),
    [
        (4.25, -1.26, Movement.PERHAPS),
        (3.60, -2.09, Movement.CLEAR),
        (5.25, 0.0, Movement.WOBBLE),
        (4.26, -1.25, Movement.WOBBLE),
        (6.25, 1.26, Movement.PERHAPS),
        (6.79, 1.95, Movement.PERHAPS),
        (6.81, 1.97, Movement.CLEAR),
    ],
)
def test_change_is_measured_against_the_usual_wobble(
    later: float, rci: float, movement: Movement
) -> None:
    change = reliable_change(earlier=5.25, later=later, constants=PROVISIONAL)
    assert round(change.rci, 2) == rci
    assert change.movement is movement


def test_a_change_of_one_point_is_perhaps_a_change_however_it_is_rounded() -> None:
    change = reliable_change(earlier=36 / 7, later=29 / 7, constants=PROVISIONAL)
    assert change.movement is Movement.PERHAPS


@pytest.mark.parametrize(
    ("difference", "movement"),
    [
        (1.25, Movement.WOBBLE),
        (1.30, Movement.PERHAPS),
        (1.955, Movement.PERHAPS),
        (1.965, Movement.CLEAR),
    ],
)
def test_the_borders_where_the_wobble_is_one_point(difference: float, movement: Movement) -> None:
    """SD 1 and retest 0.5 make S_diff 1: 80 % is 1.28, shown as 1.3, and 95 % is 1.96."""
    one = Constants(sd=1.0, alpha=0.85, retest=0.5, source="made up")
    for later in (4 + difference, 4 - difference):
        assert reliable_change(earlier=4, later=later, constants=one).movement is movement


@pytest.mark.parametrize(
    ("points", "movement"),
    [
        (0.99, Movement.WOBBLE),
        (1.00, Movement.PERHAPS),
        (1.549, Movement.PERHAPS),
        (1.550, Movement.CLEAR),
    ],
)
def test_the_borders_of_change_in_points(points: float, movement: Movement) -> None:
    """S_diff 0.79057: 80 % of the wobble is 1.013 points, shown as 1.0, and 95 % is 1.5495."""
    for later in (4 + points, 4 - points):
        change = reliable_change(earlier=4, later=later, constants=PROVISIONAL)
        assert change.movement is movement


@given(point, point, anything)
def test_change_is_the_same_both_ways(earlier: int, later: int, constants: Constants) -> None:
    there = reliable_change(earlier=earlier, later=later, constants=constants)
    back = reliable_change(earlier=later, later=earlier, constants=constants)
    assert there.difference == -back.difference
    assert there.movement is back.movement
