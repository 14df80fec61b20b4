"""Text as searches compare it: small letters without accents, and where each letter came from."""

import re
import unicodedata
from bisect import bisect_right
from typing import Final

_NOT_ASCII: Final = re.compile(r"[^\x00-\x7f]+")
_PLAIN: Final = {"‘": "'", "’": "'", "“": '"', "”": '"', "„": '"', "«": '"', "»": '"'}


_ASCII: Final = bytes(range(128))
_FEW: Final = 16


class _Letters(dict[int, str]):
    """Every letter folded, by its number; one that was not asked for yet is worked out."""

    def __missing__(self, number: int) -> str:
        letter = chr(number)
        parts = unicodedata.normalize("NFKD", _PLAIN.get(letter, letter).casefold())
        kept = "".join(part for part in parts if not unicodedata.combining(part)).casefold()
        self[number] = kept
        return kept


_LETTERS: Final = _Letters()


def folded(text: str) -> str:
    """Small letters without accents, with straight quotes. Plain ASCII is many times cheaper."""
    if text.isascii():
        return text.lower()
    return _NOT_ASCII.sub(lambda run: run[0].translate(_LETTERS), text.lower())


def folded_bytes(data: bytes) -> str:
    """`folded` of UTF-8, for thousands of texts in a row. Raises UnicodeDecodeError.

    Small letters are made of the bytes, and the few letters beyond ASCII that a text has are
    replaced one kind at a time: to look for them letter by letter takes as long as to decrypt.
    """
    text = data.lower().decode()
    if text.isascii():
        return text
    letters = set(data.translate(None, delete=_ASCII).decode())
    if len(letters) > _FEW:
        return _NOT_ASCII.sub(lambda run: run[0].translate(_LETTERS), text)
    for letter in letters:
        text = text.replace(letter, _LETTERS[ord(letter)])
    return text


def folded_spans(text: str, pattern: re.Pattern[str]) -> list[tuple[int, int]]:
    """Where the pattern lies in the folded text, as (start, end) in the text as it is written.

    A letter that folds to several, or several that fold to one, are taken whole.
    """
    if text.isascii():
        return [match.span() for match in pattern.finditer(text.lower()) if match[0]]
    plain, starts = _with_starts(text)
    spans = []
    for match in pattern.finditer(plain):
        if match[0]:
            first = bisect_right(starts, match.start()) - 1
            last = bisect_right(starts, match.end() - 1) - 1
            spans.append((first, last + 1))
    return [(start, _with_marks(text, end)) for start, end in spans]


def _with_starts(text: str) -> tuple[str, list[int]]:
    """The folded text, and for each letter of the text the place where it begins in that."""
    parts, starts, place = [], [], 0
    for letter in text:
        part = folded(letter)
        starts.append(place)
        parts.append(part)
        place += len(part)
    return "".join(parts), starts


def _with_marks(text: str, end: int) -> int:
    """The end of a span with the accents that follow its last letter."""
    while end < len(text) and unicodedata.combining(text[end]):
        end += 1
    return end
