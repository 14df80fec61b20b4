"""Checks of the files beside the guides; a problem keeps the library from being loaded."""

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Final, Protocol

from apps.articles.content.citations import cites, problems_of_citations
from apps.articles.content.parse import FactSheet, GuideText, TopicText
from apps.articles.content.reference_parse import PathText, Reference, TermText
from apps.articles.models import Reader

_SLUG: Final = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")
_LINK: Final = re.compile(r"\]\(/(guides/(?:paths/)?[^/)#?]+/|glossary/#[^)]*)")
# Addresses under /guides/ that are no guide's.
_ROOMS: Final = {"guides/topics/", "guides/editors/", "guides/evidence/"}


class _Named(Protocol):
    @property
    def slug(self) -> str: ...


def problems_of_reference(
    reference: Reference,
    *,
    guides: Sequence[GuideText],
    topics: Mapping[str, TopicText],
    sheet: FactSheet,
) -> Iterator[str]:
    """Say what is wrong with the files beside the guides: first within a file, then between."""
    known = {guide.slug for guide in guides}
    addresses = {f"guides/{slug}/" for slug in known} | _ROOMS
    addresses |= {f"guides/paths/{path.slug}/" for path in reference.paths}
    addresses |= {f"glossary/#{term.slug}" for term in reference.terms}
    yield from _slugs(reference.terms, name="glossary.toml")
    yield from _wordings(reference.terms)
    for term in reference.terms:
        for problem in (
            *_filled(term=term.term, short=term.short),
            *_plain(term.term, *term.forms),
            *_led_to([term.guide] if term.guide else [], known=known),
            *_words(f"{term.short}\n\n{term.more}", sheet=sheet, addresses=addresses),
        ):
            yield f"glossary.toml: {term.slug}: {problem}"
    for question in reference.questions:
        for problem in (
            *_filled(question=question.question, answer=question.answer),
            *_plain(question.question),
            *_led_to([question.guide] if question.guide else [], known=known),
            *_words(question.answer, sheet=sheet, addresses=addresses),
            *([] if question.topic in topics else [f"unknown topic {question.topic!r}"]),
        ):
            yield f"questions.toml: {question.slug}: {problem}"
    for book in reference.books:
        for problem in (
            *_filled(title=book.title, authors=", ".join(book.authors), note=book.note),
            *_plain(book.title, book.for_whom, *book.authors),
            *_words(f"{book.note}\n\n{book.care}", sheet=sheet, addresses=addresses),
        ):
            yield f"reading-list.toml: {book.slug}: {problem}"
    for problem in _words(reference.editors, sheet=sheet, addresses=addresses):
        yield f"editors.md: {problem}"
    yield from _slugs(reference.questions, name="questions.toml")
    yield from _slugs(reference.books, name="reading-list.toml")
    yield from _slugs(reference.paths, name="paths.toml")
    readers = {guide.slug: guide for guide in guides}
    for path in reference.paths:
        for problem in (
            *_filled(title=path.title, for_whom=path.for_whom, summary=path.summary),
            *_plain(path.title, path.for_whom, path.summary, path.then),
            *_led_to(path.guides, known=known),
            *_words(path.then, sheet=sheet, addresses=addresses),
            *_way(path, guides=readers),
        ):
            yield f"paths.toml: {path.slug}: {problem}"


def _slugs(rows: Iterable[_Named], *, name: str) -> Iterator[str]:
    for slug, times in Counter(row.slug for row in rows).items():
        if not _SLUG.fullmatch(slug):
            yield f"{name}: {slug!r} is no address (small letters, digits, hyphens)"
        if times > 1:
            yield f"{name}: {slug} is there twice"


def _wordings(terms: Iterable[TermText]) -> Iterator[str]:
    """Problems of the glossary: a wording that two terms have."""
    owners: dict[str, str] = {}
    for term in terms:
        for wording in {each.casefold() for each in term.wordings}:
            owner = owners.setdefault(wording, term.slug)
            if owner != term.slug:
                yield f"glossary.toml: {term.slug}: “{wording}” is a wording of {owner} too"


def _way(path: PathText, *, guides: Mapping[str, GuideText]) -> Iterator[str]:
    """Problems of a path: no guide, one twice, or, about safety, a guide for couples."""
    if not path.guides:
        yield "leads nowhere"
    for slug, times in Counter(path.guides).items():
        if times > 1:
            yield f"leads to {slug} twice"
    on_way = [guides[slug] for slug in path.guides if slug in guides]
    if path.safety or any(guide.safety for guide in on_way):
        for guide in on_way:
            if guide.reader == Reader.COUPLE:
                yield f"is about safety and must not lead to {guide.slug}, which is for couples"


def _filled(**fields: str) -> Iterator[str]:
    return (f"{name} is empty" for name, value in fields.items() if not value)


def _plain(*lines: str) -> Iterator[str]:
    return (f"a record cannot be cited here: {line}" for line in lines if cites(line))


def _led_to(slugs: Iterable[str], *, known: set[str]) -> Iterator[str]:
    return (f"leads to the guide {slug}, which is not there" for slug in slugs if slug not in known)


def _words(text: str, *, sheet: FactSheet, addresses: set[str]) -> Iterator[str]:
    """Say what is wrong with a running text: its citations and its links."""
    yield from problems_of_citations(text, sheet=sheet)
    for address in dict.fromkeys(_LINK.findall(text)):
        if address not in addresses:
            yield f"links to /{address}, which is not there"
