"""Brings the tables beside the guides into line with their files."""

from collections.abc import Iterator, Sequence

from apps.articles.models import Page, Path, Term
from apps.articles.parsing import FactSheet
from apps.articles.reference.rendering import path_columns, render_glossary
from apps.articles.reference.texts import Reference, TermText
from apps.articles.rows import Rows, remove, upsert


def load_glossary(terms: Sequence[TermText], *, sheet: FactSheet) -> Iterator[str]:
    """Make the terms say what their file says; guides are rendered with them afterwards."""
    glossary = render_glossary(terms, sheet=sheet)
    rows: Rows = {entry["slug"]: entry for entry in glossary.entries}
    yield from remove(Term, "slug", set(rows))
    yield from upsert(Term, "slug", rows)
    yield from upsert(Page, "slug", {"glossary": glossary.page})


def load_reference(reference: Reference) -> Iterator[str]:
    """Make the other tables say what their files say; one line for each change."""
    paths: Rows = {
        path.slug: path_columns(path, position=n) for n, path in enumerate(reference.paths, start=1)
    }
    yield from remove(Path, "slug", set(paths))
    yield from upsert(Path, "slug", paths)
