"""Pages out of Day One's JSON. Where its form is described: docs/import-formats.md."""

import re
from collections.abc import Iterator
from typing import Any, Final

from apps.journal.bounded_json import JsonText, dicts
from apps.journal.importing.dates import moment_in
from apps.journal.importing.imported_page import ImportedPage, Left, PhotoFile, ReadingReport, Told
from apps.journal.importing.jrnl import is_jrnl
from apps.journal.importing.plain_lines import heading_split, without_escapes, without_soft_breaks
from apps.journal.importing.values import a_list, objects, order_of, text, words
from apps.vault.registry import Unreadable

_MEDIUM: Final = re.compile(
    r"!\[(?P<said>(?:[^\[\]\\]|\\.)*)\]\(dayone-moment:[^()\s]*\)[ \t]*", re.DOTALL
)
_LIST_MARKS: Final = {"bulleted": "- ", "numbered": "1. ", "checkbox": "- [ ] "}


def is_day_one(members: dict[str, JsonText]) -> bool:
    return "entries" in members and members["entries"].is_array and not is_jrnl(members)


def pages(members: dict[str, JsonText], report: ReadingReport) -> Iterator[ImportedPage]:
    """`entries` with `text` or `richText`, `creationDate` in UTC, `timeZone`, `tags`, `photos`."""
    for entry in dicts(members["entries"]):
        if entry is None:
            report.leave(Left.UNREADABLE)
        else:
            yield page_of_entry(entry, report)


def page_of_entry(entry: dict[str, Any], report: ReadingReport) -> ImportedPage:
    _count_what_stays(entry, report)
    place = entry.get("location")
    zones = [entry.get("timeZone"), place.get("timeZoneName") if isinstance(place, dict) else None]
    moment = moment_in(entry.get("creationDate"), *zones)
    if moment and moment.is_utc:
        report.tell(Told.IN_UTC)
    is_all_day = entry.get("isAllDay") is True
    title, body = heading_split(_words_of(entry))
    return ImportedPage(
        title=title,
        body=body,
        day=moment.day if moment else None,
        time=moment.time if moment and not is_all_day else "",
        zone=moment.zone if moment and not is_all_day else "",
        tags=words(entry.get("tags")),
        is_pinned=any(entry.get(name) is True for name in ("starred", "isPinned", "pinned")),
        photos=tuple(_photos(entry)),
    )


def _words_of(entry: dict[str, Any]) -> str:
    """The text; where that has no words, those of the rich text."""
    plain = without_soft_breaks(text(entry.get("text")))
    body = without_escapes(_MEDIUM.sub(lambda found: found["said"], plain)).strip("\n")
    return body if body.strip() else without_soft_breaks(rich_words(entry.get("richText")))


def rich_words(rich: Any) -> str:
    """The words of `richText`, which is JSON in JSON, with the marks of its lines."""
    if isinstance(rich, str):
        try:
            rich = JsonText.of(rich).value()
        except Unreadable:
            return ""
    if not isinstance(rich, dict):
        return ""
    made: list[str] = []
    begins_line = True
    for part in objects(rich.get("contents")):
        said = text(part.get("text")) or _embedded_address(part)
        if part.get("embeddedObjects") and not begins_line:
            said = "\n" + said
        if said:
            made.append((_line_mark(part) if begins_line and said.strip() else "") + said)
            begins_line = said.endswith("\n")
    return "".join(made).strip("\n")


def _embedded_address(part: dict[str, Any]) -> str:
    """The addresses of pages that an entry shows in little."""
    return "\n".join(words([each.get("url") for each in objects(part.get("embeddedObjects"))]))


def _line_mark(part: dict[str, Any]) -> str:
    attributes = part.get("attributes")
    line = attributes.get("line") if isinstance(attributes, dict) else None
    if not isinstance(line, dict):
        return ""
    level = line.get("header")
    if type(level) is int and 1 <= level <= 6:
        return "#" * level + " "
    if line.get("quote"):
        return "> "
    style = line.get("listStyle")
    if style == "checkbox" and line.get("checked"):
        return "- [x] "
    if style == "numbered" and type(line.get("listIndex")) is int:
        return f"{line['listIndex']}. "
    return _LIST_MARKS.get(style, "") if isinstance(style, str) else ""


def _photos(entry: dict[str, Any]) -> Iterator[PhotoFile]:
    for photo in sorted(objects(entry.get("photos")), key=order_of):
        md5, kind = text(photo.get("md5")), text(photo.get("type")) or "jpeg"
        if md5:
            yield PhotoFile(name=f"photos/{md5}.{kind}")
        else:
            yield PhotoFile(name=f"photos/{text(photo.get('identifier'))}.{kind}")


def _count_what_stays(entry: dict[str, Any], report: ReadingReport) -> None:
    report.leave(Left.FILMS, len(a_list(entry.get("videos"))))
    audios = (*a_list(entry.get("audios")), *a_list(entry.get("audio")))
    report.leave(Left.RECORDINGS, len(audios))
    report.leave(Left.DOCUMENTS, len(a_list(entry.get("pdfAttachments"))))
    report.leave(Left.PLACES, bool(entry.get("location")))
