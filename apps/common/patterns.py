"""What other rooms have to show beside the patterns of a journal: they draw, insights show."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any


@dataclass(frozen=True, kw_only=True)
class Pattern:
    """A section of its own: the room's template, which is given `pattern` and a page-wide `id`."""

    template: str
    pattern: Any


type Finder = Callable[[Any, date, date], Iterable[Pattern]]
_finders: list[Finder] = []


def register(finder: Finder) -> None:
    """Called by a room when it starts, with what finds its patterns from a day to a day, inclusive.

    It is given an open vault. What is damaged in it is passed over.
    """
    if finder not in _finders:
        _finders.append(finder)


def between(vault: Any, first: date, last: date) -> list[Pattern]:
    """The patterns of all rooms from the first to the last day, both included."""
    return [pattern for finder in _finders for pattern in finder(vault, first, last)]
