"""Turns a written guide into what is stored: clean HTML, contents, numbered sources, sentences."""

from collections.abc import Sequence
from dataclasses import dataclass
from math import ceil
from typing import Any, Final, NamedTuple

from django.utils.safestring import SafeString

from apps.articles.content.bibliography import Bibliography, NumberedSource
from apps.articles.content.definitions import TermDefinition, TermNote, definitions_of, notes_on
from apps.articles.content.parse import FactSheet, GuideText
from apps.common.markdown import (
    GuideContext,
    Heading,
    guide_html,
    guide_line,
    plain_blocks,
    plain_line,
    plain_sections,
)
from apps.common.text.readability import sentences

WORDS_A_MINUTE: Final = 220


class SentenceText(NamedTuple):
    """A sentence, with the id of the section that it is in and what its heading says."""

    section: str
    heading: str
    text: str


@dataclass(frozen=True, kw_only=True)
class GuidePage:
    """Everything about a guide that follows from its text."""

    title: str
    question: str
    summary: str
    prompts: list[str]
    answer_html: str
    key_points_html: list[str]
    content_note_html: str
    for_whom_html: str
    not_for_html: str
    body_html: str
    closing_html: str
    contents: list[dict[str, str]]
    sources: list[NumberedSource]
    records: list[str]
    terms: list[TermNote]
    lines: list[SentenceText]
    gist: str
    text: str
    words: int
    minutes: int


def render(
    guide: GuideText, *, sheet: FactSheet, terms: Sequence[TermDefinition] = ()
) -> GuidePage:
    """Render a guide whose checks have passed. Parts are rendered in the order they are read.

    The first use of each of the `terms` in the running text leads to the glossary.
    """
    sources = Bibliography(sheet=sheet)
    definitions = definitions_of(terms)
    reading = GuideContext(cite=sources.cite, definitions=definitions)

    def line(text: str) -> SafeString:
        return guide_line(text, reading=reading)

    note, answer = line(guide.content_note), line(guide.answer)
    key_points = [line(point) for point in guide.key_points]
    for_whom, not_for = line(guide.for_whom), line(guide.not_for)
    body = guide_html(guide.body, reading=reading)
    closing = guide_html(guide.closing, reading=reading)

    gist = plain_blocks("\n\n".join([guide.answer, *guide.key_points]))
    sections = plain_sections(guide.body + guide.closing)
    blocks = [block for _n, block in sections]
    words = len(" ".join(gist + blocks).split())
    headings = [{"id": heading.id, "title": heading.title} for heading in reading.headings]
    question, summary = plain_line(guide.question), plain_line(guide.summary)
    return GuidePage(
        title=plain_line(guide.title),
        question=question,
        summary=summary,
        prompts=[plain_line(prompt) for prompt in guide.prompts],
        content_note_html=note,
        answer_html=answer,
        key_points_html=list(key_points),
        for_whom_html=for_whom,
        not_for_html=not_for,
        body_html=body,
        closing_html=closing,
        contents=headings,
        sources=list(sources.entries.values()),
        records=sources.records,
        terms=notes_on(terms, linked=definitions.linked),
        gist="\n".join([question, *gist, *(each["title"] for each in headings)]),
        lines=[
            *(SentenceText("answer", "", said) for said in sentences(gist)),
            *_lines(sections, headings=reading.headings),
        ],
        text="\n".join([summary, *gist, *blocks]),
        words=words,
        minutes=ceil(words / WORDS_A_MINUTE),
    )


def _lines(
    sections: Sequence[tuple[int, str]], *, headings: Sequence[Heading]
) -> list[SentenceText]:
    """Cut numbered blocks into sentences; what stands before the first heading is the answer."""
    places = [Heading(id="answer", title=""), *headings]
    return [
        SentenceText(places[n].id, places[n].title, said)
        for n, block in sections
        for said in sentences([block])
    ]


def as_fields(page: GuidePage) -> dict[str, Any]:
    """Return the page as the columns of a guide (its records and lines are rows of their own)."""
    return {name: value for name, value in vars(page).items() if name not in {"records", "lines"}}
