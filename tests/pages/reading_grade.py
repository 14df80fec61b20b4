"""The whole sentences in the main part of a page, and how hard they are to read."""

from html.parser import HTMLParser

from apps.common.text.readability import is_sentence, reading_grade, sentences

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


def sentences_of(html: str) -> list[str]:
    """The whole sentences in the page's main part; headings and names are none."""
    parser = _Blocks()
    parser.feed(html)
    blocks = (" ".join(block.split()) for block in parser.blocks)
    return [part for part in sentences(blocks) if is_sentence(part)]


def grade(html: str) -> float:
    """School grade in the United States; 6 is read at about eleven or twelve years of age."""
    return reading_grade(sentences_of(html))
