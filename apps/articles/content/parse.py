"""Reads the library's files (facts, topics, guides) into plain values; knows nothing of tables."""

import re
import tomllib
from collections.abc import Mapping
from dataclasses import MISSING, dataclass, field, fields, is_dataclass
from datetime import date
from functools import cached_property
from pathlib import Path
from types import GenericAlias
from typing import Any, Final

CLOSING: Final = "How sure are we"
_FRONT: Final = re.compile(r"\A\+\+\+\n(?P<front>.*?)\n\+\+\+\n(?P<text>.*)\Z", re.DOTALL)
_AS_WRITTEN: Final = {"source", "body", "closing"}
_CLOSING: Final = re.compile(rf"^(?=## {CLOSING}\s*$)", re.MULTILINE)


class UnreadableError(ValueError):
    """A file that cannot be read as what it should be; the message names the file and why."""

    def __init__(self, name: str, problem: str) -> None:
        super().__init__(f"{name}: {problem}")


@dataclass(frozen=True, kw_only=True)
class SourceText:
    """A paper, with how sure we are of its details."""

    key: str
    citation: str
    status: str
    doi: str = ""


@dataclass(frozen=True, kw_only=True)
class RecordText:
    """One claim, such as F10.1: how sure we are, how strong the evidence is, and who found it."""

    id: str
    text: str
    status: str
    strength: str = ""
    sources: list[str] = field(default_factory=list)


@dataclass(frozen=True, kw_only=True)
class FactText:
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


@dataclass(frozen=True, kw_only=True)
class TopicText:
    """A shelf of the library."""

    slug: str
    title: str
    summary: str
    position: int


@dataclass(frozen=True, kw_only=True)
class GuideChange:
    """What was changed in a guide, when, and why."""

    date: date
    note: str


@dataclass(frozen=True, kw_only=True)
class GuideText:
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


def read_facts(path: Path) -> FactSheet:
    """Read the fact sheet. Raises UnreadableError."""
    data = _toml(path.read_text("utf-8"), name=path.name)
    sources = [_made(SourceText, row, name=path.name) for row in data.get("source", [])]
    facts = [_made(FactText, row, name=path.name) for row in data.get("fact", [])]
    sheet = FactSheet(sources={source.key: source for source in sources}, facts=facts)
    if len(sheet.sources) < len(sources):
        raise UnreadableError(path.name, "two sources have the same key")
    if len(sheet.records) < sum(len(fact.record) for fact in facts):
        raise UnreadableError(path.name, "two records have the same id")
    return sheet


def read_topics(path: Path) -> dict[str, TopicText]:
    """Read the topics by slug. Raises UnreadableError."""
    data = _toml(path.read_text("utf-8"), name=path.name)
    topics = [_made(TopicText, row, name=path.name) for row in data.get("topic", [])]
    return {topic.slug: topic for topic in topics}


def read_rows[Row](kind: type[Row], path: Path, *, table: str) -> list[Row]:
    """Read every `[[table]]` of a file; without the file there is none. Raises UnreadableError."""
    if not path.is_file():
        return []
    data = _toml(path.read_text("utf-8"), name=path.name)
    if extra := sorted(data.keys() - {table}):
        raise UnreadableError(path.name, f"{extra[0]} is not a [[{table}]]")
    return [_made(kind, row, name=path.name) for row in data.get(table, [])]


def read_guide(path: Path) -> GuideText:
    """Read one guide's file. Raises UnreadableError."""
    return guide_from(path.read_text("utf-8"), name=path.name)


def guide_from(source: str, *, name: str) -> GuideText:
    """Read a guide: what stands between the `+++` lines, and the text. Raises UnreadableError.

    `name` is that of its file; the guide's address is made of it.
    """
    source = source.replace("\r\n", "\n")
    front, text = split_front_matter(source, name=name)
    body, *closing = _CLOSING.split(text, maxsplit=1)
    written = {"source": source, "name": name, "slug": name.removesuffix(".md")}
    written |= {"body": body, "closing": "".join(closing)}
    values = _toml(front, name=name)
    if both := sorted(values.keys() & written.keys()):
        raise UnreadableError(name, f"{both[0]} does not belong in the front matter")
    return _made(GuideText, values | written, name=name)


def split_front_matter(source: str, *, name: str) -> tuple[str, str]:
    """Return what stands between the `+++` lines, and the text. Raises UnreadableError."""
    match = _FRONT.match(source)
    if not match:
        raise UnreadableError(name, "does not begin with front matter between two lines of +++")
    return match["front"], match["text"]


def _toml(text: str, *, name: str) -> dict[str, Any]:
    try:
        return tomllib.loads(text)
    except tomllib.TOMLDecodeError as wrong:
        raise UnreadableError(name, f"is not TOML: {wrong}") from wrong


def _made[Row](kind: type[Row], row: Mapping[str, Any], *, name: str) -> Row:
    """Make one value out of a table of the file; every field has its own type or is refused."""
    known = {each.name: each for each in fields(kind)}  # type: ignore[arg-type]
    if extra := sorted(row.keys() - known.keys()):
        raise UnreadableError(name, f"{extra[0]} is not a field of a {_called(kind)}")
    values: dict[str, Any] = {}
    for key, each in known.items():
        if key in row:
            values[key] = _value(each.type, row[key], key=key, name=name)
        elif each.default is MISSING and each.default_factory is MISSING:
            raise UnreadableError(name, f"{key} is missing")
    return kind(**values)


def _value(kind: Any, value: Any, *, key: str, name: str) -> Any:
    if isinstance(kind, GenericAlias):
        if not isinstance(value, list):
            raise UnreadableError(name, f"{key} must be a list")
        return [_value(kind.__args__[0], each, key=key, name=name) for each in value]
    if isinstance(value, dict) and isinstance(kind, type) and is_dataclass(kind):
        return _made(kind, value, name=name)
    if type(value) is not kind:
        raise UnreadableError(name, f"{key} must be a {_called(kind)}, not {value!r}")
    return value.strip() if isinstance(value, str) and key not in _AS_WRITTEN else value


def _called(kind: type) -> str:
    names = {str: "text", int: "whole number", bool: "true or false", date: "date"}
    return names.get(kind, kind.__name__.removesuffix("Text").lower())
