"""The help lines' file: the rows are sound, and no number changes by accident."""

import hashlib
import re
from datetime import date
from pathlib import Path

import pytest
from django.conf import settings

from apps.common.content_files.toml_file import ContentError
from apps.support.models import Confidence, ContactKind, HelpKind
from apps.support.parse import CONFIDENCES, FORMS, KINDS, CountryRow, parse

FILE: Path = settings.BASE_DIR / "fixtures" / "support.toml"

# A changed number changes these. Change them only after the number was looked up or called again.
ROWS = 134
DIGEST = "0d3e5efc836a61437bed4a0059edc51ad6e879d9d4ce4dc42a68c2158f745112"

COUNTRY = """
[[country]]
slug = "x"
name = "X"
lang = "en"
emergency_note = ""
"""
LINE = """
[[country.line]]
name = "A line"
kind = "abuse"
contacts = [{contact}]
confidence = "{confidence}"
listed = 2026-11-21
{more}
"""
PHONE = '{ kind = "phone", label = "0808 2000 247", value = "08082000247" }'


def line(*, contact: str = PHONE, confidence: str = "high", more: str = "") -> str:
    text = LINE.replace("{contact}", contact).replace("{confidence}", confidence)
    return text.replace("{more}", more)


def row(*, contact: str = PHONE, confidence: str = "high", more: str = "") -> str:
    return COUNTRY + line(contact=contact, confidence=confidence, more=more)


def emergency(contact: str, *, more: str = "") -> str:
    return row(contact=contact, more=more).replace('kind = "abuse"', 'kind = "emergency"')


def in_australia(contact: str) -> str:
    return emergency(contact).replace('slug = "x"', 'slug = "australia"')


@pytest.fixture(scope="module")
def countries() -> list[CountryRow]:
    return parse(FILE.read_text(encoding="utf-8"))


def test_no_number_and_no_address_changes_unnoticed(countries: list[CountryRow]) -> None:
    ways = sorted(
        (country.slug, line.name, contact.kind, contact.label, contact.value)
        for country in countries
        for line in country.lines
        for contact in line.contacts
    )
    assert sum(len(country.lines) for country in countries) == ROWS
    assert hashlib.sha256(repr(ways).encode()).hexdigest() == DIGEST


def test_every_country_has_an_emergency_number_and_someone_for_abuse_and_crisis(
    countries: list[CountryRow],
) -> None:
    for country in countries:
        shown = {line.kind for line in country.lines if line.confidence != "low"}
        assert {"emergency", "abuse", "crisis"} - shown <= (
            {"crisis"} if country.slug == "nigeria" else set()
        ), country.name


def test_nobody_has_tested_a_line_yet_and_the_file_does_not_say_so(
    countries: list[CountryRow],
) -> None:
    for country in countries:
        for line in country.lines:
            assert line.listed == date(2026, 11, 21)
            assert line.checked is None


def test_an_alternative_number_in_a_note_is_written_like_a_number(
    countries: list[CountryRow],
) -> None:
    notes = [line.note for country in countries for line in country.lines]
    numbers = [found for note in notes for found in re.findall(r"\d[\d ]{6,}\d", note)]
    assert numbers == ["0423 677 767", "0800 21 22 23", "0800 12 13 14"]


def test_file_and_tables_know_the_same_kinds() -> None:
    assert HelpKind.values == list(KINDS)
    assert Confidence.values == list(CONFIDENCES)
    assert set(ContactKind.values) == set(FORMS)


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        (row(contact='{ kind = "fax", label = "1", value = "1" }'), "unknown kind of contact"),
        (row(contact='{ kind = "phone", label = "0808", value = "0809" }'), "leads to"),
        (row(contact='{ kind = "phone", label = "0808 1", value = "0808 1" }'), "cannot be"),
        (row(contact='{ kind = "web", label = "a.org", value = "http://a.org" }'), "cannot be"),
        (row(contact='{ kind = "web", label = "a.org", value = "https://b.org" }'), "leads to"),
        (row(contact='{ kind = "email", label = "a@b.org", value = "a@c.org" }'), "leads to"),
        (
            row(contact='{ kind = "whatsapp", label = "600 000 016", value = "34600000017" }'),
            "leads to",
        ),
        (row(contact=""), "needs a way to reach it"),
        (row(confidence="sure"), "unknown confidence"),
        (row(more='also = ["magic"]'), "unknown kind"),
        (row(more='colour = "red"'), "country x, line A line: colour is not a key here"),
        (row().replace('name = "A line"', ""), "line 1: name is missing"),
        (row(contact='{ kind = "phone", label = "TTY 123", value = "123" }'), "needs a text phone"),
        (row(contact='{ kind = "text", label = "Textphone 123", value = "123" }'), "a text phone"),
        (in_australia('{ kind = "phone", label = "106", value = "106" }'), "text phone alone"),
        (in_australia('{ kind = "text", label = "Text 106", value = "106" }'), "text phone alone"),
        (emergency('{ kind = "text", label = "Text 112", value = "112" }'), "needs registration"),
        (emergency(PHONE, more='note = "Call 112. Or text 112."'), "must register: 'Or text 112"),
        (row().replace('note = ""', 'note = "Use the app."'), "must register: 'Use the app"),
        (row() + row(), "twice"),
        (row() + line(), "twice"),
    ],
)
def test_a_row_that_could_mislead_is_refused(text: str, problem: str) -> None:
    with pytest.raises(ContentError, match=problem):
        parse(text)


def test_a_text_that_needs_registration_is_told_with_it_or_not_at_all() -> None:
    (country,) = parse(
        emergency(PHONE, more='note = "A text to 112 works from a registered phone alone."')
    )
    assert country.problem() == ""


def test_a_doubtful_line_may_wait_without_an_address() -> None:
    (country,) = parse(row(contact="", confidence="low"))
    assert country.lines[0].contacts == ()
