"""Brings the tables beside the guides into line with their files."""

from collections.abc import Iterator, Sequence

from apps.articles.models import Page, Term
from apps.articles.parsing import FactSheet
from apps.articles.reference.rendering import render_glossary
from apps.articles.reference.texts import TermText
from apps.articles.rows import Rows, remove, upsert


def load_glossary(terms: Sequence[TermText], *, sheet: FactSheet) -> Iterator[str]:
    """Make the terms say what their file says; guides are rendered with them afterwards."""
    glossary = render_glossary(terms, sheet=sheet)
    rows: Rows = {entry["slug"]: entry for entry in glossary.entries}
    yield from remove(Term, "slug", set(rows))
    yield from upsert(Term, "slug", rows)
    yield from upsert(Page, "slug", {"glossary": glossary.page})
