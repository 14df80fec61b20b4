"""Text as searches compare it: what is seen, as a keyboard types it, and where each letter stands.

Journal, shelf, practices and library all fold by this. Capitals, accents, letters with a stroke,
ligatures, kinds of dashes, quotes and apostrophes, soft hyphens, unseen signs, and the signs of
Markdown make no difference. Signs that make another letter of a letter stay: か is not が.
"""

import re
import unicodedata
from bisect import bisect_right
from collections.abc import Iterator
from itertools import accumulate
from typing import Final, NamedTuple

_NOT_ASCII: Final = re.compile(r"[^\x00-\x7f]+")
_ASCII: Final = bytes(range(128))
_FEW: Final = 16

# What Markdown takes away from a page when it is shown, and what may stand between two words.
# A backtick is an apostrophe to many who write.
_SIGNS: Final = "*_~\\[]>"
_SIGNS_OUT: Final = {**{ord(sign): None for sign in _SIGNS}, ord("`"): "'"}
_SMALL: Final = bytes(range(256)).lower().replace(b"`", b"'")
_SIGN_BYTES: Final = _SIGNS.encode()
_CHANGED: Final = f"{_SIGNS}`"

_DASHES: Final = "\u2010\u2011\u2012\u2013\u2014\u2015\u2043\u2212\u2e3a\u2e3b\ufe58\ufe63\uff0d"
_APOSTROPHES: Final = (
    "\u2018\u2019\u201a\u201b\u2032\u2035\u2039\u203a\u00b4\u02b9\u02bb\u02bc\u02bd\u02c8\u02ca"
    "\u02cb\u055a\u05f3\ua78c\uff07"
)
_QUOTES: Final = "\u201c\u201d\u201e\u201f\u2033\u2036\u00ab\u00bb\u05f4\u301d\u301e\u301f\uff02"
_PLAIN: Final = {
    **dict.fromkeys(_DASHES, "-"),
    **dict.fromkeys(_APOSTROPHES, "'"),
    **dict.fromkeys(_QUOTES, '"'),
    "æ": "ae",
    "œ": "oe",
    "þ": "th",
    "ð": "d",
    "ı": "i",
    "ȷ": "j",
    "ŋ": "n",
    "ĸ": "k",
    "\u2044": "/",
    "\u2215": "/",
    "`": "'",
}
# Signs that nobody sees: soft hyphen, zero width, direction, joiners, variants of an emoji.
_UNSEEN: Final = re.compile(
    "[\u00ad\u034f\u061c\u180b-\u180f\u200b-\u200f\u202a-\u202e\u2060-\u2064\u2066-\u206f"
    "\ufe00-\ufe0f\ufeff\U000e0100-\U000e01ef]"
)
_STROKED: Final = re.compile(r"LATIN SMALL LETTER ([A-Z]) WITH ")
# Combining classes of marks that make another letter: voicing of kana, virama, vowels and tones
# of Thai, Lao and Tibetan.
_OTHER_LETTER: Final = frozenset({8, 9, 84, 91, *range(103, 133)})
# A letter with the signs that are written into it: a syllable of Korean from its parts, a kana
# with its voicing. The part that composes must not be looked at alone.
_PARTS_OF_KOREAN: Final = re.compile("[\u1100-\u11ff]")
_COMPOSING: Final = frozenset(map(chr, (*range(0x1100, 0x1200), 0x3099, 0x309A, 0xFF9E, 0xFF9F)))
_COMPOSES: Final = re.compile("[\u1100-\u11ff\u3099\u309a\uff9e\uff9f]")
_UNIT: Final = re.compile(
    "(?:[\u1100-\u1112][\u1161-\u1175]|[\uac00-\ud7a3])[\u11a8-\u11c2]?"
    "|.[\u3099\u309a\uff9e\uff9f]*",
    re.DOTALL,
)


class _Letters(dict[int, str]):
    """Every letter folded, by its number; one that was not asked for yet is worked out."""

    def __missing__(self, number: int) -> str:
        kept = "".join(map(_plain, _parts(chr(number))))
        self[number] = kept = unicodedata.normalize("NFC", kept)
        return kept


def _parts(letter: str) -> str:
    """The letter without capitals, in its parts unless they are those of a Korean syllable."""
    small = _PLAIN.get(letter, letter).casefold()
    parts = unicodedata.normalize("NFKD", small).casefold()
    return small if _PARTS_OF_KOREAN.search(parts) else parts


