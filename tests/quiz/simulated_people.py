"""People drawn from a known model, who answer a form; their true scores are therefore known.

A two-factor model: each person has a level on each line, made of a trait and of the state of the
day. An answer is that level plus the item's own shift and noise, rounded to a whole number and held
between 1 and 7. The variances are what the form's constants assume: a mean of eight answers spreads
by ``sd`` between people, of which ``alpha`` is the level of the day and ``retest`` the trait.
Means, the correlation of the lines and the share of answers left out are those of the public data
(46,610 complete answer sets to another questionnaire, Open-Source Psychometrics Project, 2018).
"""

from dataclasses import dataclass
from math import erf, sqrt
from random import Random

from apps.quiz.questionnaire.model import Item, ScoredForm
from apps.quiz.scoring.score import (
    HIGHEST,
    LOWEST,
    Direction,
    ItemAnswer,
    Scale,
    Scores,
    item_spread,
    score_sitting,
)
from apps.quiz.sitting.sitting import shown_order

MEANS = {Scale.AVOIDANCE: 3.35, Scale.ANXIETY: 4.14}
CORRELATION = -0.05
LEFT_OUT = 0.003
# How much easier or harder to agree with an item is than its line: the same in both directions.
SHIFTS = (-0.6, -0.2, 0.2, 0.6)


type Levels = dict[Scale, float]


@dataclass(frozen=True, slots=True)
class Day:
    """One sitting: the result by the real scoring code, and the levels that the day had."""

    result: Scores
    levels: Levels


class Crowd:
    """A form and the chance with which people answer it; the same seed draws the same people."""

    def __init__(self, form: ScoredForm, seed: int) -> None:
        constants = form.constants
        asked = len(form.items) // len(Scale)
        self.form = form
        self.chance = Random(seed)
        self.trait = constants.sd * sqrt(constants.retest)
        self.state = constants.sd * sqrt(constants.alpha - constants.retest)
        self.noise = sqrt(
            item_spread(constants, asked=asked) ** 2 - constants.sd**2 * constants.alpha
        )
        self.asked = [_Asked(item, place) for place, item in enumerate(form.items)]
        self.asked = [self.asked[place] for place in shown_order(form.items, seed)]

    def person(self) -> Levels:
        """The lasting level on each line, in points before they are cut to the scale."""
        first, other = self.chance.gauss(), self.chance.gauss()
        second = CORRELATION * first + sqrt(1 - CORRELATION**2) * other
        return {
            Scale.AVOIDANCE: MEANS[Scale.AVOIDANCE] + self.trait * first,
            Scale.ANXIETY: MEANS[Scale.ANXIETY] + self.trait * second,
        }

    def day(self, person: Levels) -> Day:
        levels = {
            scale: level + self.state * self.chance.gauss() for scale, level in person.items()
        }
        answers = [self._answer(asked, levels[asked.scale]) for asked in self.asked]
        return Day(score_sitting(answers, self.form.constants), levels)

    def true_score(self, level: float) -> float:
        """The expected answer, over the items of a line, of somebody at ``level``."""
        return sum(expected_answer(level + shift, self.noise) for shift in SHIFTS) / len(SHIFTS)

    def _answer(self, asked: "_Asked", level: float) -> ItemAnswer:
        if self.chance.random() < LEFT_OUT:
            return asked.left_out
        felt = round(level + asked.shift + self.noise * self.chance.gauss())
        return asked.answers[min(HIGHEST, max(LOWEST, felt))]


class _Asked:
    """One item as the model answers it; ``answers`` has the answer by what it is to count."""

    def __init__(self, item: Item, place: int) -> None:
        assert item.key is not None
        key = item.key
        forward = key.direction is Direction.FORWARD
        self.scale = key.scale
        self.shift = SHIFTS[place % len(SHIFTS)]
        self.left_out = ItemAnswer(key, None)
        self.answers = {
            n: ItemAnswer(key, n if forward else 8 - n) for n in range(LOWEST, HIGHEST + 1)
        }


def expected_answer(level: float, noise: float) -> float:
    """The mean of a normal (``level``, ``noise``) after rounding and cutting to 1..7.

    It is 1 plus the chances that the answer is at least 2, 3, … 7.
    """
    return 1 + sum(0.5 - 0.5 * erf((n - 0.5 - level) / (noise * sqrt(2))) for n in range(2, 8))
