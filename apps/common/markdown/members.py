"""Members' words: what may stay of them when they are shown as HTML."""

from collections.abc import MutableMapping, Sequence
from html import escape
from typing import Any, Final

import nh3
from django.utils.safestring import SafeString, mark_safe
from markdown_it.renderer import RendererHTML
from markdown_it.token import Token
from markdown_it.utils import OptionsDict

from apps.common.markdown.member_parser import PARSER, SCHEMES, render_member_html, typed_number

TAGS: Final = {
    *("p", "br", "hr", "strong", "em", "s", "a", "code", "pre", "blockquote", "ul", "ol", "li"),
    *("h2", "h3", "h4", "h5", "h6", "span"),
}


def to_html(text: str) -> SafeString:
    """Return a member's Markdown as HTML that can hold no script, picture or htmx attribute.

    Every word of the text is in it, in the same order; single line breaks are kept. Headings step
    down one level, since the page has its own first heading.
    """
    return mark_safe(_CLEANER.clean(render_member_html(text)))


def _render_list_item(
    self: RendererHTML,
    tokens: Sequence[Token],
    idx: int,
    options: OptionsDict,
    env: MutableMapping[str, Any],
) -> str:
    """Put the number of a list item before its words: a browser would count anew."""
    opening, number = self.renderToken(tokens, idx, options, env), typed_number(tokens[idx])
    return f'{opening.rstrip()}<span class="number">{escape(number)}</span> ' if number else opening


PARSER.add_render_rule("list_item_open", _render_list_item)

_DIRECTED: Final = ("p", "pre", "blockquote", "ul", "ol", "li", "h2", "h3", "h4", "h5", "h6")
_CLEANER: Final = nh3.Cleaner(
    tags=TAGS,
    attributes={"a": {"href"}, **{tag: {"dir"} for tag in _DIRECTED}},
    allowed_classes={"span": {"number"}},
    link_rel="noreferrer nofollow",
    url_schemes=SCHEMES,
)
