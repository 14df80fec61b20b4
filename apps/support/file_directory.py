"""The help lines straight from their file, for when the database does not answer."""

from collections.abc import Iterable
from datetime import date
from functools import lru_cache
from typing import Final

from django.conf import settings
from msgspec.structs import asdict

from apps.support.models import (
    SHOWN_FOR,
    WORLDWIDE,
    Confidence,
    Contact,
    Country,
    HelpKind,
    SupportLine,
)
from apps.support.parse import CountryRow, LineRow, parse

SUPPORT_FILE: Final = settings.BASE_DIR / "fixtures" / "support.toml"


def countries_in_file() -> list[Country]:
    """The countries that a reader may pick, by name; rows without a table."""
    found = [country for country, _lines in _read() if country.slug != WORLDWIDE]
    return sorted(found, key=lambda country: country.name)


def lines_in_file(slug: str, *, on: date) -> list[SupportLine]:
    """The lines of a country that are shown on a day, by the rules of `SupportLine.shown`."""
    return [
        line
        for country, lines in _read()
        if country.slug == slug
        for line in lines
        if slug == WORLDWIDE or max(line.listed, line.checked or line.listed) >= on - SHOWN_FOR
    ]


def emergency_lines_in_file(*, on: date) -> list[SupportLine]:
    """The emergency lines of every country that are shown on a day, in the order of the file."""
    countries = [country for country, _lines in _read() if country.slug != WORLDWIDE]
    lines = (line for each in countries for line in lines_in_file(each.slug, on=on))
    return [line for line in lines if line.kind == HelpKind.EMERGENCY]


@lru_cache(maxsize=1)
def _read() -> list[tuple[Country, list[SupportLine]]]:
    rows = parse(SUPPORT_FILE.read_text(encoding="utf-8"), name=SUPPORT_FILE.name)
    found = []
    for number, row in enumerate(rows, start=1):
        country = _country(row, number=number)
        found.append((country, list(_lines(row.lines, country=country))))
    return found


def _country(row: CountryRow, *, number: int) -> Country:
    columns = asdict(row)
    del columns["lines"]
    return Country(pk=number, position=number, **columns)


def _lines(rows: Iterable[LineRow], *, country: Country) -> Iterable[SupportLine]:
    for number, row in enumerate(rows, start=1):
        if row.confidence == Confidence.LOW:
            continue
        columns = asdict(row) | {"also": list(row.also)}
        del columns["contacts"]
        line = SupportLine(pk=number, position=number, country=country, **columns)
        line._prefetched_objects_cache = {  # type: ignore[attr-defined]
            "contacts": [
                Contact(line=line, position=position, **asdict(contact))
                for position, contact in enumerate(row.contacts)
            ]
        }
        yield line
