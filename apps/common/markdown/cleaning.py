"""What may stand in the HTML of guides: asked when it is stored, and again when it is shown.

Whoever can write to the database can put any HTML there, and htmx acts on attributes without a
script. So what is stored is cleaned once more on its way out. Cleaning what was made of Markdown
changes nothing; elements that were nested as no browser nests them may move.
"""

import re
from typing import Final

import nh3
from django.utils.safestring import SafeString, mark_safe

from apps.common.markdown.member_parser import SCHEMES

# Ids that the page around a guide uses itself: our scripts, htmx and labels look them up, so
# nothing in a guide ever takes one of them.
RESERVED_IDS: Final = frozenset(
    {
        *("main", "contents", "answer", "key-points", "for-whom", "not-for", "try-this", "sources"),
        *("dates", "feedback", "next", "help-first", "content-note", "overdue", "listen", "text"),
        *("looks", "toasts", "foot-safe", "foot-about", "id_useful", "id_missing"),
        *("mine", "rate", "on-path", "step-by-step", "kept-passage", "save-guide", "closed-note"),
        *("id_quote", "id_note"),
    }
)

# The drawings beside a call-out. They are put in after cleaning, so that nh3 need not let SVG in.
_GLYPHS: Final = {
    "tip": (
        '<svg viewBox="0 0 36 36" aria-hidden="true"><path d="M14 16h8l2 16H12zM13 10h10v6H13z'
        'M18 5l5 5H13zM4 9l5 2.4M4 19l5-2.4M32 9l-5 2.4M32 19l-5-2.4M9 32h18"/></svg>'
    ),
    "note": (
        '<svg viewBox="0 0 36 36" aria-hidden="true"><path d="M8 5h15l6 6v20H8zM23 5v6h6'
        'M13 17h11M13 22h11M13 27h7"/></svg>'
    ),
    "evidence": (
        '<svg viewBox="0 0 36 36" aria-hidden="true"><path d="M18 5v26M11 31h14M7 11h22'
        'M7 11 3 21h8zM29 11l-4 10h8z"/></svg>'
    ),
    "safety": (
        '<svg class="i" viewBox="0 0 24 24" aria-hidden="true"><circle cx="12" cy="12" r="9"/>'
        '<circle cx="12" cy="12" r="3.8"/><path d="m5.6 5.6 3.7 3.7M14.7 14.7l3.7 3.7'
        'M18.4 5.6l-3.7 3.7M9.3 14.7l-3.7 3.7"/></svg>'
    ),
}

_ID: Final = re.compile(r"[a-z0-9_-]+")
_INLINE: Final = {"br", "strong", "em", "s", "a", "code"}
_HEADINGS: Final = ("h2", "h3", "h4", "h5", "h6")
_LINKS: Final = {"href", "id", "aria-label"}


def clean_blocks(html: str) -> SafeString:
    """Return what may stand of paragraphs, headings, lists, tables and call-outs."""
    for name, drawing in _GLYPHS.items():
        html = html.replace(drawing, _place_of(name))
    cleaned = _BLOCKS.clean(html)
    for name, drawing in _GLYPHS.items():
        cleaned = cleaned.replace(_place_of(name), drawing)
    return mark_safe(cleaned)


def clean_line(html: str) -> SafeString:
    """Return what may stand inside one paragraph: it can neither end nor begin another."""
    return mark_safe(_LINE.clean(html))


def _place_of(glyph: str) -> str:
    return f'<i class="glyph-{glyph}"></i>'


def _without_reserved_ids(_tag: str, name: str, value: str) -> str | None:
    """Return the value of an attribute, or None where the attribute must go."""
    is_taken = name == "id" and (value in RESERVED_IDS or not _ID.fullmatch(value))
    return None if is_taken else value


_LINE: Final = nh3.Cleaner(
    tags=_INLINE,
    attributes={"a": _LINKS},
    attribute_filter=_without_reserved_ids,
    tag_attribute_values={"a": {"rel": {"noreferrer"}}},
    allowed_classes={"a": {"cite", "term"}},
    link_rel=None,
    url_schemes=SCHEMES,
)
_BLOCKS: Final = nh3.Cleaner(
    tags=_INLINE
    | {"p", "hr", "pre", "blockquote", "ul", "ol", "li", *_HEADINGS}
    | {"table", "caption", "thead", "tbody", "tr", "th", "td", "div", "aside", "i"},
    attributes={
        "a": _LINKS,
        "aside": {"aria-labelledby"},
        "div": {"aria-label"},
        "ol": {"start"},
        **{heading: {"id"} for heading in _HEADINGS},
    },
    attribute_filter=_without_reserved_ids,
    tag_attribute_values={
        "a": {"rel": {"noreferrer"}},
        "aside": {"data-tone": {"warn"}},
        "div": {"tabindex": {"0"}, "role": {"region"}},
        "th": {"scope": {"row", "col"}},
    },
    allowed_classes={
        "a": {"cite", "term"},
        "aside": {"tip", "note", "evidence", "alert"},
        "div": {"scroll-x", "example"},
        "i": {f"glyph-{name}" for name in _GLYPHS},
    },
    link_rel=None,
    url_schemes=SCHEMES,
)
