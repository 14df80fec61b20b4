"""The database is away or too busy: public pages that need none of it still answer, others say so.

A page without need of the database still asks it who is signed in. Where that fails, the page is
made as for a visitor.
"""

from collections.abc import Callable
from http import HTTPStatus
from time import monotonic
from typing import Final

from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.db import InterfaceError, OperationalError
from django.http import HttpRequest, HttpResponse

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


class OutageMiddleware:
    """Answers a public page as for a visitor where nobody can be looked up; the innermost one."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, error: Exception) -> HttpResponse | None:
        """Return the visitor's page, or None where there is none to give."""
        if not is_outage(error):
            return None
        note_outage()
        match = request.resolver_match
        if match is None or getattr(match.func, "login_required", True):
            return None
        if request.method not in {"GET", "HEAD"} or not _may_be_member(request):
            return None
        _make_visitor(request)
        try:
            response: HttpResponse = match.func(request, *match.args, **match.kwargs)
        except OUTAGES:
            return None
        # The browser keeps its cookies, and must not take this page for the member's.
        response.headers["Cache-Control"] = "no-store, private"
        return response


def _may_be_member(request: HttpRequest) -> bool:
    return settings.SESSION_COOKIE_NAME in request.COOKIES


def _make_visitor(request: HttpRequest) -> None:
    """Take the member's cookies out of this request alone."""
    for name in (settings.SESSION_COOKIE_NAME, settings.VAULT_COOKIE_NAME):
        request.COOKIES.pop(name, None)
    request.user = AnonymousUser()


def retry_later(response: HttpResponse) -> HttpResponse:
    """Make an answer 503, with `Retry-After` in seconds."""
    response.status_code = HTTPStatus.SERVICE_UNAVAILABLE
    response.headers["Retry-After"] = str(RETRY_AFTER)
    return response
