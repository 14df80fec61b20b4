"""What the log says of a request: when, which route, how it ended and how long it took.

Never an address, a name, a query or a path, since a path may hold the id of somebody's page.
"""

import json
import logging
import secrets
from collections.abc import Callable
from contextvars import ContextVar
from datetime import UTC, datetime
from http import HTTPStatus
from time import perf_counter
from typing import Final

import psycopg
from django.core.exceptions import PermissionDenied, SuspiciousOperation
from django.db import DatabaseError
from django.http import HttpRequest, HttpResponse

from apps.common.http.forwarded import HEALTH_CHECK
from apps.common.http.outage import is_outage
from apps.common.http.request_tally import ended_requests

REQUEST_LOG: Final = "leeway.requests"
NO_ROUTE: Final = "(no page)"

_current_id: ContextVar[str] = ContextVar("request_id", default="-")
_logger: Final = logging.getLogger(REQUEST_LOG)


class RequestLogMiddleware:
    """Gives each request an id, which every line of its log carries, and logs its end.

    The outermost middleware. The id is random and says nothing of who asked.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        request.log_id = secrets.token_hex(6)  # type: ignore[attr-defined]
        token = _current_id.set(request.log_id)  # type: ignore[attr-defined]
        begun = perf_counter()
        try:
            response = self.get_response(request)
            seconds = perf_counter() - begun
            ended_requests.note(route_of(request), response.status_code, seconds)
            told = {
                "method": request.method,
                "route": route_of(request),
                "status": response.status_code,
                "ms": round(seconds * 1000),
            }
            level = logging.DEBUG if _is_no_news(request, response) else logging.INFO
            _logger.log(level, "%s %s %s %s ms", *told.values(), extra=told)
            return response
        finally:
            _current_id.reset(token)


def route_of(request: HttpRequest) -> str:
    """The name of the request's address in the lists of addresses, never the path."""
    match = getattr(request, "resolver_match", None)
    return match.view_name if match else NO_ROUTE


def _is_no_news(request: HttpRequest, response: HttpResponse) -> bool:
    """A proxy asks every second whether this server answers, and it did."""
    return request.path == HEALTH_CHECK and response.status_code == HTTPStatus.OK


class RequestFilter(logging.Filter):
    """Adds the id, and takes the path out of what Django logs about a request.

    A database that is away, a host that is not ours and what was refused are one line each: the
    place in the code says nothing about them.
    """

    def filter(self, record: logging.LogRecord) -> bool:
        request = getattr(record, "request", None)
        # Django logs the status of an answer when the middleware is through
        record.request_id = getattr(request, "log_id", _current_id.get())
        if isinstance(request, HttpRequest):
            self._take_path_out(record, request)
        error = record.exc_info[1] if record.exc_info else None
        if record.name == "django.security.DisallowedHost":
            record.msg, record.args, record.exc_info = "A host that is not ours", (), None
        elif record.name == "django.security.csrf" and isinstance(record.args, tuple):
            # the reason may name the page that somebody came from, with its query
            record.args = tuple(str(arg).partition(" - ")[0] for arg in record.args)
        elif isinstance(error, PermissionDenied | SuspiciousOperation):
            # what somebody sent was refused: where in the code says nothing, and fills the log
            record.exc_info, record.exc_text = None, None
        elif is_outage(error):
            record.msg = f"{record.getMessage()}: {' '.join(str(error).split())}"
            record.args, record.exc_info, record.exc_text = (), None, None
        _take_values_out(error)
        return True

    def _take_path_out(self, record: logging.LogRecord, request: HttpRequest) -> None:
        route = route_of(request)
        record.__dict__.setdefault("route", route)
        if isinstance(record.args, tuple):
            record.args = tuple(route if arg == request.path else arg for arg in record.args)


def _take_values_out(error: BaseException | None) -> None:
    """Cut what the database adds to an error: a detail holds values, such as a user name."""
    seen: set[int] = set()
    while error is not None and id(error) not in seen:
        seen.add(id(error))
        if isinstance(error, DatabaseError | psycopg.Error) and error.args:
            error.args = (str(error.args[0]).partition("\n")[0],)
        error = error.__cause__ or error.__context__


class JsonFormatter(logging.Formatter):
    """One JSON object a line; a traceback is one value in it."""

    def format(self, record: logging.LogRecord) -> str:
        known = ("method", "route", "status", "ms")
        line: dict[str, object] = {
            "time": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname,
            "logger": record.name,
            "request": getattr(record, "request_id", "-"),
            "message": record.getMessage(),
        }
        line |= {name: record.__dict__[name] for name in known if name in record.__dict__}
        if "status_code" in record.__dict__:
            line["status"] = record.__dict__["status_code"]
        if record.exc_info:
            line["traceback"] = self.formatException(record.exc_info)
        return json.dumps(line, ensure_ascii=False, default=str)
