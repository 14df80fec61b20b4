"""Reads the library's files (facts, topics, guides) into typed values; knows no database."""

import re
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from pathlib import Path
from typing import Any, Final

from apps.common.content_files.toml_file import ContentError, TomlTable, convert_values, toml_values

CLOSING: Final = "How sure are we"
WRITTEN, EDITED, READ = "written", "edited", "read"
PARTS: Final = (WRITTEN, EDITED, READ)
CLINICIAN, ABUSE_SERVICE = "clinician", "domestic-abuse service"
QUALIFICATIONS: Final = ("", CLINICIAN, ABUSE_SERVICE)
_FRONT: Final = re.compile(r"\A\+\+\+\n(?P<front>.*?)\n\+\+\+\n(?P<text>.*)\Z", re.DOTALL)
_CLOSING: Final = re.compile(rf"^(?=## {CLOSING}\s*$)", re.MULTILINE)


class SourceText(TomlTable, frozen=True, kw_only=True):
    """A paper, a law or a page, with how sure we are of its details. One of `doi` and `url`."""

    key: str
    citation: str
    status: str
    doi: str = ""
    url: str = ""

    @property
    def is_linked(self) -> bool:
        return bool(self.doi or self.url)


class RecordText(TomlTable, frozen=True, kw_only=True):
    """One claim, such as F10.1: how sure we are, how strong the evidence is, and who found it.

    `found` says what each of several sources found, by its key. `against` are patterns of what no
    sentence that cites the record may say: the direction in which its sources do not point.
    """

    id: str
    text: str
    status: str
    strength: str = ""
    sources: list[str] = []
    found: dict[str, str] = {}
    against: list[str] = []


class FactText(TomlTable, frozen=True, kw_only=True):
    """An entry of the fact sheet; it groups the records that share its number."""

    number: int
    title: str
    record: list[RecordText]
    safe_wording: str = ""
    do_not_write: str = ""


@dataclass(frozen=True, kw_only=True)
class FactSheet:
    """All papers and all claims."""

    sources: dict[str, SourceText]
    facts: list[FactText]

    @cached_property
    def records(self) -> dict[str, RecordText]:
        return {record.id: record for fact in self.facts for record in fact.record}


class FactFile(TomlTable, frozen=True):
    """The file of the fact sheet."""

    source: list[SourceText] = []
    fact: list[FactText] = []


class TopicText(TomlTable, frozen=True, kw_only=True):
    """A topic: the guides of the library that belong together."""

    slug: str
    title: str
    summary: str
    position: int


class TopicFile(TomlTable, frozen=True):
    """The file of the topics."""

    topic: list[TopicText] = []


class GuideChange(TomlTable, frozen=True, kw_only=True):
    """What was changed in a guide, when, and why."""

    date: date
    note: str


class CreditText(TomlTable, frozen=True, kw_only=True):
    """Somebody who wrote, edited or read a guide: who, as what, and on which day.

    `part` is one of PARTS, `qualification` one of QUALIFICATIONS; a person without one leaves it
    out. Nobody is named who did not do it.
    """

    part: str
    name: str
    role: str
    date: date
    qualification: str = ""


class GuideText(TomlTable, frozen=True, kw_only=True):
    """A guide as it was written. `closing` begins at the heading that says how sure we are."""

    source: str
    name: str
    slug: str
    body: str
    closing: str
    number: int
    title: str
    topic: str
    reader: str
    question: str
    summary: str
    answer: str
    key_points: list[str]
    for_whom: str
    not_for: str
    content_note: str
    safety: bool
    prompts: list[str]
    related: list[str]
    published: date
    reviewed: date
    review_due: date
    changes: list[GuideChange]
    credits: list[CreditText] = []

    def is_read_by(self, qualification: str) -> bool:
        """Whether somebody with this qualification has read the guide, by its credits."""
        return any(
            each.part == READ and each.qualification == qualification for each in self.credits
        )


def read_facts(path: Path) -> FactSheet:
    """Read the fact sheet. Raises ContentError."""
    file = read_stripped(path, FactFile)
    sheet = FactSheet(sources={source.key: source for source in file.source}, facts=file.fact)
    if len(sheet.sources) < len(file.source):
        raise ContentError(f"{path.name}: two sources have the same key")
    if len(sheet.records) < sum(len(fact.record) for fact in file.fact):
        raise ContentError(f"{path.name}: two records have the same id")
    return sheet


def read_topics(path: Path) -> dict[str, TopicText]:
    """Read the topics by slug. Raises ContentError."""
    return {topic.slug: topic for topic in read_stripped(path, TopicFile).topic}


def read_stripped[Content](path: Path, kind: type[Content]) -> Content:
    """Read a TOML file, each text without the space around it. Raises ContentError."""
    values = toml_values(path.read_text("utf-8"), name=path.name)
    return convert_values(_stripped(values), kind, name=path.name)


def read_guide(path: Path) -> GuideText:
    """Read one guide's file. Raises ContentError."""
    return guide_from(path.read_text("utf-8"), name=path.name)


def guide_from(source: str, *, name: str) -> GuideText:
    """Read a guide: what stands between the `+++` lines, and the text. Raises ContentError.

    `name` is that of its file; the guide's address is made of it.
    """
    source = source.replace("\r\n", "\n")
    front, text = split_front_matter(source, name=name)
    body, *closing = _CLOSING.split(text, maxsplit=1)
    written = {"source": source, "name": name, "slug": name.removesuffix(".md")}
    written |= {"body": body, "closing": "".join(closing)}
    values = toml_values(front, name=name)
    if both := sorted(values.keys() & written.keys()):
        raise ContentError(f"{name}: {both[0]} does not belong in the front matter")
    return convert_values(_stripped(values) | written, GuideText, name=name)


def split_front_matter(source: str, *, name: str) -> tuple[str, str]:
    """Return what stands between the `+++` lines, and the text. Raises ContentError."""
    match = _FRONT.match(source)
    if not match:
        raise ContentError(f"{name}: does not begin with front matter between two lines of +++")
    return match["front"], match["text"]


def _stripped(value: Any) -> Any:
    """The values of a file, each text without the space around it."""
    if isinstance(value, dict):
        return {key: _stripped(each) for key, each in value.items()}
    if isinstance(value, list):
        return [_stripped(each) for each in value]
    return value.strip() if isinstance(value, str) else value
