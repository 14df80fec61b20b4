"""Members' Markdown is a diary's, not a programmer's: whatever was typed can be read on the page.

Headings, lists, quotes, rules, emphasis, links and code between marks work as everywhere. What
would hide words, join two of them or count a list anew does not: link reference definitions,
indented code, underlined headings, HTML, entities (`&copy;`), relative links, emphasis inside of
a word. Tables, task lists and footnotes stand as they were typed. A link shows its address too.
"""

import re
from collections.abc import Callable
from typing import Final

from markdown_it import MarkdownIt
from markdown_it.rules_block import StateBlock, blockquote, list_block
from markdown_it.rules_core import StateCore
from markdown_it.rules_inline import StateInline, backtick
from markdown_it.token import Token

type BlockRule = Callable[[StateBlock, int, int, bool], bool]

SCHEMES: Final = {"http", "https", "mailto", "tel"}
# Line ends of other programs, which a browser shows as a space.
_LINE_ENDS: Final = {0x0B: "\n", 0x0C: "\n", 0x85: "\n", 0x2028: "\n", 0x2029: "\n\n"}

# The library drops what lies deeper than its limit, and a phone has no room for more.
_DEEPEST: Final = 15
_TAKEN_BY_A_LIST: Final = 3

_BLOCKS: Final = {
    *("paragraph_open", "heading_open", "blockquote_open", "code_block"),
    *("bullet_list_open", "ordered_list_open", "list_item_open"),
}
_MARKS: Final = re.compile(r"\*+|~+|`+")
_WORD: Final = re.compile(r"\w|[\u0300-\u036f]")
_LINK: Final = re.compile(
    r"(?<!\w)!?\[(?P<label>[^\[\]\n]{0,2000})\]"
    r"(?P<rest>\((?P<open><)?(?P<address>(?:https?://|mailto:|tel:)"
    r"[^\s()<>]*(?:\([^\s()<>]*\)[^\s()<>]*)*)(?(open)>)"
    r"(?:[ \t]+(?:\"[^\"\n]{0,2000}\"|'[^'\n]{0,2000}'))?[ \t]*\))(?!\w)",
    re.IGNORECASE,
)
_ANGLED: Final = re.compile(
    r"(?<!\w)<(?P<address>(?:https?://|mailto:|tel:)[^\s<>]+|[^\s<>@:/]+@[^\s<>@:/]+\.[^\s<>@:/]+)>"
    r"(?!\w)",
    re.IGNORECASE,
)
# Brackets and quotation marks of East Asia end an address as a space does.
_BARE: Final = re.compile(r"://[^\s<>\u3000-\u303f\uff00-\uff0f\uff1a-\uff1f]*")
# How an address goes on behind its scheme: with a host, and perhaps a name before it.
_HOST: Final = re.compile(
    r"://(?:[^\s/?#@<>]{0,300}@)?(?:[\w%]|[^\x00-\x7f]|\[[0-9a-f:.]{1,50}\])", re.IGNORECASE
)
_WWW: Final = re.compile(
    r"(?<![\w.+@/-])www\.[^\W_][^\s<>\u3000-\u303f\uff00-\uff0f\uff1a-\uff1f]*", re.IGNORECASE
)
# After the scheme stands a host, a mailbox or a number, in the form that a browser is given.
_LEADS_SOMEWHERE: Final = re.compile(
    r"https?://(?:[^\s/?#@]*@)?(?:[a-z0-9_%]|\[[0-9a-f:.]+\])|mailto:[^\s?@]+@[^\s?@]|tel:\+?[(]?\d",
    re.IGNORECASE,
)
_AFTER_ADDRESS: Final = frozenset("?!.,:;*_~'\"`|\\’”»…")
_BRACKETS: Final = {")": "(", "]": "[", "}": "{"}


def member_tokens(text: str) -> list[Token]:
    """Return the blocks of a member's Markdown, as markdown-it names them."""
    return PARSER.parse(text.translate(_LINE_ENDS))


