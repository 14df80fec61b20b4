"""Scoring: the agreed test cases to the digit, and the laws that hold for any answers."""

from dataclasses import replace
from math import isclose, log, sqrt
from statistics import NormalDist, pstdev

import pytest
from hypothesis import given
from hypothesis import strategies as st

from apps.quiz.scoring.score import (
    Band,
    Constants,
    Direction,
    ItemAnswer,
    ItemKey,
    Scale,
    ScaleScore,
    band,
    has_little_spread,
    inter_item_correlation,
    item_spread,
    longest_run,
    score_scale,
    score_sitting,
    standard_error,
)

PROVISIONAL = Constants(sd=1.25, alpha=0.85, retest=0.80, source="provisional")
KEYS = "++++----"
FORWARD = Direction.FORWARD
REVERSED = Direction.REVERSED


def line(values: list[int | None], keys: str = KEYS) -> list[ItemAnswer]:
    return [
        ItemAnswer(ItemKey(Scale.AVOIDANCE, FORWARD if key == "+" else REVERSED), value)
        for key, value in zip(keys, values, strict=True)
    ]


def sitting(avoidance: list[int | None], anxiety: list[int | None]) -> list[ItemAnswer]:
    """Both lines, an item of one after an item of the other."""
    worried = [replace(a, key=ItemKey(Scale.ANXIETY, a.key.direction)) for a in line(anxiety)]
    return [answer for pair in zip(line(avoidance), worried, strict=True) for answer in pair]


def scored(values: list[int | None], keys: str = KEYS) -> ScaleScore:
    score = score_scale(line(values, keys), PROVISIONAL)
    assert score is not None
    return score


# The agreed cases.


@pytest.mark.parametrize(
    ("values", "answered", "score"),
    [
        ([5, 6, 5, 4, 3, 2, 4, 3], 8, 5.0),
        ([5, 6, 5, 4, 3, 2, 4, None], 7, 5.0),
        ([5, 6, None, 4, 3, 2, None, 3], 6, 5.1667),
        ([7] * 8, 8, 4.0),
    ],
)
def test_the_score_is_the_mean_of_the_counted_answers(
    values: list[int | None], answered: int, score: float
) -> None:
    result = scored(values)
    assert round(result.value, 4) == score
    assert (result.answered, result.asked) == (answered, 8)


def test_five_answers_give_no_score() -> None:
    assert score_scale(line([5, 6, None, 4, None, 2, None, 3]), PROVISIONAL) is None


def test_a_score_needs_two_answers_of_each_direction() -> None:
    one_reversed: list[int | None] = [5, 6, 5, 4, 5, 3, None, None]
    assert score_scale(line(one_reversed, "+++++-++"), PROVISIONAL) is None
    assert score_scale(line(one_reversed, "++++--++"), PROVISIONAL) is not None


@pytest.mark.parametrize(
    ("missing", "sem", "half", "radius"),
    [(0, 0.4841, 0.6204, 0.8686), (1, 0.5175, 0.6633, 0.9285), (2, 0.5590, 0.7164, 1.0029)],
)
def test_the_range_widens_with_each_missing_answer(
    missing: int, sem: float, half: float, radius: float
) -> None:
    """Worked out apart from the code, in thirty digits, from the tables of two distributions.

    The normal distribution's 90th centile is 1.281551566, the 80 % point of chi-squared with two
    degrees of freedom 3.218875825 (its square root 1.794123).
    """
    values: list[int | None] = [5, 6, 5, 4, 3, 2, 4, 3]
    score = scored([*values[: 8 - missing], *[None] * missing])
    assert round(score.sem, 4) == sem
    assert isclose(score.half_width, half, abs_tol=1e-4)
    assert isclose(score.radius, radius, abs_tol=1e-4)


def test_what_follows_from_the_provisional_constants() -> None:
    assert round(inter_item_correlation(0.85, asked=8), 4) == 0.4146
    assert round(item_spread(PROVISIONAL, asked=8), 3) == 1.790
    assert round(standard_error(PROVISIONAL, asked=8, answered=8), 4) == 0.4841


@pytest.mark.parametrize("answered", [0, 9])
def test_an_impossible_number_of_answers_is_refused(answered: int) -> None:
    with pytest.raises(ValueError, match="at least one"):
        standard_error(PROVISIONAL, asked=8, answered=answered)


