"""Turns the files beside the guides into what is stored: clean HTML and numbered sources."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from apps.articles.content.bibliography import Bibliography
from apps.articles.content.parse import FactSheet
from apps.articles.content.reference_parse import BookText, PathText, QuestionText, TermText
from apps.common.markdown import GuideContext, guide_html, guide_line, plain_blocks, plain_line


@dataclass(frozen=True, kw_only=True)
class Rendered:
    """A page beside the guides: the columns of its entries, and those of the page itself."""

    entries: list[dict[str, Any]]
    page: dict[str, Any]


def render_glossary(terms: Sequence[TermText], *, sheet: FactSheet) -> Rendered:
    """Render the terms in the order in which the glossary shows them."""
    sources = Bibliography(sheet=sheet)
    reading = GuideContext(cite=sources.cite)
    entries = [
        {
            "slug": term.slug,
            "term": plain_line(term.term),
            "forms": [plain_line(form) for form in term.forms],
            "short": plain_line(term.short),
            "short_html": guide_line(term.short, reading=reading),
            "more_html": guide_html(term.more, reading=reading),
            "text": "\n".join([*term.forms, *plain_blocks(f"{term.short}\n\n{term.more}")]),
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


def render_questions(
    questions: Sequence[QuestionText], *, topic: str, sheet: FactSheet
) -> Rendered:
    """Render one topic's questions in their order."""
    sources = Bibliography(sheet=sheet)
    reading = GuideContext(cite=sources.cite)
    entries = [
        {
            "slug": each.slug,
            "question": plain_line(each.question),
            "answer_html": guide_html(each.answer, reading=reading),
            "text": "\n".join(plain_blocks(each.answer)),
            "guide": each.guide,
        }
        for each in questions
    ]
    page = {"slug": f"questions-{topic}", "sources": list(sources.entries.values())}
    return Rendered(entries=entries, page=page)


def render_books(books: Sequence[BookText], *, sheet: FactSheet) -> Rendered:
    """Render the reading list in its order."""
    sources = Bibliography(sheet=sheet)
    reading = GuideContext(cite=sources.cite)
    entries = [
        {
            "slug": book.slug,
            "position": n,
            "title": plain_line(book.title),
            "authors": book.authors,
            "year": book.year,
            "for_whom": plain_line(book.for_whom),
            "note_html": guide_html(book.note, reading=reading),
            "care_html": guide_line(book.care, reading=reading),
        }
        for n, book in enumerate(books, start=1)
    ]
    page = {"slug": "reading-list", "sources": list(sources.entries.values())}
    return Rendered(entries=entries, page=page)


def render_editors(text: str, *, sheet: FactSheet) -> dict[str, Any]:
    """Return the columns of the editors' page."""
    sources = Bibliography(sheet=sheet)
    reading = GuideContext(cite=sources.cite)
    body = guide_html(text, reading=reading)
    return {
        "slug": "editors",
        "body_html": body,
        "contents": [{"id": each.id, "title": each.title} for each in reading.headings],
        "sources": list(sources.entries.values()),
    }
