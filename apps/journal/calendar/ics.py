"""One appointment as a calendar file (iCalendar, RFC 5545), in words that its writer chose."""

import uuid
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from enum import StrEnum
from typing import Final

LONGEST_LINE: Final = 75  # octets, without the line end (RFC 5545, 3.1)
ESCAPES: Final = {"\\": "\\\\", ";": "\\;", ",": "\\,", "\r\n": "\\n", "\n": "\\n", "\r": "\\n"}


class Rhythm(StrEnum):
    ONCE = "once"
    WEEKLY = "weekly"
    FORTNIGHTLY = "fortnightly"
    MONTHLY = "monthly"


RULES: Final = {
    Rhythm.WEEKLY: "FREQ=WEEKLY",
    Rhythm.FORTNIGHTLY: "FREQ=WEEKLY;INTERVAL=2",
    Rhythm.MONTHLY: "FREQ=MONTHLY",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Appointment:
    """`at` is None for a whole day; a time is by the clock of wherever the calendar is opened."""

    words: str
    day: date
    at: time | None = None
    minutes: int = 30
    rhythm: Rhythm = Rhythm.ONCE


def calendar_file(appointment: Appointment, *, now: datetime) -> bytes:
    """The file: CRLF, lines of 75 octets at most, a random UID, nothing that names this site.

    A time is written without a zone ("floating", RFC 5545, 3.3.5), so that it tells nothing of
    where its writer lives.
    """
    lines = [
        "BEGIN:VCALENDAR",
        "VERSION:2.0",
        "PRODID:-//calendar//EN",
        "CALSCALE:GREGORIAN",
        "BEGIN:VEVENT",
        f"UID:{uuid.uuid4()}",
        f"DTSTAMP:{now.astimezone(UTC):%Y%m%dT%H%M%SZ}",
        *_when(appointment),
        f"SUMMARY:{escaped(appointment.words)}",
        "CLASS:PRIVATE",
        "END:VEVENT",
        "END:VCALENDAR",
    ]
    return "".join(f"{folded(line)}\r\n" for line in lines).encode()


def escaped(text: str) -> str:
    """TEXT as RFC 5545, 3.3.11 wants it; control characters, which it has no room for, fall out."""
    for plain, written in ESCAPES.items():
        text = text.replace(plain, written)
    return "".join(each for each in text if each == "\t" or (each >= " " and each != "\x7f"))


def folded(line: str) -> str:
    """The line in pieces of 75 octets at most, each further one after CRLF and a space; no
    character is cut in two."""
    pieces, piece, room = [], "", LONGEST_LINE
    for each in line:
        size = len(each.encode())
        if size > room:
            pieces.append(piece)
            piece, room = "", LONGEST_LINE - 1
        piece += each
        room -= size
    return "\r\n ".join([*pieces, piece])


def _when(appointment: Appointment) -> list[str]:
    if appointment.at is None:
        end = appointment.day + timedelta(days=1)
        lines = [f"DTSTART;VALUE=DATE:{_day(appointment.day)}", f"DTEND;VALUE=DATE:{_day(end)}"]
    else:
        start = datetime.combine(appointment.day, appointment.at)
        ends = start + timedelta(minutes=appointment.minutes)
        lines = [f"DTSTART:{_moment(start)}", f"DTEND:{_moment(ends)}"]
    rule = RULES.get(appointment.rhythm)
    return [*lines, f"RRULE:{rule}"] if rule else lines


def _day(day: date) -> str:
    return day.isoformat().replace("-", "")


def _moment(moment: datetime) -> str:
    return moment.isoformat(timespec="seconds").replace("-", "").replace(":", "")
