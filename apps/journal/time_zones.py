"""Time zones by name: which ones there are, what devices call them, and how a page names one."""

import re
import zoneinfo
from functools import cache
from itertools import chain, groupby
from pathlib import Path
from typing import Final

# What the field `clock` of a form says where static/js/device-clock.js filled in day and time.
DEVICE: Final = "device"

# Names that browsers give, or gave until lately, for a zone that is called otherwise today, and
# the names without a place that became such links with release 2024b of the tz database
# (https://data.iana.org/time-zones/tzdb/backward). A machine need not know the old ones.
_FORMER_NAMES: Final = {
    "Africa/Asmera": "Africa/Asmara",
    "America/Buenos_Aires": "America/Argentina/Buenos_Aires",
    "America/Catamarca": "America/Argentina/Catamarca",
    "America/Coral_Harbour": "America/Atikokan",
    "America/Cordoba": "America/Argentina/Cordoba",
    "America/Godthab": "America/Nuuk",
    "America/Indianapolis": "America/Indiana/Indianapolis",
    "America/Jujuy": "America/Argentina/Jujuy",
    "America/Louisville": "America/Kentucky/Louisville",
    "America/Mendoza": "America/Argentina/Mendoza",
    "Asia/Calcutta": "Asia/Kolkata",
    "Asia/Katmandu": "Asia/Kathmandu",
    "Asia/Rangoon": "Asia/Yangon",
    "Asia/Saigon": "Asia/Ho_Chi_Minh",
    "Atlantic/Faeroe": "Atlantic/Faroe",
    "Australia/Currie": "Australia/Hobart",
    "Europe/Kiev": "Europe/Kyiv",
    "Pacific/Enderbury": "Pacific/Kanton",
    "Pacific/Ponape": "Pacific/Pohnpei",
    "Pacific/Truk": "Pacific/Chuuk",
    "US/Alaska": "America/Anchorage",
    "US/Arizona": "America/Phoenix",
    "US/Central": "America/Chicago",
    "US/Eastern": "America/New_York",
    "US/Hawaii": "Pacific/Honolulu",
    "US/Mountain": "America/Denver",
    "US/Pacific": "America/Los_Angeles",
    "CET": "Europe/Brussels",
    "CST6CDT": "America/Chicago",
    "EET": "Europe/Athens",
    "EST": "America/Panama",
    "EST5EDT": "America/New_York",
    "HST": "Pacific/Honolulu",
    "MET": "Europe/Brussels",
    "MST": "America/Phoenix",
    "MST7MDT": "America/Denver",
    "PST8PDT": "America/Los_Angeles",
    "WET": "Europe/Lisbon",
    **dict.fromkeys(
        chain.from_iterable(
            (name, f"Etc/{name}")
            for name in ("GMT", "GMT0", "GMT+0", "GMT-0", "Greenwich", "UCT", "Universal", "Zulu")
        ),
        "UTC",
    ),
    "Etc/UTC": "UTC",
}
_FIXED: Final = re.compile(r"Etc/GMT(?P<sign>[+-])(?P<hours>\d\d?)")


# The regions that zones with a place are named after; all other names are former ones or offsets.
_REGIONS: Final = frozenset(
    {
        *("Africa", "America", "Antarctica", "Arctic", "Asia", "Atlantic", "Australia", "Europe"),
        *("Indian", "Pacific"),
    }
)


@cache
def zones() -> tuple[str, ...]:
    """Every zone with a place in its name, and UTC, in the order of the alphabet."""
    return tuple(
        sorted(name for name in zoneinfo.available_timezones() if "/" in name or name == "UTC")
    )


def zone_named(name: str) -> str:
    """The zone that a device means by this name, as it is called today; "" for an unknown name."""
    today = _FORMER_NAMES.get(name, name)
    return next((each for each in (today, name) if each in zones()), "")


def place_of(zone: str) -> str:
    """A zone in short: `Buenos Aires` for `America/Argentina/Buenos_Aires`, `UTC-5` for
    `Etc/GMT+5`, whose sign counts the other way round.
    """
    if fixed := _FIXED.fullmatch(zone):
        return f"UTC{'-' if fixed['sign'] == '+' else '+'}{fixed['hours']}"
    return zone.rpartition("/")[2].replace("_", " ")


@cache
def zones_by_region() -> tuple[tuple[str, tuple[tuple[str, str], ...]], ...]:
    """The zones to choose from: each region with its zones as (name, what the list shows).

    They are those of the table by country that comes with the tz database, each once and under its
    present name, with their country: `Berlin, Germany`. Where a machine has no such
    table, they are all zones with a place that have no later name, without their countries. Names
    that are not listed are accepted as well (`zone_named`).
    """
    countries = {row[0]: row[1] for row in _rows_of("iso3166.tab") if len(row) > 1}
    names = {zone_named(row[2]): row[0] for row in _rows_of("zone.tab") if len(row) > 2}
    unlisted = (each for each in zones() if each not in _FORMER_NAMES)
    listed: dict[str, str | None] = {**names} or dict.fromkeys(unlisted)
    shown = sorted(
        (name.partition("/")[0], _listed_as(name, countries.get(code or "", "")), name)
        for name, code in listed.items()
        if name.partition("/")[0] in _REGIONS
    )
    regions = tuple(
        (region, tuple((name, label) for _region, label, name in some))
        for region, some in groupby(shown, key=lambda each: each[0])
    )
    return (*regions, ("UTC", (("UTC", "UTC"),)))


def _listed_as(zone: str, country: str) -> str:
    """`Knox, Indiana, United States` for `America/Indiana/Knox`."""
    places = [place.replace("_", " ") for place in reversed(zone.split("/")[1:])]
    return ", ".join(dict.fromkeys([*places, *([country] if country else [])]))


def _rows_of(table: str) -> list[list[str]]:
    """The rows of a table beside the zones of this machine; none where it is not there."""
    for folder in zoneinfo.TZPATH:
        path = Path(folder) / table
        if path.is_file():
            lines = path.read_text("utf-8").splitlines()
            return [line.split("\t") for line in lines if line and not line.startswith("#")]
    return []
