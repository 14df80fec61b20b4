"""The loop of two people as a drawing: what one does, what the other does, and back again."""

from collections.abc import Mapping
from dataclasses import dataclass
from textwrap import wrap
from typing import Final

from django.utils.translation import gettext as _

from apps.practices.practice import Practice
from apps.practices.sentences import going_on, sentence_parts

# All lengths are units of the drawing, about a pixel each on a phone.
WIDTH: Final = 340
BOX_LEFT: Final = 48
BOX_WIDTH: Final = WIDTH - BOX_LEFT - 2
LINE: Final = 21
PADDING: Final = 14
GAP: Final = 42
BACK_LEFT: Final = 14
LETTERS: Final = 32
MOST_LINES: Final = 6
FEWEST: Final = 2


@dataclass(frozen=True, slots=True)
class LoopLine:
    text: str
    y: int


@dataclass(frozen=True, slots=True)
class LoopBox:
    """One move, in at most MOST_LINES lines."""

    y: int
    height: int
    lines: tuple[LoopLine, ...]
    is_mine: bool


@dataclass(frozen=True, slots=True)
class LoopDrawing:
    """Boxes under one another, an arrow to each from the one before it, and one back to the first.

    `arrows` are the heights at which an arrow begins. `told` is the whole of it in words.
    """

    height: int
    boxes: tuple[LoopBox, ...]
    arrows: tuple[int, ...]
    back: str
    told: str


def loop_of(practice: Practice, answers: Mapping[str, str]) -> LoopDrawing | None:
    """The loop that these answers draw; None where the practice draws none or two are missing."""
    moves = _moves(practice, answers)
    if len(moves) < FEWEST or not all(answers.get(name, "").strip() for name in practice.draws[:2]):
        return None
    boxes: list[LoopBox] = []
    top = 2
    for number, move in enumerate(moves):
        box = _box(move[:1].upper() + move[1:], top, is_mine=number % 2 == 0)
        boxes.append(box)
        top += box.height + GAP
    first, last = boxes[0], boxes[-1]
    start, end = last.y + last.height // 2, first.y + first.height // 2
    back = (
        f"M{BOX_LEFT} {start}H{BACK_LEFT + 14}Q{BACK_LEFT} {start} {BACK_LEFT} {start - 14}"
        f"V{end + 14}Q{BACK_LEFT} {end} {BACK_LEFT + 14} {end}H{BOX_LEFT - 3}"
        "m-8 -6 8 6 -8 6"
    )
    return LoopDrawing(
        height=last.y + last.height + 2,
        boxes=tuple(boxes),
        arrows=tuple(box.y + box.height + 3 for box in boxes[:-1]),
        back=back,
        told=_("%(moves)s. Then it begins again.") % {"moves": _("; then ").join(moves)},
    )


def _moves(practice: Practice, answers: Mapping[str, str]) -> list[str]:
    """Each answer after the last word of its beginning: “me: ask again”, “them: leaves”."""
    parts = sentence_parts(practice)
    moves = []
    for name in practice.draws:
        if answer := answers.get(name, "").strip():
            begins = parts[name].begins
            moves.append(f"{begins.split()[-1]} {going_on(answer, after=begins)}")
    return moves


def _box(move: str, top: int, *, is_mine: bool) -> LoopBox:
    texts = wrap(move, LETTERS, max_lines=MOST_LINES, placeholder=" …")
    lines = tuple(
        LoopLine(text, top + PADDING + LINE * number + LINE - 6)
        for number, text in enumerate(texts)
    )
    return LoopBox(top, 2 * PADDING + LINE * len(lines), lines, is_mine)
