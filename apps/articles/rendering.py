"""Turns a written guide into what is stored: clean HTML, contents, numbered sources, lines."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from math import ceil
from typing import Any, Final, TypedDict

from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from apps.articles.parsing import FactSheet, GuideText, RecordText
from apps.common.markdown import Citation, Reading, guide_html, guide_line, plain_blocks, plain_line

WORDS_A_MINUTE: Final = 220
_SENTENCE_END: Final = re.compile(r"(?:(?<=[.!?])|(?<=[.!?][”’\"')]))\s+(?=[“‘\"'(]?[A-Z0-9])")


class Claim(TypedDict):
    """What a guide takes from a source, and how sure we are of it."""

    id: str
    text: str
    status: str
    strength: str


class NumberedSource(TypedDict):
    """One entry of the list under a guide; `places` are the ids of the numbers in the text."""

    number: int
    key: str
    citation: str
    doi: str
    status: str
    claims: list[Claim]
    places: list[str]


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
    lines: list[str]
    gist: str
    text: str
    words: int
    minutes: int


@dataclass(kw_only=True)
class Bibliography:
    """Numbers the sources of one guide in the order in which its text first cites them.

    A record that rests on no paper (a definition, an opinion) is an entry of its own.
    """

    sheet: FactSheet
    entries: dict[str, NumberedSource] = field(default_factory=dict)
    records: list[str] = field(default_factory=list)

    def cite(self, names: Sequence[str]) -> list[Citation]:
        """Return one citation for each source behind the records, each source once."""
        cited: dict[int, Citation] = {}
        for name in names:
            record = self.sheet.records[name]
            if name not in self.records:
                self.records.append(name)
            for key in record.sources or [name]:
                entry = self._entry(key)
                self._claim(entry, record)
                if entry["number"] not in cited:
                    cited[entry["number"]] = self._place(entry)
        return [cited[number] for number in sorted(cited)]

    def _entry(self, key: str) -> NumberedSource:
        if key not in self.entries:
            source = self.sheet.sources.get(key)
            self.entries[key] = {
                "number": len(self.entries) + 1,
                "key": key,
                "citation": guide_line(source.citation) if source else "",
                "doi": source.doi if source else "",
                "status": source.status if source else "",
                "claims": [],
                "places": [],
            }
        return self.entries[key]

    @staticmethod
    def _claim(entry: NumberedSource, record: RecordText) -> None:
        if all(claim["id"] != record.id for claim in entry["claims"]):
            entry["claims"].append(
                {
                    "id": record.id,
                    "text": plain_line(record.text),
                    "status": record.status,
                    "strength": record.strength,
                }
            )

    @staticmethod
    def _place(entry: NumberedSource) -> Citation:
        number = entry["number"]
        entry["places"].append(f"c{number}-{len(entry['places']) + 1}")
        return Citation(
            number=number,
            place=entry["places"][-1],
            target=f"s{number}",
            label=_("Source %(number)s") % {"number": number},
        )


def render(guide: GuideText, *, sheet: FactSheet) -> GuidePage:
    """Render a guide whose checks have passed. Parts are rendered in the order they are read."""
    sources = Bibliography(sheet=sheet)
    reading = Reading(cite=sources.cite)

    def line(text: str) -> SafeString:
        return guide_line(text, reading=reading)

    note, answer = line(guide.content_note), line(guide.answer)
    key_points = [line(point) for point in guide.key_points]
    for_whom, not_for = line(guide.for_whom), line(guide.not_for)
    body = guide_html(guide.body, reading=reading)
    closing = guide_html(guide.closing, reading=reading)

    gist = plain_blocks("\n\n".join([guide.answer, *guide.key_points]))
    blocks = plain_blocks(guide.body + guide.closing)
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
        gist="\n".join([question, *gist, *(each["title"] for each in headings)]),
        lines=sentences(gist + blocks),
        text="\n".join([summary, *gist, *blocks]),
        words=words,
        minutes=ceil(words / WORDS_A_MINUTE),
    )


def sentences(blocks: Sequence[str]) -> list[str]:
    """Return the blocks cut at the ends of their sentences."""
    return [said for block in blocks for said in _SENTENCE_END.split(block)]


def as_fields(page: GuidePage) -> dict[str, Any]:
    """Return the page as the columns of a guide (its records and lines are rows of their own)."""
    return {name: value for name, value in vars(page).items() if name not in {"records", "lines"}}
