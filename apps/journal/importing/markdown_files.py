"""Pages out of Markdown and text files: of Joplin, Obsidian, Logseq, Notesnook, and by hand.

Which fields are read: docs/import-formats.md.
"""

import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from typing import Final
from urllib.parse import unquote

from apps.journal.entries.content import EntryHead
from apps.journal.exporting.entry_json import page_of
from apps.journal.exporting.markdown_file import parse_markdown
from apps.journal.importing import jrnl
from apps.journal.importing.archive import TooLarge
from apps.journal.importing.dates import (
    WrittenDay,
    day_alone,
    day_in_field,
    day_in_name,
    day_in_path,
    day_in_text,
    moment_in,
    without_weekday,
    zone_of,
)
from apps.journal.importing.day_sections import day_sections
from apps.journal.importing.decoding import Encoding, decoded
from apps.journal.importing.front_matter import FrontMatter, split_front_matter
from apps.journal.importing.html_text import looks_like_html, markdown_of
from apps.journal.importing.imported_page import (
    HowDated,
    ImportedPage,
    Left,
    PhotoFile,
    ReadingReport,
    Told,
)
from apps.journal.importing.joplin import JoplinItem, joplin_item, pictures_in
from apps.journal.importing.plain_lines import (
    heading_split,
    without_empty_start,
    without_soft_breaks,
)
from apps.vault.registry import RowData, Unreadable

ENDINGS: Final = (".md", ".markdown", ".mdown", ".txt", ".text")
UNDATED: Final = (1980, 1, 1)  # of a file to which a zip gives no time
# As note programs spell it, and as people do: `created-at`, `dateCreated`, `Creation date`.
_DAYS: Final = tuple(
    name
    for words in (
        *("date", "created", "created at", "date created", "creation date", "day"),
        *("created time", "created on", "entry date", "journal date", "date time", "datetime"),
    )
    for name in dict.fromkeys(words.replace(" ", sign) for sign in (" ", "_", "-", ""))
)
_TITLES: Final = ("title",)
_TAGS: Final = ("tags", "tag", "keywords")
_MOODS: Final = ("mood", "moods", "feelings")
_PEOPLE: Final = ("people", "persons")
_PINS: Final = ("pinned", "starred", "favorite", "favourite")
_PLACES: Final = ("location", "latitude", "longitude", "altitude", "place")
# Fields of the program alone: nobody typed them as words of a page.
_OF_THE_PROGRAM: Final = frozenset(
    {
        *("id", "uuid", "updated", "updated_at", "updated-at", "modified", "lastmod", "layout"),
        *("cssclass", "cssclasses", "publish", "color", "type", "icon", "alias", "aliases"),
        *("linter-yaml-title-alias", "due", "completed?", "author", "source", "time", "creator"),
        *("timezone", "time zone", "time_zone", "zone", "tz", "date modified", "date_modified"),
        *("last modified", "last_modified", "updatedat", "modified_at", "date updated"),
    }
)
# No part of it runs over the beginning of the next: the time grows with the length of the text.
_IMAGE: Final = re.compile(
    r"!\[(?P<said>(?:[^\[\]\n]|\[[^\[\]\n]*\])*)\]\([ \t]*"
    r"(?:<(?P<angle>[^<>\n]+)>|(?P<path>(?:[^()<>\n\"']|\([^()\n]*\))+))"
    r"(?:[ \t]*(?:\"(?P<title>[^\"\n]*)\"|'(?P<title2>[^'\n]*)'))?[ \t]*\)"
    r"|!\[\[(?P<wiki>[^\[\]|\n]+)(?:\|(?P<wiki_said>[^\[\]\n]*))?\]\]"
)
_SIZE: Final = re.compile(r"(?:\d+(?:x\d+)?|left|right|center)?", re.IGNORECASE)  # of a picture
_PICTURE: Final = re.compile(r"\.(?:jpe?g|png|webp|hei[cf]|gif)$", re.IGNORECASE)
MOST_LINES: Final = 1_000_000  # of a text
_NOBODYS: Final = frozenset({"", "# Mini Diary"})  # above the first day: written by a program
_TITLE_EDGE: Final = " _-.,:–—()[]（）"


def tell_encoding(encoding: Encoding, report: ReadingReport) -> None:
    """Count a file that was not saved in UTF-8."""
    told = {
        Encoding.UTF_16: Told.UTF_16,
        Encoding.WINDOWS_1252: Told.WINDOWS_1252,
        Encoding.DAMAGED_UTF_8: Told.LETTERS_LOST,
    }
    if encoding in told:
        report.tell(told[encoding])


def ours_in(text: str) -> RowData | None:
    """The fields of a file that we wrote, or None."""
    try:
        data = parse_markdown(text)
        page_of(data)
    except Unreadable:
        return None
    known = {*EntryHead.__struct_fields__, "body", "answers"}
    return data if data.keys() <= known else None


