"""Found words in a line of text: marked while it is text, real <mark> elements once escaped."""

import re
from collections.abc import Iterable
from typing import Final

from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe

from apps.common.text.folding import folded, folded_spans

# Characters that no text holds: they stand for the marks until the words between are escaped.
MARK: Final = "\ue000"
END: Final = "\ue001"


def shown(line: str) -> SafeString:
    """Escape a line and put real marks in."""
    return mark_safe(escape(line).replace(MARK, "<mark>").replace(END, "</mark>"))


def marked(text: str, spans: Iterable[tuple[int, int]]) -> SafeString:
    """Escape a text and mark its spans, (start, end) in order; what overlaps is marked once.

    For a member's own words, which may hold any character.
    """
    parts, at = [], 0
    for start, end in spans:
        if end > at:
            start = max(start, at)
            parts.append(f"{escape(text[at:start])}<mark>{escape(text[start:end])}</mark>")
            at = end
    return mark_safe("".join([*parts, escape(text[at:])]))


def marked_words(text: str, words: str) -> SafeString:
    """Escape a text and mark each of the words wherever a search finds it (`folded`)."""
    wanted = sorted(set(folded(words).split()), key=len, reverse=True)
    if not wanted:
        return marked(text, ())
    return marked(text, folded_spans(text, re.compile("|".join(map(re.escape, wanted)))))
