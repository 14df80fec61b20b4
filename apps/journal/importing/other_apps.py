"""Pages as other journals write them. Where each format is described: docs/export-format.md."""

import re
from collections import Counter
from collections.abc import Iterator, Mapping
from datetime import UTC, date, datetime
from typing import Any, Final, NamedTuple
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from apps.journal.exporting.entry_json import entry_data, page_of
from apps.journal.exporting.markdown_file import parse_markdown
from apps.vault.registry import RowData, Unreadable

DAY: Final = re.compile(r"(?<!\d)(\d{4})-(\d{2})-(\d{2})(?!\d)")


class MarkedPage(NamedTuple):
    """A page, whether its writer gave it a star or a pin, and the names of its photos."""

    data: RowData
    is_starred: bool
    photos: list[str]


type LeftOut = Counter[str]  # what cannot be carried, by the name of its words in `summary.py`


def checked(data: RowData, left: LeftOut) -> Iterator[RowData]:
    """The page in its proper form, or nothing where it is none; that is counted."""
    try:
        yield entry_data(page_of(data))
    except Unreadable:
        left["pages"] += 1


def day_one(journal: Mapping[str, Any], left: LeftOut) -> Iterator[MarkedPage]:
    """`entries` with `text`, `creationDate` in UTC, `timeZone`, `tags`, `photos`.

    `starred` or `isPinned` marks a page. A photo in the zip is named by its `md5` and `type`.
    """
    for entry in _oldest_first(journal.get("entries"), "creationDate"):
        left["pictures"] += sum(len(_list(entry.get(n))) for n in ("videos", "audios"))
        photos = sorted(_dicts(entry.get("photos")), key=_order)
        left["places"] += bool(entry.get("location"))
        is_starred = bool(entry.get("starred") or entry.get("isPinned"))
        data: dict[str, Any] = {"body": entry.get("text") or ""}
        data |= _moment(entry.get("creationDate"), entry.get("timeZone"))
        if entry.get("isAllDay") is True:
            data.pop("time", None)
        data["tags"] = _list(entry.get("tags"))
        for page in checked(data, left):
            names = [f"photos/{each.get('md5')}.{each.get('type')}" for each in photos]
            yield MarkedPage(page, is_starred, names)


def _oldest_first(entries: Any, *times: str) -> list[dict[str, Any]]:
    """In the order of their times, which are ISO, so that the newest is the last one written."""
    return sorted(_dicts(entries), key=lambda entry: [str(entry.get(time) or "") for time in times])


def _order(photo: Mapping[str, Any]) -> int:
    place = photo.get("orderInEntry")
    return place if type(place) is int else 0


def journiv(export: Mapping[str, Any], left: LeftOut) -> Iterator[MarkedPage]:
    """`journals` with `entries`: `title`, `content`, `entry_date`, `tags`, `is_pinned`."""
    for journal in _dicts(export.get("journals")):
        for entry in _oldest_first(journal.get("entries"), "entry_datetime_utc", "entry_date"):
            left["pictures"] += len(_list(entry.get("media")))
            left["places"] += bool(entry.get("location_json"))
            mood = entry.get("mood_log")
            data: dict[str, Any] = {"title": entry.get("title") or ""}
            data["body"] = entry.get("content") or ""
            data |= _moment(entry.get("entry_datetime_utc"), entry.get("entry_timezone"))
            data["day"] = entry.get("entry_date") or data.get("day")
            data["tags"] = _list(entry.get("tags"))
            data["prompt_text"] = entry.get("prompt_text") or ""
            if isinstance(mood, dict) and mood.get("mood_name"):
                data["feelings"] = [mood["mood_name"]]
            for page in checked(data, left):
                yield MarkedPage(page, bool(entry.get("is_pinned")), [])


def dailytxt(
    year: int, month: int, days: Mapping[str, Any], tags: Mapping[Any, Any], left: LeftOut
) -> Iterator[RowData]:
    """One month of an unlocked backup: `days` with `day`, `text`, `tags` by number, `files`."""
    for each in _dicts(days.get("days")):
        left["pictures"] += len(_list(each.get("files")))
        left["versions"] += len(_list(each.get("history")))
        if not each.get("text"):
            continue
        data = {"body": each["text"], "day": f"{year:04}-{month:02}-{_two(each.get('day'))}"}
        data["tags"] = [tags[n] for n in _list(each.get("tags")) if _is_number(n) and n in tags]
        yield from checked(data, left)


def dailytxt_tags(file: Mapping[str, Any]) -> dict[Any, Any]:
    tags = _dicts(file.get("tags"))
    return {each["id"]: each.get("name") for each in tags if _is_number(each.get("id"))}


def text_file(
    name: str,
    data: bytes,
    left: LeftOut,
    *,
    given: tuple[int, int, int] = (1980, 1, 1),
    today: date,
) -> Iterator[RowData]:
    """A Markdown or text file: one of ours with its fields, else its whole text as the body.

    Its day is the one in its name, else the one that the zip gives it, else today.
    """
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError:
        left["files"] += 1
        return
    text = text.replace("\r\n", "\n")
    try:
        ours = entry_data(page_of(parse_markdown(text)))
    except Unreadable:
        if not text.strip():
            return
        day = _day_in(name) or _day(*given)
        if day is None or day.year == 1980:
            left["days"] += 1
            day = today
        yield from checked({"day": day.isoformat(), "body": text}, left)
    else:
        yield ours


def _moment(moment: Any, zone: Any) -> dict[str, Any]:
    """Day and clock in the zone of the writer, out of an ISO time."""
    try:
        when = datetime.fromisoformat(moment)
        there = ZoneInfo(zone) if isinstance(zone, str) and zone else UTC
        local = (when if when.tzinfo else when.replace(tzinfo=UTC)).astimezone(there)
    except (TypeError, ValueError, OverflowError, ZoneInfoNotFoundError, OSError):
        return {"day": str(moment)[:10]}
    data = {"day": local.date().isoformat(), "time": f"{local:%H:%M}"}
    return data | ({"zone": zone} if there is not UTC else {})


def _day_in(name: str) -> date | None:
    found = DAY.search(name.rsplit("/", 1)[-1])
    return _day(*(int(part) for part in found.groups())) if found else None


def _day(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None


def _two(value: Any) -> str:
    return f"{value:02}" if _is_number(value) else "00"


def _is_number(value: Any) -> bool:
    return type(value) is int


def _list(value: Any) -> list[Any]:
    return value if isinstance(value, list) else []


def _dicts(value: Any) -> Iterator[dict[str, Any]]:
    return (each for each in _list(value) if isinstance(each, dict))