def pages_in(
    data: bytes, *, name: str, given: tuple[int, int, int] = UNDATED, report: ReadingReport
) -> Iterator[ImportedPage]:
    """The pages of one file. `name` is its path, `given` the day that its zip says of it.

    Raises Unreadable for what is no text.
    """
    text, encoding = decoded(data)
    tell_encoding(encoding, report)
    yield from pages_in_text(text, name=name, given=given, report=report)


def pages_in_text(
    text: str, *, name: str, given: tuple[int, int, int] = UNDATED, report: ReadingReport
) -> Iterator[ImportedPage]:
    text = without_soft_breaks(text)
    if text.count("\n") > MOST_LINES:
        raise TooLarge("More lines than any diary has.")
    joplin = joplin_item(text)
    if not text.strip():
        report.leave(Left.NO_WORDS)
    elif joplin is not None:
        yield from joplin_page(joplin, tags=[], given=given, report=report)
    elif of_jrnl := jrnl.pages_in_text(text):
        yield from of_jrnl
    else:
        yield from _pages_by_day(split_front_matter(text), name=name, given=given, report=report)


def joplin_page(
    item: JoplinItem, *, tags: list[str], given: tuple[int, int, int], report: ReadingReport
) -> Iterator[ImportedPage]:
    """The page of a note of Joplin; none for another item, which is counted."""
    if why := item.why_not():
        report.leave(why)
        return
    item.count_rest(report)
    page = page_in(item.matter(tags), name="", given=given, report=report)
    yield replace(page, photos=tuple(pictures_in(page.body)))


def _pages_by_day(
    matter: FrontMatter, *, name: str, given: tuple[int, int, int], report: ReadingReport
) -> Iterator[ImportedPage]:
    """One page, or one for each day where the text has several and its name or fields say none."""
    is_dated = _day_said(matter) or day_in_name(_called(name)) or day_in_path(_path_of(name))
    above, sections = ("", []) if is_dated else day_sections(matter.body)
    if not sections or above.strip() not in _NOBODYS:
        whole = FrontMatter(matter.fields, above) if sections else matter
        yield page_in(whole, name=name, given=given, report=report)
    for section in sections:
        fields = {**matter.fields, "date": section.day} if section.day else matter.fields
        for field in section.fields:
            report.leave(Left.PLACES if field == "Location" else Left.FIELDS)
        part = FrontMatter(fields, section.text)
        yield page_in(part, name="", given=given, report=report)


def page_in(
    matter: FrontMatter, *, name: str, given: tuple[int, int, int], report: ReadingReport
) -> ImportedPage:
    """Its day: the one its fields say, else its name, its heading, the zip's, and today's."""
    called = _called(name)
    heading, below = heading_split(matter.body)
    written = _day_of_writer(matter, name=name, report=report)
    in_heading = day_in_text(heading) if heading else None
    if in_heading and without_weekday(heading[: in_heading.start]):
        in_heading = None  # a heading that names a day somewhere is dated by it only at its start
    if written is None and in_heading is None:
        written = day_alone(below.lstrip().partition("\n")[0])  # it stays where it stands
    if in_heading and (written is None or written.day == in_heading.day):
        rest = heading[in_heading.end :].strip(_TITLE_EDGE)
        heading = rest or heading
        written = in_heading if written is None or not written.time else written
    title = " ".join(matter.word(*_TITLES).split())
    if title and heading and title != heading:
        below = matter.body  # the heading stays where it stands
    title = title or heading or _title_in(called, path=_path_of(name))
    day, how = (written.day, HowDated.SAID) if written else _guessed(given, report)
    _count_fields(matter, report)
    return ImportedPage(
        title=title,
        body=without_empty_start(below).rstrip("\n"),
        day=day,
        month_first=written.month_first if written else None,
        day_first=written.day_first if written else None,
        how_dated=how,
        time=_clock_said(matter, written),
        zone=_zone_said(matter, written) or _zone_of_writer(matter, written, report),
        tags=tuple(tag.removeprefix("@") for tag in matter.words(*_TAGS)),
        feelings=matter.words(*_MOODS),
        people=matter.words(*_PEOPLE),
        is_pinned=matter.word(*_PINS).lower() in {"true", "yes"},
        photos=tuple(_pictures_in(below)),
        name=name.rsplit("/", 1)[-1],
    )


def html_page(
    html: str, *, name: str, given: tuple[int, int, int], report: ReadingReport
) -> ImportedPage:
    """A page of HTML that no program of those we know wrote."""
    words = markdown_of(html) if looks_like_html(html) else html
    return page_in(FrontMatter({}, words), name=name, given=given, report=report)


def _day_said(matter: FrontMatter) -> WrittenDay | None:
    for name in _DAYS:
        if (said := matter.word(name)) and (written := day_in_field(said)):
            return written
    return None


