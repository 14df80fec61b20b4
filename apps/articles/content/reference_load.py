"""Brings the tables beside the guides into line with their files."""

from collections.abc import Iterable, Iterator, Sequence

from apps.articles.content.parse import FactSheet
from apps.articles.content.reference_parse import Reference, TermText
from apps.articles.content.reference_render import (
    path_columns,
    render_books,
    render_editors,
    render_glossary,
    render_questions,
)
from apps.articles.models import Book, Path, ReaderQuestion, ReferencePage, Term, Topic
from apps.common.content_files.table_sync import Columns, sync_table


def load_glossary(terms: Sequence[TermText], *, sheet: FactSheet) -> Iterator[str]:
    """Make the terms say what their file says; guides are rendered with them afterwards."""
    glossary = render_glossary(terms, sheet=sheet)
    yield from sync_table(Term, _by_slug(glossary.entries), key="slug").told()
    page = {"glossary": glossary.page}
    yield from sync_table(ReferencePage, page, key="slug", removes=False).told()


def load_reference(reference: Reference, *, sheet: FactSheet) -> Iterator[str]:
    """Make the other tables say what their files say; one line for each change."""
    paths = {
        path.slug: path_columns(path, position=n) for n, path in enumerate(reference.paths, start=1)
    }
    books = render_books(reference.books, sheet=sheet)
    questions: dict[str, Columns] = {}
    # The page of the glossary was stored before the guides, and stays as it is.
    pages: dict[str, Columns] = {
        "glossary": {},
        "reading-list": books.page,
        "editors": render_editors(reference.editors, sheet=sheet),
    }
    for slug, topic in Topic.objects.values_list("slug", "pk"):
        asked = [each for each in reference.questions if each.topic == slug]
        rendered = render_questions(asked, topic=slug, sheet=sheet)
        pages[rendered.page["slug"]] = rendered.page
        for n, entry in enumerate(rendered.entries, start=1):
            questions[entry["slug"]] = entry | {"topic_id": topic, "position": n}
    yield from sync_table(Path, paths, key="slug").told()
    yield from sync_table(Book, _by_slug(books.entries), key="slug").told()
    yield from sync_table(ReaderQuestion, questions, key="slug").told()
    yield from sync_table(ReferencePage, pages, key="slug").told()


def _by_slug(entries: Iterable[Columns]) -> dict[str, Columns]:
    return {entry["slug"]: entry for entry in entries}
