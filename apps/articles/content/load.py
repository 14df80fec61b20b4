"""Brings the tables into line with the library's texts, and says what it changed."""

from collections.abc import Iterable, Iterator
from itertools import chain
from typing import Any, Final

from django.db import transaction
from msgspec.structs import asdict

from apps.articles.content.checks import Library
from apps.articles.content.parse import FactSheet, GuideText
from apps.articles.content.reference_load import load_glossary, load_reference
from apps.articles.content.render import as_fields, render
from apps.articles.content.search_load import phrase_columns
from apps.articles.models import (
    Book,
    Fact,
    FactRecord,
    Guide,
    ReaderQuestion,
    Review,
    Revision,
    SearchPhrase,
    SearchWord,
    Source,
    Term,
    Topic,
)
from apps.articles.search.meanings import GUIDE
from apps.articles.search.words import words_in
from apps.common.content_files.table_sync import sync_table
from apps.common.text.text_diff import lines_differing


@transaction.atomic
def load(library: Library) -> list[str]:
    """Add, change and remove rows until they say what the library says; one line a change."""
    stale = _guides_by_changed_record(library.sheet)
    topics = {slug: asdict(each) for slug, each in library.topics.items()}
    sources = {key: asdict(each) for key, each in library.sheet.sources.items()}
    changes = [
        *sync_table(Source, sources, key="key", removes=False).told(),
        *_load_facts(library.sheet),
        *(f"{name} says something else now: read {', '.join(on)} again" for name, on in stale),
        *sync_table(Topic, topics, key="slug", removes=False).told(),
        *load_glossary(library.reference.terms, sheet=library.sheet),
        *store_guides(library.guides, sheet=library.sheet, removes=True),
        *load_reference(library.reference, sheet=library.sheet),
        *sync_table(Topic, topics, key="slug").told(),
        *sync_table(Source, sources, key="key").told(),
    ]
    phrases = phrase_columns(library.reference.needs, pages=library.pages)
    said = sync_table(SearchPhrase, phrases, key="key")
    if said.told():
        changes.append(f"search phrases: {len(said.added)} added, {len(said.changed)} changed,")
        changes[-1] += f" {len(said.removed)} removed"
    Revision.objects.take_files(library.files)
    if changes:
        renew_words()
    return changes


def notes(library: Library) -> list[str]:
    """Say which guides wait for an editor: edits that no file has, facts that have changed."""
    live, from_files = Revision.objects.live().by_slug(), Revision.objects.from_files().by_slug()
    told = []
    for slug, now in live.items():
        if now.in_file:
            continue
        text = library.files.get(slug)
        if text is None:
            told.append(f"guide {slug}: edited here (revision {now.number}); it has no file")
            continue
        n = lines_differing(now.text, text)
        edited = f"edited here (revision {now.number}, {now.made:%Y-%m-%d})"
        if (theirs := from_files[slug].number) > now.number:
            what = f"conflict: {edited} and changed in the file since (revision {theirs});"
        else:
            what = f"{edited}; the file differs,"
        told.append(f"guide {slug}: {what} {n} line{'' if n == 1 else 's'}")
    changed = Review.objects.changed_since().items()
    return told + [f"guide {slug}: to read again, {', '.join(names)}" for slug, names in changed]


def _guides_by_changed_record(sheet: FactSheet) -> list[tuple[str, list[str]]]:
    """Name each record whose words or certainty change, with the guides that rest on it by now."""
    shown_columns = ("text", "status", "strength")
    return [
        (record.id, [guide.slug for guide in record.guides.all()])
        for record in FactRecord.objects.prefetch_related("guides")
        if (new := sheet.records.get(record.id)) is None
        or any(getattr(record, name) != getattr(new, name) for name in shown_columns)
        if record.guides.all()
    ]


def _load_facts(sheet: FactSheet) -> Iterator[str]:
    facts = {fact.number: _without(asdict(fact), "record") for fact in sheet.facts}
    records = {
        record.id: _without(asdict(record), "against")
        | {"fact_id": fact.number, "sources": set(record.sources)}
        for fact in sheet.facts
        for record in fact.record
    }
    yield from sync_table(Fact, facts, key="number", removes=False).told()
    yield from sync_table(FactRecord, records, key="id").told()
    yield from sync_table(Fact, facts, key="number").told()


def store_guides(
    guides: Iterable[GuideText], *, sheet: FactSheet, removes: bool = False
) -> Iterator[str]:
    """Add or change the rows of these guides; their checks must have passed.

    With `removes` they are the whole library, and the rows of all others are removed.
    """
    topics = {topic.slug: topic.pk for topic in Topic.objects.all()}
    terms = Term.objects.defined()
    wanted = {}
    for guide in guides:
        page = render(guide, sheet=sheet, terms=terms)
        wanted[guide.slug] = {
            **columns_of(guide),
            **as_fields(page),
            "topic_id": topics[guide.topic],
            "records": set(page.records),
            "lines": [{"place": n, **line._asdict()} for n, line in enumerate(page.lines)],
        }
    yield from sync_table(Guide, wanted, key="slug", removes=removes).told()
    rows = Guide.objects.filter(slug__in=wanted).only("slug", "reviewed")
    Review.objects.keep_up(rows.prefetch_related("records"))


def _without(columns: dict[str, Any], left_out: str) -> dict[str, Any]:
    return {name: value for name, value in columns.items() if name != left_out}


_COLUMNS: Final = (
    *("slug", "number", "reader", "safety", "related", "published", "reviewed", "review_due"),
)


def columns_of(guide: GuideText) -> dict[str, Any]:
    """Return what a guide's row takes from its text as it is written."""
    changes = [{"date": each.date.isoformat(), "note": each.note} for each in guide.changes]
    named = [asdict(each) | {"date": each.date.isoformat()} for each in guide.credits]
    columns = {name: getattr(guide, name) for name in _COLUMNS}
    return columns | {"changes": changes, "credits": named}


def renew_words() -> None:
    """Store the words of all that a search can find, for one that is misspelt, and no others."""
    guides = Guide.objects.standing().values_list("title", "gist", "text")
    terms = Term.objects.values_list("term", "text")
    asked = ReaderQuestion.objects.values_list("question", "text")
    named = _words_of(_names())
    texts = chain.from_iterable(chain(guides, terms, asked))
    SearchWord.objects.become(_words_of(texts) | named, named=named)


def _names() -> Iterator[str]:
    """Titles, questions, terms, books, practices, countries, and what the table of phrases says."""
    for title, question in Guide.objects.standing().values_list("title", "question"):
        yield from (title, question)
    for term, forms in Term.objects.values_list("term", "forms"):
        yield from (term, *forms)
    yield from ReaderQuestion.objects.values_list("question", flat=True)
    for title, authors in Book.objects.values_list("title", "authors"):
        yield from (title, *authors)
    for key, pages in SearchPhrase.objects.values_list("key", "pages"):
        yield from (page["title"] for page in pages if page["kind"] != GUIDE)
        if not key.startswith("/"):
            yield key.partition(": ")[2]


def _words_of(texts: Iterable[str]) -> set[str]:
    found = chain.from_iterable(words_in(text) for text in texts)
    return {word for word in found if len(word) > 2 and not word.isdigit()}
