"""Spelling: the edit distance of two words, and the known word that a misspelt one meant."""

from collections.abc import Iterable
from typing import Final

# From so many letters on, a word may have one slip, or two. Shorter words are too much alike:
# kids is not kinds.
ONE_SLIP, TWO_SLIPS = 6, 8
# A shorter word may have two neighbours swapped, and nothing else.
SWAPPED: Final = 5


def meant_by(word: str, known: Iterable[str]) -> str:
    """The known word that a misspelt one must have meant; empty where none is near enough.

    One letter too many, too few, wrong, or swapped with its neighbour is a slip. The first letter
    must be the same.
    """
    most = 2 if len(word) >= TWO_SLIPS else 1
    near = [
        (slips(word, each), abs(len(each) - len(word)), each)
        for each in known
        if each[:1] == word[:1] and abs(len(each) - len(word)) <= most
    ]
    if len(word) < ONE_SLIP:
        near = [each for each in near if len(word) >= SWAPPED and sorted(word) == sorted(each[2])]
    away, _longer, best = min(near, default=(most + 1, 0, ""))
    return best if away <= most else ""


def slips(one: str, other: str) -> int:
    """The edit distance of two words, 0 for the same: optimal string alignment (Damerau 1964)."""
    before: list[int] = []
    last = list(range(len(other) + 1))
    for i, letter in enumerate(one, start=1):
        row = [i]
        for j, against in enumerate(other, start=1):
            cost = 0 if letter == against else 1
            least = min(last[j] + 1, row[j - 1] + 1, last[j - 1] + cost)
            if i > 1 and j > 1 and letter == other[j - 2] and one[i - 2] == against:
                least = min(least, before[j - 2] + 1)
            row.append(least)
        before, last = last, row
    return last[-1]
