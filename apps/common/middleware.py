"""Headers that every answer carries, what may be kept by a browser, pages without a database."""

from collections.abc import Callable

from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.http import HttpRequest, HttpResponse
from django.utils.cache import get_conditional_response, patch_vary_headers

from apps.common.http.compression import compress, etag_of
from apps.common.http.outage import OUTAGES, is_outage, note_outage
from apps.common.page_cache import kept_answer

Answer = Callable[[HttpRequest], HttpResponse]

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


def _may_be_member(request: HttpRequest) -> bool:
    return settings.SESSION_COOKIE_NAME in request.COOKIES


def _make_visitor(request: HttpRequest) -> None:
    """Take the member's cookies out of this request alone."""
    for name in (settings.SESSION_COOKIE_NAME, settings.VAULT_COOKIE_NAME):
        request.COOKIES.pop(name, None)
    request.user = AnonymousUser()
