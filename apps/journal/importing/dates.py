"""Days, times and zones as people and programs write them."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta, timezone, tzinfo
from functools import cache
from typing import Any, Final
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from apps.journal.importing.calendar_words import MONTH, MONTHS, WEEKDAY
from apps.journal.time_zones import zone_named, zones

_EDGE: Final = " _-.,–—()[]（）"
EARLIEST, LATEST = 1000, 9999
_MOST_DIGITS: Final = 30  # of an instant; Python refuses to read a number of thousands
_BETWEEN: Final = r"[\s_.,-]+"
_STAMP: Final = re.compile(
    r"(?<!\d)(?P<y>\d{4})(?P<m>\d{2})(?P<d>\d{2})(?:T?(?P<h>\d{2})(?P<n>\d{2})(?:\d{2})?Z?)?(?!\d)"
)
_YEAR_FIRST: Final = re.compile(
    r"(?<!\d)(?P<y>\d{4})(?P<s>[-_./ ])(?P<m>\d{1,2})(?P=s)(?P<d>\d{1,2})(?!\d)"
)
_YEAR_LAST: Final = re.compile(
    r"(?<!\d)(?P<a>\d{1,2})(?P<s>[-_./])(?P<b>\d{1,2})(?P=s)(?P<y>\d{4})(?![^\W_])"
)
_MONTH_NAMED: Final = re.compile(
    rf"\b(?P<m>{MONTH})\b\.?{_BETWEEN}(?P<d>\d{{1,2}})(?:st|nd|rd|th)?\b{_BETWEEN}"
    r"(?P<y>\d{4})(?!\d)",
    re.IGNORECASE,
)
_DAY_NAMED: Final = re.compile(
    rf"(?<!\d)(?P<d>\d{{1,2}})(?:st|nd|rd|th|er|º|\.)?{_BETWEEN}(?:(?:of|de|di)\s+)?(?P<m>{MONTH})\b"
    rf"\.?{_BETWEEN}(?:(?:de|del)\s+)?(?P<y>\d{{4}})(?!\d)(?:\s*г\.)?",
    re.IGNORECASE,
)
_YEAR_MONTH_NAMED: Final = re.compile(
    rf"(?<!\d)(?P<y>\d{{4}}){_BETWEEN}(?P<m>{MONTH})\b\.?{_BETWEEN}(?P<d>\d{{1,2}})(?!\d)",
    re.IGNORECASE,
)
# As C and git write it: Thu Mar  4 19:30:00 2021.
_CLOCK_BEFORE_YEAR: Final = re.compile(
    rf"\b(?P<m>{MONTH})\s+(?P<d>\d{{1,2}})\s+(?P<h>\d{{2}}):(?P<n>\d{{2}})(?::\d{{2}})?\s+"
    r"(?:[A-Z]{3,4}\s+)?(?P<y>\d{4})(?!\d)",
    re.IGNORECASE,
)
_CJK: Final = re.compile(
    r"(?P<y>\d{4})\s*[年년]\s*(?P<m>\d{1,2})\s*[月월]\s*(?P<d>\d{1,2})\s*[日일]"
)
_WRITTEN: Final = (
    *(_STAMP, _YEAR_FIRST, _MONTH_NAMED, _DAY_NAMED, _YEAR_MONTH_NAMED, _CLOCK_BEFORE_YEAR, _CJK),
)
_CLOCK: Final = re.compile(
    r"(?:[T\s,_-]|\bat\b)*(?P<h>\d{1,2})[:.](?P<n>\d{2})(?:[:.]\d{2}(?:[.,]\d+)?)?"
    r"\s*(?P<half>[AaPp])?(?(half)\.?[Mm]\b\.?)"
)
_NAME_CLOCK: Final = re.compile(
    r"T(?P<h>\d{2})[-_:.]?(?P<n>\d{2})(?:[-_:.]?\d{2})?(?!\d)(?P<half>)"
)
_OFFSET: Final = re.compile(
    r"(?:GMT|UTC)?\s*(?P<s>[+\-−])(?P<h>\d{1,2})(?::?(?P<n>\d{2}))?", re.IGNORECASE
)
_ZONE_BEHIND: Final = re.compile(
    r"\s*(?P<zone>Z\b|(?:GMT|UTC)?\s*[+\-−]\d{1,2}(?::?\d{2})?\b|GMT\b|UTC\b)"
)


@dataclass(frozen=True, kw_only=True)
class WrittenDay:
    """A day as it is written, with the clock beside it, where one is.

    `month_first` is the other reading of a date such as 04-03-2021, and None where there is no
    doubt; `day_first` is how one without doubt is written. `start` and `end` are its place in the
    text.
    """

    day: date
    month_first: date | None = None
    day_first: bool | None = None
    time: str = ""
    start: int = 0
    end: int = 0


@dataclass(frozen=True, kw_only=True)
class Moment:
    """A day and a clock in the writer's zone; `zone` is its IANA name, or empty for an offset."""

    day: date
    time: str = ""
    zone: str = ""
    is_utc: bool = False  # for want of a zone


def day_in_name(name: str) -> WrittenDay | None:
    """The day in the name of a file, such as `2021_03_04.md` or `March 4, 2021.txt`."""
    return _first_day(name, _NAME_CLOCK)


def day_in_text(text: str) -> WrittenDay | None:
    """The day in a field or a heading, with the clock that follows it."""
    return _first_day(text, _CLOCK)


def day_alone(text: str) -> WrittenDay | None:
    """The day that a line is, with nothing beside it but its weekday and a clock."""
    written = day_in_text(text)
    rest = f"{text[: written.start]} {text[written.end :]}" if written else text
    return written if written and not without_weekday(rest) else None


