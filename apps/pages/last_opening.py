"""The line of Today that says when the journal was opened before, and on which kind of device."""

from django.utils.formats import date_format
from django.utils.translation import gettext as _

from apps.journal.preferences.content import PreferencesContent
from apps.vault.models import UnlockedSession


def last_opening(opening: UnlockedSession, preferences: PreferencesContent) -> str:
    """Empty where it was never opened before, or where the writer does not want the line."""
    if opening.earlier_opening is None or not preferences.shows_last_opening:
        return ""
    where = {
        "phone": _("on a phone"),
        "tablet": _("on a tablet"),
        "computer": _("on a computer"),
    }.get(opening.earlier_device, _("in a browser that does not say on what"))
    moment = preferences.at(opening.earlier_opening)
    return _("Opened before on %(day)s at %(time)s%(clock)s, %(where)s.") % {
        "day": date_format(moment, "j F"),
        "time": date_format(moment, "H:i"),
        "clock": "" if preferences.known_zone else " (UTC)",
        "where": where,
    }
