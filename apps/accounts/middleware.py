"""Sessions that end meanwhile; login by default; a refused POST is never redirected."""

from collections.abc import Callable
from contextlib import suppress
from http import HTTPStatus
from typing import Any, cast
from urllib.parse import urlencode

from django.conf import settings
from django.contrib.auth.middleware import LoginRequiredMiddleware
from django.contrib.sessions.exceptions import SessionInterrupted
from django.contrib.sessions.middleware import SessionMiddleware
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.cache import patch_vary_headers
from django.utils.translation import gettext as _

from apps.accounts.models import User
from apps.accounts.passwords.proof import Refused
from apps.accounts.second_factor.factors import needs_second_factor
from apps.accounts.second_factor.stage import PROVED
from apps.accounts.sign_in import CodeMissing, sign_in
from apps.common.context_processors import has_session_cookie
from apps.common.http.known_browser import mark_browser
from apps.common.http.request_values import LONGEST_PASSWORD, value_sent
from apps.common.http.requests import Request
from apps.common.http.responses import go
from apps.common.resubmission import Obstacle, resubmission_of, shown_again

SAFE_METHODS = frozenset({"GET", "HEAD", "OPTIONS"})


class MemberSessionMiddleware(SessionMiddleware):
    """A sign-in that ends during a request never takes the words of the answer, nor the cookie.

    Each unlock moves a sign-in to a new cookie. What another tab sent a moment before finds its
    sign-in gone, and its answer may arrive after the new cookie: to delete the cookie there, as
    Django does, would sign the member out. Only `leave` deletes it.
    """

    def process_response(self, request: HttpRequest, response: HttpResponse) -> HttpResponse:
        mark_browser(request, response)
        if not request.session.is_empty():
            with suppress(SessionInterrupted):
                return super().process_response(request, response)
        if request.session.accessed:
            patch_vary_headers(response, ("Cookie",))
        return response


class MemberCsrfCookieMiddleware:
    """An answer to a member does not send an unchanged form token's cookie again.

    Each unlock makes a new one. Django sends the cookie with every page that has a token, so the
    answer to what another tab sent before would put the former one back. It stands right below
    `CsrfViewMiddleware`. A visitor's page keeps its cookie: `CachingMiddleware` knows it by that.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        sent = request.COOKIES.get(settings.CSRF_COOKIE_NAME)
        if sent and has_session_cookie(request) and request.META.get("CSRF_COOKIE") == sent:
            request.META["CSRF_COOKIE_NEEDS_UPDATE"] = False
            patch_vary_headers(response, ("Cookie",))
        return response


class UnreadUploadsMiddleware:
    """Asks for sign-in before a file is taken: the body of an upload by nobody is never read.

    It stands above the check of the form token, which would read the body to find the token.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(
        self, request: HttpRequest, view_func: Any, view_args: Any, view_kwargs: Any
    ) -> HttpResponse | None:
        if request.method in SAFE_METHODS or not _takes_much(request, view_func):
            return None
        if has_session_cookie(request) and request.user.is_authenticated:
            return None
        return render(request, "account/signed_out.html", status=HTTPStatus.FORBIDDEN)


def _takes_much(request: HttpRequest, view_func: Any) -> bool:
    """Whether a private view takes files here, or more is sent than any form of words holds."""
    if not getattr(view_func, "login_required", True):
        return False
    length = request.META.get("CONTENT_LENGTH") or "0"
    most = settings.DATA_UPLOAD_MAX_MEMORY_SIZE or 0
    is_long = length.isdecimal() and int(length) > most
    return is_long or hasattr(view_func, "largest_sealed_upload")


def _code_first(request: HttpRequest) -> HttpResponse | None:
    """The editors' desk is for sign-ins that passed the second factor, where one is set."""
    user = cast(User, request.user)
    if not user.is_staff or request.session.get(PROVED) or not needs_second_factor(user):
        return None
    if request.method not in SAFE_METHODS:
        return render(request, "403.html", status=HTTPStatus.FORBIDDEN)
    return redirect(f"{reverse('account_prove')}?{urlencode({'next': request.path}, safe='/')}")


class SignInRequiredMiddleware(LoginRequiredMiddleware):
    """A GET goes to sign-in. A save keeps its words and takes a name and password with them."""

    def process_view(
        self, request: HttpRequest, view_func: Any, view_args: Any, view_kwargs: Any
    ) -> HttpResponse | None:
        if not getattr(view_func, "login_required", True):
            return None
        if has_session_cookie(request) and request.user.is_authenticated:
            return _code_first(request) if getattr(view_func, "staff_only", False) else None
        if request.method in SAFE_METHODS:
            response = self.handle_no_permission(request, view_func)
            asked = cast(Request, request)
            return go(asked, response["Location"]) if asked.htmx else response
        return self._refused_post(request, view_func)

    def _refused_post(
        self, request: HttpRequest, view_func: Callable[..., HttpResponse]
    ) -> HttpResponse | None:
        problem = _("You were signed out meanwhile. Sign in below and this will be kept.")
        retry_after, needs_code = 0, False
        username = value_sent(request.POST, "sign_in_name", most=LONGEST_PASSWORD)
        password = value_sent(request.POST, "sign_in_password", most=LONGEST_PASSWORD)
        code = value_sent(request.POST, "sign_in_code", most=LONGEST_PASSWORD)
        if username and password and resubmission_of(view_func):
            try:
                sign_in(request, username=username, password=password, code=code)
            except Refused as refused:
                problem, retry_after = refused.problem, refused.retry_after
                needs_code = isinstance(refused, CodeMissing)
            else:
                return None
        obstacle = Obstacle(sign_in=True, code=needs_code, problem=problem, retry_after=retry_after)
        return shown_again(request, obstacle=obstacle) or render(
            request, "account/signed_out.html", status=HTTPStatus.FORBIDDEN
        )
