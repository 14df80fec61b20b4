"""Pages out of Diarium's JSON export. Where it is described: docs/import-formats.md."""

from collections.abc import Iterator
from typing import Any

from apps.journal.bounded_json import JsonText, dicts
from apps.journal.importing.dates import moment_in
from apps.journal.importing.html_text import looks_like_html, markdown_of
from apps.journal.importing.imported_page import ImportedPage, Left, ReadingReport
from apps.journal.importing.plain_lines import heading_split
from apps.journal.importing.values import first_text, objects, text, words


def is_diarium(document: JsonText) -> bool:
    """An array of entries, each with its `date`, and `html`, `heading` or `text`."""
    first = next(iter(dicts(document)), None)
    return (
        first is not None and "date" in first and bool({"html", "heading", "text"} & first.keys())
    )


def pages(document: JsonText, report: ReadingReport) -> Iterator[ImportedPage]:
    for entry in dicts(document):
        if entry is None:
            report.leave(Left.UNREADABLE)
        else:
            yield page_of_entry(entry, report)


def page_of_entry(entry: dict[str, Any], report: ReadingReport) -> ImportedPage:
    """Its clock is the writer's own, without a zone."""
    moment = moment_in(entry.get("date"))
    said = first_text(entry, "html", "text")
    title, body = heading_split(markdown_of(said) if looks_like_html(said) else said)
    heading = text(entry.get("heading")).strip()
    if heading and title and title != heading:
        title, body = heading, f"# {title}\n\n{body}"
    report.leave(Left.PLACES, bool(entry.get("location")))
    return ImportedPage(
        title=heading or title,
        body=body,
        day=moment.day if moment else None,
        time=moment.time if moment and moment.time != "00:00" else "",
        tags=_names(entry.get("tags")),
        people=_names(entry.get("people")),
    )


def _names(value: Any) -> tuple[str, ...]:
    """A list of names, or of objects that have one."""
    named = [first_text(each, "name", "title", "text") for each in objects(value)]
    return words(value) or words(named)
