"""Scoring: answers into scores with their 80 % ranges; knows no pages, storage or words.

Answers run from 1 (not at all like me) to 7 (very much like me) and so do the scores. Everything
here is a pure function of the answers, the keys and three constants.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from itertools import groupby
from math import sqrt

from apps.common.content_files.toml_file import Text, TomlTable

# The version of the scoring, kept with every saved score: goes up when the same answers would
# give other scores.
METHOD_VERSION = 1

LOWEST = 1
HIGHEST = 7

MINIMUM_ANSWERED = 6
MINIMUM_PER_DIRECTION = 2

# The standard normal's 90th centile: 80 % of a normal curve lies within this many SEM of its mean.
Z_80 = 1.2816
# The square root of 3.219, the 80 % point of chi-squared with two degrees of freedom.
ELLIPSE_80 = 1.794

LOWER_BORDER = 3.0
HIGHER_BORDER = 5.0

RUN_LIMIT = 10
SPREAD_LIMIT = 0.9
SPREAD_ANSWERED = 12
MIXED_LIMIT = 3
MIXED_FACTOR = 1.5


class Scale(StrEnum):
    """The two lines of the map."""

    AVOIDANCE = "avoidance"
    ANXIETY = "anxiety"


class Direction(StrEnum):
    """Whether agreeing with an item raises the score or lowers it."""

    FORWARD = "forward"
    REVERSED = "reversed"


class Band(StrEnum):
    """The part of the scale that a range (rather than its point) may be said to lie in."""

    LOWER = "lower"
    LOWER_MIDDLE = "lower-middle"
    MIDDLE = "middle"
    MIDDLE_HIGHER = "middle-higher"
    HIGHER = "higher"
    UNPLACED = "unplaced"


class Constants(TomlTable, frozen=True):
    """What is assumed about the questions: ``sd`` in points, ``alpha`` and ``retest`` in 0..1."""

    sd: float
    alpha: float
    retest: float
    source: Text

    def __post_init__(self) -> None:
        if self.sd <= 0 or not 0 < self.alpha < 1 or not 0 < self.retest < 1:
            raise ValueError("a spread is above 0; reliabilities lie between 0 and 1")


@dataclass(frozen=True, slots=True)
class ItemKey:
    """Which line an item counts towards, and which way round."""

    scale: Scale
    direction: Direction


@dataclass(frozen=True, slots=True)
class ItemAnswer:
    """One item as answered: ``value`` is 1..7, or None when it was skipped or left out."""

    key: ItemKey
    value: int | None

    def __post_init__(self) -> None:
        if self.value is not None and not LOWEST <= self.value <= HIGHEST:
            raise ValueError(f"an answer lies between {LOWEST} and {HIGHEST}, not {self.value}")

    @property
    def counted(self) -> int | None:
        """The answer as it enters the mean: 8 - x for a reversed item, else x."""
        if self.value is None or self.key.direction is Direction.FORWARD:
            return self.value
        return LOWEST + HIGHEST - self.value


@dataclass(frozen=True, slots=True)
class ScaleScore:
    """A score on one line, with how far it can be trusted.

    ``value`` 1..7 is the mean of the counted answers, ``sem`` the standard error of measurement in
    the same points, ``answered`` of ``asked`` items were answered. ``mixed`` says that the forward
    and the reversed items disagree, which widens every range by half.
    """

    value: float
    answered: int
    asked: int
    sem: float
    mixed: bool

    @property
    def widening(self) -> float:
        return MIXED_FACTOR if self.mixed else 1.0

    @property
    def half_width(self) -> float:
        """Half the 80 % range in points before it is cut off at 1 and 7: 1.2816 SEM."""
        return Z_80 * self.sem * self.widening

    @property
    def radius(self) -> float:
        """The radius in points, along this line, of the region holding both lines at 80 %."""
        return ELLIPSE_80 * self.sem * self.widening

    @property
    def low(self) -> float:
        return max(float(LOWEST), self.value - self.half_width)

    @property
    def high(self) -> float:
        return min(float(HIGHEST), self.value + self.half_width)

    @property
    def band(self) -> Band:
        return band(low=self.low, high=self.high)


@dataclass(frozen=True, slots=True)
class Scores:
    """Both lines (None: not enough answers), and the two hints that answers were given absently."""

    avoidance: ScaleScore | None
    anxiety: ScaleScore | None
    long_run: bool
    little_spread: bool

    def on(self, scale: Scale) -> ScaleScore | None:
        return self.avoidance if scale is Scale.AVOIDANCE else self.anxiety

    @property
    def has_a_place(self) -> bool:
        """Whether there were enough answers for both lines."""
        return self.avoidance is not None and self.anxiety is not None

    @property
    def mixed(self) -> bool:
        return any(score.mixed for score in (self.avoidance, self.anxiety) if score)


def score_sitting(answers: Sequence[ItemAnswer], constants: Constants) -> Scores:
    """Scores both lines from all ``answers`` of a sitting, given in the order they were shown."""
    values = [answer.value for answer in answers]
    return Scores(
        avoidance=score_scale(_on(Scale.AVOIDANCE, answers), constants),
        anxiety=score_scale(_on(Scale.ANXIETY, answers), constants),
        long_run=longest_run(values) >= RUN_LIMIT,
        little_spread=has_little_spread(values),
    )


def score_scale(answers: Sequence[ItemAnswer], constants: Constants) -> ScaleScore | None:
    """The mean of the counted answers of one line, or None when too few were given.

    A score needs six answers, two of them forward and two reversed. The mean over what was
    answered is the same as the prorated sum over all items, divided by their number. Averaging
    what is there can bias a result (Mazza, Enders & Ruehlman 2015,
    doi:10.1080/00273171.2015.1068157), hence the strict minimum and the wider range.
    """
    forward = _counted(Direction.FORWARD, answers)
    backward = _counted(Direction.REVERSED, answers)
    counted = forward + backward
    if len(counted) < MINIMUM_ANSWERED or min(len(forward), len(backward)) < MINIMUM_PER_DIRECTION:
        return None
    return ScaleScore(
        value=sum(counted) / len(counted),
        answered=len(counted),
        asked=len(answers),
        sem=standard_error(constants, asked=len(answers), answered=len(counted)),
        mixed=disagree(forward, backward),
    )


def inter_item_correlation(alpha: float, *, asked: int) -> float:
    """The mean correlation r of ``asked`` items that have ``alpha`` together, in 0..1.

    Spearman-Brown solved for the single item: r = alpha / (k - (k - 1) alpha).
    """
    return alpha / (asked - (asked - 1) * alpha)


def item_spread(constants: Constants, *, asked: int) -> float:
    """The standard deviation, in points, of one item when the mean of ``asked`` items has ``sd``.

    sigma = SD sqrt(k / (1 + (k - 1) r)), from the variance of a mean of equally correlated items.
    """
    r = inter_item_correlation(constants.alpha, asked=asked)
    return constants.sd * sqrt(asked / (1 + (asked - 1) * r))


def standard_error(constants: Constants, *, asked: int, answered: int) -> float:
    """The standard error of measurement, in points, of a mean over ``answered`` of ``asked`` items.

    SEM = SD sqrt(1 - alpha) when all are answered (Lord & Novick 1968). With gaps, by the same
    idea for each item, SEM_m = sigma sqrt((1 - r) / m), which equals it at m = k and follows from
    Spearman-Brown. Raises ValueError unless 1 <= answered <= asked.
    """
    if not 1 <= answered <= asked:
        raise ValueError("at least one and at most all of the items can be answered")
    r = inter_item_correlation(constants.alpha, asked=asked)
    return item_spread(constants, asked=asked) * sqrt((1 - r) / answered)


def band(*, low: float, high: float) -> Band:
    """The words that a range from ``low`` to ``high`` (1..7) allows.

    Thirds are 1-3, 3-5 and 5-7. A third is named only if the whole range lies in it; a range over
    one border lies between two; one over both borders cannot be placed.
    """
    over_lower = low < LOWER_BORDER < high
    over_higher = low < HIGHER_BORDER < high
    match over_lower, over_higher:
        case True, True:
            return Band.UNPLACED
        case True, False:
            return Band.LOWER_MIDDLE
        case False, True:
            return Band.MIDDLE_HIGHER
    if high <= LOWER_BORDER:
        return Band.LOWER
    return Band.HIGHER if low >= HIGHER_BORDER else Band.MIDDLE


def disagree(forward: Sequence[int], backward: Sequence[int]) -> bool:
    """Whether counted forward and reversed answers differ by more than 3 points on average.

    Compared after reversal, so that honest extremes are not flagged. The limit comes from public
    answers to another questionnaire, where 2 % of people pass it; consistency is the better hint
    of careless answers (doi:10.3758/s13428-024-02484-3).
    """
    # In whole numbers, since a difference of exactly three must not depend on a rounding.
    apart = sum(forward) * len(backward) - sum(backward) * len(forward)
    return abs(apart) > MIXED_LIMIT * len(forward) * len(backward)


def longest_run(values: Iterable[int | None]) -> int:
    """How many times in a row the same answer was given; a skipped item ends a run.

    The long-string index of Meade & Craig (2012, doi:10.1037/a0028085); see also Curran (2016).
    """
    runs = (len(list(run)) for value, run in groupby(values) if value is not None)
    return max(runs, default=0)


def has_little_spread(values: Iterable[int | None]) -> bool:
    """Whether the answers as given, at least twelve of them, spread by less than 0.9 points.

    The spread is the population standard deviation before reversal: with half the items pointing
    the other way, an attentive person's answers differ. Within-person variability after Curran
    (2016); about 1 % of people in public data fall under the limit.
    """
    given = [value for value in values if value is not None]
    # In whole numbers up to the last step: n sum(x²) - (sum x)² is the variance times n².
    n, squares = len(given), sum(value * value for value in given)
    return n >= SPREAD_ANSWERED and n * squares - sum(given) ** 2 < (SPREAD_LIMIT * n) ** 2


def _on(scale: Scale, answers: Sequence[ItemAnswer]) -> list[ItemAnswer]:
    return [answer for answer in answers if answer.key.scale is scale]


def _counted(direction: Direction, answers: Sequence[ItemAnswer]) -> list[int]:
    return [
        answer.counted
        for answer in answers
        if answer.key.direction is direction and answer.counted is not None
    ]
