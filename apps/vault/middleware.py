"""Gives each request its unlocked vault on first use, and sets or drops the vault cookie."""

from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils.functional import SimpleLazyObject

from apps.vault.blob_store import StoreAway
from apps.vault.crypto.browser_key import encode_browser_key
from apps.vault.crypto.password_derivation import remembered_derivations
from apps.vault.models import KeysReplaced
from apps.vault.responses import keys_replaced, store_away
from apps.vault.unlocking.browser_session import find_open_vault

NOT_TOUCHED = object()


class VaultMiddleware:
    """Looks `request.vault` up on first use, so that a visitor's page makes no query for it.

    Within the request a password is derived once, whatever asks for it.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        request.vault = SimpleLazyObject(lambda: find_open_vault(request))  # type: ignore[attr-defined]
        with remembered_derivations():
            response = self.get_response(request)
        key = getattr(request, "new_browser_key", NOT_TOUCHED)
        if isinstance(key, bytes):
            response.set_cookie(
                settings.VAULT_COOKIE_NAME,
                encode_browser_key(key),
                secure=True,
                httponly=True,
                samesite="Strict",
            )
        elif key is None and settings.VAULT_COOKIE_NAME in request.COOKIES:
            forget_vault_cookie(response)
        if key is not NOT_TOUCHED and settings.COVERED_COOKIE_NAME in request.COOKIES:
            _forget_covered_mark(response)
        return response

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        """Answer a view that read a vault, such as Today, while that got a new data key; and one
        that needed a photo whose store does not answer.
        """
        if isinstance(exception, StoreAway):
            return store_away(request)
        return keys_replaced(request) if isinstance(exception, KeysReplaced) else None  # type: ignore[arg-type]


def _forget_covered_mark(response: HttpResponse) -> None:
    """The journal was locked or unlocked since: the mark of a covered page has no more to say."""
    response.set_cookie(
        settings.COVERED_COOKIE_NAME, "", max_age=0, secure=True, httponly=True, samesite="Strict"
    )


def forget_vault_cookie(response: HttpResponse) -> None:
    """Delete the vault cookie: a browser drops a `__Host-` cookie only for a Secure one."""
    response.set_cookie(
        settings.VAULT_COOKIE_NAME, "", max_age=0, secure=True, httponly=True, samesite="Strict"
    )
