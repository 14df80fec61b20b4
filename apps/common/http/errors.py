"""Error pages in plain words: what happened, and what to do next."""

import logging
import sys
from collections.abc import Callable
from http import HTTPStatus
from typing import Any, cast

from django.core.exceptions import RequestDataTooBig
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.template.loader import render_to_string
from django.utils.translation import gettext as _

from apps.common.http.outage import RETRY_AFTER, is_outage, note_outage, retry_later
from apps.common.http.retry_words import try_again
from apps.common.http.same_origin import (
    comes_from_us,
    is_told_to_be_from_elsewhere,
    names_no_sender,
)
from apps.common.http.unsaved_form import unsaved_form
from apps.common.resubmission import Obstacle, shown_again

logger = logging.getLogger(__name__)


def only_closes[View: Callable[..., HttpResponse]](view: View) -> View:
    """Mark a view that only closes something: a stale token must not keep a journal open."""
    view.only_closes = True  # type: ignore[attr-defined]
    return view


def bad_request(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    is_too_big = isinstance(exception, RequestDataTooBig)
    return render(
        request,
        "400.html",
        {"is_too_big": is_too_big},
        status=HTTPStatus.REQUEST_ENTITY_TOO_LARGE if is_too_big else HTTPStatus.BAD_REQUEST,
    )


def forbidden(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    return render(request, "403.html", status=HTTPStatus.FORBIDDEN)


def not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    return render(request, "404.html", status=HTTPStatus.NOT_FOUND)


def server_error(request: HttpRequest) -> HttpResponse:
    """Give a form's words back; 503 where the database is away or too busy.

    Nothing here may fail again: no database, no lookup, no context of a page.
    """
    error = sys.exception()
    context: dict[str, Any] = {"unsaved": unsaved_form(request)}
    if is_outage(error):
        note_outage()
        context["when"] = try_again(RETRY_AFTER)
        return retry_later(HttpResponse(_page_when_broken("503.html", context)))
    body = _page_when_broken("500.html", context)
    return HttpResponse(body, status=HTTPStatus.INTERNAL_SERVER_ERROR)


def _page_when_broken(template: str, context: dict[str, Any]) -> str:
    """The page, or the bare one where even its style cannot be named."""
    try:
        return render_to_string(template, context)
    except Exception:
        logger.exception("The page %s could not be made", template)
        return render_to_string("broken_bare.html", context)


def too_many(request: HttpRequest, *, retry_after: int, message: str = "") -> HttpResponse:
    """429 with `Retry-After` in seconds, which the page says in words."""
    context = {"when": try_again(retry_after), "why": message}
    response = render(request, "429.html", context, status=HTTPStatus.TOO_MANY_REQUESTS)
    response.headers["Retry-After"] = str(retry_after)
    return response


def too_busy(request: HttpRequest, *, retry_after: int) -> HttpResponse:
    """429 with `Retry-After` in seconds: every place for a key derivation is taken by others."""
    message = _("Many people are opening their journals right now. Nothing was changed.")
    return too_many(request, retry_after=retry_after, message=message)


def no_place(request: HttpRequest, *, retry_after: int) -> HttpResponse:
    """503 with `Retry-After` in seconds: others have all the room there is for such work."""
    message = _("Others are using all the room there is for this right now.")
    response = too_many(request, retry_after=retry_after, message=message)
    response.status_code = HTTPStatus.SERVICE_UNAVAILABLE
    return response


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """A form whose token is stale: a save is shown again whole, anything else explains itself.

    What another site sends is not repeated in a form of ours, and what only closes is done.
    """
    if is_told_to_be_from_elsewhere(request):
        return forbidden(request)
    match = request.resolver_match
    if match and getattr(match.func, "only_closes", False) and comes_from_us(request):
        return cast(HttpResponse, match.func(request))
    problem = _("This page was open for a while, so nothing was kept. Press the button once more.")
    if names_no_sender(request):
        problem = _(
            "Nothing was kept. Your browser does not say which page sent this. If these are your "
            "words, press the button once more. If not, close this page."
        )
    again = shown_again(request, obstacle=Obstacle(fresh_token=True, problem=problem))
    return again or render(request, "403_csrf.html", status=HTTPStatus.FORBIDDEN)
