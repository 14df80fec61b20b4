"""The database is away or too busy: what counts as that, and how an answer says so."""

from http import HTTPStatus
from time import monotonic
from typing import Final

from django.db import InterfaceError, OperationalError
from django.http import HttpResponse

OUTAGES: Final = (OperationalError, InterfaceError)
RETRY_AFTER: Final = 10  # seconds
_RECENT: Final = 1.0  # seconds

_last_failure = float("-inf")


def is_outage(error: BaseException | None) -> bool:
    """Whether the database could not be reached, or gave up on a statement for a lack of time."""
    return isinstance(error, OUTAGES)


def note_outage() -> None:
    """Remember that the database failed just now."""
    global _last_failure
    _last_failure = monotonic()


def was_outage_lately() -> bool:
    """Whether the database failed within the last second: nobody need wait for it once more."""
    return monotonic() - _last_failure < _RECENT


def retry_later(response: HttpResponse) -> HttpResponse:
    """Make an answer 503, with `Retry-After` in seconds."""
    response.status_code = HTTPStatus.SERVICE_UNAVAILABLE
    response.headers["Retry-After"] = str(RETRY_AFTER)
    return response
