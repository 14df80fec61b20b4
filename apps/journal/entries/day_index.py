"""The days and times of all entries in one sealed row, so that lists come in their order.

Days are sealed in the heads, one head an entry. To open 10,000 of them takes a fifth of a second;
to open this one row takes a few thousandths. So much of it is read with every list that entries and
moments are columns of plain numbers here: an object for each of them takes longer than all else.
"""

import sys
from array import array
from bisect import bisect_left
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Final, Literal, Self

from apps.journal.entries.content import EntryHead
from apps.vault.codec import Content

# Words of 32 bits, little-endian: running number 2, revision 1, moment 2. Every entry takes as many
# bytes, so that the size of the row says how many entries there are, and nothing of their days.
_RECORD_WORDS: Final = 5
_ROW_WORDS: Final = 3  # of a row as the database sends it
_WORD_BYTES: Final = 4
# Which words of 32 bits are the low halves of numbers of two words, and which the high ones.
_LOW, _HIGH = (slice(0, None, 2), slice(1, None, 2))[:: 1 if sys.byteorder == "little" else -1]
_MINUTE_BITS: Final = 11  # a day has 1,440 minutes
LAST_MINUTE: Final = 2**_MINUTE_BITS - 1

_REVISION_BITS: Final = 32

type Words = array[int]  # of 32 bits
type WideWords = array[int]  # of 64 bits
# The running number of an entry and the revision that was opened, as one number (`place_of`).
type EntryPlace = int
# The day as `date.toordinal` counts and the minute in it, as one number that grows with time.
type EntryMoment = int

UNKNOWN: Final[EntryMoment] = 0  # of an entry that cannot be opened


@dataclass(frozen=True)
class EntryPlaces:
    """The running numbers of entries, which grow, and the revision of each."""

    numbers: WideWords
    revisions: Words

    @classmethod
    def of(cls, places: Iterable[EntryPlace]) -> Self:
        """These places, in their order."""
        ordered = sorted(places)
        return cls(array("Q", map(number_at, ordered)), array("I", map(revision_at, ordered)))

    @classmethod
    def sent(cls, rows: bytes) -> Self:
        """Rows as the database sends them, big-endian: running number 8 bytes, revision 4."""
        high, low, revisions = _columns(rows, of=_ROW_WORDS, byteorder="big")
        return cls(_wide(low, high), revisions)

    def __len__(self) -> int:
        return len(self.numbers)

    def __iter__(self) -> Iterator[EntryPlace]:
        return map(place_of, self.numbers, self.revisions)

    def same(self, at: int, others: "EntryPlaces", other_at: int) -> int:
        """How many entries are the same ones here and there, one after the other."""
        return min(
            _same(self.numbers, at, others.numbers, other_at),
            _same(self.revisions, at, others.revisions, other_at),
        )


@dataclass(frozen=True)
class Moments:
    """Entries, and the moment of each."""

    places: EntryPlaces
    moments: WideWords

    @classmethod
    def of(cls, moments: Mapping[EntryPlace, EntryMoment]) -> Self:
        """The same in the order of the places."""
        return cls(EntryPlaces.of(moments), array("Q", (moments[at] for at in sorted(moments))))

    def __len__(self) -> int:
        return len(self.moments)

    def items(self) -> Iterator[tuple[EntryPlace, EntryMoment]]:
        """Each place with its moment."""
        return zip(self.places, self.moments, strict=True)

    def among(self, places: EntryPlaces) -> "Moments":
        """Those of the entries that are among these. Most are: they are taken in long stretches."""
        found = Moments(EntryPlaces(array("Q"), array("I")), array("Q"))
        at = other_at = 0
        while at < len(self) and other_at < len(places):
            number, other = self.places.numbers[at], places.numbers[other_at]
            if number < other:
                at = bisect_left(self.places.numbers, other, at)
            elif number > other:
                other_at = bisect_left(places.numbers, number, other_at)
            elif same := self.places.same(at, places, other_at):
                found._add(self, slice(at, at + same))
                at, other_at = at + same, other_at + same
            else:  # another revision of the same entry
                at, other_at = at + 1, other_at + 1
        return found

    def known(self) -> "Moments":
        """Those of the entries whose moment is not UNKNOWN."""
        return Moments.of({place: when for place, when in self.items() if when != UNKNOWN})

    def _add(self, some: "Moments", part: slice) -> None:
        self.places.numbers.extend(some.places.numbers[part])
        self.places.revisions.extend(some.places.revisions[part])
        self.moments.extend(some.moments[part])


