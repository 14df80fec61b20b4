"""Leave and sign out: everything that a browser has open here ends."""

from typing import cast

from django.conf import settings
from django.contrib.auth import logout
from django.http import HttpRequest, HttpResponse

from apps.accounts.sessions import SessionStore
from apps.common.context_processors import has_session_cookie
from apps.common.http.known_browser import known_browser
from apps.vault.unlocking.browser_session import lock

GONE_WHEN_LEAVING = (
    settings.SESSION_COOKIE_NAME,
    settings.CSRF_COOKIE_NAME,
    settings.VAULT_COOKIE_NAME,
    settings.QUIZ_COOKIE_NAME,
    settings.COVERED_COOKIE_NAME,
)


def leave(request: HttpRequest, response: HttpResponse, *, stays_known: bool = False) -> None:
    """End everything that this browser has open here. Display choices stay.

    The mark of a browser that signed in before tells whoever looks for it that somebody has an
    account: it stays only for somebody who signs out and will sign in here again. The account
    remembers instead that a known browser left (docs/decisions/sign-in-after-leave.md).
    """
    if has_session_cookie(request):
        lock(request)
        member = request.user if request.user.is_authenticated else None
        if not stays_known and known_browser(request, member):
            cast(SessionStore, request.session).left_known = True
        logout(request)
    gone = () if stays_known else (settings.KNOWN_BROWSER_COOKIE_NAME,)
    for name in (*GONE_WHEN_LEAVING, *gone):
        response.set_cookie(name, "", max_age=0, secure=True, httponly=True, samesite="Lax")
    response.headers["Clear-Site-Data"] = '"cache", "storage"'
    response.headers["Cache-Control"] = "no-store, private"
