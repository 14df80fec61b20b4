"""Guides that another room leads to by slug, without importing the library."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass


@dataclass(frozen=True, kw_only=True)
class GuideLink:
    slug: str
    title: str
    url: str
    safety: bool = False


Finder = Callable[[tuple[str, ...]], Iterable[GuideLink]]
_finders: list[Finder] = []


def register(finder: Finder) -> None:
    """Called by the library when it starts, with a function that finds published guides."""
    if finder not in _finders:
        _finders.append(finder)


def links_to(slugs: Iterable[str]) -> list[GuideLink]:
    """The published guides among these slugs, in their order."""
    wanted = tuple(slugs)
    found = {link.slug: link for finder in _finders for link in finder(wanted)} if wanted else {}
    return [found[slug] for slug in wanted if slug in found]
