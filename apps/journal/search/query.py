"""A search query: its words, and the conditions that an entry must meet."""

import re
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from typing import Final

from apps.common.text.folding import folded
from apps.journal.entries.content import EntryHead

_NOT_ONLY_SIGNS: Final = re.compile(r"[^\W_]|[^\x00-\x7f]")
# Marks of code are folded to apostrophes, and backslashes to nothing.
_SPACE: Final = r"'*\s+'*"
_SPACE_IN_JSON: Final = r"'*(?:\s|[nrtf]|u00[01][0-9a-f])+'*"
_PIECE: Final = re.compile(r'"([^"]*)(?:"|$)|([^\s"]+)')


def pieces_of(text: str) -> tuple[str, ...]:
    """The words of a search and its "phrases", folded, each once; what is only signs is left out.

    A phrase that is not closed yet goes on to the end.
    """
    found = (" ".join((phrase or word).split()) for phrase, word in _PIECE.findall(folded(text)))
    return tuple(dict.fromkeys(each for each in found if _NOT_ONLY_SIGNS.search(each)))


@dataclass(frozen=True, kw_only=True)
class JournalQuery:
    """Every condition that is given must hold. Labels match from their beginning, folded."""

    pieces: tuple[str, ...] = field(default=())
    feeling: str = ""
    practice: str = ""
    tag: str = ""
    person: str = ""
    first_day: date | None = None
    last_day: date | None = None

    @property
    def has_conditions(self) -> bool:
        """Whether the head of a page decides something, apart from words."""
        labels = self.feeling or self.practice or self.tag or self.person
        return bool(labels or self.first_day or self.last_day)

    @property
    def anything(self) -> bool:
        return bool(self.pieces) or self.has_conditions

    def suits(self, head: EntryHead) -> bool:
        """Whether a page may be meant, as far as its head tells; words are not asked here."""
        if self.practice and head.practice != self.practice:
            return False
        if self.first_day and head.day < self.first_day:
            return False
        if self.last_day and head.day > self.last_day:
            return False
        labels = (
            (self.feeling, head.feelings),
            (self.tag, head.tags),
            (self.person, head.people),
        )
        return all(not wanted or _begins(wanted, words) for wanted, words in labels)

    @cached_property
    def every_word(self) -> tuple[str, ...]:
        """Each word by itself: an entry without one of the words is no hit."""
        return tuple(dict.fromkeys(word for piece in self.pieces for word in piece.split()))

    @cached_property
    def folded_labels(self) -> tuple[str, ...]:
        """Folded labels that a head must have to match, all of them."""
        labels = (self.feeling, self.tag, self.person)
        return tuple(folded(label) for label in labels if label)

    @cached_property
    def phrases(self) -> tuple[re.Pattern[str], ...]:
        """The pieces of several words: that each of them stands there is not enough."""
        return tuple(re.compile(_spaced(piece)) for piece in self.pieces if " " in piece)

    @cached_property
    def phrases_in_json(self) -> tuple[re.Pattern[str], ...]:
        """The pattern of the query where JSON writes a new line as a backslash and a letter."""
        return tuple(
            re.compile(_spaced(piece, between=_SPACE_IN_JSON))
            for piece in self.pieces
            if " " in piece and piece.isprintable()
        )

    @cached_property
    def patterns(self) -> tuple[re.Pattern[str], ...]:
        """One pattern for each piece; the words of a phrase may stand on two lines."""
        return tuple(re.compile(_spaced(piece)) for piece in self.pieces)

    @cached_property
    def any_piece(self) -> re.Pattern[str]:
        """The longest piece first, so that a phrase is marked as one."""
        longest_first = sorted(self.pieces, key=len, reverse=True)
        return re.compile("|".join(_spaced(piece) for piece in longest_first))

    def says(self, texts: list[str]) -> bool:
        """Whether every word and phrase stands in one of these texts."""
        plain = [folded(text) for text in texts]
        return all(any(pattern.search(text) for text in plain) for pattern in self.patterns)


def _spaced(piece: str, *, between: str = _SPACE) -> str:
    return between.join(re.escape(word) for word in piece.split())


def _begins(wanted: str, words: tuple[str, ...]) -> bool:
    start = folded(wanted)
    return any(folded(word).startswith(start) for word in words)
