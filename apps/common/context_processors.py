"""What every page knows: who is signed in, whether the vault is open, display preferences."""

from typing import Any

from django.conf import settings
from django.http import HttpRequest

from apps.common.display_preferences import display_preferences_of
from apps.common.http.site_state import NOTICE_SEEN
from apps.common.leaving.targets import leave_target_of, usual_by_language


def has_session_cookie(request: HttpRequest) -> bool:
    return settings.SESSION_COOKIE_NAME in request.COOKIES


def _is_public(request: HttpRequest) -> bool:
    """Whether a visitor may see the page too; a page of an error is nobody's."""
    match = request.resolver_match
    return match is not None and not getattr(match.func, "login_required", True)


def _operator_says(request: HttpRequest) -> dict[str, Any]:
    """A notice that this sign-in has not dismissed, and whether nothing can be kept at present."""
    state = getattr(request, "site_state", None)
    if state is None:
        return {}
    is_seen = request.session.get(NOTICE_SEEN) == state.notice_number
    return {
        "operator_notice": "" if is_seen else state.notice,
        "notice_number": state.notice_number,
        "is_read_only": state.is_read_only,
    }


def page(request: HttpRequest) -> dict[str, Any]:
    """A visitor's page touches no session: without the cookie nobody is looked up.

    It is the same for every visitor too, so the script of Leave finds the language by itself.
    """
    may_be_member = has_session_cookie(request) or hasattr(request, "signed_in_now")
    user = getattr(request, "user", None) if may_be_member else None
    member = user if user is not None and user.is_authenticated else None
    vault = getattr(request, "vault", None) if member else None
    return {
        "member": member,
        "private_page": member is not None and not _is_public(request),
        "vault_open": bool(vault),
        "vault": vault if vault else None,
        "quiet_seconds": settings.VAULT_IDLE_SECONDS,
        "display": display_preferences_of(request),
        "leave_target": leave_target_of(request) if member else "",
        "leave_targets": "" if member else usual_by_language(),
        "debug": settings.DEBUG,
        **(_operator_says(request) if member else {}),
    }
