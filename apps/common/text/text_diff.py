"""What one text says that another does not: by lines, and in a changed line by words.

As a program it reads two texts and writes the rows, so that a long comparison takes no turn from
the threads of the server (apps/journal/entries/comparison.py). It imports nothing of ours.
"""

import json
import os
import re
import sys
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import astuple, dataclass
from difflib import SequenceMatcher
from itertools import zip_longest
from typing import Final, Literal

type DiffKind = Literal["same", "gone", "new"]
type DiffPart = tuple[DiffKind, str]

AROUND: Final = 2
MANY_LINES: Final = 1000  # from here on, lines that occur again and again are not compared
MANY_WORDS: Final = 1500  # a line that is longer is compared as a whole
MANY_CHANGED: Final = 300  # so many lines in a row that changed are not compared word by word
# Pairs of equal words in all lines up to which words are compared: in lines of the same few words
# again and again, the work grows with them.
MOST_PAIRS: Final = 2_000_000
MOST_PARTS: Final = 5000  # pieces of all lines together: more is a puzzle, and slow to show
_WORDS: Final = re.compile(r"\s+|[\w’'-]+|[^\w\s]")


@dataclass(frozen=True, kw_only=True)
class DiffRow:
    """A line of the new text with what was there before; or `left_out` lines that are the same.

    `is_shown_whole` says that a bound was met, so that its words were not compared.
    """

    parts: tuple[DiffPart, ...] = ()
    left_out: int = 0
    is_shown_whole: bool = False

    @property
    def is_same(self) -> bool:
        return all(kind == "same" for kind, _said in self.parts)

    @property
    def old(self) -> tuple[DiffPart, ...]:
        """The line as the old text has it, what only that has as `gone`; empty if it has none."""
        return tuple(part for part in self.parts if part[0] != "new")

    @property
    def new(self) -> tuple[DiffPart, ...]:
        """The line as the new text has it, what only that has as `new`; empty if it has none."""
        return tuple(part for part in self.parts if part[0] != "gone")


def differences(old: str, new: str, *, around: int = AROUND) -> list[DiffRow]:
    """Return the rows that lead from `old` to `new`, with `around` unchanged lines beside each."""
    return list(_shortened(list(_rows(old.splitlines(), new.splitlines())), around=around))


def shown_whole(old: str, new: str) -> list[DiffRow]:
    """Return the two texts one after the other: they were not compared."""
    texts: tuple[tuple[DiffKind, str], ...] = (("gone", old), ("new", new))
    return [
        DiffRow(parts=((kind, line),), is_shown_whole=True)
        for kind, text in texts
        for line in text.splitlines()
    ]


def rows_from_json(data: bytes) -> list[DiffRow]:
    """Return the rows that this file wrote as a program."""
    return [
        DiffRow(
            parts=tuple((kind, said) for kind, said in parts),
            left_out=left_out,
            is_shown_whole=is_shown_whole,
        )
        for parts, left_out, is_shown_whole in json.loads(data)
    ]


def lines_differing(old: str, new: str) -> int:
    """Count the lines that are not the same: a changed, an added or a removed line is one each."""
    return sum(not row.is_same for row in _rows(old.splitlines(), new.splitlines()))


def _rows(old: Sequence[str], new: Sequence[str]) -> Iterator[DiffRow]:
    first, last = _alike_ends(old, new)
    yield from (_same(line) for line in new[:first])
    olds, news = old[first : len(old) - last], new[first : len(new) - last]
    is_long = len(news) > MANY_LINES
    budget = PairBudget()
    for tag, a, b, c, d in SequenceMatcher(a=olds, b=news, autojunk=is_long).get_opcodes():
        if tag == "equal":
            yield from (_same(line) for line in news[c:d])
        else:
            is_anew = max(b - a, d - c) > MANY_CHANGED
            for before, after in zip_longest(olds[a:b], news[c:d]):
                yield _changed(before, after, as_a_whole=is_anew, budget=budget)
    yield from (_same(line) for line in new[len(new) - last :])


def _same(line: str) -> DiffRow:
    return DiffRow(parts=(("same", line),))


def _alike_ends(old: Sequence[str], new: Sequence[str]) -> tuple[int, int]:
    """Return how many lines are the same at the beginning, and of the rest at the end."""
    most = min(len(old), len(new))
    first = next((n for n in range(most) if old[n] != new[n]), most)
    last = next((n for n in range(most - first) if old[-1 - n] != new[-1 - n]), most - first)
    return first, last


class PairBudget:
    """How many pairs of equal words may still be compared in a text, and how many pieces shown."""

    def __init__(self) -> None:
        self.left = MOST_PAIRS
        self.parts_left = MOST_PARTS

    def allows(self, olds: Sequence[str], news: Sequence[str]) -> bool:
        """Return whether two lines may be compared by words, and take their pairs off."""
        counted = Counter(olds)
        self.left -= sum(counted[word] for word in news if not word.isspace())
        return self.left >= 0

    def allows_parts(self, count: int) -> bool:
        """Return whether a line may be shown in so many pieces, and take them off."""
        self.parts_left -= count
        return self.parts_left >= 0


def _changed(
    before: str | None, after: str | None, *, as_a_whole: bool, budget: PairBudget
) -> DiffRow:
    if before is None or after is None:
        return DiffRow(parts=(("new", after or "") if before is None else ("gone", before),))
    whole: tuple[DiffPart, ...] = (("gone", before), ("new", after))
    if as_a_whole:
        return DiffRow(parts=whole, is_shown_whole=True)
    olds, news = _WORDS.findall(before), _WORDS.findall(after)
    if max(len(olds), len(news)) > MANY_WORDS or not budget.allows(olds, news):
        return DiffRow(parts=whole, is_shown_whole=True)
    if _alike(olds, news) < 0.4:  # two different sentences would be a puzzle
        return DiffRow(parts=whole)
    parts = tuple(_parts(olds, news))
    if not budget.allows_parts(len(parts)):
        return DiffRow(parts=whole, is_shown_whole=True)
    return DiffRow(parts=parts)


def _parts(olds: Sequence[str], news: Sequence[str]) -> Iterator[DiffPart]:
    for tag, a, b, c, d in SequenceMatcher(a=olds, b=news, autojunk=False).get_opcodes():
        if tag == "equal":
            yield "same", "".join(news[c:d])
            continue
        if gone := "".join(olds[a:b]):
            yield "gone", gone
        if added := "".join(news[c:d]):
            yield "new", added


def _alike(olds: Sequence[str], news: Sequence[str]) -> float:
    """Return how much two lines have in common from 0 to 1, the space between words aside."""
    a, b = ([each for each in words if not each.isspace()] for words in (olds, news))
    return SequenceMatcher(a=a, b=b, autojunk=False).ratio()


def _shortened(rows: Sequence[DiffRow], *, around: int) -> Iterator[DiffRow]:
    changed = [n for n, row in enumerate(rows) if not row.is_same]
    near = {at for n in changed for at in range(n - around, n + around + 1)}
    left_out = 0
    for n, row in enumerate(rows):
        if n in near:
            if left_out:
                yield DiffRow(left_out=left_out)
            left_out = 0
            yield row
        else:
            left_out += 1
    if left_out:
        yield DiffRow(left_out=left_out)


def _as_program() -> None:
    os.nice(10)
    old, new = json.loads(sys.stdin.buffer.read())
    rows = json.dumps([astuple(row) for row in differences(old, new)])
    sys.stdout.buffer.write(rows.encode())


if __name__ == "__main__":
    _as_program()
