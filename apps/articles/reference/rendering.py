"""Turns the files beside the guides into what is stored: clean HTML and numbered sources."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from apps.articles.bibliography import Bibliography
from apps.articles.parsing import FactSheet
from apps.articles.reference.texts import PathText, TermText
from apps.common.markdown import Reading, guide_html, guide_line, plain_blocks, plain_line


@dataclass(frozen=True, kw_only=True)
class Rendered:
    """A page beside the guides: the columns of its entries, and those of the page itself."""

    entries: list[dict[str, Any]]
    page: dict[str, Any]


def render_glossary(terms: Sequence[TermText], *, sheet: FactSheet) -> Rendered:
    """Render the terms in the order in which the glossary shows them."""
    sources = Bibliography(sheet=sheet)
    reading = Reading(cite=sources.cite)
    entries = [
        {
            "slug": term.slug,
            "term": plain_line(term.term),
            "forms": [plain_line(form) for form in term.forms],
            "short": plain_line(term.short),
            "short_html": guide_line(term.short, reading=reading),
            "more_html": guide_html(term.more, reading=reading),
            "text": "\n".join(plain_blocks(f"{term.short}\n\n{term.more}")),
            "guide": term.guide,
        }
        for term in sorted(terms, key=lambda each: each.term.casefold())
    ]
    return Rendered(
        entries=entries,
        page={"slug": "glossary", "sources": list(sources.entries.values())},
    )


def path_columns(path: PathText, *, position: int) -> dict[str, Any]:
    """Return the columns of a path."""
    return {
        "slug": path.slug,
        "position": position,
        "title": plain_line(path.title),
        "for_whom": plain_line(path.for_whom),
        "summary": plain_line(path.summary),
        "guides": path.guides,
        "then_html": guide_line(path.then),
        "safety": path.safety,
    }
