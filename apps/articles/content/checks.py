"""What keeps a guide out of the library: each problem in one line, before anything is stored."""

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Final

from apps.articles.content.citations import cites, problems_of_citations
from apps.articles.content.parse import (
    ABUSE_SERVICE,
    CLOSING,
    PARTS,
    QUALIFICATIONS,
    READ,
    CreditText,
    FactSheet,
    GuideText,
    RecordText,
    TopicText,
    guide_from,
    read_facts,
    read_topics,
)
from apps.articles.content.reference_checks import problems_of_reference
from apps.articles.content.reference_parse import Reference, read_reference
from apps.articles.content.search_checks import problems_of_needs
from apps.articles.content.search_load import PageName, countries_of, pages_of
from apps.articles.content.style_rules import problems_of_wording
from apps.articles.models import Reader
from apps.common.content_files.toml_file import ContentError
from apps.common.markdown import CONTAINERS

STATUSES: Final = ("certain", "likely", "unverified", "opinion")
STRENGTHS: Final = ("", "weak", "fair", "strong")
LAST_HEADINGS: Final = [CLOSING, "When to get help"]
UNREVIEWED: Final = "not yet been reviewed by a domestic-abuse service"
PROMPTS: Final = range(1, 6)
RELATED = 3
KEY_POINTS: Final = range(2, 7)
SECTIONS: Final = range(1, 13)

# Who, in which year, and what: "Papp, L. M. (2009). At home."
_CITATION: Final = re.compile(r"[^()]*\w[^()]*\((?:[12]\d{3}[^()]*|n\.d\.)\)\. *\S.{9,}")
_SLUG: Final = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")
_H2: Final = re.compile(r"^## +(.+?)\s*$", re.MULTILINE)
_FENCE: Final = re.compile(r"^\s*(:{3,})[ \t]*(\S*)[ \t]*(.*?)\s*$")
_LINK: Final = re.compile(r"\]\(/guides/([^/)#?]+)/[^)]*\)")
_NEEDED: Final = ("title", "question", "summary", "answer", "for_whom", "not_for")


@dataclass(frozen=True, kw_only=True)
class Library:
    """Texts that have passed every check.

    `files` holds what the guides' files say, by slug, and `pages` every page that a search can
    name, by its address.
    """

    sheet: FactSheet
    topics: dict[str, TopicText]
    guides: list[GuideText]
    files: dict[str, str]
    reference: Reference
    pages: dict[str, PageName]


class RefusedError(ValueError):
    """The files cannot be loaded. `problems` names each file and what is wrong, one line each."""

    def __init__(self, problems: list[str]) -> None:
        self.problems = problems
        super().__init__("\n".join(problems))


def read_library(folder: Path, *, edited: Mapping[str, str] | None = None) -> Library:
    """Read and check the facts, topics, guides and reference pages. Raises RefusedError.

    A guide with a text in `edited` (by slug) is read from that, whatever its file says.
    """
    problems: list[str] = []
    guides: list[GuideText] = []
    try:
        sheet, topics = read_facts(folder / "facts.toml"), read_topics(folder / "topics.toml")
        reference, countries = read_reference(folder), countries_of(folder)
    except ContentError as unreadable:
        raise RefusedError([str(unreadable)]) from unreadable
    problems += (f"facts.toml: {problem}" for problem in problems_of_facts(sheet))
    paths = sorted((folder / "guides").glob("*.md"))
    files = {path.stem: path.read_text("utf-8") for path in paths}
    for slug, text in sorted({**files, **(edited or {})}.items()):
        try:
            guide = guide_from(text, name=f"{slug}.md")
        except ContentError as unreadable:
            problems.append(str(unreadable))
            continue
        guides.append(guide)
        found = problems_of_guide(guide, sheet=sheet, topics=topics)
        problems += (f"{guide.name}: {problem}" for problem in found)
    problems += problems_of_library(guides)
    problems += problems_of_reference(reference, guides=guides, topics=topics, sheet=sheet)
    pages = pages_of(guides, reference=reference, countries=countries)
    problems += problems_of_needs(reference.needs, guides=guides, pages=pages)
    if problems:
        raise RefusedError(problems)
    return Library(
        sheet=sheet,
        topics=topics,
        guides=guides,
        files=files,
        reference=reference,
        pages=pages,
    )


