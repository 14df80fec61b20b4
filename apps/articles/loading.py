"""Brings the tables into line with the library's files, and says what it changed."""

from collections.abc import Iterator, Mapping
from itertools import chain
from typing import Any, Final

from django.db import models, transaction

from apps.articles.checks import Library
from apps.articles.models import Fact, FactRecord, Guide, Line, Source, Topic, Word
from apps.articles.parsing import FactSheet, GuideText
from apps.articles.rendering import as_fields, render
from apps.articles.search import words_in

type Rows = dict[Any, dict[str, Any]]


@transaction.atomic
def load(library: Library) -> list[str]:
    """Add, change and remove rows until they say what the files say; one line for each change."""
    stale = _guides_by_changed_record(library.sheet)
    changes = [
        *_load_facts(library.sheet),
        *(f"{name} says something else now: read {', '.join(on)} again" for name, on in stale),
        *_upsert(Topic, "slug", {each.slug: vars(each) for each in library.topics.values()}),
        *_load_guides(library),
        *_remove(Topic, "slug", set(library.topics)),
        *_remove(Source, "key", set(library.sheet.sources)),
    ]
    if changes:
        Word.objects.become(_words_of_guides())
    return changes


def _guides_by_changed_record(sheet: FactSheet) -> list[tuple[str, list[str]]]:
    """Name each record whose words or certainty change, with the guides that rest on it by now."""
    said = ("text", "status", "strength")
    return [
        (held.id, [guide.slug for guide in held.guides.all()])
        for held in FactRecord.objects.prefetch_related("guides")
        if (new := sheet.records.get(held.id)) is None
        or any(getattr(held, name) != getattr(new, name) for name in said)
        if held.guides.all()
    ]


def _load_facts(sheet: FactSheet) -> Iterator[str]:
    facts: Rows = {}
    records: Rows = {}
    for fact in sheet.facts:
        facts[fact.number] = _without(vars(fact), "record")
        for record in fact.record:
            records[record.id] = _without(vars(record), "sources") | {"fact_id": fact.number}
    yield from _upsert(Source, "key", {key: vars(each) for key, each in sheet.sources.items()})
    yield from _upsert(Fact, "number", facts)
    yield from _remove(FactRecord, "id", set(records))
    yield from (told := list(_upsert(FactRecord, "id", records)))
    for row in FactRecord.objects.prefetch_related("sources"):
        yield from _told_once(_link(row, "sources", set(sheet.records[row.id].sources)), after=told)
    yield from _remove(Fact, "number", set(facts))


def _load_guides(library: Library) -> Iterator[str]:
    topics = {topic.slug: topic.pk for topic in Topic.objects.all()}
    pages = {guide.slug: render(guide, sheet=library.sheet) for guide in library.guides}
    wanted: Rows = {
        guide.slug: _columns(guide)
        | as_fields(pages[guide.slug])
        | {"topic_id": topics[guide.topic]}
        for guide in library.guides
    }
    yield from _remove(Guide, "slug", set(wanted))
    yield from (told := list(_upsert(Guide, "slug", wanted)))
    for row in Guide.objects.only("slug").prefetch_related("records", "lines"):
        yield from _told_once(_link(row, "records", set(pages[row.slug].records)), after=told)
        yield from _told_once(_load_lines(row, pages[row.slug].lines), after=told)


def _load_lines(guide: Guide, lines: list[str]) -> Iterator[str]:
    """Hold exactly these lines of a guide that has its lines prefetched."""
    if [line.text for line in guide.lines.all()] != lines:
        guide.lines.all().delete()
        rows = (Line(guide=guide, place=n, text=text) for n, text in enumerate(lines))
        Line.objects.bulk_create(rows)
        yield f"{_named(Guide, guide)}: changed lines"


_COLUMNS: Final = (
    *("slug", "number", "reader", "safety", "related", "published", "reviewed", "review_due"),
)


def _columns(guide: GuideText) -> dict[str, Any]:
    changes = [{"date": each.date.isoformat(), "note": each.note} for each in guide.changes]
    return {name: getattr(guide, name) for name in _COLUMNS} | {"changes": changes}


def _words_of_guides() -> set[str]:
    texts = Guide.objects.values_list("title", "gist", "text")
    found = chain.from_iterable(words_in(text) for text in chain.from_iterable(texts))
    return {word for word in found if len(word) > 2 and not word.isdigit()}


def _upsert(model: type[models.Model], key: str, wanted: Rows) -> Iterator[str]:
    held = {getattr(row, key): row for row in model._default_manager.all()}
    for name, row in held.items():
        columns = wanted.get(name, {})
        if differing := [each for each, value in columns.items() if getattr(row, each) != value]:
            for each in differing:
                setattr(row, each, columns[each])
            row.save(update_fields=differing)
            yield f"{_named(model, name)}: changed {', '.join(differing)}"
    added = {name: columns for name, columns in wanted.items() if name not in held}
    model._default_manager.bulk_create([model(**columns) for columns in added.values()])
    yield from (f"{_named(model, name)}: added" for name in added)


def _remove(model: type[models.Model], key: str, keep: set[Any]) -> Iterator[str]:
    for row in model._default_manager.exclude(**{f"{key}__in": keep}):
        yield f"{_named(model, getattr(row, key))}: removed"
        row.delete()


def _link(row: models.Model, name: str, keep: set[str]) -> Iterator[str]:
    """Make a many-to-many of `row` hold exactly these keys; `row` must have it prefetched."""
    linked = getattr(row, name)
    if {each.pk for each in linked.all()} != keep:
        linked.set(keep)
        yield f"{_named(type(row), row)}: changed {name}"


def _told_once(changes: Iterator[str], *, after: list[str]) -> Iterator[str]:
    """Make the changes, but tell none of a row that was just told to be added."""
    return (each for each in changes if f"{each.partition(':')[0]}: added" not in after)


def _without(columns: Mapping[str, Any], left_out: str) -> dict[str, Any]:
    return {name: value for name, value in columns.items() if name != left_out}


def _named(model: type[models.Model], name: object) -> str:
    return f"{model._meta.verbose_name} {name}"
