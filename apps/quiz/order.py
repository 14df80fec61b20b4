"""The order in which a sitting shows the statements: random, well mixed, the same for one seed."""

from collections.abc import Callable, Sequence
from hashlib import sha256
from itertools import groupby

from apps.quiz.questionnaires import Item

LONGEST_RUN = 3
ATTEMPTS = 10_000


def shown_order(items: Sequence[Item], seed: int) -> tuple[int, ...]:
    """Places in ``items`` in the order to show them.

    Never more than three in a row count towards the same line, nor point the same way. Items are
    sorted by a hash, attempt after attempt, so that an order is the same on every machine and
    release. Raises ValueError when the keys allow no such order (a sound form always does).
    """
    for attempt in range(ATTEMPTS):
        order = sorted(range(len(items)), key=_lot(items, f"{seed}.{attempt}"))
        if _well_mixed([items[place] for place in order]):
            return tuple(order)
    raise ValueError("these items cannot be mixed well")


def _lot(items: Sequence[Item], draw: str) -> Callable[[int], bytes]:
    return lambda place: sha256(f"{draw}.{items[place].id}".encode()).digest()


def _well_mixed(items: Sequence[Item]) -> bool:
    keys = [item.key for item in items if item.key]
    sides = ([key.scale for key in keys], [key.direction for key in keys])
    return all(len(list(run)) <= LONGEST_RUN for side in sides for _, run in groupby(side))
