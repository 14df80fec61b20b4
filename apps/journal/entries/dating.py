"""Which day and time a page has: by the clock of its writer's device, or by the writer's zone."""

from datetime import date, datetime
from zoneinfo import ZoneInfo

from apps.journal.entries.content import EntryHead
from apps.journal.preferences.content import PreferencesContent
from apps.journal.time_zones import zones
from apps.vault.codec import replace


def earlier_day(text: str, *, today: date) -> date | None:
    """The day in ISO form before `today` that an address names; None for anything else."""
    try:
        day = date.fromisoformat(text)
    except ValueError:
        return None
    return day if day < today and day.isoformat() == text else None


def by_chosen_zone(head: EntryHead, preferences: PreferencesContent) -> EntryHead:
    """A moment of the device's clock in the writer's own time zone, where one is known.

    A composer that opens over a closed journal cannot know the zone, which is sealed.
    """
    if preferences.zone not in zones() or head.zone not in zones() or not head.time:
        return head
    there = datetime.fromisoformat(f"{head.day}T{head.time}").replace(tzinfo=ZoneInfo(head.zone))
    try:
        here = there.astimezone(ZoneInfo(preferences.zone))
    except OverflowError:  # the first or the last day that there is
        return head
    return replace(head, day=here.date(), time=f"{here:%H:%M}", zone=preferences.zone)
