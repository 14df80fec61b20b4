"""Unlock the vault of a request by its password. `apps/vault/guard.py` guards the views."""

from collections.abc import Callable
from contextlib import suppress

from django.conf import settings
from django.contrib.auth import HASH_SESSION_KEY, logout
from django.contrib.sessions.backends.base import UpdateError
from django.http import QueryDict
from django.middleware.csrf import rotate_token
from django.utils.module_loading import import_string
from django.utils.translation import gettext as _

from apps.common.http.device_kind import device_kind
from apps.common.http.known_browser import known_browser
from apps.common.http.requests import MemberRequest
from apps.common.rate_limits import RateLimit, too_many_tries
from apps.vault import keyslots
from apps.vault.crypto import keys
from apps.vault.crypto.browser_key import new_browser_key
from apps.vault.crypto.kdf_limit import DerivationsBusy, refuse_where_full
from apps.vault.crypto.sealing import Damaged
from apps.vault.drop_box import renew_unknown_box
from apps.vault.models import Vault
from apps.vault.unlocked_vault import UnlockedVault
from apps.vault.unlocking.browser_session import end_unlocked_session, session_hash
from apps.vault.unlocking.derivation_renewal import renew_derivation

UNLOCK_LIMIT = RateLimit(scope="unlock", most=10)
# The key in the (signed) session for the id of the vault that was unlocked in this browser.
OPENED_HERE = "vault_opened_here"
# In the session of a member whom a command made, until a page has explained Leave to them.
FIRST_VAULT = "first_vault"

type AfterUnlock = Callable[[UnlockedVault, QueryDict], None]


class CannotOpen(Exception):
    """Why a vault stayed locked, in words for the member."""

    def __init__(self, problem: str, *, damaged: bool = False, retry_after: int = 0) -> None:
        super().__init__(problem)
        self.problem = problem
        self.damaged = damaged
        self.retry_after = retry_after


class SignInEnded(CannotOpen):
    """Another unlock moved the sign-in, or it was ended, or the account deleted, meanwhile."""

    def __init__(self) -> None:
        super().__init__(
            _(
                "You were signed out meanwhile, or another tab unlocked your journal, or this "
                "account was deleted."
            )
        )


def browser_of_member(request: MemberRequest) -> str:
    """Under what the tries of somebody who is signed in are counted.

    Whoever has a stolen session and not the mark of its browser is counted apart: their tries use
    up none of the owner's.
    """
    return f"{request.user.pk} {known_browser(request, request.user)}"


def unlock(request: MemberRequest, password: str, *, just_proved: bool = False) -> UnlockedVault:
    """Unlock the member's current vault in this browser. Raises CannotOpen, SignInEnded.

    The sign-in hash is asked only when the slot refuses, to tell a wrong password from damage. A
    password that was just proved is no try.
    """
    subject = browser_of_member(request)
    if not just_proved:
        try:
            refuse_where_full()
        except DerivationsBusy as busy:
            raise _busy(busy) from None
    wait = 0 if just_proved else UNLOCK_LIMIT.take(subject)
    if wait:
        raise CannotOpen(too_many_tries(), retry_after=wait)
    try:
        vault, data_keys = _unwrapped(request, password)
    except keys.WrongKey:
        raise CannotOpen(
            _("That password didn’t fit. Check for a stray space and try once more.")
        ) from None
    except CannotOpen:
        if not just_proved:
            UNLOCK_LIMIT.give_back(subject)
        raise
    UNLOCK_LIMIT.forget(subject)
    try:
        _renew_derivation(request, vault, password, data_keys)
        return open_here(request, vault, data_keys)
    except (UpdateError, Vault.DoesNotExist):
        logout(request)
        raise SignInEnded from None


def prove(request: MemberRequest, password: str) -> None:
    """Check the password once more while the vault is unlocked. Raises CannotOpen."""
    subject = browser_of_member(request)
    if wait := UNLOCK_LIMIT.take(subject):
        raise CannotOpen(too_many_tries(), retry_after=wait)
    try:
        _unwrapped(request, password)
    except keys.WrongKey:
        raise CannotOpen(_("That is not your password.")) from None
    except CannotOpen:
        UNLOCK_LIMIT.give_back(subject)
        raise
    UNLOCK_LIMIT.forget(subject)


