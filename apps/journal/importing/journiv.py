"""Pages out of Journiv's exports, 1.0 to 1.5. Where they are described: docs/import-formats.md."""

import re
from collections.abc import Iterator
from typing import Any, Final

from apps.journal.bounded_json import JsonText, dicts
from apps.journal.importing.dates import moment_in
from apps.journal.importing.html_text import is_html, markdown_of
from apps.journal.importing.imported_page import ImportedPage, Left, PhotoFile, ReadingReport, Told
from apps.journal.importing.values import an_object, first_text, objects, text, words
from apps.vault.registry import Unreadable

_WITHOUT_ZONE: Final = re.compile(r"\d{4}-\d{2}-\d{2}[T ]\d{2}:\d{2}(?::\d{2}(?:\.\d+)?)?")


def is_journiv(members: dict[str, JsonText]) -> bool:
    return any(name in members and members[name].is_array for name in ("journals", "moments"))


def pages(members: dict[str, JsonText], report: ReadingReport) -> Iterator[ImportedPage]:
    """`journals` with `entries`, and since 1.2 `moments`, which may have an `entry` inside."""
    people = {
        text(each.get("external_id")): text(each.get("name"))
        for each in dicts(members.get("people"))
        if each is not None
    }
    journals = members.get("journals")
    for journal in journals.elements() if journals else ():
        try:
            entries = journal.members().get("entries")
        except Unreadable:
            report.leave(Left.UNREADABLE)
            continue
        for entry in dicts(entries):
            if entry is None:
                report.leave(Left.UNREADABLE)
            else:
                yield page_of_entry(entry, an_object(entry.get("moment")), people, report)
    for moment in dicts(members.get("moments")):
        if moment is None:
            report.leave(Left.UNREADABLE)
        else:
            yield page_of_entry(an_object(moment.get("entry")), moment, people, report)


def page_of_entry(
    entry: dict[str, Any], moment: dict[str, Any], people: dict[str, str], report: ReadingReport
) -> ImportedPage:
    """One page; what an entry of earlier exports said of itself, a moment says today."""
    both = {**moment, **{name: value for name, value in entry.items() if value not in (None, [])}}
    utc = first_text(both, "entry_datetime_utc", "logged_at_utc")
    instant = _with_utc(utc) if utc else first_text(both, "logged_at")
    day_said = first_text(both, "entry_date", "logged_date_tz", "logged_date")
    zone = first_text(both, "entry_timezone", "logged_timezone")
    when, said = moment_in(instant, zone), moment_in(day_said)
    if when and when.is_utc and said is None:
        report.tell(Told.IN_UTC)
    day = said.day if said else when.day if when else None
    has_clock = when is not None and when.day == day  # a page put on another day has no clock
    media = [*objects(entry.get("media")), *objects(moment.get("media"))]
    _count_media(media, report)
    report.leave(Left.PLACES, bool(both.get("location_json") or both.get("location_data")))
    links = list(objects(moment.get("mood_activity")))
    return ImportedPage(
        title=text(entry.get("title")).strip(),
        body=_words_of(entry, moment),
        day=day,
        time=when.time if when and has_clock else "",
        zone=when.zone if when and has_clock and not when.is_utc else "",
        tags=(*words(both.get("tags")), *words([link.get("activity_name") for link in links])),
        people=words([people.get(text(p)) for p in words(both.get("people_external_ids"))]),
        feelings=_feelings_of_moods(entry, moment, links),
        prompt_text=text(both.get("prompt_text")),
        is_pinned=entry.get("is_pinned") is True or moment.get("is_pinned") is True,
        photos=tuple(_photos(media)),
    )


def _with_utc(said: str) -> str:
    """ISO text of a field that is in UTC by its name, with the sign of UTC if it names no zone."""
    return f"{said}Z" if _WITHOUT_ZONE.fullmatch(said) else said


def _words_of(entry: dict[str, Any], moment: dict[str, Any]) -> str:
    """The plain text, else that of the delta, else `content` of 1.0; and the note of a moment."""
    body = first_text(entry, "content_plain_text") or delta_words(entry.get("content_delta"))
    content = first_text(entry, "content")
    body = body or (markdown_of(content) if is_html(content) else content)
    note = text(moment.get("note"))
    if not note.strip() or note.strip() in body:
        return body
    return f"{body}\n\n{note}" if body else note


def delta_words(delta: Any) -> str:
    """The words of a Quill delta; the end of a line says whether it was one of a list."""
    ops = delta.get("ops") if isinstance(delta, dict) else delta
    lines, line = [], ""
    for op in objects(ops):
        said, style = op.get("insert"), an_object(op.get("attributes"))
        if not isinstance(said, str):
            continue
        first, *more = text(said).split("\n")
        line += first
        for each in more:
            lines.append(_line_mark(style) + line if line.strip() else line)
            line = each
    return "\n".join([*lines, line]).strip("\n")


def _line_mark(style: dict[str, Any]) -> str:
    level, listed = style.get("header"), style.get("list")
    if type(level) is int and 1 <= level <= 6:
        return "#" * level + " "
    if style.get("blockquote"):
        return "> "
    marks = {"bullet": "- ", "ordered": "1. ", "checked": "- [x] ", "unchecked": "- [ ] "}
    return marks.get(listed, "") if isinstance(listed, str) else ""


def _feelings_of_moods(
    entry: dict[str, Any], moment: dict[str, Any], links: list[dict[str, Any]]
) -> tuple[str, ...]:
    log = an_object(entry.get("mood_log"))
    named = [log.get("mood_name"), moment.get("primary_mood_name")]
    return words([*named, *(link.get("mood_name") for link in links)])


def _count_media(media: list[dict[str, Any]], report: ReadingReport) -> None:
    for each in media:
        kind = text(each.get("media_type")) or text(each.get("mime_type")).partition("/")[0]
        if kind in {"video", "audio"}:
            report.leave(Left.FILMS if kind == "video" else Left.RECORDINGS)


def _photos(media: list[dict[str, Any]]) -> Iterator[PhotoFile]:
    for each in media:
        kind = text(each.get("media_type")) or text(each.get("mime_type")).partition("/")[0]
        name = first_text(each, "file_path", "filename")
        if name and kind in {"image", "unknown", ""}:
            yield PhotoFile(name=name, description=first_text(each, "alt_text", "caption"))