class DayIndexContent(Content, frozen=True, kw_only=True):
    """`entries` are records of the entries, the lowest running number first."""

    entries: bytes = b""

    def __post_init__(self) -> None:
        if len(self.entries) % (_RECORD_WORDS * _WORD_BYTES):
            raise ValueError("The index ends in the middle of a record.")
        moments = self.moments().moments
        if moments and not (min(moments) >= FIRST and max(moments) <= LAST):
            raise ValueError("The index has a moment that no entry has.")

    def moments(self) -> Moments:
        """The moment of each entry at the revision for which it was noted."""
        low, high, revisions, *moments = _columns(self.entries, of=_RECORD_WORDS)
        return Moments(EntryPlaces(_wide(low, high), revisions), _wide(*moments))

    @classmethod
    def of(cls, moments: Moments) -> "DayIndexContent":
        """The index of the moments that are known; of the others it has no record."""
        if UNKNOWN in moments.moments:
            moments = moments.known()
        words = array("I", bytes(_RECORD_WORDS * _WORD_BYTES * len(moments)))
        numbers, revisions = _halves(moments.places.numbers), moments.places.revisions
        for place, column in enumerate((*numbers, revisions, *_halves(moments.moments))):
            words[place::_RECORD_WORDS] = column
        if sys.byteorder == "big":
            words.byteswap()
        return cls(entries=words.tobytes())


def place_of(number: int, revision: int) -> EntryPlace:
    """A running number, and a revision of 32 bits; places of one entry grow with the revision."""
    return number << _REVISION_BITS | revision


def number_at(place: EntryPlace) -> int:
    """The running number of the entry."""
    return place >> _REVISION_BITS


def revision_at(place: EntryPlace) -> int:
    """The revision that was opened."""
    return place & (1 << _REVISION_BITS) - 1


def moment(day: int, minute: int) -> EntryMoment:
    """A day from 1 (of the year 1), and a minute from 1 (00:00) to 1,440; 0 where none is said."""
    return day << _MINUTE_BITS | minute


def day_of(known: EntryMoment) -> date:
    """The day of a moment that is not UNKNOWN."""
    return date.fromordinal(known >> _MINUTE_BITS)


def date_of(moment: EntryMoment) -> date | None:
    """The day of a moment; None of one that is not known."""
    return date.fromordinal(moment >> _MINUTE_BITS) if moment else None


def moment_of(head: EntryHead) -> EntryMoment:
    """The moment of an entry; a time that is none of a clock counts as not said."""
    return moment(head.day.toordinal(), _minute_of(head.time))


def _columns(
    records: bytes, *, of: int, byteorder: Literal["little", "big"] = "little"
) -> list[Words]:
    """The words of all records, one array for each of the `of` words that a record has."""
    words = array("I", records)
    if sys.byteorder != byteorder:
        words.byteswap()
    return [words[place::of] for place in range(of)]


def _wide(low: Words, high: Words) -> WideWords:
    """Numbers from their halves; raises ValueError where one has more halves."""
    words = array("I", bytes(2 * _WORD_BYTES * len(low)))
    words[_LOW], words[_HIGH] = low, high
    return array("Q", words.tobytes())


def _halves(numbers: WideWords) -> tuple[Words, Words]:
    """The low and the high halves of these numbers."""
    words = array("I", numbers.tobytes())
    return words[_LOW], words[_HIGH]


def _same(some: array[int], at: int, others: array[int], other_at: int) -> int:
    """How many numbers are equal from these places on."""
    length = min(len(some) - at, len(others) - other_at)
    here, there = some[at : at + length], others[other_at : other_at + length]
    if here == there:  # as where the index is up to date
        return length
    mine, theirs = memoryview(here), memoryview(there)
    lengths = range(1, length + 1)
    return bisect_left(lengths, True, key=lambda length: mine[:length] != theirs[:length])


def _minute_of(time: str) -> int:
    hours, colon, minutes = time.partition(":")
    is_clock = colon and len(time) == len("21:40") and time.isascii()
    if not (is_clock and hours.isdigit() and minutes.isdigit()):
        return 0
    hour, minute = int(hours), int(minutes)
    return hour * 60 + minute + 1 if hour < 24 and minute < 60 else 0


FIRST: Final = moment(1, 0)
LAST: Final = moment(date.max.toordinal(), LAST_MINUTE)