def problems_of_facts(sheet: FactSheet) -> Iterator[str]:
    """Say what is wrong in the fact sheet itself."""
    for record in sheet.records.values():
        if record.status not in STATUSES or record.strength not in STRENGTHS:
            yield f"{record.id}: unknown status or strength ({record.status}, {record.strength})"
        for key in (*record.sources, *record.found):
            if key not in sheet.sources:
                yield f"{record.id}: unknown source {key}"
        yield from _sources_of_record(record, sheet=sheet)
    for source in sheet.sources.values():
        if not _CITATION.match(source.citation):
            yield f"source {source.key}: must say who, when and what: Author, A. (2020). Title."
        if source.doi and source.url:
            yield f"source {source.key}: has a DOI and an address; one is enough"
    for fact in sheet.facts:
        for record in fact.record:
            if not re.fullmatch(rf"F{fact.number}\.\d+", record.id):
                yield f"fact {fact.number}: record {record.id} has another number"


def _sources_of_record(record: RecordText, *, sheet: FactSheet) -> Iterator[str]:
    """Problems of a record that is certain or likely, and has no source that can be looked up."""
    sources = [sheet.sources[key] for key in record.sources if key in sheet.sources]
    if record.status in {"certain", "likely"} and not record.sources:
        yield f"{record.id}: is {record.status}, and no source stands behind it"
    elif record.status == "certain" and not any(source.is_linked for source in sources):
        yield f"{record.id}: is certain, and none of its sources has a DOI or an address"
    if set(record.found) - set(record.sources):
        yield f"{record.id}: says what a source found that is not one of its own"
    if len(record.sources) > 1 and set(record.found) != set(record.sources):
        yield f"{record.id}: must say what each of its sources found"
    for pattern in record.against:
        try:
            re.compile(pattern)
        except re.error as error:
            yield f"{record.id}: a pattern of against cannot be read: {error}"


def problems_of_library(guides: Iterable[GuideText]) -> Iterator[str]:
    """Problems between guides: a number twice, a safety guide that leads to one for couples."""
    shelf = list(guides)
    numbers = Counter(guide.number for guide in shelf)
    readers = {guide.slug: guide.reader for guide in shelf}
    for guide in shelf:
        if numbers[guide.number] > 1:
            yield f"{guide.name}: number {guide.number} is used by another guide too"
        for slug in sorted(set(_LINK.findall(_text_of(guide))) - readers.keys()):
            yield f"{guide.name}: links to /guides/{slug}/, which is not there"
        for slug in _led_to(guide) if guide.safety else ():
            if readers.get(slug) == Reader.COUPLE:
                yield f"{guide.name}: a safety guide must not lead to {slug}, which is for couples"


def unfinished(guides: Iterable[GuideText]) -> Iterator[str]:
    """Say which guides are led to and not there yet: the loader shows the others meanwhile."""
    shelf = list(guides)
    known = {guide.slug for guide in shelf}
    for guide in shelf:
        for slug in sorted(set(guide.related) - known):
            yield f"{guide.name}: leads to {slug}, which is not there"


def _led_to(guide: GuideText) -> list[str]:
    """The guides that a guide leads to, beside it or from its text, each once."""
    return sorted({*guide.related, *_LINK.findall(_text_of(guide))})


def problems_of_guide(
    guide: GuideText, *, sheet: FactSheet, topics: Mapping[str, TopicText]
) -> Iterator[str]:
    """Say what is wrong with one guide, each problem in one line without the file's name."""
    yield from _front(guide, topics=topics)
    yield from _dates(guide)
    for credit in guide.credits:
        yield from _credit(credit, guide=guide)
    yield from _sections(guide)
    yield from _containers(guide.body + guide.closing)
    yield from _citations(guide, sheet=sheet)
    yield from problems_of_wording(guide)


def _text_of(guide: GuideText) -> str:
    front = [guide.answer, *guide.key_points, guide.for_whom, guide.not_for, guide.content_note]
    return "\n\n".join([*front, guide.body, guide.closing])


