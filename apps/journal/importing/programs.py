"""Which program wrote a JSON file, told by its shape, and the pages in it."""

from collections.abc import Iterator
from typing import Final, NamedTuple

from apps.journal.bounded_json import JsonText, first_object
from apps.journal.importing import (
    day_one,
    diarium,
    google_keep,
    journey,
    journiv,
    jrnl,
    mini_diary,
    standard_notes,
)
from apps.journal.importing.imported_page import ImportedPage, ReadingReport
from apps.vault.registry import Unreadable

# Programs whose export has texts beside the JSON that say the same once more, or nothing.
WITHOUT_TEXTS: Final = frozenset({"google_keep", "standard_notes", "journey"})
_OF_MANY: Final = (
    ("journiv", journiv.is_journiv, journiv.pages),
    ("mini_diary", mini_diary.is_mini_diary, mini_diary.pages),
    ("jrnl", jrnl.is_jrnl, jrnl.pages),
    ("day_one", day_one.is_day_one, day_one.pages),
    ("standard_notes", standard_notes.is_standard_notes, standard_notes.pages),
)


class ProgramPages(NamedTuple):
    """Who wrote a file, and its pages as they are read."""

    source: str
    pages: Iterator[ImportedPage]


def pages_of(document: JsonText, report: ReadingReport) -> ProgramPages | None:
    """None for JSON that nobody wrote whom we know. Raises Unreadable, later too."""
    if not document.is_object:
        return _of_list(document, report)
    members = document.members()
    for source, is_theirs_by, pages in _OF_MANY:
        if is_theirs_by(members):
            return ProgramPages(source, pages(members, report))
    names = dict.fromkeys(members)
    if journey.is_journey(names):
        return ProgramPages("journey", iter([journey.page_of_entry(_entry(document), report)]))
    if google_keep.is_google_keep(names):
        note = google_keep.page_of_note(_entry(document), report)
        return ProgramPages("google_keep", iter([note] if note else []))
    return None


def _of_list(document: JsonText, report: ReadingReport) -> ProgramPages | None:
    """Entries without the object around them that their program writes, or Diarium's."""
    first = first_object(document)
    if diarium.is_diarium(document):
        return ProgramPages("diarium", diarium.pages(document, report))
    if journey.is_journey(first):
        return ProgramPages("journey", journey.pages(document, report))
    if "creationDate" in first:
        return ProgramPages("day_one", day_one.pages({"entries": document}, report))
    return None


def _entry(document: JsonText) -> dict[str, object]:
    entry = document.value()
    if not isinstance(entry, dict):
        raise Unreadable("Not an object.")
    return entry