def open_here(
    request: MemberRequest,
    vault: Vault,
    data_keys: dict[int, bytes],
    *,
    by_password: bool = True,
) -> UnlockedVault:
    """Store an unlocked session under a new browser key, a new session id and a new token.

    Raises UpdateError where the sign-in was ended meanwhile, and Vault.DoesNotExist.
    """
    end_unlocked_session(request)
    request.session.cycle_key()
    rotate_token(request)
    browser_key = new_browser_key()
    row = keyslots.note_opening(
        vault,
        data_keys,
        browser_key=browser_key,
        session_hash=session_hash(request),
        by_password=by_password,
    )
    request.session[OPENED_HERE] = str(vault.id)
    opened = UnlockedVault(row, data_keys)
    opened.note_opening(device=device_kind(request))
    request.vault = opened  # type: ignore[attr-defined]
    request.new_browser_key = browser_key  # type: ignore[attr-defined]
    after_unlock(opened, request.POST)
    renew_unknown_box(opened)
    return opened


def after_unlock(vault: UnlockedVault, sent: QueryDict) -> None:
    """Call what `VAULT_AFTER_UNLOCK` names, to open what was sealed while the vault was locked.

    `sent` is the form that unlocked the vault.
    """
    call: AfterUnlock = import_string(settings.VAULT_AFTER_UNLOCK)
    call(vault, sent)


def locked_vault_of(request: MemberRequest) -> Vault | None:
    """The member's locked vault, if it is the one that was unlocked in this browser before.

    Whoever can write to the database could put a vault of their own there, but cannot sign the
    session that names the vault. Whoever has a stolen session alone, and not the mark of its
    browser, would fill the vault's box of locked drafts.
    """
    if not known_browser(request, request.user):
        return None
    vault = Vault.objects.of(request.user).current().first()
    is_known = vault is not None and request.session.get(OPENED_HERE) == str(vault.id)
    return vault if is_known else None


def _unwrapped(request: MemberRequest, password: str) -> tuple[Vault, dict[int, bytes]]:
    """The member's vault and its data keys. Raises WrongKey, CannotOpen."""
    vault = Vault.objects.of(request.user).current().first()
    try:
        if vault is None:
            return _first_vault(request, password)
        try:
            return vault, keyslots.unwrap_with_password(vault, password)
        except (keys.WrongKey, Damaged, keyslots.NoVault):
            raise _why_not(request, vault, password) from None
    except DerivationsBusy as busy:
        raise _busy(busy) from None


def _busy(busy: DerivationsBusy) -> CannotOpen:
    words = _("Many people are opening their journals right now.")
    return CannotOpen(words, retry_after=busy.retry_after)


def _renew_derivation(
    request: MemberRequest, vault: Vault, password: str, data_keys: dict[int, bytes]
) -> None:
    """Bring sign-in hash and slot up to date; this browser stays signed in with the new hash."""
    before = request.user.password
    with suppress(DerivationsBusy):
        renew_derivation(request.user, vault, password=password, data_keys=data_keys)
    if request.user.password != before:
        request.session[HASH_SESSION_KEY] = request.user.get_session_auth_hash()


def _first_vault(request: MemberRequest, password: str) -> tuple[Vault, dict[int, bytes]]:
    """Make the vault of a member whom a command made, once the password is proved."""
    if not request.user.check_password(password):
        raise keys.WrongKey
    try:
        made = keyslots.make_vault(request.user, password=password)
    except keyslots.HasVault:
        return _unwrapped(request, password)
    request.session[FIRST_VAULT] = True
    return made


def _why_not(request: MemberRequest, vault: Vault, password: str) -> Exception:
    """Why the slot refused: a wrong password, an earlier password, or a damaged slot."""
    if not request.user.check_password(password):
        return keys.WrongKey()
    if vault.has_earlier_password():
        return CannotOpen(
            _(
                "Your journal is locked with an earlier password, not with the one you sign in "
                "with now. Type that one. Your recovery code opens it as well."
            )
        )
    return CannotOpen(
        _(
            "Your password is right, but the key that it should open is damaged. Nothing was "
            "changed. Your recovery code can still open your journal."
        ),
        damaged=True,
    )
