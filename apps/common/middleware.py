"""Headers that every answer carries, and what may be kept by a browser."""

from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils.cache import get_conditional_response, patch_vary_headers

from apps.common.http.compression import compress, etag_of
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