def render_member_html(text: str) -> str:
    """Return a member's Markdown as HTML that was not cleaned yet."""
    return str(PARSER.render(text.translate(_LINE_ENDS)))


def typed_number(item: Token) -> str:
    """Return the number of a list item as it was typed, such as `12.`; nothing for a bullet."""
    return f"{item.info}{item.markup}" if item.info else ""


def _unless_too_deep(rule: BlockRule) -> BlockRule:
    """A quote or a list that would lie too deep is a paragraph with its signs."""

    def bounded(state: StateBlock, line: int, end: int, silent: bool) -> bool:
        is_too_deep = state.level + _TAKEN_BY_A_LIST >= _DEEPEST
        return not is_too_deep and rule(state, line, end, silent)

    return bounded


def _inside_a_word(state: StateInline, silent: bool) -> bool:
    """Marks between two letters are none: `5*3*2` is no product without its signs."""
    is_mark = state.src[state.pos] in "*~`"
    marks = _MARKS.match(state.src, state.pos) if is_mark else None
    if not marks or state.pos == 0 or not _WORD.match(state.src, marks.end()):
        return False
    if not _WORD.match(state.src, state.pos - 1):
        return False
    state.append_pending(marks[0])
    state.pos = marks.end()
    return True


def _code(state: StateInline, silent: bool) -> bool:
    """Code between marks, on one line, and no part of a word."""
    start = state.pos
    if not backtick(state, silent):
        return False
    if not state.tokens or state.tokens[-1].type != "code_inline" or state.pending:
        return True
    joins = (start and _WORD.match(state.src, start - 1)) or _WORD.match(state.src, state.pos)
    if joins or "\n" in state.src[start : state.pos]:
        marks = state.tokens.pop().markup
        state.tokens_meta.pop()
        state.append_pending(marks)
        state.pos = start + len(marks)
    return True


def _link(state: StateInline, silent: bool) -> bool:
    """`[words](address)` is its words as a link, then the address; a picture is the same."""
    begins = state.src[state.pos] in "[!"
    found = _LINK.match(state.src, state.pos, state.posMax) if begins else None
    href = _href(state, found["address"]) if found and found["label"].strip() else ""
    if not found or not href:
        return False
    state.push("link_open", "a", 1).attrs = {"href": href}
    end, state.pos, state.posMax = state.posMax, found.start("label"), found.end("label")
    state.linkLevel += 1
    state.md.inline.tokenize(state)
    state.linkLevel -= 1
    state.push("link_close", "a", -1)
    state.push("text", "", 0).content = f" {found['rest']}"
    state.pos, state.posMax = found.end(), end
    return True


def _angled(state: StateInline, silent: bool) -> bool:
    """`<address>` is a link."""
    begins = state.src[state.pos] == "<" and not state.linkLevel
    found = _ANGLED.match(state.src, state.pos, state.posMax) if begins else None
    if not found:
        return False
    address = found["address"]
    href = _href(state, address if ":" in address else f"mailto:{address}")
    if not href:
        return False
    _push_link(state, href, address)
    state.pos = found.end()
    return True


def _bare(state: StateInline, silent: bool) -> bool:
    """`https://…` is a link where it stands by itself."""
    if state.linkLevel or not state.src.startswith("://", state.pos):
        return False
    pending = state.pending
    scheme = next((each for each in ("https", "http") if _ends_with(pending, each)), "")
    if not scheme or not _HOST.match(state.src, state.pos, state.posMax):
        return False  # before the rest of the line is looked at, so that each sign is read once
    found = _BARE.match(state.src, state.pos, state.posMax)
    if not found:
        return False
    typed = pending[-len(scheme) :] + _without_signs_after(found[0])
    href = _href(state, typed)
    if not href:
        return False
    state.pending = pending[: -len(scheme)]
    _push_link(state, href, typed)
    state.pos += len(typed) - len(scheme)
    return True


