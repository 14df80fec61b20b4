"""How one writer likes the journal: time zone, pinned pages, keys. Sealed like what they write."""

import zoneinfo
from collections.abc import Iterable
from datetime import date, datetime
from functools import cache
from typing import Protocol
from uuid import UUID

from django.utils import timezone
from django.utils.translation import ngettext_lazy

from apps.common.limits import with_limits
from apps.vault.codec import Content, replace
from apps.vault.sealed_rows import Full

MOST_PINS = 12


class HasId(Protocol):
    id: UUID


class TooManyPins(Full):
    """So many pages are pinned that there is room for no other."""

    def __str__(self) -> str:
        """The sentence that the page of the entry shows."""
        sentence = ngettext_lazy(
            "%(most)s page is pinned already. Take one down, and there is room for this one.",
            "%(most)s pages are pinned already. Take one down, and there is room for this one.",
            "most",
        )
        return str(with_limits(sentence, most=self.limit))


@cache
def zones() -> tuple[str, ...]:
    """Every zone with a place in its name, and UTC, in the order of the alphabet."""
    return tuple(
        sorted(name for name in zoneinfo.available_timezones() if "/" in name or name == "UTC")
    )


class PreferencesContent(Content, frozen=True, kw_only=True):
    """`zone` is an IANA name, or empty while nobody chose one. `pins` are ids, the newest first."""

    zone: str = ""
    pins: tuple[str, ...] = ()
    has_shortcuts: bool = True
    shows_this_day: bool = True
    shows_passage: bool = True

    def now(self) -> datetime:
        """This moment by the writer's own clock, or by UTC while no zone was chosen."""
        return self.at(timezone.now())

    def at(self, moment: datetime) -> datetime:
        """A moment by the writer's own clock, or by UTC while no zone was chosen."""
        zone = self.zone if self.zone in zones() else "UTC"
        return moment.astimezone(zoneinfo.ZoneInfo(zone))

    def today(self) -> date:
        return self.now().date()

    def clock(self) -> str:
        """The time of day as `21:40`; empty while no zone was chosen, for it would be a guess."""
        return f"{self.now():%H:%M}" if self.zone else ""

    def has_pinned(self, entry_id: UUID) -> bool:
        return str(entry_id) in self.pins

    def still(self, rows: Iterable[HasId]) -> "PreferencesContent":
        """Without the pins of pages that are no longer there."""
        there = {str(row.id) for row in rows}
        return replace(self, pins=tuple(pin for pin in self.pins if pin in there))

    def pinning(self, entry_id: UUID, *, wanted: bool) -> "PreferencesContent":
        """With this page pinned, or not. Raises TooManyPins."""
        others = tuple(pin for pin in self.pins if pin != str(entry_id))
        if not wanted:
            return replace(self, pins=others)
        if len(others) >= MOST_PINS:
            raise TooManyPins(MOST_PINS)
        return self if self.has_pinned(entry_id) else replace(self, pins=(str(entry_id), *others))
