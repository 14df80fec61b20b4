"""Time zones by name: which ones there are, what devices call them, and how a page names one."""

import re
import zoneinfo
from functools import cache
from itertools import chain
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