def _ends_with(pending: str, scheme: str) -> bool:
    before = pending[-len(scheme) - 1 : -len(scheme)]
    is_apart = not (before.isascii() and (before.isalnum() or before in {"+", "-", "."}))
    return pending[-len(scheme) :].lower() == scheme and is_apart


def _push_link(state: StateInline, href: str, words: str) -> None:
    state.push("link_open", "a", 1).attrs = {"href": href}
    state.push("text", "", 0).content = words
    state.push("link_close", "a", -1)


def _href(state: StateInline, typed: str) -> str:
    """The address of a link; nothing for one that leads nowhere, such as `https:///x`."""
    href = state.md.normalizeLink(typed)
    return href if _LEADS_SOMEWHERE.match(href) else ""


def _without_signs_after(address: str) -> str:
    """An address without the signs of the sentence in which it stands."""
    more = {end: address.count(end) - address.count(begin) for end, begin in _BRACKETS.items()}
    last = len(address)
    while last and ((sign := address[last - 1]) in _AFTER_ADDRESS or more.get(sign, 0) > 0):
        if sign in more:
            more[sign] -= 1
        last -= 1
    return address[:last]


def _link_www(state: StateCore) -> None:
    """`www.…` is a link too."""
    for token in state.tokens:
        if token.children and "www." in token.content.lower():
            token.children = _with_www(token.children, state.md)


def _with_www(children: list[Token], md: MarkdownIt) -> list[Token]:
    kept: list[Token] = []
    inside = 0
    for child in children:
        inside += child.nesting if child.type.startswith("link_") else 0
        if child.type != "text" or inside:
            kept.append(child)
            continue
        end = 0
        for found in _WWW.finditer(child.content):
            address = _without_signs_after(found[0])
            kept.append(_text(child.content[end : found.start()]))
            opening = Token(
                "link_open", "a", 1, attrs={"href": md.normalizeLink(f"https://{address}")}
            )
            kept += [opening, _text(address), Token("link_close", "a", -1)]
            end = found.start() + len(address)
        kept.append(_text(child.content[end:]))
    return kept


def _text(words: str) -> Token:
    return Token("text", "", 0, content=words)


def _step_headings_down(state: StateCore) -> None:
    for token in state.tokens:
        if token.type in {"heading_open", "heading_close"}:
            token.tag = f"h{min(int(token.tag[1]) + 1, 6)}"


def _own_direction(state: StateCore) -> None:
    """Each block is read from the side from which its own words are read."""
    for token in state.tokens:
        if token.type in _BLOCKS:
            token.attrSet("dir", "auto")


def _show_all_that_was_typed(state: StateCore) -> None:
    """The words beside the opening marks of code are its first line; a list counts as typed."""
    for token in state.tokens:
        if token.type == "fence":
            token.type, first = "code_block", token.info.strip()
            token.content = f"{first}\n{token.content}" if first else token.content
        elif token.type == "ordered_list_open":
            token.attrs.pop("start", None)


def _parser() -> MarkdownIt:
    options = {"html": False, "breaks": True, "maxNesting": _DEEPEST}
    parser = MarkdownIt("commonmark", options).enable("strikethrough")
    hiding = ["code", "reference", "html_block", "lheading", "entity", "html_inline", "image"]
    parser.disable(hiding)
    for name, rule, ends in (
        ("blockquote", blockquote, ["paragraph", "reference", "blockquote", "list"]),
        ("list", list_block, ["paragraph", "reference", "blockquote"]),
    ):
        parser.block.ruler.at(name, _unless_too_deep(rule), {"alt": ends})
    parser.inline.ruler.at("link", _link)
    parser.inline.ruler.at("autolink", _angled)
    parser.inline.ruler.at("backticks", _code)
    parser.inline.ruler.after("text", "bare", _bare)
    parser.inline.ruler.before("backticks", "inside_a_word", _inside_a_word)
    for step in (_link_www, _step_headings_down, _show_all_that_was_typed, _own_direction):
        parser.core.ruler.push(step.__name__, step)
    return parser


PARSER: Final = _parser()
