"""Guides: Markdown with tables, call-outs, linkable headings and numbered citations."""

import re
from collections.abc import Callable, Iterator, MutableMapping, Sequence
from dataclasses import dataclass, field
from html import escape
from typing import Any, Final

from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.text import slugify
from markdown_it import MarkdownIt
from markdown_it.renderer import RendererHTML
from markdown_it.rules_core import StateCore
from markdown_it.rules_inline import StateInline
from markdown_it.token import Token
from markdown_it.utils import OptionsDict
from mdit_py_plugins.container import container_plugin

from apps.common.markdown.cleaning import RESERVED_IDS, clean_blocks, clean_line
from apps.common.markdown.tables import set_tables
from apps.common.markdown.terms import Definitions, link_terms

CONTAINERS: Final = ("tip", "note", "evidence", "safety", "example")
RECORDS: Final = re.compile(r"\[(F\d+\.\d+(?:\s*,\s*F\d+\.\d+)*)\](?!\()")


@dataclass(frozen=True, kw_only=True)
class Heading:
    """A section heading of a guide: where a link to it points, and what it says."""

    id: str
    title: str


@dataclass(frozen=True, kw_only=True)
class Citation:
    """One number in the text. `place` is the id that the source's back-link returns to."""

    number: int
    place: str
    target: str
    label: str


def _cite_nothing(_records: Sequence[str]) -> Sequence[Citation]:
    return ()


@dataclass(kw_only=True)
class GuideContext:
    """What the parts of one guide share: numbered citations, defined words, ids already taken."""

    cite: Callable[[Sequence[str]], Sequence[Citation]] = _cite_nothing
    definitions: Definitions | None = None
    headings: list[Heading] = field(default_factory=list)
    taken: set[str] = field(default_factory=lambda: set(RESERVED_IDS))

    def new_id(self, words: str) -> str:
        """Return an id made of the words that nothing else in this guide has."""
        stem = slugify(words) or "part"
        name, n = stem, 1
        while name in self.taken:
            n += 1
            name = f"{stem}-{n}"
        self.taken.add(name)
        return name


def guide_html(text: str, *, reading: GuideContext | None = None) -> SafeString:
    """Return a guide's Markdown as HTML.

    Pass the same `reading` with every part of one guide, in reading order.
    """
    return clean_blocks(_PARSER.render(text, {"reading": reading or GuideContext()}))


def guide_line(text: str, *, reading: GuideContext | None = None) -> SafeString:
    """Return one paragraph of a guide as HTML without the paragraph around it."""
    return clean_line(_PARSER.renderInline(text, {"reading": reading or GuideContext()}))


def plain_line(text: str) -> str:
    """Return the words of one paragraph without marks, with the quotation marks of print."""
    tokens = _PARSER.parseInline(text, {"reading": GuideContext()})
    return " ".join("".join(map(inline_words, tokens)).split())


def plain_blocks(text: str) -> list[str]:
    """Return the words of a guide's Markdown, one plain string a paragraph, heading or cell."""
    return [block for _section, block in plain_sections(text)]


def plain_sections(text: str) -> list[tuple[int, str]]:
    """Return the plain blocks, each with the number of section headings (h2) up to it."""
    blocks = ((section, " ".join(block.split())) for section, block in _prose(text))
    return [(section, block) for section, block in blocks if block]


def _prose(text: str) -> Iterator[tuple[int, str]]:
    section = 0
    for token in _PARSER.parse(text, {"reading": GuideContext()}):
        if token.type == "heading_open" and token.tag == "h2":
            section += 1
        elif token.type == "inline":
            yield section, inline_words(token)
        elif token.type.startswith("container_") and token.nesting == 1:
            yield section, plain_line(_title(token.info))


def inline_words(token: Token) -> str:
    """Return what an inline token says, without its marks and citations."""
    return "".join(
        " " if child.type in {"softbreak", "hardbreak"} else child.content
        for child in token.children or ()
        if child.type != "cite"
    )


def _title(container_info: str) -> str:
    return container_info.strip().partition(" ")[2].strip()


