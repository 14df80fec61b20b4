"""Days: those that rows keep, and the one that it is in a time zone.

Migrations name `utc_today`: its path and name never change.
"""

from datetime import UTC, date, datetime
from functools import cache
from zoneinfo import ZoneInfo, available_timezones


def utc_today() -> date:
    """The day in UTC. Plain times are kept to the day, so that no row tells the hour of a night."""
    return datetime.now(UTC).date()


def today_in(zone: str) -> date | None:
    """The day that it is now in a time zone with this IANA name; None for an unknown name."""
    return datetime.now(ZoneInfo(zone)).date() if zone in _known_zones() else None


@cache
def _known_zones() -> frozenset[str]:
    return frozenset(available_timezones())
