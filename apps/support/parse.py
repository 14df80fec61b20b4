"""Parses the file of help lines and refuses a row that could send a reader to a wrong place."""

import re
from collections.abc import Iterable
from datetime import date
from typing import Final

from apps.common.content_files.toml_file import ContentError, TomlTable, parse_toml
from apps.common.text.readability import sentences

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

# Numbers that no ordinary phone reaches, by country: 106 and 18000 answer a text phone alone.
TEXT_PHONE_ONLY: Final = {"australia": {"106"}, "united-kingdom": {"18000"}}
TEXT_PHONE: Final = re.compile(
    r"\b(?:tty|text ?phone|textphone|teletypewriter|minicom|fax)\b", re.I
)
# Numbers for emergencies that take a text from any phone, by country. Each was looked up; a text
# to any other needs a phone that was registered before.
NO_REGISTRATION: Final = {
    "united-states": {"911"},
    "australia": {"0423677767"},
    "france": {"114"},
}
BY_TEXT: Final = re.compile(r"\b(?:text(?:s|ed|ing)?|sms|txt|apps?)\b", re.I)
REGISTERED: Final = re.compile(r"\bregister(?:ed|ing)?\b", re.I)


class ContactRow(TomlTable, frozen=True, kw_only=True):
    """One way to reach a service: `label` is read, `value` is dialled or opened."""

    kind: str
    label: str
    value: str

    def problem(self) -> str:
        """What is wrong with the contact, or "". It must dial the number that is read."""
        form = FORMS.get(self.kind)
        if form is None:
            return f"unknown kind of contact {self.kind!r}"
        if not self.label or not form.fullmatch(self.value):
            return f"{self.kind} cannot be {self.value!r}"
        read, dialled = _digits(self.label), _digits(self.value)
        if self.kind != "tty" and TEXT_PHONE.search(self.label):
            return f"{self.label!r} needs a text phone, and is offered to every phone"
        same = {
            "email": self.label == self.value,
            "web": self.value == f"https://{self.label}",
            "whatsapp": dialled.endswith(read),
        }.get(self.kind, dialled in read)
        return "" if same else f"reads {self.label!r} but leads to {self.value!r}"


class LineRow(TomlTable, frozen=True, kw_only=True):
    """One service, as the file has it."""

    name: str
    kind: str
    confidence: str
    listed: date
    contacts: tuple[ContactRow, ...] = ()
    also: tuple[str, ...] = ()
    audience: str = ""
    hours: str = ""
    cost: str = ""
    languages: str = ""
    note: str = ""
    remark: str = ""
    checked: date | None = None

    def problem(self) -> str:
        """What is wrong with the line, or nothing."""
        if unknown := {self.kind, *self.also} - set(KINDS):
            return f"unknown kind {sorted(unknown)}"
        if self.confidence not in CONFIDENCES:
            return f"unknown confidence {self.confidence!r}"
        if self.confidence != "low" and not self.contacts:
            return "a line that is shown needs a way to reach it"
        return next((found for contact in self.contacts if (found := contact.problem())), "")


class CountryRow(TomlTable, frozen=True, kw_only=True, rename={"lines": "line"}):
    """One country and its services, in the file's order."""

    slug: str
    name: str
    lang: str
    emergency_note: str
    lines: tuple[LineRow, ...] = ()

    def problem(self) -> str:
        """What a person with an ordinary phone could not do as it is offered, or nothing."""
        alone = TEXT_PHONE_ONLY.get(self.slug, set())
        open_to_all = NO_REGISTRATION.get(self.slug, set())
        emergency = [line for line in self.lines if line.kind == "emergency"]
        for line in self.lines:
            for contact in line.contacts:
                if contact.kind != "tty" and contact.value in alone:
                    return f"{contact.value} is reached from a text phone alone"
        for line in emergency:
            for contact in line.contacts:
                if contact.kind == "text" and contact.value not in open_to_all:
                    return f"a text to {contact.value} needs registration: say so in words"
        for sentence in sentences((self.emergency_note, *(line.note for line in emergency))):
            named = any(number in _digits(sentence) for number in open_to_all)
            if BY_TEXT.search(sentence) and not named and not REGISTERED.search(sentence):
                return f"does not say who must register: {sentence!r}"
        return ""


class SupportFile(TomlTable, frozen=True):
    """The file of the help lines."""

    country: tuple[CountryRow, ...] = ()


def parse(text: str, *, name: str = "support.toml") -> list[CountryRow]:
    """The countries in a TOML text, in its order. Raises ContentError at the first bad row."""
    countries = list(parse_toml(text, SupportFile, name=name).country)
    for country in countries:
        where = f"{name}: {country.name}"
        for line in country.lines:
            if problem := line.problem():
                raise ContentError(f"{where}, {line.name}: {problem}")
        _refuse_twice((line.name for line in country.lines), where=where)
        if problem := country.problem():
            raise ContentError(f"{where}: {problem}")
    _refuse_twice((country.slug for country in countries), where=name)
    return countries


def _refuse_twice(names: Iterable[str], *, where: str) -> None:
    seen: set[str] = set()
    for name in names:
        if name in seen:
            raise ContentError(f"{where}: {name!r} is there twice")
        seen.add(name)


def _digits(text: str) -> str:
    return re.sub(r"\D", "", text)
