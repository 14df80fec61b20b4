"""What happened on the days of a journal besides its pages: rooms tell, the calendar shows."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any


@dataclass(frozen=True, kw_only=True)
class DayMark:
    """Something private on a day: which kind in a word or two, what it is called, where it is."""

    day: date
    kind: str
    title: str
    url: str


type Finder = Callable[[Any, date, date], Iterable[DayMark]]
_finders: list[Finder] = []


def register(finder: Finder) -> None:
    """Called by a room when it starts, with what finds its marks from a day to a day, inclusive.

    It is given an open vault. What is damaged in it is passed over.
    """
    if finder not in _finders:
        _finders.append(finder)


def between(vault: Any, first: date, last: date) -> list[DayMark]:
    """The marks of all rooms from the first to the last day, both included, in their order."""
    found = [mark for finder in _finders for mark in finder(vault, first, last)]
    return sorted(found, key=lambda mark: mark.day)