def _plain(part: str) -> str:
    """One part of a letter as a keyboard types it; nothing for an accent or an unseen sign."""
    place = unicodedata.combining(part)
    if (place and place not in _OTHER_LETTER) or _UNSEEN.match(part) or part in _SIGNS:
        return ""
    if part in _PLAIN:
        return _PLAIN[part]
    stroked = _STROKED.match(unicodedata.name(part, ""))
    return stroked[1].lower() if stroked else part


_LETTERS: Final = _Letters()
# What does not fold to one small letter in its place: all beyond ASCII, and a few signs.
_FOLDS_OTHERWISE: Final = re.compile(
    "[^\x00-\x7f]|[{}]".format(
        "".join(
            re.escape(each) for each in map(chr, range(128)) if _LETTERS[ord(each)] != each.lower()
        )
    )
)


def folded(text: str) -> str:
    """Return the text as searches compare it. Plain ASCII is many times cheaper."""
    if text.isascii():
        return text.encode().translate(_SMALL, delete=_SIGN_BYTES).decode()
    small = _NOT_ASCII.sub(lambda run: run[0].translate(_LETTERS), _composed(text.lower()))
    return small.translate(_SIGNS_OUT) if _has_signs(small) else small


def _has_signs(text: str) -> bool:
    return any(map(text.__contains__, _CHANGED))


def folded_bytes(data: bytes) -> str:
    """`folded` of UTF-8, for thousands of texts in a row. Raises UnicodeDecodeError.

    Small letters are made of the bytes, and the few letters beyond ASCII that a text has are
    replaced one kind at a time: to look for them letter by letter takes as long as to decrypt.
    """
    text = data.translate(_SMALL, delete=_SIGN_BYTES).decode()
    if text.isascii():
        return text
    letters = set(data.translate(None, delete=_ASCII).decode())
    if not _COMPOSING.isdisjoint(letters):
        text = _composed(text)
        letters = {letter for letter in text if letter > "\x7f"}
    if len(letters) > _FEW:
        return _NOT_ASCII.sub(lambda run: run[0].translate(_LETTERS), text)
    for letter in letters:
        text = text.replace(letter, _LETTERS[ord(letter)])
    return text


def _composed(text: str) -> str:
    """The text with each letter that is written in parts put together."""
    if not _COMPOSES.search(text):
        return text
    return _UNIT.sub(
        lambda unit: unicodedata.normalize("NFKC", unit[0]) if len(unit[0]) > 1 else unit[0], text
    )


def folded_spans(text: str, pattern: re.Pattern[str]) -> list[tuple[int, int]]:
    """Where the pattern lies in the folded text, as (start, end) in the text as it is written.

    A letter that folds to several, or several that fold to one, are taken whole.
    """
    if text.isascii() and not _has_signs(text):
        return [match.span() for match in pattern.finditer(text.lower()) if match[0]]
    pieces = list(_pieces(text))
    starts = list(accumulate((len(piece.folded) for piece in pieces), initial=0))
    spans = []
    for match in pattern.finditer("".join(piece.folded for piece in pieces)):
        if match[0]:
            first, last = match.start(), match.end() - 1
            at = bisect_right(starts, first) - 1
            begin = pieces[at].place_of(first - starts[at])
            at = bisect_right(starts, last) - 1
            spans.append((begin, pieces[at].place_of(last - starts[at], is_end=True)))
    return [(start, _with_marks(text, end)) for start, end in spans]


class _Piece(NamedTuple):
    """A piece of a text and what it folds to: a run, letter for letter, or one unit as a whole."""

    folded: str
    start: int
    end: int
    is_run: bool

    def place_of(self, at: int, *, is_end: bool = False) -> int:
        """The place in the text before the folded letter `at`, or behind it."""
        if self.is_run:
            return self.start + at + is_end
        return self.end if is_end else self.start


def _pieces(text: str) -> Iterator[_Piece]:
    """Letters of ASCII that fold to one letter are taken together, as most of a text is."""
    place = 0
    odd = _UNIT if _COMPOSES.search(text) else _FOLDS_OTHERWISE
    for found in odd.finditer(text):
        start, end = found.span()
        if place < start:
            yield _Piece(text[place:start].lower(), place, start, is_run=True)
        unit = found[0]
        yield _Piece(
            _LETTERS[ord(unit)] if len(unit) == 1 else folded(unit), start, end, is_run=False
        )
        place = end
    if place < len(text):
        yield _Piece(text[place:].lower(), place, len(text), is_run=True)


def _with_marks(text: str, end: int) -> int:
    """The end of a span with the accents that follow its last letter."""
    while end < len(text) and unicodedata.combining(text[end]):
        end += 1
    return end
