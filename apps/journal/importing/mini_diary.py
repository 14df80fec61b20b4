"""Pages out of Mini Diary's JSON. Where its form is described: docs/import-formats.md."""

from collections.abc import Iterator
from typing import Any

from apps.journal.bounded_json import JsonText
from apps.journal.importing.dates import moment_in
from apps.journal.importing.imported_page import ImportedPage, Left, ReadingReport
from apps.journal.importing.plain_lines import heading_split
from apps.journal.importing.values import text
from apps.vault.registry import Unreadable


def is_mini_diary(members: dict[str, JsonText]) -> bool:
    """`entries` is an object with a text for each day; other programs have an array there."""
    return "entries" in members and members["entries"].is_object


def pages(members: dict[str, JsonText], report: ReadingReport) -> Iterator[ImportedPage]:
    """One page a day: `title` and `text`."""
    for day, part in members["entries"].members().items():
        try:
            entry = part.value()
        except Unreadable:
            entry = None
        if isinstance(entry, dict):
            yield page_of_entry(day, entry)
        else:
            report.leave(Left.UNREADABLE)


def page_of_entry(day: str, entry: dict[str, Any]) -> ImportedPage:
    moment = moment_in(day)
    title, said = text(entry.get("title")).strip(), text(entry.get("text"))
    heading, body = heading_split(said)
    if title and heading:
        body = said
    return ImportedPage(title=title or heading, body=body, day=moment.day if moment else None)
