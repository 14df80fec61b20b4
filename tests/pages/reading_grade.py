"""Flesch–Kincaid grade of English words in a page, near enough to keep a page plain.

Formula: 0.39 × words per sentence + 11.8 × syllables per word − 15.59 (Kincaid et al., 1975).
"""

import re
from html.parser import HTMLParser

BLOCKS = {"p", "li", "h1", "h2", "h3", "td", "th", "caption", "div"}


class _Blocks(HTMLParser):
    """The words of each block between `<main>` and `</main>`."""

    def __init__(self) -> None:
        super().__init__()
        self.inside = False
        self.blocks: list[str] = [""]

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.inside = self.inside or tag == "main"
        if tag in BLOCKS:
            self.blocks.append("")

    def handle_endtag(self, tag: str) -> None:
        self.inside = self.inside and tag != "main"
        if tag in BLOCKS:
            self.blocks.append("")

    def handle_data(self, data: str) -> None:
        if self.inside:
            self.blocks[-1] += data


def sentences(html: str) -> list[str]:
    """The whole sentences in the page's main part; headings and names are none."""
    parser = _Blocks()
    parser.feed(html)
    blocks = (" ".join(block.split()) for block in parser.blocks)
    found = (part for block in blocks for part in re.split(r"(?<=[.?!])[”’]?\s+", block))
    return [part for part in found if re.search(r"[A-Za-z].*[.?!][”’]?$", part)]


def syllables(word: str) -> int:
    """At least one; a silent e is not counted."""
    word = re.sub(r"[^a-z]", "", word.lower())
    groups = len(re.findall(r"[aeiouy]+", word))
    silent = word.endswith("e") and not word.endswith(("le", "ee")) and groups > 1
    silent = silent or (word.endswith("ed") and not word.endswith(("ted", "ded")) and groups > 1)
    return max(1, groups - silent)


def grade(html: str) -> float:
    """School grade in the United States; 6 is read at about eleven or twelve years of age."""
    parts = sentences(html)
    words = [word for part in parts for word in re.findall(r"[A-Za-z][A-Za-z’'-]*", part)]
    spoken = sum(syllables(word) for word in words)
    return 0.39 * len(words) / len(parts) + 11.8 * spoken / len(words) - 15.59
