"""Days that rows keep. Migrations name these functions: their path and name never change."""

from datetime import UTC, date, datetime


def utc_today() -> date:
    """The day in UTC. Plain times are kept to the day, so that no row tells the hour of a night."""
    return datetime.now(UTC).date()
