"""Days that rows keep, the day in a time zone, and whether the clock may be believed.

Migrations name `utc_today`: its path and name never change.
"""

import time
from datetime import UTC, date, datetime, timedelta
from functools import cache
from pathlib import Path
from typing import Final, NamedTuple
from zoneinfo import ZoneInfo, available_timezones

from django.db import connection
from django.utils import timezone
from django.utils.dates import MONTHS_3

APART: Final = timedelta(hours=1)  # from the database's clock
DAILY: Final = timedelta(days=3)  # from one run of a daily job to the next: two may be missed
WEEKLY: Final = timedelta(days=10)
SKEW: Final = timedelta(minutes=5)  # that the clocks of two machines may differ in daily life
TRUST: Final = "--clock-is-right"
BOOT_ID: Final = Path("/proc/sys/kernel/random/boot_id")


class Uptime(NamedTuple):
    """Which start of the machine it is, "" where nobody can tell, and seconds since then."""

    boot: str
    seconds: float


def utc_today() -> date:
    """The day in UTC. Plain times are kept to the day, so that no row tells the hour of a night."""
    return datetime.now(UTC).date()


def today_in(zone: str) -> date | None:
    """The day that it is now in a time zone with this IANA name; None for an unknown name."""
    return datetime.now(ZoneInfo(zone)).date() if zone in _known_zones() else None


def short_day(day: date) -> str:
    """“3 Nov 2026”: what the filter `date:"j M Y"` writes, in a tenth of its time."""
    return f"{day.day} {MONTHS_3[day.month].title()} {day.year:04}"


@cache
def _known_zones() -> frozenset[str]:
    return frozenset(available_timezones())


def database_time() -> datetime:
    """The moment by the clock of the database's machine."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT clock_timestamp()")
        moment: datetime = cursor.fetchone()[0]
    return moment


def uptime() -> Uptime:
    """How long the machine runs, by a clock that nobody sets."""
    try:
        return Uptime(BOOT_ID.read_text().strip(), time.clock_gettime(time.CLOCK_BOOTTIME))
    except OSError:
        return Uptime("", 0.0)


def clock_doubt(last_run: datetime | None, *, gap: timedelta) -> str:
    """One line that says why the clock may be wrong; empty where nothing speaks against it.

    `last_run` is when the job ran last, and None where it never did; the next run comes within
    `gap`. A clock that jumped a year ahead makes everything look expired, and a machine that was
    off for a year looks the same: only the operator knows which of the two it was.
    """
    now, theirs = timezone.now(), database_time()
    if abs(theirs - now) > APART:
        return f"The clock here says {_said(now)} and the database's {_said(theirs)}."
    if last_run is None or abs(now - last_run) <= gap:
        return ""
    days = abs(now - last_run) // timedelta(days=1)
    where = f"{days} days ago" if last_run < now else f"{days} days ahead"
    return f"The clock here says {_said(now)}, and by it the last run was {where}."


def _said(moment: datetime) -> str:
    return f"{moment:%Y-%m-%d %H:%M} UTC"
