"""Pages out of Diarium's JSON export. Where it is described: docs/import-formats.md."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import replace
from typing import Any, Final

from apps.journal.bounded_json import JsonText, dicts, first_object
from apps.journal.importing.dates import moment_in
from apps.journal.importing.html_text import is_html, looks_like_html, markdown_of
from apps.journal.importing.imported_page import ImportedPage, Left, PhotoFile, ReadingReport
from apps.journal.importing.plain_lines import heading_split
from apps.journal.importing.values import first_text, objects, text, words

_OF_DAY: Final = 8  # digits of a folder that is named by a day
_OF_SECOND: Final = 14


def is_diarium(document: JsonText) -> bool:
    """An array of entries, each with its `date`, and `html`, `heading` or `text`."""
    first = first_object(document)
    own = {"html", "heading", "text", "tags", "people", "rating", "location"}
    return "date" in first and bool(own & first.keys())


def pages(document: JsonText, report: ReadingReport) -> Iterator[ImportedPage]:
    for entry in dicts(document):
        if entry is None:
            report.leave(Left.UNREADABLE)
        else:
            yield page_of_entry(entry, report)


def page_of_entry(entry: dict[str, Any], report: ReadingReport) -> ImportedPage:
    """Its clock is the writer's own, without a zone."""
    moment = moment_in(entry.get("date"))
    title, body = heading_split(_words_of(entry))
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
        stamp=_digits(text(entry.get("date"))),
    )


def with_media(pages: list[ImportedPage], pictures: Iterable[str]) -> list[ImportedPage]:
    """The pages with the pictures of their folders, which are named by the moment of an entry.

    `media/2010-10-26_154753488/` and `media/20101026/` are known. A folder of a day alone is that
    of its first entry; one of a moment that no entry has is nobody's.
    """
    by_stamp = sorted(
        (page.stamp, place) for place, page in enumerate(pages) if len(page.stamp) >= _OF_DAY
    )
    photos: dict[int, list[PhotoFile]] = {}
    for picture in pictures:
        folder = _digits(picture.rpartition("/")[0].rpartition("/")[2])
        place = _place_of(folder, by_stamp)
        if place is not None:
            photos.setdefault(place, []).append(PhotoFile(name=picture))
    return [
        replace(page, photos=(*page.photos, *photos.get(place, [])))
        for place, page in enumerate(pages)
    ]


def _place_of(folder: str, by_stamp: list[tuple[str, int]]) -> int | None:
    if len(folder) < _OF_DAY:
        return None
    if len(folder) >= _OF_SECOND:  # fractions of a second are cut, or not written at all
        fits = [at for at in by_stamp if folder[: len(at[0])] == at[0][: len(folder)]]
        fits = [at for at in fits if len(at[0]) >= _OF_SECOND]
    else:
        fits = [at for at in by_stamp if at[0].startswith(folder)]
    return fits[0][1] if fits else None


def _digits(text: str) -> str:
    """`2010-10-26T15:47:53.48` as `2010102615475348`; nothing where it does not begin so."""
    begins = re.match(r"\d{4}-?\d{2}-?\d{2}(?:[T _-]?\d{2}[:.-]?\d{2}[:.-]?\d{2}[.,]?\d*)?", text)
    return re.sub(r"\D", "", begins[0]) if begins else ""


def _words_of(entry: dict[str, Any]) -> str:
    """`html`, which may lack any tag; else `text`, which is plain unless all of it is HTML."""
    said = first_text(entry, "html")
    if said:
        return markdown_of(said) if looks_like_html(said) else said
    said = first_text(entry, "text")
    return markdown_of(said) if is_html(said) else said


def _names(value: Any) -> tuple[str, ...]:
    """A list of names, or of objects that have one."""
    named = [first_text(each, "name", "title", "text") for each in objects(value)]
    return words(value) or words(named)
