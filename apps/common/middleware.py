"""Headers of every answer, what a browser may keep, pages without a database, heavy work."""

from collections.abc import Callable
from http import HTTPStatus
from typing import Any, Final

from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import resolve
from django.utils.cache import get_conditional_response, patch_vary_headers

from apps.common.http.compression import compress, etag_of
from apps.common.http.errors import no_place
from apps.common.http.forwarded import HEALTH_CHECK
from apps.common.http.heavy_work import HeavyWork, NoPlace, Place, take_place
from apps.common.http.outage import OUTAGES, is_outage, note_outage
from apps.common.http.retry_words import try_again
from apps.common.http.same_origin import SAFE_METHODS
from apps.common.http.site_state import site_state
from apps.common.http.unsaved_form import unsaved_form
from apps.common.page_cache import kept_answer

Answer = Callable[[HttpRequest], HttpResponse]

# Forms that are answered while the site can only be read: to get in and out, to look for something,
# the quiz (whose answers are in the browser), and drafts, which are sealed and saved by themselves.
WHILE_READ_ONLY: Final = frozenset(
    {
        *("account_login", "account_second_step", "account_logout", "account_prove"),
        *("account_passkey_options", "account_passkey_sign_in", "account_passkey_asked"),
        *("account_passkey_unlock", "account_notice", "account_renewal"),
        *("vault:unlock", "vault:lock", "pages:leave", "pages:display_preferences"),
        *("journal:autosave", "journal:search", "journal:export"),
        *("quiz:start", "quiz:question", "quiz:page", "quiz:review", "quiz:result", "quiz:drop"),
        *("quiz:download", "quiz:compare", "editing:preview", "editing:checks"),
    }
)
READ_ONLY_RETRY_AFTER: Final = 120  # seconds

PERMISSIONS = "camera=(), microphone=(), geolocation=(), browsing-topics=(), interest-cohort=()"


class SiteHeadersMiddleware:
    """Headers that Django has no setting for."""

    def __init__(self, get_response: Answer) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        response.headers.setdefault("Cross-Origin-Resource-Policy", "same-origin")
        response.headers.setdefault("Permissions-Policy", PERMISSIONS)
        return response


class CachingMiddleware:
    """A signed-in answer is never stored; a visitor's page is re-asked for by its ETag.

    Only the latter is compressed: it holds no secret, since one with a token sets a cookie.
    Which of the two it is follows from the session cookie, in the request or in the answer.
    """

    def __init__(self, get_response: Answer) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = kept_answer(request) or self.get_response(request)
        private = (
            settings.SESSION_COOKIE_NAME in request.COOKIES
            or settings.SESSION_COOKIE_NAME in response.cookies
            or request.method not in {"GET", "HEAD"}
        )
        if private and "no-store" not in response.get("Cache-Control", ""):
            response.headers["Cache-Control"] = "no-store, private"
        if response.has_header("Cache-Control"):
            return response
        response.headers["Cache-Control"] = "private, no-cache"
        patch_vary_headers(response, ["Cookie", "Accept-Encoding"])
        if response.status_code != 200 or response.streaming or response.cookies:
            return response
        if not response.has_header("ETag"):
            response.headers["ETag"] = etag_of(response.content)
        etag = response.headers["ETag"]
        answer = get_conditional_response(request, etag=etag, response=response) or response
        if answer.status_code == 200:
            compress(request, answer)
        return answer


class HealthCheckMiddleware:
    """Answers `/healthz/` whatever host it names: a proxy asks a node by the node's own address."""

    def __init__(self, get_response: Answer) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if request.path != HEALTH_CHECK:
            return self.get_response(request)
        match = request.resolver_match = resolve(request.path)
        response: HttpResponse = match.func(request)
        return response


class OutageMiddleware:
    """Answers a public page as for a visitor where nobody can be looked up.

    The innermost middleware. A page without need of the database still asks it who is signed in.
    """

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


class HeavyWorkMiddleware:
    """Gives a file that is sent its place before it is read; says when to come back without one."""

    def __init__(self, get_response: Answer) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        try:
            return self.get_response(request)
        finally:
            place: Place | None = getattr(request, "transfer_place", None)
            if place is not None:
                place.release()

    def process_view(
        self, request: HttpRequest, view_func: Any, view_args: Any, view_kwargs: Any
    ) -> HttpResponse | None:
        if request.method != "POST" or not hasattr(view_func, "largest_sealed_upload"):
            return None
        try:
            request.transfer_place = take_place(HeavyWork.TRANSFER)  # type: ignore[attr-defined]
        except NoPlace as busy:
            return no_place(request, retry_after=busy.retry_after)
        return None

    def process_exception(self, request: HttpRequest, error: Exception) -> HttpResponse | None:
        if isinstance(error, NoPlace):
            return no_place(request, retry_after=error.retry_after)
        return None


def _may_be_member(request: HttpRequest) -> bool:
    return settings.SESSION_COOKIE_NAME in request.COOKIES


def _make_visitor(request: HttpRequest) -> None:
    """Take the member's cookies out of this request alone."""
    for name in (settings.SESSION_COOKIE_NAME, settings.VAULT_COOKIE_NAME):
        request.COOKIES.pop(name, None)
    request.user = AnonymousUser()


class SiteStateMiddleware:
    """Hands the operator's switches to members' pages; answers a save with 503 in maintenance.

    The words of the save stand in that answer, with a button to send them again.
    """

    def __init__(self, get_response: Answer) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(
        self, request: HttpRequest, _view: Any, _args: Any, _kwargs: Any
    ) -> HttpResponse | None:
        if request.method in SAFE_METHODS:
            if _may_be_member(request):
                request.site_state = site_state()  # type: ignore[attr-defined]
            return None
        match = request.resolver_match
        if match is None or match.view_name in WHILE_READ_ONLY or not site_state().is_read_only:
            return None
        when = try_again(READ_ONLY_RETRY_AFTER)
        context = {"unsaved": unsaved_form(request), "when": when}
        status = HTTPStatus.SERVICE_UNAVAILABLE
        response = render(request, "read_only.html", context, status=status)
        response.headers["Retry-After"] = str(READ_ONLY_RETRY_AFTER)
        return response
