"""Days, times and zones as people and programs write them."""

import re
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta, timezone, tzinfo
from functools import cache
from typing import Any, Final
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from apps.journal.importing.calendar_words import MONTH, MONTHS, WEEKDAY
from apps.journal.time_zones import zone_named, zones

_EDGE: Final = " _-.,–—()[]（）"
EARLIEST, LATEST = 1000, 9999
_FIRST_OF_1900S: Final = 70
# Dashes and spaces of every kind, each as the one that a keyboard has.
_SIGNS: Final = {
    **dict.fromkeys(map(ord, "\u2010\u2011\u2012\u2013\u2014\u2212"), "-"),
    **dict.fromkeys(map(ord, "\u00a0\u2007\u2009\u202f"), " "),
}
_SECONDS: Final = re.compile(r"(\d{10,})(?:\.\d+)?")  # or milliseconds, microseconds
_DIGITS_OF_DAY: Final = re.compile(r"((?:19|20)\d{10}|(?:19|20)\d{12})(?:\d{3})?")
_MOST_DIGITS: Final = 30  # of an instant; Python refuses to read a number of thousands
_BETWEEN: Final = r"[\s_.,-]+"
_STAMP: Final = re.compile(
    r"(?<!\d)(?P<y>\d{4})(?P<m>\d{2})(?P<d>\d{2})(?:T?(?P<h>\d{2})(?P<n>\d{2})(?:\d{2})?Z?)?(?!\d)"
)
_YEAR_FIRST: Final = re.compile(
    r"(?<!\d)(?P<y>\d{4})(?P<s>\. |[-_./ ])(?P<m>\d{1,2})(?P=s)(?P<d>\d{1,2})(?!\d)"
)
_YEAR_LAST: Final = re.compile(
    r"(?<!\d)(?P<a>\d{1,2})(?P<s>\. |[-_./])(?P<b>\d{1,2})(?P=s)(?P<y>\d{4})(?![^\W_])"
)
# Two digits are a year only at the start, and only where they stand behind dots or a month's name.
_SHORT_YEAR: Final = re.compile(
    rf"\s*(?P<d>\d{{1,2}})(?:\.\s?(?P<n>\d{{1,2}})\.\s?|[- ](?P<m>{MONTH})[- ]'?)(?P<y>\d{{2}})"
    r"(?![^\W_]|[.:])",
    re.IGNORECASE,
)
# In a field alone: among words, 24/7/36 is no day.
_SLASHED_SHORT_YEAR: Final = re.compile(r"\s*(?P<a>\d{1,2}/\d{1,2})/(?P<y>\d{2})(?![\d/])")
# ISO 8601: the fourth day of the ninth week.
_WEEK_DAY: Final = re.compile(r"(?<!\d)(?P<y>\d{4})-?W(?P<w>\d{2})-?(?P<d>[1-7])(?!\d)")
# A path whose folders say what its name leaves out: 2021/03/04, 2021/03-March/4, 2021-03/04.
_IN_PATH: Final = re.compile(
    rf"(?:^|/)(?P<y>\d{{4}})(?:[-_./](?P<n>\d{{1,2}})(?:[-_. ]*(?:{MONTH}))?|[-_/. ](?P<m>{MONTH}))"
    r"[-_./](?P<d>\d{1,2})(?!\d)(?=[^/]*\Z)",
    re.IGNORECASE,
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
_BEFORE_CLOCK: Final = (
    rf"(?:[T\s,_\])>|-]|\b(?:at|um|à|a las|alle|às|kl\.?|om|klo)\b|\b(?:{WEEKDAY.pattern})\b)*"
)
_CLOCK: Final = re.compile(
    rf"{_BEFORE_CLOCK}(?P<h>\d{{1,2}})\s?[:.h]\s?(?P<n>\d{{2}})(?!\d)(?:[:.-]\d{{2}}(?:[.,]\d+)?)?"
    r"\s*(?P<half>[AaPp])?(?(half)\.?[Mm]\b\.?|(?:Uhr\b)?)",
    re.IGNORECASE,
)
_NAME_CLOCK: Final = re.compile(
    r"(?:T|[_-]{1,2})(?P<h>\d{2})[-_:.h]?(?P<n>\d{2})(?:[-_:.]?\d{2})?Z?(?!\d)(?P<half>)"
    r"|(?:[\s,_-]|\b(?:at|um)\b)+(?P<h2>\d{1,2})[-_:.h](?P<n2>\d{2})(?:[-_:.]\d{2})?(?!\d)"
    r"\s*(?P<half2>[AaPp])?(?(half2)\.?[Mm]\b\.?)"
)
_OFFSET: Final = re.compile(
    r"(?:GMT|UTC)?\s*(?P<s>[+\-−])(?P<h>\d{1,2})(?::?(?P<n>\d{2}))?", re.IGNORECASE
)
_ZONE_BEHIND: Final = re.compile(
    r"\s*(?P<zone>Z\b|(?:GMT|UTC)?\s*[+\-−]\d{1,2}(?::?\d{2})?\b|GMT\b|UTC\b)"
)

_IS_UTC: Final = re.compile(r"Z|(?:GMT|UTC)?\s*(?:[+\-−]00?(?::?00)?)?", re.IGNORECASE)


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
    is_utc: bool = False  # its clock is said to be that of UTC
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


def day_in_path(path: str) -> WrittenDay | None:
    """The day that folders and name say together, as in `2021/03/04.md`; its place in the path."""
    found = _IN_PATH.search(path)
    if found is None:
        return None
    month = MONTHS.get((found["m"] or "").lower()) or int(found["n"] or 0)
    day = _date(int(found["y"]), month, int(found["d"]))
    return WrittenDay(day=day, start=found.start("y"), end=found.end()) if day else None


def day_in_field(text: str) -> WrittenDay | None:
    """The day in a field that is a date: 3/4/21 too, and seconds since 1970, whose clock is UTC.

    Digits that can be a day and a clock are that: 202103041930, in seconds or less too.
    """
    if found := _DIGITS_OF_DAY.fullmatch(text):
        stamp = day_in_text(found[1])
        if stamp is not None and stamp.time:
            return stamp
    if found := _SECONDS.fullmatch(text):
        moment = moment_in(found[1])
        return WrittenDay(day=moment.day, time=moment.time, is_utc=True) if moment else None
    if found := _SLASHED_SHORT_YEAR.match(text):
        text = f"{found['a']}/{_whole_year(int(found['y']))}{text[found.end() :]}"
    return day_in_text(text)


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


def moment_of_milliseconds(number: float) -> str:
    """The instant as ISO text, of any year; nothing where it is none."""
    try:
        return (datetime(1970, 1, 1, tzinfo=UTC) + timedelta(milliseconds=number)).isoformat()
    except (OverflowError, ValueError):
        return ""


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
    text = text.translate(_SIGNS)
    found = min(_days(text), key=lambda written: written.start, default=None)
    if found is None or found.time:
        return found
    behind = clock.match(text, found.end)
    time = _clock(behind) if behind else ""
    if not time or behind is None:
        return found
    zone = _ZONE_BEHIND.match(text, behind.end())
    is_utc = bool(zone and _IS_UTC.fullmatch(zone["zone"]))
    return replace(found, time=time, is_utc=is_utc, end=zone.end() if zone else behind.end())


def _days(text: str) -> Iterator[WrittenDay]:
    yield from _unusual_days(text)
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
            is_open = day_first and month_first and day_first != month_first
            is_open = is_open and not found["s"].startswith(".")
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


def _unusual_days(text: str) -> Iterator[WrittenDay]:
    """A day of a week, and one at the start whose year has two digits."""
    if found := _WEEK_DAY.search(text):
        with suppress(ValueError):
            day = date.fromisocalendar(int(found["y"]), int(found["w"]), int(found["d"]))
            yield WrittenDay(day=day, start=found.start(), end=found.end())
    if found := _SHORT_YEAR.match(text):
        month = MONTHS.get((found["m"] or "").lower()) or int(found["n"] or 0)
        if short := _date(_whole_year(int(found["y"])), month, int(found["d"])):
            yield WrittenDay(day=short, start=found.start("d"), end=found.end())


def _whole_year(two_digits: int) -> int:
    return two_digits + (2000 if two_digits < _FIRST_OF_1900S else 1900)


def _clock(found: re.Match[str]) -> str:
    said = found.groupdict()
    hour, minute = int(said["h"] or said["h2"]), int(said["n"] or said["n2"])
    half = (said.get("half") or said.get("half2") or "").lower()
    if half and 1 <= hour <= 12:
        hour = hour % 12 + (12 if half == "p" else 0)
    return f"{hour:02}:{minute:02}" if hour < 24 and minute < 60 else ""


def _date(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day) if EARLIEST <= year <= LATEST else None
    except ValueError:
        return None
