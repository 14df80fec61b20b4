"""The order in which a sitting shows the statements: random, well mixed, the same for one seed."""

from collections.abc import Callable, Sequence
from hashlib import sha256
from itertools import groupby

from apps.quiz.questionnaire.model import Item, Side

LONGEST_RUN = 3
ATTEMPTS = 10_000


def shown_order(items: Sequence[Item], seed: int) -> tuple[int, ...]:
    """Places in ``items`` in the order to show them.

    Never more than three in a row count towards the same line, nor point the same way; in a list,
    no more than three steps go one way, and the person's own moves come last. Items are sorted by
    a hash, attempt after attempt, so that an order is the same on every machine and release.
    Raises ValueError when the keys allow no such order (a sound form always does).
    """
    for attempt in range(ATTEMPTS):
        order = sorted(range(len(items)), key=_lot(items, f"{seed}.{attempt}"))
        order.sort(key=lambda place: items[place].side is Side.MOVE)
        if _well_mixed([items[place] for place in order]):
            return tuple(order)
    raise ValueError("these items cannot be mixed well")


def _lot(items: Sequence[Item], draw: str) -> Callable[[int], bytes]:
    return lambda place: sha256(f"{draw}.{items[place].id}".encode()).digest()


def _well_mixed(items: Sequence[Item]) -> bool:
    keys = [item.key for item in items if item.key]
    steps = [item.side for item in items if item.side is not Side.MOVE and item.side]
    ways = ([key.scale for key in keys], [key.direction for key in keys], steps)
    return all(len(list(run)) <= LONGEST_RUN for way in ways for _, run in groupby(way))
