"""The preview of a guide: rendered as the loader renders it, and not stored."""

from dataclasses import replace
from typing import Final

from apps.articles.content.load import columns_of
from apps.articles.content.parse import FactSheet, FactText, GuideText, RecordText
from apps.articles.content.render import as_fields, render
from apps.articles.editing.library_texts import LibraryTexts
from apps.articles.models import Guide, Term, Topic
from apps.common.markdown import RECORDS

UNKNOWN: Final = "There is no such record."


def preview_of(guide: GuideText, *, library: LibraryTexts) -> Guide | None:
    """Return the guide's row as it would be, or None while it stands on no topic of ours.

    It need not have passed its checks: a record that is not there becomes a source that says so.
    """
    topic = Topic.objects.filter(slug=guide.topic).first()
    if topic is None:
        return None
    sheet = _with_unknown(library.sheet, guide.source)
    page = render(guide, sheet=sheet, terms=Term.objects.defined())
    shown = Guide(topic=topic, **columns_of(guide), **as_fields(page))
    stored = Guide.objects.pages().called(guide.slug)
    # What `pages()` would have asked the database for.
    vars(shown)["on_paths"] = getattr(stored, "on_paths", [])
    vars(shown)["next_cards"] = Guide.objects.published().in_order(shown.related)
    return shown


def _with_unknown(sheet: FactSheet, text: str) -> FactSheet:
    """Return the sheet with a record for each name that the text cites and that it has not."""
    names = {name.strip() for found in RECORDS.findall(text) for name in found.split(",")}
    missing = [
        RecordText(id=name, text=f"{name}: {UNKNOWN}", status="unverified")
        for name in sorted(names - sheet.records.keys())
    ]
    return replace(sheet, facts=[*sheet.facts, FactText(number=0, title="", record=missing)])