def _records(state: StateInline, silent: bool) -> bool:
    """Read `[F10.1, F9.2]` as a citation that joins the word before it."""
    match = RECORDS.match(state.src, state.pos)
    if not match:
        return False
    if not silent:
        state.pending = state.pending.rstrip(" ")
        token = state.push("cite", "", 0)
        token.meta = {"records": [name.strip() for name in match[1].split(",")]}
    state.pos = match.end()
    return True


def _render_cite(
    _self: RendererHTML,
    tokens: Sequence[Token],
    idx: int,
    _options: OptionsDict,
    env: MutableMapping[str, Any],
) -> str:
    reading: GuideContext = env["reading"]
    return "".join(
        format_html(
            '<a class="cite" id="{}" href="#{}" aria-label="{}">{}</a>',
            citation.place,
            citation.target,
            citation.label,
            citation.number,
        )
        for citation in reading.cite(tokens[idx].meta["records"])
    )


def _picture_as_words(
    self: RendererHTML,
    tokens: Sequence[Token],
    idx: int,
    options: OptionsDict,
    env: MutableMapping[str, Any],
) -> str:
    """Render a picture as its description: a page loads nothing that a text asks for."""
    return escape(self.renderInlineAsText(tokens[idx].children, options, env))


def _name_headings(state: StateCore) -> None:
    reading: GuideContext = state.env["reading"]
    for opening, inline in zip(state.tokens, state.tokens[1:], strict=False):
        if opening.type == "heading_open":
            title = inline_words(inline)
            opening.attrSet("id", reading.new_id(title))
            _link_to_itself(inline, target=str(opening.attrs["id"]))
            if opening.tag == "h2":
                reading.headings.append(Heading(id=str(opening.attrs["id"]), title=title))


def _link_to_itself(inline: Token, *, target: str) -> None:
    """Make a heading's words an ordinary link to the heading, unless they hold a link already."""
    words = inline.children or []
    if not any(child.type in {"link_open", "cite"} for child in words):
        opening, closing = Token("link_open", "a", 1), Token("link_close", "a", -1)
        opening.attrSet("href", f"#{target}")
        inline.children = [opening, *words, closing]


def _name_tables(state: StateCore) -> None:
    state.tokens = set_tables(state.tokens, words=inline_words)


def _link_terms(state: StateCore) -> None:
    reading: GuideContext = state.env["reading"]
    if reading.definitions and not state.inlineMode:
        link_terms(state.tokens, definitions=reading.definitions)


def _render_container(
    _self: RendererHTML,
    tokens: Sequence[Token],
    idx: int,
    _options: OptionsDict,
    env: MutableMapping[str, Any],
) -> str:
    token = tokens[idx]
    name = token.type.split("_")[1]
    if token.nesting == -1:
        return "</div>\n" if name == "example" else "</aside>\n"
    title = mark_safe(_PARSER.renderInline(_title(token.info), env))
    anchor = env["reading"].new_id(f"{name} {_title(token.info)}")
    linked = format_html('<a href="#{}">{}</a>', anchor, title)
    heading = format_html('<h3 id="{}">{}</h3>', anchor, title if "<a " in title else linked)
    if name == "example":
        return format_html('<div class="example">{}\n', heading)
    return format_html(
        '<aside {} aria-labelledby="{}"><i class="glyph-{}"></i>{}\n',
        mark_safe('class="alert" data-tone="warn"' if name == "safety" else f'class="{name}"'),
        anchor,
        name,
        heading,
    )


def _mark_outside_links(state: StateCore) -> None:
    for token in state.tokens:
        for child in token.children or ():
            if str(child.attrGet("href") or "").startswith(("http:", "https:", "//")):
                child.attrSet("rel", "noreferrer")


def _parser() -> MarkdownIt:
    parser = MarkdownIt("commonmark", {"html": False, "typographer": True})
    parser.enable(["table", "strikethrough", "replacements", "smartquotes"])
    parser.inline.ruler.before("link", "records", _records)
    for rule in (_name_headings, _name_tables, _mark_outside_links, _link_terms):
        parser.core.ruler.push(rule.__name__, rule)
    parser.add_render_rule("cite", _render_cite)
    parser.add_render_rule("image", _picture_as_words)
    for name in CONTAINERS:
        parser.use(container_plugin, name=name, render=_render_container)
    return parser


_PARSER: Final = _parser()
