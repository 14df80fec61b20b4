"""Reads, sentence by sentence, what a page of words says and the test that its source names for it.

Before each text of such a template stands a comment: `{# held: <one> | <one> #}`, with one mark for
each sentence. A mark is a test (`tests/…::test_…`), or says why there is none:

- `advice`: what somebody may do or ask themselves
- `outside`: about other people, programs and devices, not about Leeway
- `operator`: what the people who run a copy do, which no test can see
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from tests.named_tests import ROOT

PAGES: Final = ("privacy", "safety", "about", "terms", "accessibility")
NO_CLAIM: Final = {"advice", "outside", "operator"}
TEXT: Final = re.compile(
    r"{%\s*translate\s+\"([^\"]*)\"\s*%}|{%\s*blocktranslate[^%]*%}(.*?){%\s*endblocktranslate\s*%}",
    re.S,
)
MARK: Final = re.compile(r"{# held: (.*?) #}", re.S)
HEADING: Final = re.compile(
    r"(?:<h[1-6][^>]*>|<th[^>]*>|<caption[^>]*>|aria-label=\"|<strong>)\s*$"
)
WORDS: Final = re.compile(r"{% block words %}(.*?){% endblock %}", re.S)
ENDS: Final = re.compile(r"(?<=[.!?])\s+(?=[A-Z“])")


@dataclass(frozen=True, kw_only=True)
class Said:
    """One text of a template: its sentences, and the marks that stand before it."""

    page: str
    sentences: tuple[str, ...]
    marks: tuple[str, ...]


def texts_of(page: str) -> Iterator[Said]:
    """Each text of the words of a page that is no heading, in order."""
    source = (ROOT / "templates" / "pages" / f"{page}.html").read_text("utf-8")
    words = WORDS.search(source)
    assert words, page
    block, last = words[1], 0
    for found in TEXT.finditer(block):
        between = block[last : found.start()]
        last = found.end()
        if HEADING.search(block[: found.start()]):
            continue
        text = (found[1] or found[2]).partition("{% plural %}")[0]
        plain = " ".join(re.sub(r"<[^>]+>", "", text).split())
        marks = MARK.findall(between)
        yield Said(
            page=page,
            sentences=tuple(ENDS.split(plain)),
            marks=tuple(each.strip() for mark in marks for each in mark.split(" | ")),
        )
