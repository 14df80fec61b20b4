"""How one writer likes the journal: time zone, pinned pages, keys. Sealed like what they write."""

import zoneinfo
from collections.abc import Collection, Iterable, Sequence
from datetime import date, datetime
from math import inf
from typing import Protocol
from uuid import UUID

from django.utils import timezone
from django.utils.translation import ngettext_lazy

from apps.common.limits import with_limits
from apps.common.text.plain_values import is_day, is_id
from apps.journal.time_zones import place_of, zone_named, zones
from apps.vault.codec import Content, replace
from apps.vault.models import (
    COVER_SECONDS,
    LONGEST_TARGET,
    QUIET_MINUTES,
    USUAL_COVER_SECONDS,
    quiet_time,
)
from apps.vault.sealed_rows import Full

MOST_PINS = 12
MOST_DECLINED = 20


class HasId(Protocol):
    id: UUID


class TooManyPins(Full):
    """No other page can be pinned: as many are pinned as there is room for."""

    def __str__(self) -> str:
        """The sentence that the page of the entry shows."""
        sentence = ngettext_lazy(
            "%(most)s page is pinned already. Unpin one, and there is room for this one.",
            "%(most)s pages are pinned already. Unpin one, and there is room for this one.",
            "most",
        )
        return str(with_limits(sentence, most=self.limit))


