"""The first use of a defined word in a guide becomes a link to its definition."""

import re
from collections.abc import Iterable, Iterator, Mapping
from copy import copy
from dataclasses import dataclass, field
from functools import cached_property
from itertools import pairwise
from typing import Final

from markdown_it.token import Token

_HEADS: Final = {"h1", "h2", "h3", "h4", "h5", "h6", "caption", "th"}
_NOTHING: Final = re.compile(r"(?!)")


@dataclass(kw_only=True)
class Definitions:
    """Wordings, small or not, and the address that explains each.

    An address is linked once, wherever its first wording stands; `linked` tells which were, in
    reading order. Where two wordings begin at the same place, the longer one is taken.
    """

    addresses: Mapping[str, str]
    linked: list[str] = field(default_factory=list)

    @cached_property
    def _known(self) -> dict[str, str]:
        return {_printed(wording): to for wording, to in self.addresses.items()}

    @cached_property
    def _pattern(self) -> re.Pattern[str]:
        longest_first = sorted(self._known, key=len, reverse=True)
        if not longest_first:
            return _NOTHING
        either = "|".join(map(re.escape, longest_first))
        return re.compile(rf"(?<![\w-])(?:{either})(?![\w-])", re.IGNORECASE)

    def pieces(self, text: str) -> Iterator[tuple[str, str]]:
        """Cut a text into what it says and where that leads (nowhere: an empty address)."""
        end = 0
        for found in self._pattern.finditer(text):
            to = self._known[_printed(found[0])]
            if to not in self.linked:
                self.linked.append(to)
                yield text[end : found.start()], ""
                yield found[0], to
                end = found.end()
        yield text[end:], ""


def link_terms(tokens: list[Token], *, definitions: Definitions) -> None:
    """Put the links into the running text: not into headings, links, captions or example names."""
    example = False
    for opening, token in pairwise(tokens):
        if opening.type.startswith("container_example"):
            example = opening.nesting == 1
        if token.type == "inline" and opening.tag not in _HEADS:
            token.children = list(_linked(token.children or (), definitions, names=example))


def _linked(children: Iterable[Token], definitions: Definitions, *, names: bool) -> Iterator[Token]:
    """`names` says that strong words are the names of people in an example."""
    inside = 0
    for child in children:
        if child.type.startswith("link_") or (names and child.type.startswith("strong_")):
            inside += child.nesting
        if child.type != "text" or inside:
            yield child
            continue
        for words, to in definitions.pieces(child.content):
            if not words:
                continue
            token = copy(child)
            token.content = words
            if to:
                yield Token("link_open", "a", 1, attrs={"class": "term", "href": to})
            yield token
            if to:
                yield Token("link_close", "a", -1)


def _printed(wording: str) -> str:
    return wording.casefold().replace("'", "’")
