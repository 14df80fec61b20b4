"""Reliable change: whether two results differ by more than chance, with no better or worse."""

from dataclasses import dataclass
from enum import StrEnum
from math import sqrt

from apps.quiz.scoring.score import Z_80, Constants

# The standard normal's 97.5th centile: 95 % of a normal curve lies within this of its mean.
Z_95 = 1.96

# Scores are fractions; a difference that should be exactly on a border may miss it by a rounding.
ROUNDING = 1e-9


class Movement(StrEnum):
    """How surely two results differ."""

    WOBBLE = "wobble"
    PERHAPS = "perhaps"
    CLEAR = "clear"


@dataclass(frozen=True, slots=True)
class ReliableChange:
    """From one score to a later one: ``difference`` in points, ``rci`` in units of S_diff."""

    difference: float
    rci: float
    movement: Movement


def standard_error_of_difference(constants: Constants) -> float:
    """S_diff in points: sqrt(2) SD sqrt(1 - r), with r the retest reliability.

    Jacobson & Truax (1991, doi:10.1037/0022-006X.59.1.12) with the sqrt(2) of Christensen &
    Mendoza (1986). Retest rather than alpha, because alpha leaves out day-to-day wobble.
    """
    return sqrt(2) * constants.sd * sqrt(1 - constants.retest)


def reliable_change(*, earlier: float, later: float, constants: Constants) -> ReliableChange:
    """How far ``later`` lies from ``earlier`` (both 1..7), measured against the usual wobble.

    RCI = (later - earlier) / S_diff (Jacobson & Truax 1991). Clear: |RCI| above 1.96. Perhaps:
    from 80 % of the wobble on, in points rounded to one decimal as scores are shown (1.0 with the
    provisional constants). Temkin (2004) found that this denominator flags too many, hence the
    cautious words.
    """
    s_diff = standard_error_of_difference(constants)
    difference = later - earlier
    rci = difference / s_diff
    if abs(rci) > Z_95:
        movement = Movement.CLEAR
    elif abs(difference) + ROUNDING >= round(Z_80 * s_diff, 1):
        movement = Movement.PERHAPS
    else:
        movement = Movement.WOBBLE
    return ReliableChange(difference=difference, rci=rci, movement=movement)
