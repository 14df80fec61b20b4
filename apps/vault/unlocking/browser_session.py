"""The unlocked session of the browser that asks: found, held for a second step, ended."""

import hashlib

from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.http import HttpRequest

from apps.common.http.requests import Member
from apps.common.http.same_origin import SAFE_METHODS
from apps.vault import keyslots
from apps.vault.crypto.browser_key import (
    decode_browser_key,
    new_browser_key,
    seal_open_keys,
    unseal_open_keys,
)
from apps.vault.crypto.sealing import Damaged
from apps.vault.models import UnlockedSession, Vault
from apps.vault.unlocked_vault import UnlockedVault


def session_hash(request: HttpRequest) -> bytes:
    """SHA-256 of the browser's session key: an unlocked session is bound to it."""
    return hashlib.sha256((request.session.session_key or "").encode()).digest()


def find_open_vault(request: HttpRequest) -> UnlockedVault | None:
    """The vault that is unlocked in this browser, or None; an expired session row is deleted.

    Once a page is covered or left, no page is shown with it, although a reload may overtake the
    request that locks it. What scripts send meanwhile (the last words) is saved as before.
    """
    if request.COOKIES.get(settings.COVERED_COOKIE_NAME) and _shows_a_page(request):
        return None
    found = _keys_of_browser(request, request.user)
    return UnlockedVault(*found) if found else None


def _shows_a_page(request: HttpRequest) -> bool:
    is_look = request.method in SAFE_METHODS
    return is_look or request.headers.get("Sec-Fetch-Mode") == "navigate"


def hold_keys(request: HttpRequest, vault: Vault, data_keys: dict[int, bytes]) -> None:
    """Keep the keys of a proved password for a sign-in that still waits for its second factor.

    The row is like that of an unlocked vault, and half of its key is in this browser alone. But
    nobody is signed in yet, so no page opens with it. Raises Vault.DoesNotExist.
    """
    if not request.session.session_key:
        request.session.create()
    browser_key = new_browser_key()
    keyslots.note_opening(
        vault, data_keys, browser_key=browser_key, session_hash=session_hash(request)
    )
    request.new_browser_key = browser_key  # type: ignore[attr-defined]


def take_held_keys(request: HttpRequest, user: Member) -> tuple[Vault, dict[int, bytes]] | None:
    """What `hold_keys` kept for this member in this browser, once; None where it is over."""
    found = _keys_of_browser(request, user)
    if found is None:
        return None
    lock(request)
    row, data_keys = found
    return row.vault, data_keys


def _keys_of_browser(
    request: HttpRequest, user: Member | AnonymousUser
) -> tuple[UnlockedSession, dict[int, bytes]] | None:
    cookie = request.COOKIES.get(settings.VAULT_COOKIE_NAME)
    if not cookie or not request.session.session_key:
        return None
    bound_to = session_hash(request)
    row = UnlockedSession.objects.of_session(bound_to).select_related("vault").first()
    if row is None or row.vault.user_id != user.pk:
        return None
    row.begin_no_later_than_now()
    if row.is_over():
        lock(request)
        return None
    try:
        data_keys = unseal_open_keys(
            bytes(row.sealed_keys),
            browser_key=decode_browser_key(cookie),
            vault_id=row.vault_id,
            session_hash=bound_to,
        )
    except Damaged:
        return None
    return row, data_keys


def lock(request: HttpRequest) -> None:
    """Lock the vault in this browser: the session row goes, and the middleware drops the cookie."""
    end_unlocked_session(request)
    request.new_browser_key = None  # type: ignore[attr-defined]


def end_unlocked_session(request: HttpRequest) -> None:
    """The session row alone: the cookie may be that of an unlock which came first."""
    UnlockedSession.objects.of_session(session_hash(request)).delete()
    request.vault = None  # type: ignore[attr-defined]
    vars(request).pop("new_browser_key", None)


def keep_data_keys(request: HttpRequest, vault: UnlockedVault) -> None:
    """Store the data keys of an unlocked vault anew, for this browser alone.

    It is no unlocking: its time goes on, no password counts as typed, and one that was locked
    meanwhile stays locked.
    """
    bound_to = session_hash(request)
    browser_key = decode_browser_key(request.COOKIES[settings.VAULT_COOKIE_NAME])
    sealed = seal_open_keys(
        vault.data_keys, browser_key=browser_key, vault_id=vault.id, session_hash=bound_to
    )
    UnlockedSession.objects.of_session(bound_to).update(sealed_keys=sealed)
