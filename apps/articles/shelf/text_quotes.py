"""Finds kept words again in a guide that may have changed since (a text-quote selector).

What is compared is text without any white space: line ends and the space between blocks differ
between what a browser selects and what is stored. Numbers of sources are no part of the text.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from difflib import SequenceMatcher
from html.parser import HTMLParser
from typing import Final

AROUND: Final = 40
ALIKE: Final = 0.75  # of 1: how much of a changed passage must still be there
BLOCKS: Final = frozenset(
    {
        *("p", "li", "ul", "ol", "blockquote", "pre", "table", "caption", "tr", "td", "th"),
        *("div", "aside", "section", "h2", "h3", "h4", "h5", "h6", "hr", "br"),
    }
)
WHOLE: Final = frozenset({"p", "li", "td"})


@dataclass(frozen=True, kw_only=True)
class QuoteSection:
    """Where a paragraph stands: the id of the heading above it, and what that says."""

    id: str
    title: str


@dataclass(frozen=True, kw_only=True)
class Paragraph:
    """One block of a guide's text; `is_whole` for those that can be kept with one press."""

    section: QuoteSection
    text: str
    is_whole: bool = True


@dataclass(frozen=True, kw_only=True)
class QuoteMatch:
    """Kept words as they stand in the guide now, without white space, and what is around them."""

    section: QuoteSection
    text: str
    before: str
    after: str
    is_unchanged: bool


class _Reader(HTMLParser):
    """Collects the blocks of rendered, cleaned HTML; each `h2` with an id begins a section."""

    def __init__(self, section: QuoteSection) -> None:
        super().__init__()
        self.section = section
        self.found: list[Paragraph] = []
        self._words: list[str] = []
        self._block = "p"
        self._heading: str | None = None
        self._hidden = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        if tag in BLOCKS:
            self._end()
            self._block = tag
        if tag == "h2" and given.get("id"):
            self._heading = given["id"]
        if self._hidden or tag == "svg" or given.get("class") == "cite":
            self._hidden += 1

    def handle_endtag(self, tag: str) -> None:
        if tag in BLOCKS:
            self._end()
        self._hidden = max(0, self._hidden - 1)

    def handle_data(self, data: str) -> None:
        if not self._hidden:
            self._words.append(data)

    def close(self) -> None:
        super().close()
        self._end()

    def _end(self) -> None:
        text = " ".join("".join(self._words).split())
        self._words = []
        if text and self._heading is not None:
            self.section = QuoteSection(id=self._heading, title=text)
        if text:
            is_whole = self._block in WHOLE
            self.found.append(Paragraph(section=self.section, text=text, is_whole=is_whole))
        self._heading, self._block = None, "p"


def paragraphs(html: str, *, section: QuoteSection) -> list[Paragraph]:
    """The blocks of rendered HTML in reading order; `section` holds until its first heading."""
    reader = _Reader(section)
    reader.feed(html)
    reader.close()
    return reader.found


def without_white_space(text: str) -> str:
    """The text without any white space."""
    return "".join(text.split())


def locate(
    quote: str, blocks: Iterable[Paragraph], *, before: str = "", after: str = ""
) -> QuoteMatch | None:
    """Where the words stand, or None. `before` and `after` tell equal words apart.

    Where the words themselves were changed a little, what stands between the old neighbours is
    taken, if at least three quarters of it are the kept words (difflib's ratio).
    """
    known = list(blocks)
    whole = "".join(without_white_space(each.text) for each in known)
    wanted, left, right = (
        without_white_space(quote),
        without_white_space(before),
        without_white_space(after),
    )
    if not wanted:
        return None
    starts = list(_starts(wanted, whole))
    if starts:
        start = max(starts, key=lambda at: _fit(whole, at, at + len(wanted), left, right))
        return _found(known, whole, start, start + len(wanted), is_unchanged=True)
    for start, end in _between(whole, left, right, about=len(wanted)):
        if SequenceMatcher(None, wanted, whole[start:end], autojunk=False).ratio() >= ALIKE:
            return _found(known, whole, start, end, is_unchanged=False)
    return None


def _starts(wanted: str, whole: str) -> Iterator[int]:
    at = whole.find(wanted)
    while at >= 0:
        yield at
        at = whole.find(wanted, at + 1)


def _fit(whole: str, start: int, end: int, left: str, right: str) -> int:
    """How many characters next to the place are those that once stood there."""
    return _shared(whole[:start][::-1], left[::-1]) + _shared(whole[end:], right)


def _shared(one: str, other: str) -> int:
    count = 0
    for a, b in zip(one, other, strict=False):
        if a != b:
            break
        count += 1
    return count


def _between(whole: str, left: str, right: str, *, about: int) -> Iterator[tuple[int, int]]:
    """Places between the old neighbours whose length is within a third of `about`."""
    if not left or not right:
        return
    for at in _starts(left, whole):
        start = at + len(left)
        end = whole.find(right, start)
        if end > start and abs(end - start - about) * 3 <= about:
            yield start, end


def _found(
    known: list[Paragraph], whole: str, start: int, end: int, *, is_unchanged: bool
) -> QuoteMatch:
    section, at = known[0].section, 0
    for each in known:
        section = each.section
        at += len(without_white_space(each.text))
        if at > start:
            break
    return QuoteMatch(
        section=section,
        text=whole[start:end],
        before=whole[max(0, start - AROUND) : start],
        after=whole[end : end + AROUND],
        is_unchanged=is_unchanged,
    )