@pytest.mark.parametrize("value", [0, 8, -1])
def test_an_answer_off_the_scale_is_refused(value: int) -> None:
    with pytest.raises(ValueError, match="between 1 and 7"):
        line([value] * 8)


@pytest.mark.parametrize(
    ("low", "high", "words"),
    [
        (1.0, 2.9, Band.LOWER),
        (1.7, 3.0, Band.LOWER),
        (2.4, 3.6, Band.LOWER_MIDDLE),
        (3.0, 4.2, Band.MIDDLE),
        (3.4, 4.6, Band.MIDDLE),
        (3.8, 5.0, Band.MIDDLE),
        (4.4, 5.6, Band.MIDDLE_HIGHER),
        (5.0, 6.2, Band.HIGHER),
        (5.9, 7.0, Band.HIGHER),
        (2.9, 5.1, Band.UNPLACED),
    ],
)
def test_a_third_is_named_only_when_the_whole_range_lies_in_it(
    low: float, high: float, words: Band
) -> None:
    assert band(low=low, high=high) is words


def test_the_range_is_cut_off_at_the_ends_of_the_scale() -> None:
    """A cut end is a number with a decimal, as the other ends are (it is written to files)."""
    assert repr(scored([1, 1, 1, 1, 7, 7, 7, 7]).low) == "1.0"
    assert repr(scored([7, 7, 7, 7, 1, 1, 1, 1]).high) == "7.0"


def test_the_range_is_that_of_eighty_percent_of_a_normal_curve() -> None:
    score = scored([5] * 8)
    assert isclose(score.half_width / score.sem, NormalDist().inv_cdf(0.9), abs_tol=5e-5)


def test_the_shape_on_the_map_holds_both_lines_at_eighty_percent() -> None:
    """The chi-squared distribution with two degrees of freedom is 1 - exp(-x / 2)."""
    score = scored([5] * 8)
    assert isclose(score.radius / score.sem, sqrt(-2 * log(1 - 0.8)), abs_tol=5e-4)


# Manner of answering.


def test_honest_extremes_are_not_called_mixed() -> None:
    assert not scored([7, 7, 7, 7, 1, 1, 1, 1]).mixed


def test_disagreeing_halves_widen_the_range_by_half() -> None:
    mixed, steady = scored([7, 7, 7, 7, 5, 5, 5, 5]), scored([5, 5, 5, 5, 3, 3, 3, 3])
    assert mixed.mixed
    assert not steady.mixed
    assert isclose(mixed.half_width, 1.5 * steady.half_width)
    assert isclose(mixed.radius, 1.5 * steady.radius)


def test_a_difference_of_exactly_three_is_not_mixed() -> None:
    assert not scored([6, 6, 6, 6, 5, 5, 5, 5]).mixed


def test_halves_that_disagree_either_way_are_mixed() -> None:
    """Always 7: forward 7, turned 1. Always 1: forward 1, turned 7."""
    assert scored([7] * 8).mixed
    assert scored([1] * 8).mixed


def test_a_difference_just_over_three_is_mixed() -> None:
    """Forward 19 / 4 = 4.75, reversed and turned 5 / 3 = 1.67: 3.08 apart."""
    assert scored([5, 5, 5, 4, 7, 6, 6, None]).mixed


def test_a_sitting_is_mixed_where_either_line_is() -> None:
    mixed: list[int | None] = [7, 7, 7, 7, 6, 6, 6, 6]
    steady: list[int | None] = [2, 3, 2, 3, 6, 5, 6, 5]
    assert score_sitting(sitting(mixed, steady), PROVISIONAL).mixed
    assert score_sitting(sitting(steady, mixed), PROVISIONAL).mixed
    assert not score_sitting(sitting(steady, steady), PROVISIONAL).mixed


def test_only_the_line_that_disagrees_is_widened() -> None:
    result = score_sitting(sitting([7, 7, 7, 7, 6, 6, 6, 6], [2, 3, 2, 3, 6, 5, 6, 5]), PROVISIONAL)
    assert result.avoidance is not None
    assert result.anxiety is not None
    assert result.mixed
    assert result.avoidance.mixed
    assert not result.anxiety.mixed