def without_weekday(text: str) -> str:
    """What stands beside a day, unless it is the day of the week."""
    rest = text.strip(_EDGE)
    return "" if WEEKDAY.fullmatch(rest) else rest


def zone_of(text: Any) -> tuple[tzinfo, str] | None:
    """The zone of `Europe/Berlin`, `GMT-0700` or `+05:30`, and its IANA name or "" for an offset.

    None for a name that nobody knows.
    """
    if not isinstance(text, str) or not text.strip():
        return None
    text = text.strip()
    if text.upper() in {"Z", "UTC", "GMT"}:
        return UTC, "UTC"
    if found := _OFFSET.fullmatch(text):
        minutes = int(found["h"]) * 60 + int(found["n"] or 0)
        if minutes >= 24 * 60:
            return None
        return timezone(timedelta(minutes=minutes if found["s"] == "+" else -minutes)), ""
    name = zone_named(text) or _zones_by_small_letters().get(text.lower(), "")
    try:
        return (ZoneInfo(name), name) if name else None
    except (ZoneInfoNotFoundError, ValueError, OSError):
        return None


@cache
def _zones_by_small_letters() -> dict[str, str]:
    return {name.lower(): name for name in zones()}


def moment_in(instant: Any, *zones: Any) -> Moment | None:
    """Day and clock of an instant in the first of these zones that is known, else in UTC.

    An instant is ISO text, or a number of seconds, milliseconds or microseconds since 1970. One
    without a clock is a day alone. None for what is no instant.
    """
    if isinstance(instant, str) and re.fullmatch(r"\s*\d{4}-\d{2}-\d{2}\s*", instant):
        written = day_in_text(instant)
        return Moment(day=written.day) if written else None
    when = _instant(instant)
    if when is None:
        return None
    there = next((found for zone in zones if (found := zone_of(zone))), None)
    if when.tzinfo is None and isinstance(instant, str):  # the writer's own clock already
        return Moment(day=when.date(), time=f"{when:%H:%M}", zone=there[1] if there else "")
    try:
        local = when.astimezone(there[0] if there else UTC)
    except (OverflowError, ValueError):
        return None
    time = f"{local:%H:%M}"
    if there is None:
        own = when.utcoffset()
        if isinstance(instant, str) and own:  # `…+02:00` says the writer's own clock
            return Moment(day=when.date(), time=f"{when:%H:%M}")
        return Moment(day=local.date(), time=time, zone="UTC", is_utc=True)
    return Moment(day=local.date(), time=time, zone=there[1])


def _instant(value: Any) -> datetime | None:
    if isinstance(value, str):
        digits = value.strip()
        if digits.isdecimal() and len(digits) >= 9:
            return _instant(int(digits)) if len(digits) <= _MOST_DIGITS else None
        try:
            return datetime.fromisoformat(_short_fraction(value.strip()))
        except ValueError:
            return None
    if isinstance(value, bool) or not isinstance(value, int | float):
        return None
    for unit in (1, 1_000, 1_000_000, 1_000_000_000):
        if abs(value) / unit < 100_000_000_000:
            try:
                return datetime(1970, 1, 1, tzinfo=UTC) + timedelta(seconds=value / unit)
            except (OverflowError, ValueError):
                return None
    return None


def _short_fraction(text: str) -> str:
    """ISO with at most six digits after the second: `15:47:53.4882812`."""
    return re.sub(r"(?<=:\d\d)[.,](\d{1,6})\d*", lambda found: f".{found[1].ljust(6, '0')}", text)


def _first_day(text: str, clock: re.Pattern[str]) -> WrittenDay | None:
    """The first day in the text, in whichever way days are written; None where there is none."""
    found = min(_days(text), key=lambda written: written.start, default=None)
    if found is None or found.time:
        return found
    behind = clock.match(text, found.end)
    time = _clock(behind) if behind else ""
    if not time or behind is None:
        return found
    zone = _ZONE_BEHIND.match(text, behind.end())
    return replace(found, time=time, end=zone.end() if zone else behind.end())


def _days(text: str) -> Iterator[WrittenDay]:
    for pattern in _WRITTEN:
        for found in pattern.finditer(text):
            said = found.groupdict()
            month = MONTHS.get(said["m"].lower()) or int(said["m"])
            day = _date(int(said["y"]), month, int(said["d"]))
            if day is not None:
                time = _clock(found) if said.get("h") else ""
                yield WrittenDay(day=day, time=time, start=found.start(), end=found.end())
                break
    for found in _YEAR_LAST.finditer(text):
        year, a, b = int(found["y"]), int(found["a"]), int(found["b"])
        day_first, month_first = _date(year, b, a), _date(year, a, b)
        either = day_first or month_first
        if either is not None:
            is_open = day_first and month_first and day_first != month_first and found["s"] != "."
            yield WrittenDay(
                day=either,
                month_first=month_first if is_open else None,
                day_first=day_first is not None
                if (day_first is None) != (month_first is None)
                else None,
                start=found.start(),
                end=found.end(),
            )
            break


def _clock(found: re.Match[str]) -> str:
    hour, minute = int(found["h"]), int(found["n"])
    half = (found.groupdict().get("half") or "").lower()
    if half and 1 <= hour <= 12:
        hour = hour % 12 + (12 if half == "p" else 0)
    return f"{hour:02}:{minute:02}" if hour < 24 and minute < 60 else ""


def _date(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day) if EARLIEST <= year <= LATEST else None
    except ValueError:
        return None
