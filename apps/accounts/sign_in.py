"""Sign-in beyond the form: the second step, and the vault opened by the same password."""

from contextlib import suppress
from typing import cast

from allauth.account.internal.flows.login import perform_login
from allauth.account.models import Login
from django.contrib.auth import login, logout
from django.contrib.sessions.backends.base import UpdateError
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _

from apps.accounts.models import (
    EndedSignIn,
    MailedLink,
    SignIn,
    User,
)
from apps.accounts.passwords.proof import Refused, proved_member
from apps.accounts.rate_limits import (
    SECOND_FACTOR_LIMIT,
    subject_of_browser,
)
from apps.accounts.second_factor.factors import accepts, needs_second_factor
from apps.accounts.second_factor.stage import BY_PASSKEY, PROVED, SecondFactorStage
from apps.common.context_processors import has_session_cookie
from apps.common.http.device_kind import device_kind
from apps.common.http.known_browser import known_browser, note_known_browser
from apps.common.http.requests import MemberRequest, Request
from apps.common.http.responses import go
from apps.common.rate_limits import too_many_tries
from apps.common.text.account_events import Happened
from apps.vault.crypto.kdf_limit import DerivationsBusy
from apps.vault.crypto.keys import WrongKey
from apps.vault.crypto.sealing import Damaged
from apps.vault.keyslots import NoVault, make_vault, unwrap_with_password
from apps.vault.models import Vault
from apps.vault.unlocking.browser_session import hold_keys, lock, take_held_keys
from apps.vault.unlocking.derivation_renewal import renew_derivation
from apps.vault.unlocking.unlock import (
    CannotOpen,
    SignInEnded,
    open_here,
    unlock,
)


class CodeMissing(Refused):
    """The name and the password are right, and the account asks for a code besides."""


def sign_in(request: HttpRequest, *, username: str, password: str, code: str = "") -> None:
    """Sign in and open the vault in one step, for a form that must not lose its words.

    Raises Refused, and CodeMissing where a second factor is needed and its code does not fit. A
    vault that would not open stays closed: the form then asks for it.
    """
    user = proved_member(request, username=username, password=password)
    if needs_second_factor(user):
        _prove_second_factor(request, user, code)
        request.session[PROVED] = True
    login(request, user, backend="apps.accounts.backends.MemberBackend")
    try:
        open_after_sign_in(cast(MemberRequest, request), password=password)
    except SignInEnded as ended:
        raise Refused(ended.problem) from None
    except CannotOpen:
        return


def _prove_second_factor(request: HttpRequest, user: User, code: str) -> None:
    subject = subject_of_browser(request, user)
    if not code:
        raise CodeMissing(
            _("This account asks for a code too. Type all three below and this will be kept.")
        )
    if wait := SECOND_FACTOR_LIMIT.take(subject):
        raise Refused(too_many_tries(), retry_after=wait)
    try:
        is_right = accepts(user, code)
    except Damaged:
        is_right = False
    if not is_right:
        raise CodeMissing(_("That is not the current code. Type all three once more."))
    SECOND_FACTOR_LIMIT.forget(subject)


def hold_for_second_step(request: HttpRequest, user: User, *, password: str) -> None:
    """Keep what the proved password opens until the second factor, if any, is proved too.

    Where that cannot be, the journal stays locked after the sign-in and asks for the password.
    """
    vault = Vault.objects.of(user).current().first() if needs_second_factor(user) else None
    if vault is None:
        return
    with suppress(WrongKey, Damaged, NoVault, DerivationsBusy, Vault.DoesNotExist):
        data_keys = unwrap_with_password(vault, password)
        renew_derivation(user, vault, password=password, data_keys=data_keys)
        hold_keys(request, vault, data_keys)


def finish_second_step(request: Request, stage: SecondFactorStage) -> HttpResponse:
    """Sign in after the second factor was proved, and open what was held. Returns where to go."""
    held = take_held_keys(request, stage.login.user)
    request.session[PROVED] = True
    response: HttpResponse = stage.exit()
    if not request.user.is_authenticated:
        return response
    member_request = cast(MemberRequest, request)
    _note_sign_in(member_request)
    try:
        if held:
            open_here(member_request, *held)
    except (UpdateError, Vault.DoesNotExist):
        logout(request)
    return response


def sign_in_with_passkey(request: Request, user: User, next_path: str) -> HttpResponse:
    """Sign in by a passkey that was checked. A device and a touch stand for both steps."""
    request.session[PROVED] = True
    sign_in_now = Login(user=user, redirect_url=next_path or None, state={BY_PASSKEY: True})
    response: HttpResponse = perform_login(request, sign_in_now)
    if request.user.is_authenticated:
        _note_sign_in(cast(MemberRequest, request))
    return response


def open_after_sign_in(request: MemberRequest, *, password: str) -> None:
    """Open the member's vault with the password that was just proved.

    Raises CannotOpen, SignInEnded.
    """
    _note_sign_in(request)
    unlock(request, password, just_proved=True)


def first_vault(request: MemberRequest, *, password: str) -> None:
    """The vault of a new member, unlocked in this browser. Raises DerivationsBusy."""
    _note_sign_in(request, is_told=True)
    vault, data_keys = make_vault(request.user, password=password)
    open_here(request, vault, data_keys)


def sign_in_with_keys(
    request: Request,
    user: User,
    vault: Vault,
    data_keys: dict[int, bytes],
    *,
    then: str,
    was_known: bool,
) -> HttpResponse:
    """Sign in somebody whose recovery code gave the data keys, with the vault open.

    The browser `was_known` under the password of before, which ended its mark.

    Returns where to go: the address `then`, the second step where one is set, or signed out where
    the account was deleted meanwhile.
    """
    if has_session_cookie(request):
        lock(request)
        logout(request)
    try:
        response: HttpResponse = perform_login(request, Login(user=user, redirect_url=then))
        if not request.user.is_authenticated:
            hold_keys(request, vault, data_keys)
            if was_known:
                note_known_browser(request, user)
            return response
        member = cast(MemberRequest, request)
        _note_sign_in(member, is_told=was_known)
        open_here(member, vault, data_keys)
    except (UpdateError, Vault.DoesNotExist):
        logout(request)
    return go(request, then)


def _note_sign_in(request: MemberRequest, *, is_told: bool = False) -> None:
    """Pages of this very answer know the member; the list of sign-ins knows the kind of device.

    The owner sees for 30 days that a browser without the mark of an earlier sign-in came in, unless
    that is clear or was told otherwise.
    """
    if not is_told and not known_browser(request, request.user):
        back = EndedSignIn.objects.take_back(request.user.pk, device_kind(request))
        request.user.note(Happened.BACK_AFTER_LEAVE if back else Happened.SIGN_IN)
    request.signed_in_now = True  # type: ignore[attr-defined]
    note_known_browser(request, request.user)
    SignIn.objects.named(request.session.session_key or "").update(device=device_kind(request))
    MailedLink.objects.to_reset(request.user.pk).delete()  # nobody who signs in needs it