def _front(guide: GuideText, *, topics: Mapping[str, TopicText]) -> Iterator[str]:
    for name in _NEEDED:
        if not getattr(guide, name):
            yield f"{name} is empty"
    if not _SLUG.fullmatch(guide.slug):
        yield f"the file name {guide.slug!r} is no address (small letters, digits, hyphens)"
    is_read = guide.is_read_by(ABUSE_SERVICE)
    if guide.safety and not is_read and UNREVIEWED not in guide.content_note:
        yield f"content_note of a safety guide must say “{UNREVIEWED}”"
    if is_read and UNREVIEWED in guide.content_note:
        yield f"content_note says “{UNREVIEWED}”, and credits name one that has"
    if guide.topic not in topics:
        yield f"unknown topic {guide.topic!r}"
    if guide.reader not in Reader.values:
        yield f"unknown reader {guide.reader!r}"
    if len(guide.prompts) not in PROMPTS or not all(guide.prompts):
        yield f"must have {_span(PROMPTS)} prompts, has {len(guide.prompts)}"
    if len(guide.key_points) not in KEY_POINTS or not all(guide.key_points):
        yield f"must have {_span(KEY_POINTS)} key points, has {len(guide.key_points)}"
    if len(set(guide.related) - {guide.slug}) != RELATED or len(guide.related) != RELATED:
        yield f"must lead to {RELATED} other guides, leads to {', '.join(guide.related) or 'none'}"


def _dates(guide: GuideText) -> Iterator[str]:
    if not guide.published <= guide.reviewed < guide.review_due:
        yield "dates must run published, reviewed, review_due"
    if not guide.changes or not all(change.note for change in guide.changes):
        yield "changes must name at least the first day and what was done"


def _credit(credit: CreditText, *, guide: GuideText) -> Iterator[str]:
    """Problems of a credit: an unknown part, an empty name or role, a day that cannot be."""
    if credit.part not in PARTS:
        yield f"credits: unknown part {credit.part!r} (one of {', '.join(PARTS)})"
    if credit.qualification not in QUALIFICATIONS:
        known = ", ".join(filter(None, QUALIFICATIONS))
        yield f"credits: unknown qualification {credit.qualification!r} (one of {known})"
    if credit.qualification and credit.part != READ:
        yield f"credits: {credit.name} is named as {credit.qualification}, and did not read it"
    for name in ("name", "role"):
        if not getattr(credit, name):
            yield f"credits: {name} is empty: who {credit.part} it, as what, and on which day"
    if credit.date > date.today():
        yield f"credits: {credit.date} has not come yet"
    if credit.part == READ and credit.date < guide.published:
        yield f"credits: {credit.name or 'somebody'} read it before it was published"


def _sections(guide: GuideText) -> Iterator[str]:
    headings = _H2.findall(guide.body)
    if _H2.findall(guide.closing) != LAST_HEADINGS:
        yield f"must end with the headings {' and '.join(f'“{each}”' for each in LAST_HEADINGS)}"
    if len(headings) not in SECTIONS:
        yield f"must have {_span(SECTIONS)} sections before the last two, has {len(headings)}"


def _span(counts: range) -> str:
    return f"{counts[0]} to {counts[-1]}"


def _containers(text: str) -> Iterator[str]:
    open_name = ""
    for line in text.splitlines():
        fence = _FENCE.match(line)
        if fence is None:
            continue
        colons, name, title = fence.groups()
        if not name and not open_name:
            yield "::: closes nothing"
        elif name and open_name:
            yield f"::: {name} begins inside ::: {open_name}"
        elif name and name not in CONTAINERS:
            yield f"unknown container ::: {name}"
        elif name and (len(colons) > 3 or not title):
            yield f"::: {name} needs three colons and a title"
        open_name = name
    if open_name:
        yield f"::: {open_name} is never closed"


def _citations(guide: GuideText, *, sheet: FactSheet) -> Iterator[str]:
    for plain in (guide.title, guide.question, guide.summary, *guide.prompts):
        if cites(plain):
            yield f"a record cannot be cited here: {plain}"
    yield from problems_of_citations(_text_of(guide), sheet=sheet)