def _day_of_writer(matter: FrontMatter, *, name: str, report: ReadingReport) -> WrittenDay | None:
    """The day among the fields, else that of the name or its folders.

    A clock of UTC, as Joplin writes it, is read in the writer's zone; where that is unknown, it is
    counted. A page that is called by a day and nothing else is on that day, and not on the later
    one on which its file was made.
    """
    called, path = _called(name), _path_of(name)
    named = day_in_name(called) or day_in_path(path)
    said = _day_said(matter)
    if said and said.time and said.is_utc:
        moment = moment_in(f"{said.day}T{said.time}Z", _zone_field(matter), report.zone)
        if moment and moment.is_utc:
            report.tell(Told.IN_UTC)
        elif moment:
            said = replace(said, day=moment.day, time=moment.time)
    if not said or not named or named.day == said.day or _title_in(called, path=path):
        return said or named
    is_when_made = not any(matter.word(field) for field in _DAYS if "creat" not in field)
    return named if is_when_made and named.month_first is None else said


def _zone_field(matter: FrontMatter) -> str:
    return matter.word("timezone", "time zone", "time_zone", "zone", "tz")


def _zone_of_writer(matter: FrontMatter, written: WrittenDay | None, report: ReadingReport) -> str:
    """The writer's zone, for a clock that was read in it."""
    zone = zone_of(report.zone)
    return zone[1] if zone and written and written.is_utc and _day_said(matter) else ""


def _clock_said(matter: FrontMatter, written: WrittenDay | None) -> str:
    """The clock beside the day, else that of a field of its own."""
    if written is None or written.time:
        return written.time if written else ""
    beside = day_in_text(f"2000-01-01 {matter.word('time')}")
    return beside.time if beside else ""


def _zone_said(matter: FrontMatter, written: WrittenDay | None) -> str:
    zone = zone_of(_zone_field(matter))
    return zone[1] if zone and _clock_said(matter, written) else ""


def _guessed(given: tuple[int, int, int], report: ReadingReport) -> tuple[date, HowDated]:
    try:
        day = date(*given)
    except ValueError:
        day = date(*UNDATED)
    if day.year == UNDATED[0]:
        return report.today, HowDated.TODAY
    return day, HowDated.FILE_TIME


def _called(name: str) -> str:
    """The name without its ending; of a TextBundle, that of the bundle."""
    *folders, last = name.split("/")
    bundle = next((f for f in reversed(folders) if f.lower().endswith(".textbundle")), "")
    if bundle:
        return bundle[: -len(".textbundle")]
    return re.sub(r"(?:\.(?:md|markdown|mdown|txt|text|html?))+$", "", last, flags=re.IGNORECASE)


def _path_of(name: str) -> str:
    """The path without the ending of the file."""
    folder, slash, _last = name.rpartition("/")
    return f"{folder}{slash}{_called(name)}"


def _title_in(called: str, *, path: str) -> str:
    """What a name says beside a day; nothing where no letter is left."""
    if found := day_in_name(called):
        before, after = called[: found.start], called[found.end :]
        both = before.strip(_TITLE_EDGE) and after.strip(_TITLE_EDGE)
        rest = f"{before.rstrip(_TITLE_EDGE)} {after}" if both else f"{before} {after}"
    elif found := day_in_path(path):
        rest = path[found.end :]
    else:
        rest = called
    rest = " ".join(rest.split()).strip(_TITLE_EDGE if found else _TITLE_EDGE.strip("()"))
    rest = without_weekday(rest) if found else rest
    rest = f"{rest})" if rest.count("(") > rest.count(")") else rest
    return rest if re.search(r"[^\W\d_]", rest) else ""


def _pictures_in(body: str) -> Iterator[PhotoFile]:
    """The pictures beside it that the text shows."""
    for found in _IMAGE.finditer(body):
        written = found["wiki"] or found["angle"] or found["path"] or ""
        path = unquote(written).split("#")[0].strip()
        if "://" not in path and not path.startswith("data:") and _PICTURE.search(path):
            yield PhotoFile(name=path, description=_said_of(found), typed=found[0])


def _said_of(found: re.Match[str]) -> str:
    """What is said of a picture, beside it and in its title; the size in a wiki's is no word."""
    beside = found["wiki_said"] if found["wiki"] else found["said"]
    title = found["title"] or found["title2"]
    parts = [part.strip() for each in (beside, title) for part in (each or "").split("|")]
    return " ".join(dict.fromkeys(part for part in parts if not _SIZE.fullmatch(part)))


def _count_fields(matter: FrontMatter, report: ReadingReport) -> None:
    """Fields with words for which a page of ours has no place."""
    read = {*_DAYS, *_TITLES, *_TAGS, *_MOODS, *_PEOPLE, *_PINS}
    said = {name for name in matter.fields if matter.word(name)}
    report.leave(Left.PLACES, bool(said & set(_PLACES)))
    report.leave(Left.FIELDS, len(said - read - set(_PLACES) - _OF_THE_PROGRAM))
