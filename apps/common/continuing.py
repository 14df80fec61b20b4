"""What a member may go on with: one room knows it, another shows it, neither imports the other."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, kw_only=True)
class NextGuide:
    """The page that comes after it on a way through several."""

    title: str
    url: str
    way: str
    way_url: str


@dataclass(frozen=True, kw_only=True)
class UnfinishedReading:
    """A page that was not read to its end, the heading at which to go on, and what comes after."""

    title: str
    heading: str
    url: str
    next: NextGuide | None = None


Finder = Callable[[Any], UnfinishedReading | None]
_finders: list[Finder] = []


def register(finder: Finder) -> None:
    """Called by a room when it starts, with a function that looks into an open vault."""
    if finder not in _finders:
        _finders.append(finder)


def find(vault: Any) -> UnfinishedReading | None:
    """The newest reading that a room knows of in this open vault, or None."""
    return next((reading for finder in _finders if (reading := finder(vault))), None)