def test_the_same_answer_throughout_is_noticed() -> None:
    result = score_sitting(sitting([7] * 8, [7] * 8), PROVISIONAL)
    assert result.long_run
    assert result.little_spread
    assert result.avoidance is not None
    assert result.avoidance.value == 4.0


def test_a_run_needs_ten_of_the_same_in_shown_order() -> None:
    assert longest_run([4] * 9 + [5] + [4] * 6) == 9
    assert longest_run([2] + [4] * 10 + [2] * 5) == 10
    assert longest_run([4] * 5 + [None] + [4] * 5) == 5
    assert longest_run([]) == 0
    assert longest_run([None] * 12) == 0
    assert longest_run([None, None, 4, 4, None, None, None]) == 2
    values: list[int | None] = [4] * 8
    nine = score_sitting(sitting(values, [4, 4, 4, 4, 1, 4, 7, 4]), PROVISIONAL)
    assert not nine.long_run


def test_ten_of_the_same_in_shown_order_are_a_long_run() -> None:
    ten = score_sitting(sitting([4, 4, 4, 4, 4, 1, 7, 1], [4, 4, 4, 4, 4, 7, 1, 7]), PROVISIONAL)
    assert ten.long_run
    nine = score_sitting(sitting([4, 4, 4, 4, 4, 1, 7, 1], [4, 4, 4, 4, 5, 7, 1, 7]), PROVISIONAL)
    assert not nine.long_run


@pytest.mark.parametrize(
    ("values", "spread", "little"),
    [
        ([2, 2, 2, 2, 2, 2, 3, 3, 4, 4, 4, 4], 0.8975, True),
        ([2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 3, 4, 5], 0.9035, False),
        ([4] * 18 + [7] * 2, 0.9, False),
    ],
)
def test_the_limit_of_little_spread_is_nine_tenths(
    values: list[int], spread: float, little: bool
) -> None:
    assert round(pstdev(values), 4) == spread
    assert has_little_spread(values) is little


def test_spread_is_not_judged_on_fewer_than_twelve_answers() -> None:
    few: list[int | None] = [4, 4, 4, None, 4, 4, 4, None]
    five: list[int | None] = [4, 4, 4, 4, 4, None, None, None]
    assert not score_sitting(sitting(few, five), PROVISIONAL).little_spread
    assert score_sitting(sitting(few, few), PROVISIONAL).little_spread


def test_an_attentive_person_is_not_flagged() -> None:
    result = score_sitting(sitting([2, 1, 3, 2, 6, 5, 7, 6], [6, 5, 6, 7, 2, 3, 1, 2]), PROVISIONAL)
    assert not (result.long_run or result.little_spread or result.mixed)


def test_each_line_has_its_own_minimum() -> None:
    result = score_sitting(sitting([5, 6, 5, 4, 3, 2, 4, 3], [None] * 8), PROVISIONAL)
    assert result.on(Scale.AVOIDANCE) is not None
    assert result.on(Scale.ANXIETY) is None
    assert not result.has_a_place
    assert not result.mixed
    other = score_sitting(sitting([None] * 8, [7] * 8), PROVISIONAL)
    assert other.on(Scale.AVOIDANCE) is None
    assert not other.has_a_place
    assert other.mixed
    both = score_sitting(sitting([5, 6, 5, 4, 3, 2, 4, 3], [5, 6, 5, 4, 3, 2, 4, 3]), PROVISIONAL)
    assert both.has_a_place


@pytest.mark.parametrize(
    "wrong",
    [
        {"sd": 0.0},
        {"sd": -1.0},
        {"alpha": 0.0},
        {"alpha": 1.0},
        {"retest": 0.0},
        {"retest": 1.0},
    ],
)
def test_constants_that_make_no_sense_are_refused(wrong: dict[str, float]) -> None:
    numbers = {"sd": 1.25, "alpha": 0.85, "retest": 0.8, **wrong}
    with pytest.raises(ValueError, match="reliabilities"):
        Constants(**numbers, source="provisional")


# Laws.

point = st.integers(min_value=1, max_value=7)


@st.composite
def with_gaps(draw: st.DrawFn) -> list[int | None]:
    """Eight answers, of which up to three are missing; with two gaps or fewer there is a score."""
    values = draw(st.lists(point, min_size=8, max_size=8))
    gaps = draw(st.sets(st.integers(0, 7), max_size=3))
    return [None if place in gaps else value for place, value in enumerate(values)]


