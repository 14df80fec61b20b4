"""Brings the tables beside the guides into line with their files."""

from collections.abc import Iterator, Sequence

from apps.articles.content.parse import FactSheet
from apps.articles.content.reference_parse import Reference, TermText
from apps.articles.content.reference_render import (
    path_columns,
    render_books,
    render_editors,
    render_glossary,
    render_questions,
)
from apps.articles.content.table_sync import WantedRows, remove, upsert
from apps.articles.models import Book, Path, ReaderQuestion, ReferencePage, Term, Topic


def load_glossary(terms: Sequence[TermText], *, sheet: FactSheet) -> Iterator[str]:
    """Make the terms say what their file says; guides are rendered with them afterwards."""
    glossary = render_glossary(terms, sheet=sheet)
    rows: WantedRows = {entry["slug"]: entry for entry in glossary.entries}
    yield from remove(Term, "slug", set(rows))
    yield from upsert(Term, "slug", rows)
    yield from upsert(ReferencePage, "slug", {"glossary": glossary.page})


def load_reference(reference: Reference, *, sheet: FactSheet) -> Iterator[str]:
    """Make the other tables say what their files say; one line for each change."""
    paths: WantedRows = {
        path.slug: path_columns(path, position=n) for n, path in enumerate(reference.paths, start=1)
    }
    books = render_books(reference.books, sheet=sheet)
    rows: WantedRows = {entry["slug"]: entry for entry in books.entries}
    editors = render_editors(reference.editors, sheet=sheet)
    yield from remove(Path, "slug", set(paths))
    yield from upsert(Path, "slug", paths)
    yield from remove(Book, "slug", set(rows))
    yield from upsert(Book, "slug", rows)
    yield from upsert(ReferencePage, "slug", {"reading-list": books.page, "editors": editors})
    yield from _load_questions(reference, sheet=sheet)


def _load_questions(reference: Reference, *, sheet: FactSheet) -> Iterator[str]:
    rows: WantedRows = {}
    pages: WantedRows = {}
    for slug, topic in Topic.objects.values_list("slug", "pk"):
        asked = [each for each in reference.questions if each.topic == slug]
        rendered = render_questions(asked, topic=slug, sheet=sheet)
        pages[rendered.page["slug"]] = rendered.page
        for n, entry in enumerate(rendered.entries, start=1):
            rows[entry["slug"]] = entry | {"topic_id": topic, "position": n}
    yield from remove(ReaderQuestion, "slug", set(rows))
    yield from upsert(ReaderQuestion, "slug", rows)
    yield from upsert(ReferencePage, "slug", pages)
    yield from remove(ReferencePage, "slug", {*pages, "glossary", "reading-list", "editors"})