class PreferencesContent(Content, frozen=True, kw_only=True):
    """`zone` is an IANA name, or empty while none is known. `pins` are ids, the newest first.

    `zone_came_on` is the day on which a device gave the zone, and empty where the writer chose it.
    `zones_declined` are zones of a device that the writer does not want to follow.
    `quiet_minutes` without use lock the journal; 0 stands for the usual time.
    With `dates_only` lists of pages show no words and no pictures. `kit` is the id of the page
    that Today shows as the kit for a hard hour, and empty where it shows none. `leave_target` names
    the page that Leave leads to; empty, or no longer listed, it is the usual one. `checks_spelling`
    lets the browser check the spelling of a page that is written. `shows_last_opening` lets Today
    say when the journal was opened before. After `cover_seconds` out of sight a page covers itself
    and locks the journal; 0 is never.
    """

    zone: str = ""
    pins: tuple[str, ...] = ()
    has_shortcuts: bool = True
    shows_this_day: bool = True
    shows_passage: bool = True
    zone_came_on: str = ""
    zones_declined: tuple[str, ...] = ()
    quiet_minutes: int = 0
    leaves_by_shift: bool = True
    dates_only: bool = False
    kit: str = ""
    leave_target: str = ""
    checks_spelling: bool = False
    shows_last_opening: bool = True
    cover_seconds: int = USUAL_COVER_SECONDS

    def is_sound(self) -> bool:
        zones_named = all(zone_named(zone) for zone in (*self.zones_declined, self.zone) if zone)
        return (
            zones_named
            and len(self.zones_declined) <= MOST_DECLINED
            and len(self.pins) <= MOST_PINS
            and all(is_id(pin) for pin in self.pins)
            and (not self.kit or is_id(self.kit))
            and (not self.zone_came_on or is_day(self.zone_came_on))
            and self.quiet_minutes in (0, *QUIET_MINUTES)
            and len(self.leave_target) <= LONGEST_TARGET
            and self.cover_seconds in COVER_SECONDS
        )

    def differ_while_unlocked(self) -> bool:
        """Whether something is wanted otherwise than an unlocked vault has it by itself."""
        usual = PreferencesContent()
        names = ("quiet_minutes", "leaves_by_shift", "leave_target", "cover_seconds")
        return any(getattr(self, name) != getattr(usual, name) for name in names)

    def keeps_less_than(self, before: "PreferencesContent") -> bool:
        """Whether somebody beside the writer sees more than under the settings before."""
        return (
            quiet_time(self.quiet_minutes) > quiet_time(before.quiet_minutes)
            or (self.cover_seconds or inf) > (before.cover_seconds or inf)
            or (before.leaves_by_shift and not self.leaves_by_shift)
            or (before.dates_only and not self.dates_only)
            or (before.shows_last_opening and not self.shows_last_opening)
        )

    @property
    def known_zone(self) -> str:
        """The zone that the days follow; empty while none is known."""
        return self.zone if self.zone in zones() else ""

    @property
    def place(self) -> str:
        """The place of the writer's time zone, in short; empty while no zone is known."""
        return place_of(self.known_zone)

    def now(self) -> datetime:
        """This moment by the writer's own clock, or by UTC while no zone is known."""
        return self.at(timezone.now())

    def at(self, moment: datetime) -> datetime:
        """A moment by the writer's own clock, or by UTC while no zone is known."""
        return moment.astimezone(zoneinfo.ZoneInfo(self.known_zone or "UTC"))

    def today(self) -> date:
        return self.now().date()

    def clock(self) -> str:
        """The time of day as `21:40`; empty while no zone is known, for it would be a guess."""
        return f"{self.now():%H:%M}" if self.known_zone else ""

    def came_by_themselves(self) -> bool:
        """Whether the writer chose none of this: a device gave the zone, and all else is usual."""
        usual = PreferencesContent(zone=self.zone, zone_came_on=self.zone_came_on)
        return bool(self.zone_came_on) and self == usual

    def is_zone_news(self) -> bool:
        """Whether a device gave the zone on this very day."""
        return bool(self.zone_came_on) and self.zone_came_on == self.today().isoformat()

    def adopting(self, device_zone: str) -> "PreferencesContent":
        """Preferences with the device's zone, where none is known; an unknown name is none."""
        zone = zone_named(device_zone)
        if self.known_zone or not zone:
            return self
        following = replace(self, zone=zone)
        return replace(following, zone_came_on=following.today().isoformat())

    def choosing(self, zone: str) -> "PreferencesContent":
        """Preferences with the time zone that the writer chose; an unknown name changes nothing."""
        zone = zone_named(zone)
        others = tuple(each for each in self.zones_declined if each != zone)
        chosen = replace(self, zone=zone, zone_came_on="", zones_declined=others)
        return chosen if zone else self

    def declining(self, zone: str) -> "PreferencesContent":
        """Preferences that offer this time zone no more; an unknown name changes nothing."""
        zone = zone_named(zone)
        if not zone or zone == self.zone:
            return self
        others = tuple(each for each in self.zones_declined if each != zone)
        return replace(self, zones_declined=(*others, zone)[-MOST_DECLINED:])

    def with_kit(self, entry_id: str) -> "PreferencesContent":
        """Preferences with this page as the kit on Today; an empty id takes the kit away."""
        return self if self.kit == entry_id else replace(self, kit=entry_id)

    def without_pages(self, gone: Collection[str]) -> "PreferencesContent":
        """Preferences that no longer name the pages with these ids."""
        pins = tuple(pin for pin in self.pins if pin not in gone)
        return replace(self, pins=pins, kit="" if self.kit in gone else self.kit)

    def has_pinned(self, entry_id: UUID) -> bool:
        return str(entry_id) in self.pins

    def still(self, rows: Iterable[HasId]) -> "PreferencesContent":
        """Preferences without the pins of pages that are gone."""
        there = {str(row.id) for row in rows}
        return replace(self, pins=tuple(pin for pin in self.pins if pin in there))

    def pinning_many(self, entry_ids: Sequence[str]) -> "PreferencesContent":
        """Preferences with the last of these pages pinned on top, as many as there is room for."""
        room = max(0, MOST_PINS - len(self.pins))
        new = [each for each in entry_ids if each not in self.pins][-room:] if room else []
        return replace(self, pins=(*reversed(new), *self.pins))

    def pinning(self, entry_id: UUID, *, wanted: bool) -> "PreferencesContent":
        """Preferences with this page pinned, or not. Raises TooManyPins."""
        others = tuple(pin for pin in self.pins if pin != str(entry_id))
        if not wanted:
            return replace(self, pins=others)
        if len(others) >= MOST_PINS:
            raise TooManyPins(MOST_PINS)
        return self if self.has_pinned(entry_id) else replace(self, pins=(str(entry_id), *others))
