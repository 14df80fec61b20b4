"""Members' words: what may stay of them when they are shown as HTML."""

from collections.abc import MutableMapping, Sequence
from html import escape
from typing import Any, Final

import nh3
from django.utils.safestring import SafeString, mark_safe
from markdown_it import MarkdownIt
from markdown_it.renderer import RendererHTML
from markdown_it.rules_core import StateCore
from markdown_it.token import Token
from markdown_it.utils import OptionsDict

SCHEMES: Final = {"http", "https", "mailto", "tel"}
TAGS: Final = {
    *("p", "br", "hr", "strong", "em", "s", "a", "code", "pre", "blockquote", "ul", "ol", "li"),
    *("h2", "h3", "h4", "h5", "h6"),
}

BLOCKS: Final = {
    *("paragraph_open", "heading_open", "blockquote_open"),
    *("bullet_list_open", "ordered_list_open", "list_item_open"),
}


def to_html(text: str) -> SafeString:
    """Return a member's Markdown as HTML that can hold no script, picture or htmx attribute.

    Single line breaks are kept. A picture leaves only the words that describe it.
    Headings step down one level, since the page has its own first heading.
    """
    return mark_safe(_CLEANER.clean(_PARSER.render(text)))


def picture_as_words(
    self: RendererHTML,
    tokens: Sequence[Token],
    idx: int,
    options: OptionsDict,
    env: MutableMapping[str, Any],
) -> str:
    """Render a picture as its description: a page loads nothing that a text asks for."""
    return escape(self.renderInlineAsText(tokens[idx].children, options, env))


def _step_headings_down(state: StateCore) -> None:
    for token in state.tokens:
        if token.type in {"heading_open", "heading_close"}:
            token.tag = f"h{min(int(token.tag[1]) + 1, 6)}"


def _own_direction(state: StateCore) -> None:
    """Each block is read from the side from which its own words are read."""
    for token in state.tokens:
        if token.type in BLOCKS:
            token.attrSet("dir", "auto")


def _parser() -> MarkdownIt:
    parser = MarkdownIt("commonmark", {"html": False, "breaks": True}).enable("strikethrough")
    parser.core.ruler.push("step_headings_down", _step_headings_down)
    parser.core.ruler.push("own_direction", _own_direction)
    parser.add_render_rule("image", picture_as_words)
    return parser


_PARSER: Final = _parser()
_CLEANER: Final = nh3.Cleaner(
    tags=TAGS,
    attributes={
        "a": {"href", "title"},
        **{tag: {"dir"} for tag in ("p", "blockquote", "ul", "li", "h2", "h3", "h4", "h5", "h6")},
        "ol": {"start", "dir"},
    },
    link_rel="noreferrer nofollow",
    url_schemes=SCHEMES,
)
