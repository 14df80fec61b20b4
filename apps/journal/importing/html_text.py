"""The words of an HTML page as Markdown: paragraphs, lists, headings, links, emphasis."""

import re
from html.parser import HTMLParser
from typing import Final

_BLOCKS: Final = frozenset(
    [
        "p",
        "div",
        "section",
        "article",
        "header",
        "footer",
        "main",
        "aside",
        "ul",
        "ol",
        "dl",
        "dt",
        "dd",
        "table",
        "tr",
        "figure",
        "figcaption",
        "address",
        "form",
        "fieldset",
        "hr",
        "pre",
        "blockquote",
        "h1",
        "h2",
        "h3",
        "h4",
        "h5",
        "h6",
        "li",
        "body",
        "html",
        "details",
        "summary",
        "caption",
        "legend",
        "option",
        "nav",
        "dialog",
        "center",
    ]
)
_HIDDEN: Final = frozenset({"script", "style", "head", "template", "noscript"})
_IN_HEAD: Final = frozenset({"base", "link", "meta", "title", "html", "head", *_HIDDEN})
_MARKS: Final = {"strong": "**", "b": "**", "em": "*", "i": "*", "s": "~~", "del": "~~"}
_HEADINGS: Final = {f"h{level}": "#" * level + " " for level in range(1, 7)}
MOST_OPEN: Final = 64  # tags without an end that are remembered, and lists or quotes in another
_SPACES: Final = re.compile(r"[ \t\r\n\f]+")


class LenientParser(HTMLParser):
    """Reads whatever stands in a file; `feed_whole` in a time that grows with its length."""

    def feed_whole(self, html: str) -> None:
        """All of a document. A tag or a comment without an end is text: the words in it stay."""
        begun, end, rest = html.rpartition("-->")
        html = begun + end + rest.replace("<!--", "&lt;!--")
        begun, end, rest = html.rpartition(">")
        self.feed(begun + end + rest.replace("<", "&lt;"))
        self.close()

    def parse_marked_section(self, i: int, report: bool = True) -> int:
        try:
            return super().parse_marked_section(i, report)
        except AssertionError:  # `<![` before anything but the name of a section
            self.handle_data("<![")
            return i + len("<![")


