"""Tables in guides: a caption, headings that say what they head, and a region that scrolls."""

from collections.abc import Callable, Iterator

from django.utils.translation import gettext as _
from markdown_it.token import Token

CAPTION = "Table:"


def set_tables(tokens: list[Token], *, words: Callable[[Token], str]) -> list[Token]:
    """Return the tokens with every table captioned, headed and inside a scroll region.

    A paragraph `Table: what it shows` directly before a table becomes its caption and the name
    of the region. The first cell of each row heads that row. `words` reads an inline token.
    """
    kept: list[Token] = []
    for token in _headed(tokens):
        if token.type == "table_open":
            caption = _take_caption(kept)
            region = Token("scroll_open", "div", 1, block=True)
            region.attrs = {"class": "scroll-x", "tabindex": "0", "role": "region"}
            named = _("%(caption)s, table") % {"caption": words(caption)} if caption else _("Table")
            region.attrSet("aria-label", named)
            kept += [region, token, *_caption(caption)]
        else:
            kept.append(token)
        if token.type == "table_close":
            kept.append(Token("scroll_close", "div", -1, block=True))
    return kept


def _take_caption(before: list[Token]) -> Token | None:
    inline = before[-2] if len(before) > 2 and before[-1].type == "paragraph_close" else None
    children = (inline and inline.children) or []
    if not children or not children[0].content.startswith(CAPTION):
        return None
    children[0].content = children[0].content.removeprefix(CAPTION).lstrip()
    del before[-3:]
    return inline


def _caption(inline: Token | None) -> list[Token]:
    if inline is None:
        return []
    opening = Token("caption_open", "caption", 1, block=True)
    return [opening, inline, Token("caption_close", "caption", -1, block=True)]


def _headed(tokens: list[Token]) -> Iterator[Token]:
    """Turn the first cell of each body row into a heading, and an empty heading into a cell."""
    cell = closing = ""
    for token, after in zip(tokens, [*tokens[1:], Token("end", "", 0)], strict=False):
        if token.type == "th_open":
            closing = "th" if after.content else "td"
            token.tag, token.attrs = closing, {"scope": "col"} if after.content else {}
        elif token.type == "tr_open":
            cell = "th"
        elif token.type == "td_open":
            closing, cell = cell, "td"
            token.tag, token.attrs = closing, {"scope": "row"} if closing == "th" else {}
        elif token.type in {"th_close", "td_close"}:
            token.tag = closing
        yield token
