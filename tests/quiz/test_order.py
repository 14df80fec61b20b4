"""The order of a sitting is random, well mixed, and the same for one seed."""

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from apps.quiz.questionnaire.model import Item
from apps.quiz.scoring.score import Direction, Scale
from apps.quiz.sitting.sitting import SEED_BITS, Sitting, shown_order
from tests.quiz.sample_forms import self_partner

PINNED = [
    "A2",
    "X3",
    "A6",
    "X7",
    "X1",
    "A3",
    "A7",
    "X4",
    "X8",
    "X2",
    "A5",
    "A4",
    "X5",
    "A8",
    "X6",
    "A1",
]
seeds = st.integers(min_value=0, max_value=2**SEED_BITS - 1)


def longest(sides: list[str]) -> int:
    run = best = 1
    for before, after in pairwise(sides):
        run = run + 1 if before == after else 1
        best = max(best, run)
    return best


@given(seeds)
def test_every_statement_is_shown_once(seed: int) -> None:
    assert sorted(shown_order(self_partner().items, seed)) == list(range(16))


@given(seeds)
def test_never_more_than_three_in_a_row_of_a_line_or_a_direction(seed: int) -> None:
    items = self_partner().items
    keys = [items[place].key for place in shown_order(items, seed)]
    assert longest([key.scale for key in keys if key]) <= 3
    assert longest([key.direction for key in keys if key]) <= 3


@given(seeds)
def test_one_seed_gives_one_order(seed: int) -> None:
    items = self_partner().items
    assert shown_order(items, seed) == shown_order(items, seed)


def test_the_order_of_a_seed_outlives_a_release() -> None:
    order = shown_order(self_partner().items, 7)
    assert [self_partner().items[place].id for place in order] == PINNED


def test_seeds_give_different_orders() -> None:
    orders = {shown_order(self_partner().items, seed) for seed in range(200)}
    assert len(orders) == 200


def test_every_statement_may_come_first() -> None:
    first = {shown_order(self_partner().items, seed)[0] for seed in range(400)}
    assert first == set(range(16))


def test_sittings_do_not_share_a_seed() -> None:
    assert len({Sitting.begin(self_partner()).seed for _ in range(50)}) == 50


def test_keys_that_cannot_be_mixed_are_refused() -> None:
    items = [
        Item(id=str(n), text="…", scale=Scale.ANXIETY, direction=Direction.FORWARD)
        for n in range(4)
    ]
    with pytest.raises(ValueError, match="mixed"):
        shown_order(items, 1)


def test_a_list_may_come_in_any_order() -> None:
    items = [Item(id=str(n), text="…") for n in range(12)]
    assert sorted(shown_order(items, 1)) == list(range(12))