class _Words(LenientParser):
    """Collects lines; a block begins a new one, and a paragraph leaves one empty."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.lines: list[str] = []
        self._line: list[str] = []
        self._start = ""
        self._hidden = self._pre = self._quotes = 0
        self._is_head = False
        self._lists: list[int | None] = []
        self._links: list[tuple[str, int]] = []
        self._open: list[tuple[str, int]] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        said = dict(attrs)
        if self._is_head and tag not in _IN_HEAD:  # its end need not be written
            self._is_head, self._hidden = False, max(0, self._hidden - 1)
        if tag == "head":
            if not (self._is_head or self.lines or self._line):
                self._is_head, self._hidden = True, self._hidden + 1
        elif tag in _HIDDEN:
            self._hidden += 1
        elif tag == "br":
            self._end_line()
        elif tag in _BLOCKS:
            self._end_block(empty=tag in {"p", "pre", "blockquote", "ul", "ol", *_HEADINGS})
            self._begin_block(tag, said)
        elif tag == "a":
            self._links.append((said.get("href") or "", len(self._line)))
        elif tag in _MARKS:
            self._open = [*self._open[1 - MOST_OPEN :], (tag, len(self._line))]
        elif tag == "input" and said.get("type") == "checkbox":
            self._line.append("[x] " if "checked" in said else "[ ] ")
        elif tag == "img" and (alt := (said.get("alt") or "").strip()):
            self.handle_data(f" {alt} ")
        elif tag in {"td", "th", "label", "select", "button"} and self._line:
            self._line.append(" ")

    def handle_endtag(self, tag: str) -> None:
        if tag == "head":
            self._hidden = max(0, self._hidden - self._is_head)
            self._is_head = False
        elif tag in _HIDDEN:
            self._hidden = max(0, self._hidden - 1)
        elif tag in _BLOCKS:
            self._end_block(empty=tag in {"p", "pre", "blockquote", "ul", "ol", *_HEADINGS})
            self._after_block(tag)
        elif tag == "a" and self._links:
            href, at = self._links.pop()
            words = "".join(self._line[at:]).strip()
            if words and href.startswith(("http://", "https://", "mailto:")) and words != href:
                self._line[at:] = [f"[{words}]({href})"]
        elif tag in _MARKS:
            self._close_mark(tag)

    def handle_data(self, data: str) -> None:
        if self._hidden:
            return
        if self._pre:
            first, *more = data.split("\n")
            self._line.append(first)
            for line in more:
                self._end_line()
                self._line.append(line)
            return
        words = _SPACES.sub(" ", data)
        if not self._line or self._line[-1].endswith(" "):
            words = words.lstrip(" ")
        if words:
            self._line.append(words)

    def text(self) -> str:
        self._end_line()
        return re.sub(r"\n{3,}", "\n\n", "\n".join(self.lines)).strip("\n")

    def _begin_block(self, tag: str, said: dict[str, str | None]) -> None:
        if tag in {"ul", "ol"}:
            if len(self._lists) < MOST_OPEN:
                self._lists.append(_number_before(said.get("start")) if tag == "ol" else None)
        elif tag == "li":
            self._begin_item(said)
        elif tag in _HEADINGS:
            self._start = _HEADINGS[tag]
        elif tag == "hr":
            self.lines += ["---", ""]
        elif tag == "pre":
            self._pre += 1
            self.lines.append("```")
        elif tag == "blockquote":
            self._quotes = min(self._quotes + 1, MOST_OPEN)

    def _begin_item(self, said: dict[str, str | None]) -> None:
        number = self._lists[-1] if self._lists else None
        if number is not None and said.get("value"):
            number = _number_before(said["value"])
        mark = "- "
        if number is not None:
            self._lists[-1] = number + 1
            mark = f"{number + 1}. "
        ticked = said.get("data-checked") or said.get("data-is-checked")
        box = {"true": "[x] ", "false": "[ ] "}.get(ticked or "", "")
        self._start = "  " * max(0, len(self._lists) - 1) + mark + box

    def _after_block(self, tag: str) -> None:
        if tag in {"ul", "ol"} and self._lists:
            self._lists.pop()
        elif tag == "pre" and self._pre:
            self._pre -= 1
            while self.lines and not self.lines[-1]:
                self.lines.pop()
            self.lines += ["```", ""]
        elif tag == "blockquote" and self._quotes:
            self._quotes -= 1

    def _close_mark(self, tag: str) -> None:
        at = next((n for n in range(len(self._open) - 1, -1, -1) if self._open[n][0] == tag), None)
        if at is None:
            return
        begins = min(self._open[at][1], len(self._line))
        del self._open[at:]
        inside = "".join(self._line[begins:])
        words = inside.strip()
        if words:
            before, after = (
                inside[: len(inside) - len(inside.lstrip())],
                inside[len(inside.rstrip()) :],
            )
            self._line[begins:] = [before, f"{_MARKS[tag]}{words}{_MARKS[tag]}", after]

    def _end_line(self) -> None:
        words = "".join(self._line)
        words = words if self._pre else words.rstrip(" ")
        quote = "> " * self._quotes
        if words.strip() or self._pre:
            self.lines.append(f"{quote}{self._start}{words}")
            self._start = ""
        elif self.lines and self.lines[-1]:
            self.lines.append("")
        self._line, self._open, self._links = [], [], []

    def _end_block(self, *, empty: bool) -> None:
        if "".join(self._line).strip():
            self._end_line()
        self._line, self._open, self._links = [], [], []
        in_list = bool(self._lists)
        if empty and not in_list and not self._pre and self.lines and self.lines[-1]:
            self.lines.append("")


def markdown_of(html: str) -> str:
    """The words in their order. A sign that means something in Markdown stays as it was typed."""
    reader = _Words()
    reader.feed_whole(html)
    return reader.text()


def _number_before(said: str | None) -> int:
    """The number before that with which a list begins."""
    return int(said) - 1 if said and re.fullmatch(r"[0-9]{1,9}", said) else 0


_TAG: Final = (
    r"</?(?:p|div|br|b|i|strong|em|ul|ol|li|h[1-6]|span|a|body|html|head|table|details|pre|hr)"
    r"(?:\s[^<>]*)?/?>"
)
_BEGINS: Final = re.compile(rf"\s*(?:<!doctype|<!--|{_TAG})", re.IGNORECASE)
_ENDS: Final = re.compile(r"</?\w+\s*/?>\s*\Z")


def looks_like_html(text: str) -> bool:
    """Whether a text that should be HTML has any tag."""
    return re.search(_TAG, text, re.IGNORECASE) is not None


def is_html(text: str) -> bool:
    """Whether a text that may be plain is HTML from its first sign to its last.

    One in which somebody typed `<b>` between other words is plain, and keeps its lines.
    """
    return bool(_BEGINS.match(text) and _ENDS.search(text[-100:]))