eight = with_gaps()
keys = st.permutations(KEYS).map("".join)
reliability = st.floats(min_value=0.05, max_value=0.99)
anything = st.builds(
    Constants,
    sd=st.floats(min_value=0.1, max_value=3),
    alpha=reliability,
    retest=reliability,
    source=st.just("made up"),
)


def flipped(answers: list[ItemAnswer]) -> list[ItemAnswer]:
    other = {FORWARD: REVERSED, REVERSED: FORWARD}
    return [replace(a, key=ItemKey(a.key.scale, other[a.key.direction])) for a in answers]


@given(eight, keys, anything)
def test_a_score_stays_on_the_scale_and_inside_its_range(
    values: list[int | None], key: str, constants: Constants
) -> None:
    score = score_scale(line(values, key), constants)
    assert (score is None) == (values.count(None) > 2)
    assert score is None or 1 <= score.low <= score.value <= score.high <= 7


@given(eight, keys, anything)
def test_reversing_all_keys_mirrors_the_score(
    values: list[int | None], key: str, constants: Constants
) -> None:
    answers = line(values, key)
    score, mirrored = score_scale(answers, constants), score_scale(flipped(answers), constants)
    assert (score is None) == (mirrored is None)
    if score and mirrored:
        assert isclose(mirrored.value, 8 - score.value)
        assert isclose(mirrored.low, 8 - score.high)
        assert mirrored.mixed == score.mixed
        assert mirrored.sem == score.sem


@given(eight, keys, st.randoms(use_true_random=False))
def test_order_never_matters_for_a_score(
    values: list[int | None], key: str, chance: object
) -> None:
    answers = line(values, key)
    shuffled = list(answers)
    chance.shuffle(shuffled)  # type: ignore[attr-defined]
    assert score_scale(answers, PROVISIONAL) == score_scale(shuffled, PROVISIONAL)


@given(anything, st.integers(min_value=2, max_value=40))
def test_more_answers_never_widen_the_range(constants: Constants, asked: int) -> None:
    errors = [standard_error(constants, asked=asked, answered=m) for m in range(1, asked + 1)]
    assert errors == sorted(errors, reverse=True)
    assert isclose(errors[-1], constants.sd * (1 - constants.alpha) ** 0.5, rel_tol=1e-6)


@given(eight, keys, anything, point)
def test_filling_a_gap_never_widens_the_range(
    values: list[int | None], key: str, constants: Constants, answer: int
) -> None:
    """Before the ends of the scale cut it, and before mixed answers widen it."""
    for place in [place for place, value in enumerate(values) if value is None]:
        before = score_scale(line(values, key), constants)
        values = [*values[:place], answer, *values[place + 1 :]]
        after = score_scale(line(values, key), constants)
        if before and after:
            assert after.sem < before.sem
            assert after.half_width / after.widening < before.half_width / before.widening


@given(st.lists(point, min_size=16, max_size=16), st.randoms(use_true_random=False))
def test_order_never_matters_for_both_lines_at_once(values: list[int], chance: object) -> None:
    answers = sitting([*values[:8]], [*values[8:]])
    shuffled = list(answers)
    chance.shuffle(shuffled)  # type: ignore[attr-defined]
    one, other = score_sitting(answers, PROVISIONAL), score_sitting(shuffled, PROVISIONAL)
    assert (one.avoidance, one.anxiety) == (other.avoidance, other.anxiety)
    assert one.little_spread == other.little_spread


@given(st.lists(point, min_size=12, max_size=16))
def test_little_spread_is_a_standard_deviation_under_nine_tenths(values: list[int]) -> None:
    assert has_little_spread(values) == (pstdev(values) < 0.9)


@given(st.floats(min_value=1, max_value=7), st.floats(min_value=0, max_value=6))
def test_words_claim_no_third_that_the_range_leaves(low: float, width: float) -> None:
    high = min(7.0, low + width)
    thirds = {Band.LOWER: (1, 3), Band.MIDDLE: (3, 5), Band.HIGHER: (5, 7)}
    start, end = thirds.get(band(low=low, high=high), (1, 7))
    assert start <= low <= high <= end
