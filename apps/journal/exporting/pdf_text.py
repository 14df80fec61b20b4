"""Words for a PDF: from which side they are read, and where a long one may be broken."""

import re
import unicodedata
from typing import Any, Final

LONGEST_WHOLE: Final = 24  # letters of a word that is never broken
_AT_ONCE: Final = 4  # letters of a long word that stay together
_VERY_LONG: Final = 2000  # letters of a word of which many stay together, or setting it takes long
_MANY: Final = 24
_LINE_END: Final = "\n"
# A run of letters without a space. East Asian writing is broken between any two by itself.
_LONG: Final = re.compile(
    "[^\\s\u1100-\u11ff\u2e80-\u9fff\uac00-\ud7ff\uf900-\ufaff\uff00-\uffef"
    f"\U00020000-\U0003ffff]{{{LONGEST_WHOLE + 1},}}"
)
# An accent on a kana, Han or Hangul letter. No font here joins the two: one of them would be a box.
_EAST_ASIAN: Final = (
    "\u1100-\u11ff\u3005-\u3007\u3040-\u30ff\u3130-\u318f\u31f0-\u31ff\u3400-\u9fff\ua960-\ua97f"
    "\uac00-\ud7ff\uf900-\ufaff\uff66-\uffdc\U00020000-\U0003ffff"
)
_ACCENTS: Final = "\u0300-\u036f\u1ab0-\u1aff\u1dc0-\u1dff\u20d0-\u20ff"
_ACCENTED: Final = re.compile(f"([{_EAST_ASIAN}])([{_ACCENTS}]+)")
_RIGHT_TO_LEFT: Final = frozenset({"R", "AL"})


def pdf_line(text: str, *, like: str = "") -> dict[str, Any]:
    """Return a line of its own, read from the side of `like`, if that says anything."""
    return {"pieces": pieces_of(text) if text else [], "rtl": is_right_to_left(like or text)}


def is_right_to_left(text: str) -> bool:
    """Return whether the first letter that has a direction is read from the right."""
    kinds = map(unicodedata.bidirectional, text)
    return next((kind for kind in kinds if kind in {"L", *_RIGHT_TO_LEFT}), "L") in _RIGHT_TO_LEFT


def pieces_of(text: str) -> list[str]:
    """Return the text in pieces between which a line may end: only a long word has several.

    A tab is a space. A sign that has no shape anywhere, such as the bell, is left out.
    """
    if text == _LINE_END:
        return [text]
    text = "".join(" " if each in "\t\n" else each for each in text if _is_shown(each))
    pieces, end = list[str](), 0
    for word in _LONG.finditer(text):
        at_once = _AT_ONCE if len(word[0]) <= _VERY_LONG else _MANY
        for start in range(word.start() + at_once, word.end(), at_once):
            if _may_break(text, start):
                pieces.append(text[end:start])
                end = start
    return [*pieces, text[end:]]


def accented_east_asian(text: str) -> list[str]:
    """Return each East Asian letter that stands there with an accent, together with it."""
    return [letter[0] for letter in _ACCENTED.finditer(text)]


def accents_by_number(text: str) -> str:
    """Return the text with the accents of East Asian letters as numbers, such as [U+0301]."""
    return _ACCENTED.sub(
        lambda found: found[1] + "".join(f"[U+{ord(each):04X}]" for each in found[2]), text
    )


def _is_shown(letter: str) -> bool:
    return letter in "\t\n" or unicodedata.category(letter) not in {"Cc", "Cs"}


def _may_break(text: str, at: int) -> bool:
    """Whether a letter begins here: no accent, no part of an emoji, nothing that joins."""
    before, after = text[at - 1], text[at]
    joins = "\u200c\u200d"
    is_flag = "\U0001f1e6" <= after <= "\U0001f1ff" or "\U0001f3fb" <= after <= "\U0001f3ff"
    is_mark = unicodedata.category(after)[0] == "M" or unicodedata.combining(before) == 9
    return not (before in joins or after in joins or is_flag or is_mark)
