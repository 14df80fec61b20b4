"""The margin keeps its word: 20,000 people with known true scores, through the real scoring code.

The model rounds answers and cuts them at 1 and 7, as the form does, so that the figures are not
exactly those of a normal curve: rounding adds a little noise, the ends of the scale take some away.
"""

from dataclasses import dataclass
from math import sqrt
from random import Random

import pytest

from apps.quiz.results.method import SIMULATED, Simulated
from apps.quiz.scoring.reliable_change import Movement, reliable_change
from apps.quiz.scoring.score import HIGHER_BORDER, LOWER_BORDER, Band, Scale, ScaleScore
from tests.quiz.sample_forms import self_partner
from tests.quiz.simulated_people import CORRELATION, Crowd, Day, Levels, expected_answer

PEOPLE = 20_000
SEED = 20261124
THIRDS = {
    Band.LOWER: (1.0, LOWER_BORDER),
    Band.MIDDLE: (LOWER_BORDER, HIGHER_BORDER),
    Band.HIGHER: (HIGHER_BORDER, 7.0),
}
OPPOSITE = {Band.LOWER: THIRDS[Band.HIGHER], Band.HIGHER: THIRDS[Band.LOWER]}


@dataclass(frozen=True, slots=True)
class Scored:
    """A score beside the true one, and beside a second sitting of the same, unchanged person."""

    first: ScaleScore
    second: ScaleScore
    true: float


@pytest.fixture(scope="module")
def crowd() -> list[Scored]:
    """Both lines of everybody; almost nobody leaves out so much that a line has no score."""
    people = Crowd(self_partner(), SEED)
    scored = [pair for _ in range(PEOPLE) for pair in both_lines(people, people.person())]
    assert len(scored) > 1.99 * PEOPLE
    return scored


def both_lines(crowd: Crowd, person: Levels) -> list[Scored]:
    first, again = crowd.day(person), crowd.day(person)
    return [pair for scale in Scale if (pair := on(scale, first, again, crowd))]


def on(scale: Scale, first: Day, again: Day, crowd: Crowd) -> Scored | None:
    one, two = first.result.on(scale), again.result.on(scale)
    return Scored(one, two, crowd.true_score(first.levels[scale])) if one and two else None


def share(of: list[bool]) -> float:
    return sum(of) / len(of)


def hundredths(of: list[bool]) -> int:
    return round(100 * share(of))


def lies_in(true: float, third: tuple[float, float]) -> bool:
    return third[0] <= true <= third[1]


def called_clear(crowd: list[Scored]) -> list[bool]:
    constants = self_partner().constants
    pairs = ((each.first.value, each.second.value) for each in crowd)
    changes = (reliable_change(earlier=a, later=b, constants=constants) for a, b in pairs)
    return [change.movement is Movement.CLEAR for change in changes]


def named(crowd: list[Scored]) -> list[Scored]:
    return [each for each in crowd if each.first.band in THIRDS]


def test_the_range_covers_the_true_score_about_eight_times_in_ten(crowd: list[Scored]) -> None:
    covered = share([each.first.low <= each.true <= each.first.high for each in crowd])
    assert 0.78 <= covered <= 0.85


def test_a_clear_change_is_seldom_called_in_people_who_did_not_change(crowd: list[Scored]) -> None:
    assert 0 < share(called_clear(crowd)) <= 0.055


def test_a_third_that_is_named_holds_the_true_score(crowd: list[Scored]) -> None:
    held = [lies_in(each.true, THIRDS[each.first.band]) for each in named(crowd)]
    assert len(held) > PEOPLE / 2
    assert share(held) >= 0.93


def test_the_true_score_is_hardly_ever_in_the_opposite_third(crowd: list[Scored]) -> None:
    ends = [each for each in crowd if each.first.band in OPPOSITE]
    astray = sum(lies_in(each.true, OPPOSITE[each.first.band]) for each in ends)
    assert len(ends) > PEOPLE / 10
    assert astray / len(crowd) < 1 / 10_000


def test_the_method_page_gives_the_figures_that_were_found(crowd: list[Scored]) -> None:
    held = {
        third: [lies_in(e.true, THIRDS[third]) for e in crowd if e.first.band is third]
        for third in THIRDS
    }
    assert (
        Simulated(
            people=PEOPLE,
            covered=hundredths([e.first.low <= e.true <= e.first.high for e in crowd]),
            called=hundredths(called_clear(crowd)),
            named=hundredths([each for third in held.values() for each in third]),
            higher=hundredths(held[Band.HIGHER]),
            opposite=sum(
                lies_in(e.true, OPPOSITE[e.first.band]) for e in crowd if e.first.band in OPPOSITE
            ),
        )
        == SIMULATED
    )


# The model itself: what it draws is what the constants say, as far as rounding lets it.


def test_scores_spread_and_agree_as_the_constants_assume(crowd: list[Scored]) -> None:
    constants = self_partner().constants
    people = Crowd(self_partner(), SEED)
    levels = [people.person() for _ in range(4000)]
    spread = sqrt(sum((each[Scale.ANXIETY] - 4.14) ** 2 for each in levels) / len(levels))
    assert spread == pytest.approx(constants.sd * sqrt(constants.retest), rel=0.05)
    assert correlation(
        [each[Scale.AVOIDANCE] for each in levels], [each[Scale.ANXIETY] for each in levels]
    ) == pytest.approx(CORRELATION, abs=0.05)
    # Cutting at 1 and 7 takes some of the spread between people.
    agreement = correlation([e.first.value for e in crowd], [e.second.value for e in crowd])
    assert agreement == pytest.approx(constants.retest, abs=0.03)


def test_the_expected_answer_is_the_mean_of_many_answers() -> None:
    chance = Random(SEED)
    for level in (0.5, 2.2, 4.0, 6.7):
        answers = [min(7, max(1, round(level + 1.4 * chance.gauss()))) for _ in range(20_000)]
        mean = sum(answers) / len(answers)
        assert expected_answer(level, 1.4) == pytest.approx(mean, abs=0.04)


def correlation(one: list[float], other: list[float]) -> float:
    mean, also = sum(one) / len(one), sum(other) / len(other)
    together = sum((a - mean) * (b - also) for a, b in zip(one, other, strict=True))
    return together / sqrt(sum((a - mean) ** 2 for a in one) * sum((b - also) ** 2 for b in other))
