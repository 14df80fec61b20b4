"""The days and times of all entries in one sealed row, so that lists come in their order.

Days are sealed in the heads, one head an entry. To open 10,000 of them takes a fifth of a second;
to open this one row takes a few thousandths. So much of it is read with every list that entries and
moments are plain numbers here.
"""

import struct
import sys
from array import array
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from itertools import compress
from typing import Final, Literal, Self

from apps.journal.entries.content import EntryHead
from apps.vault.codec import Content

# Little-endian: running number 8, revision 4, moment 8. Every entry takes as many bytes, so that
# the size of the row says how many entries there are, and nothing of their days.
_RECORD: Final = struct.Struct("<QIQ")
_MINUTE_BITS: Final = 11  # a day has 1,440 minutes
LAST_MINUTE: Final = 2**_MINUTE_BITS - 1

_REVISION_BITS: Final = 32
_WORDS: Final = _RECORD.size // 4

type Words = array[int]  # of 32 bits
# The running number of an entry and the revision that was opened, as one number (`place_of`).
type EntryPlace = int
# The day as `date.toordinal` counts and the minute in it, as one number that grows with time.
type EntryMoment = int

UNKNOWN: Final[EntryMoment] = 0  # of an entry that cannot be opened


@dataclass(frozen=True)
class Moments:
    """Entries in the order of their places, each with its moment: two lists of one length.

    Lists, since a dictionary of 10,000 entries takes longer to fill than all else takes.
    """

    places: list[EntryPlace]
    moments: list[EntryMoment]

    @classmethod
    def of(cls, moments: Mapping[EntryPlace, EntryMoment]) -> Self:
        """The same in the order of the places."""
        places = sorted(moments)
        return cls(places, [moments[place] for place in places])

    def __len__(self) -> int:
        return len(self.places)

    def items(self) -> Iterator[tuple[EntryPlace, EntryMoment]]:
        """Each entry with its moment."""
        return zip(self.places, self.moments, strict=True)

    def among(self, places: list[EntryPlace]) -> "Moments":
        """Those of the entries that are among these."""
        if places == self.places:
            return self
        chosen = list(map(set(places).__contains__, self.places))
        return Moments(list(compress(self.places, chosen)), list(compress(self.moments, chosen)))


class DayIndexContent(Content, frozen=True, kw_only=True):
    """`entries` are records of the entries, the lowest running number first."""

    entries: bytes = b""

    def __post_init__(self) -> None:
        if len(self.entries) % _RECORD.size:
            raise ValueError("The index ends in the middle of a record.")
        moments = _wide(*_columns(self.entries, of=_WORDS)[3:])
        if moments and not (min(moments) >= FIRST and max(moments) <= LAST):
            raise ValueError("The index has a moment that no entry has.")

    def moments(self) -> Moments:
        """The moment of each entry at the revision for which it was noted."""
        low, high, revisions, *moments = _columns(self.entries, of=_WORDS)
        return Moments(_places(low, high, revisions), _wide(*moments))

    @classmethod
    def of(cls, moments: Moments) -> "DayIndexContent":
        """The index of the moments that are known; of the others it has no record.

        Raises struct.error for a place out of range.
        """
        known = ((place, moment) for place, moment in moments.items() if moment)
        records = (_RECORD.pack(number_at(at), revision_at(at), moment) for at, moment in known)
        return cls(entries=b"".join(records))


def place_of(number: int, revision: int) -> EntryPlace:
    """A running number, and a revision of 32 bits; places of one entry grow with the revision."""
    return number << _REVISION_BITS | revision


def places_of(rows: bytes) -> list[EntryPlace]:
    """The places of rows as the database sends them, big-endian: running number 8, revision 4.

    Raises ValueError for bytes that end in the middle of a row.
    """
    high, low, revisions = _columns(rows, of=3, byteorder="big")
    return _places(low, high, revisions)


def number_at(place: EntryPlace) -> int:
    """The running number of the entry."""
    return place >> _REVISION_BITS


def numbers_at(places: Iterable[EntryPlace]) -> list[int]:
    """The running numbers of many entries at once."""
    return [place >> _REVISION_BITS for place in places]


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


def _places(low: Words, high: Words, revisions: Words) -> list[EntryPlace]:
    """The places of the running numbers with these halves, and of these revisions."""
    if not any(high):
        return _wide(revisions, low)
    numbers = zip(_wide(low, high), revisions, strict=True)
    return [place_of(number, revision) for number, revision in numbers]


def _wide(low: Words, high: Words) -> list[int]:
    """Numbers of 64 bits from their halves; raises ValueError where one has more halves."""
    halves = array("I", bytes(low.itemsize * 2 * len(low)))
    halves[sys.byteorder == "big" :: 2] = low
    halves[sys.byteorder == "little" :: 2] = high
    return array("Q", halves.tobytes()).tolist()


def _minute_of(time: str) -> int:
    hours, colon, minutes = time.partition(":")
    is_clock = colon and len(time) == len("21:40") and time.isascii()
    if not (is_clock and hours.isdigit() and minutes.isdigit()):
        return 0
    hour, minute = int(hours), int(minutes)
    return hour * 60 + minute + 1 if hour < 24 and minute < 60 else 0


FIRST: Final = moment(1, 0)
LAST: Final = moment(date.max.toordinal(), LAST_MINUTE)
