"""Leaving and logging out: the session ends, the vault closes, our own cookies go."""

from django.conf import settings
from django.contrib.auth import logout
from django.http import HttpRequest, HttpResponse

from apps.common.context import has_session_cookie
from apps.vault.access import lock

GONE_WHEN_LEAVING = (
    settings.SESSION_COOKIE_NAME,
    settings.CSRF_COOKIE_NAME,
    settings.VAULT_COOKIE_NAME,
    settings.QUIZ_COOKIE_NAME,
)


def leave(request: HttpRequest, response: HttpResponse) -> None:
    """End everything that this browser has open here. Display choices stay."""
    if has_session_cookie(request):
        lock(request)
        logout(request)
    for name in GONE_WHEN_LEAVING:
        response.set_cookie(name, "", max_age=0, secure=True, httponly=True, samesite="Lax")
    response.headers["Clear-Site-Data"] = '"cache", "storage"'
    response.headers["Cache-Control"] = "no-store, private"
