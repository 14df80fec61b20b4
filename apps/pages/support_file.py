"""Reads the help lines' file and refuses a row that could send a reader to a wrong place."""

import re
import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, fields
from datetime import date
from typing import Any, Final

KINDS: Final = ("emergency", "abuse", "crisis", "talk", "own", "therapist")
CONFIDENCES: Final = ("high", "medium", "low")
FORMS: Final = {
    "phone": re.compile(r"[0-9*#]+"),
    "text": re.compile(r"[0-9]+"),
    "tty": re.compile(r"[0-9]+"),
    "whatsapp": re.compile(r"[1-9][0-9]+"),
    "email": re.compile(r"[^@\s]+@[^@\s]+"),
    "web": re.compile(r"https://[^\s]+"),
}


class SupportFileError(ValueError):
    """A row that cannot be trusted; the message names the country, the line and what is wrong."""


@dataclass(frozen=True, kw_only=True)
class ContactRow:
    """One way to reach a service: `label` is read, `value` is dialled or opened."""

    kind: str
    label: str
    value: str

    def problem(self) -> str:
        """What is wrong with it, or nothing. The number read must be the number dialled."""
        form = FORMS.get(self.kind)
        if form is None:
            return f"unknown kind of contact {self.kind!r}"
        if not self.label or not form.fullmatch(self.value):
            return f"{self.kind} cannot be {self.value!r}"
        read, dialled = _digits(self.label), _digits(self.value)
        same = {
            "email": self.label == self.value,
            "web": self.value == f"https://{self.label}",
            "whatsapp": dialled.endswith(read),
        }.get(self.kind, dialled in read)
        return "" if same else f"reads {self.label!r} but leads to {self.value!r}"


@dataclass(frozen=True, kw_only=True)
class LineRow:
    """One service, as the file has it."""

    name: str
    kind: str
    contacts: tuple[ContactRow, ...]
    confidence: str
    listed: date
    also: tuple[str, ...] = ()
    audience: str = ""
    hours: str = ""
    cost: str = ""
    languages: str = ""
    note: str = ""
    remark: str = ""
    checked: date | None = None

    def problem(self) -> str:
        """What is wrong with it, or nothing."""
        if unknown := {self.kind, *self.also} - set(KINDS):
            return f"unknown kind {sorted(unknown)}"
        if self.confidence not in CONFIDENCES:
            return f"unknown confidence {self.confidence!r}"
        if self.confidence != "low" and not self.contacts:
            return "a line that is shown needs a way to reach it"
        return next((found for contact in self.contacts if (found := contact.problem())), "")


@dataclass(frozen=True, kw_only=True)
class CountryRow:
    """One country and its services, in the file's order."""

    slug: str
    name: str
    lang: str
    emergency_note: str
    lines: tuple[LineRow, ...]


def parse(text: str) -> list[CountryRow]:
    """The countries in a TOML text, in its order. Raises SupportFileError at the first bad row."""
    countries = [_country(row) for row in tomllib.loads(text).get("country", [])]
    _refuse_twice((country.slug for country in countries), where="the file")
    return countries


def _country(row: Mapping[str, Any]) -> CountryRow:
    where = str(row.get("name", row))
    lines = tuple(_line(line, where=where) for line in row.get("line", []))
    _refuse_twice((line.name for line in lines), where=where)
    rest = {key: value for key, value in row.items() if key != "line"}
    return _built(CountryRow, {**rest, "lines": lines}, where=where)


def _line(row: Mapping[str, Any], *, where: str) -> LineRow:
    where = f"{where}, {row.get('name', row)}"
    contacts = tuple(_built(ContactRow, each, where=where) for each in row.get("contacts", []))
    made = {**row, "contacts": contacts, "also": tuple(row.get("also", []))}
    line = _built(LineRow, made, where=where)
    if problem := line.problem():
        raise SupportFileError(f"{where}: {problem}")
    return line


def _built[Row](kind: type[Row], values: Mapping[str, Any], *, where: str) -> Row:
    known = {field.name for field in fields(kind)}  # type: ignore[arg-type]
    if unknown := set(values) - known:
        raise SupportFileError(f"{where}: unknown key {sorted(unknown)}")
    try:
        return kind(**values)
    except TypeError as error:
        raise SupportFileError(f"{where}: {error}") from error


def _refuse_twice(names: Iterable[str], *, where: str) -> None:
    seen: set[str] = set()
    for name in names:
        if name in seen:
            raise SupportFileError(f"{where}: {name!r} is there twice")
        seen.add(name)


def _digits(text: str) -> str:
    return re.sub(r"\D", "", text)
