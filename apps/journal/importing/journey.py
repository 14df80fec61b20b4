"""Pages out of Journey's export, old and new. Where it is described: docs/import-formats.md."""

from collections.abc import Iterator
from typing import Any, Final

from apps.journal.bounded_json import JsonText, dicts
from apps.journal.importing.dates import moment_in, moment_of_milliseconds
from apps.journal.importing.html_text import is_html, markdown_of
from apps.journal.importing.imported_page import (
    ImportedPage,
    Left,
    PhotoFile,
    ReadingReport,
    Told,
    kind_of_file,
)
from apps.journal.importing.plain_lines import heading_split
from apps.journal.importing.values import an_object, text, words

_MOST_DIGITS: Final = 20  # of a number of milliseconds


def is_journey(entry: dict[str, Any]) -> bool:
    """One JSON file is one entry, with the day as a number (old) or as ISO text (new)."""
    return "date_journal" in entry or "dateOfJournal" in entry


def pages(document: JsonText, report: ReadingReport) -> Iterator[ImportedPage]:
    """A list of entries in one file."""
    for entry in dicts(document):
        if entry is None:
            report.leave(Left.UNREADABLE)
        else:
            yield page_of_entry(entry, report)


def page_of_entry(entry: dict[str, Any], report: ReadingReport) -> ImportedPage:
    when = entry.get("dateOfJournal") or entry.get("date_journal")
    if isinstance(when, str) and when.strip().removeprefix("-").isdecimal():
        when = int(when) if len(when) < _MOST_DIGITS else None
    if isinstance(when, int | float) and not isinstance(when, bool):
        when = moment_of_milliseconds(when)
    moment = moment_in(when, entry.get("timezone"), report.zone)
    if moment and moment.is_utc:
        report.tell(Told.IN_UTC)
    report.leave(Left.PLACES, _has_place(entry))
    said = text(entry.get("text"))
    was_html = entry.get("type") == "html" or (entry.get("type") != "markdown" and is_html(said))
    title, body = heading_split(markdown_of(said) if was_html else said)
    return ImportedPage(
        title=text(entry.get("title")).strip() or title,
        body=body,
        day=moment.day if moment else None,
        time=moment.time if moment else "",
        zone=moment.zone if moment and not moment.is_utc else "",
        tags=words(entry.get("tags")),
        is_pinned=entry.get("favourite") is True,
        photos=tuple(_photos(entry, report)),
    )


def _photos(entry: dict[str, Any], report: ReadingReport) -> list[PhotoFile]:
    found: list[PhotoFile] = []
    for name in (*words(entry.get("photos")), *words(entry.get("attachments"))):
        kind = kind_of_file(name)
        if kind in {Left.FILMS, Left.RECORDINGS, Left.DOCUMENTS}:
            report.leave(kind)
        else:
            found.append(PhotoFile(name=name))
    return found


def _has_place(entry: dict[str, Any]) -> bool:
    latitude = entry.get("lat")
    has_old = isinstance(latitude, int | float) and -90 <= latitude <= 90 and latitude != 0
    return bool(
        has_old or text(entry.get("address")) or an_object(entry.get("location")).get("name")
    )
