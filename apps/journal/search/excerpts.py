"""A few words around what was found, escaped, with the found words marked."""

from collections.abc import Iterable
from typing import Final

from django.utils.safestring import SafeString

from apps.common.markdown.plain_text import plain_lines
from apps.common.text.folding import folded_spans
from apps.common.text.highlighting import marked
from apps.journal.search.query import JournalQuery

LENGTH: Final = 190
LEAD: Final = 60


def title_of(title: str, asked: JournalQuery) -> SafeString:
    return marked(title, folded_spans(title, asked.any_piece) if asked.pieces else ())


def excerpt(texts: Iterable[str], asked: JournalQuery) -> SafeString:
    """Some words around the first found one; the beginning where only the title has any.

    Cut at the ends of words, with a sign where something is left out.
    """
    first = ""
    for text in texts:
        line = " ".join(plain_lines(text))
        if spans := folded_spans(line, asked.any_piece) if asked.pieces else []:
            return _around(line, spans)
        first = first or line
        if first and not asked.pieces:
            break
    return _around(first, [])


def _around(line: str, spans: list[tuple[int, int]]) -> SafeString:
    first = max(0, spans[0][0] - LEAD) if spans else 0
    start = line.rfind(" ", max(0, first - LEAD), first) + 1 or first
    end = start + LENGTH
    if spans:
        end = max(end, spans[0][1])
    if end < len(line):
        cut = line.rfind(" ", start, end)
        end = cut if cut > (spans[0][1] if spans else start) else end
    piece = line[start:end]
    inside = [(a - start, b - start) for a, b in spans if b <= end]
    before, after = ("… " if start else ""), (" …" if end < len(line) else "")
    shift = len(before)
    moved = [(a + shift, b + shift) for a, b in inside]
    return marked(f"{before}{piece}{after}", moved)
