"""Practices that other rooms offer by guide or by id, without importing the journal."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass


@dataclass(frozen=True, kw_only=True)
class PracticeLink:
    """What a guide or a result shows of a practice. `is_for_two` is never offered near fear."""

    id: str
    title: str
    why: str
    minutes: int
    url: str
    guides: tuple[str, ...]
    is_for_two: bool


Lister = Callable[[], Iterable[PracticeLink]]
_listers: list[Lister] = []


def register(lister: Lister) -> None:
    """Called by the journal when it starts, with a function that lists its practices."""
    if lister not in _listers:
        _listers.append(lister)


def all_links() -> list[PracticeLink]:
    return [link for lister in _listers for link in lister()]


def find(practice_id: str) -> PracticeLink | None:
    """The practice with this id, or None for an unknown one."""
    return next((link for link in all_links() if link.id == practice_id), None)


def for_guides(slugs: Iterable[str], *, alone: bool) -> list[PracticeLink]:
    """What the guides with these slugs offer; with `alone` nothing that is made for two."""
    wanted = set(slugs)
    return [
        link
        for link in all_links()
        if wanted & set(link.guides) and not (alone and link.is_for_two)
    ]
