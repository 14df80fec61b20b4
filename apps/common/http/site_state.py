"""What the operator switched while the site runs; each process looks it up every few seconds."""

from time import monotonic
from typing import Any, Final

from apps.common.http.outage import OUTAGES, note_outage, was_outage_lately
from apps.common.models import SiteState

FRESH_SECONDS: Final = 2.0
NOTICE_SEEN: Final = "notice_seen"  # in the session: the number of the notice that was dismissed

_known: tuple[float, SiteState] = (float("-inf"), SiteState())


def site_state() -> SiteState:
    """The switches as they were at most FRESH_SECONDS ago; the last known without a database."""
    global _known
    looked, state = _known
    if monotonic() - looked < FRESH_SECONDS or was_outage_lately():
        return state
    try:
        state = SiteState.objects.first() or SiteState()
    except OUTAGES:
        note_outage()
        return state
    _known = (monotonic(), state)
    return state


def change_site_state(**switches: Any) -> SiteState:
    """Set these fields; a new notice gets a new number. Return the state as it is now."""
    global _known
    state = SiteState.objects.first() or SiteState()
    for name, value in switches.items():
        setattr(state, name, value)
    if "notice" in switches:
        state.notice_number += 1
    state.save()
    _known = (monotonic(), state)
    return state


def forget_site_state() -> None:
    """Look it up again at the next request of this process."""
    global _known
    _known = (float("-inf"), SiteState())
