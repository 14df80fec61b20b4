"""Sign-in beyond the form: limits before a try, the vault opened by the same password after."""

from contextlib import suppress
from typing import cast

from allauth.account.internal.flows.login import perform_login
from allauth.account.models import Login
from django.conf import settings
from django.contrib.auth import authenticate, login, logout
from django.contrib.sessions.backends.base import UpdateError
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _

from apps.accounts.models import (
    LONGEST_NAME,
    NAME_TOO_LONG,
    EndedSignIn,
    FailedTries,
    MailedLink,
    SignIn,
    User,
)
from apps.accounts.rate_limits import (
    BROWSER_LIMIT,
    EVERYWHERE_LIMIT,
    MEMBER_LIMIT,
    NAME_LIMIT,
    NAME_LIMIT_MEANWHILE,
    NETWORK_LIMIT,
    NOBODY_LIMIT,
    SECOND_FACTOR_LIMIT,
    Counts,
    give_back,
    subject_of_browser,
    subject_of_name,
    take,
)
from apps.accounts.second_factor.factors import accepts, needs_second_factor
from apps.accounts.second_factor.stage import BY_PASSKEY, PROVED, SecondFactorStage
from apps.accounts.sessions import SessionStore
from apps.common.context_processors import has_session_cookie
from apps.common.http.device_kind import device_kind
from apps.common.http.known_browser import known_browser, note_known_browser
from apps.common.http.requests import MemberRequest, Request
from apps.common.http.responses import go
from apps.common.rate_limits import network_of, too_many_tries
from apps.common.text.account_events import Happened
from apps.vault.crypto.kdf_limit import RETRY_AFTER_SECONDS, DerivationsBusy
from apps.vault.crypto.keys import WrongKey
from apps.vault.crypto.sealing import Damaged
from apps.vault.keyslots import NoVault, make_vault, unwrap_with_password
from apps.vault.models import Vault
from apps.vault.unlocking.browser_session import hold_keys, lock, take_held_keys
from apps.vault.unlocking.derivation_renewal import renew_derivation
from apps.vault.unlocking.unlock import (
    CannotOpen,
    SignInEnded,
    browser_of_member,
    open_here,
    unlock,
)

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
        member_id = request.user.pk if request.user.is_authenticated else None
        if not stays_known and known_browser(request, member_id):
            cast(SessionStore, request.session).left_known = True
        logout(request)
    gone = () if stays_known else (settings.KNOWN_BROWSER_COOKIE_NAME,)
    for name in (*GONE_WHEN_LEAVING, *gone):
        response.set_cookie(name, "", max_age=0, secure=True, httponly=True, samesite="Lax")
    response.headers["Clear-Site-Data"] = '"cache", "storage"'
    response.headers["Cache-Control"] = "no-store, private"


class Refused(Exception):
    """The sign-in did not happen; the words are for the person and tell nothing about names."""

    def __init__(self, problem: str, *, retry_after: int = 0) -> None:
        super().__init__(problem)
        self.problem = problem
        self.retry_after = retry_after


def proved_member(request: HttpRequest, *, username: str, password: str) -> User:
    """The member whom this name and password belong to. Raises Refused; counts the failures.

    A name that is too long to be one is refused before anything is done with it.
    """
    if len(username) > LONGEST_NAME:
        raise Refused(NAME_TOO_LONG % {"limit_value": LONGEST_NAME})
    counts, wait = _take_tries(request, username)
    if wait:
        raise Refused(too_many_tries(), retry_after=wait)
    try:
        user = _proved(request, username=username, password=password, counts=counts)
    except Refused as refused:
        if not refused.retry_after:
            _note_failed_try(username)
        raise
    for limit, subject in counts:
        if limit in (BROWSER_LIMIT, NAME_LIMIT):
            limit.forget(subject)
    return user


def _note_failed_try(username: str) -> None:
    """Its owner sees how many there were on a day; a name that nobody has costs a row as well."""
    member_id = User.objects.named(username).values_list("pk", flat=True).first()
    if member_id is None:
        NOBODY_LIMIT.take("nobody")
    else:
        FailedTries.objects.note(member_id)


def _take_tries(request: HttpRequest, username: str) -> tuple[Counts, int]:
    """What this try was counted under, and the seconds to wait where there is none left.

    A browser in which this member signed in before has tries of its own, whatever strangers do.
    """
    member_id = User.objects.named(username).values_list("pk", flat=True).first()
    browser = known_browser(request, member_id)
    own: Counts = ((BROWSER_LIMIT, f"{member_id} {browser}"),)
    if browser and not take(own):
        return own, 0
    name, network = subject_of_name(username), network_of(request)
    is_tried_everywhere = bool(EVERYWHERE_LIMIT.take(name))
    here = f"{name} {network}"
    limit = NAME_LIMIT_MEANWHILE if is_tried_everywhere else NAME_LIMIT
    wait = take(((NETWORK_LIMIT, network), (limit, here)))
    if wait:
        EVERYWHERE_LIMIT.give_back(name)
    return ((NETWORK_LIMIT, network), (NAME_LIMIT, here), (EVERYWHERE_LIMIT, name)), wait


def proved_again(request: MemberRequest, *, password: str) -> User:
    """The member who is signed in, once more by their password. Raises Refused.

    Counted for the member in this browser: nobody else can use up these tries.
    """
    counts = ((MEMBER_LIMIT, browser_of_member(request)),)
    if wait := take(counts):
        raise Refused(too_many_tries(), retry_after=wait)
    username = request.user.get_username()
    user = _proved(request, username=username, password=password, counts=counts)
    MEMBER_LIMIT.forget(browser_of_member(request))
    return user


def _proved(request: HttpRequest, *, username: str, password: str, counts: Counts) -> User:
    """The member, proved by name and password; only a failure stays counted. Raises Refused."""
    try:
        user = authenticate(request, username=username, password=password)
    except DerivationsBusy:
        give_back(counts)
        raise Refused(
            _("Many people are signing in right now. Please try again in a moment."),
            retry_after=RETRY_AFTER_SECONDS,
        ) from None
    if not isinstance(user, User):
        raise Refused(_("That user name and password don’t belong together. Please look at both."))
    give_back(counts)
    return user


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
    subject = subject_of_browser(request, user.pk)
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
    _note_sign_in(request, is_first=True)
    vault, data_keys = make_vault(request.user, password=password)
    open_here(request, vault, data_keys)


def sign_in_with_keys(
    request: Request, user: User, vault: Vault, data_keys: dict[int, bytes], *, then: str
) -> HttpResponse:
    """Sign in somebody whose recovery code gave the data keys, with the vault open.

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
            return response
        member = cast(MemberRequest, request)
        _note_sign_in(member)
        open_here(member, vault, data_keys)
    except (UpdateError, Vault.DoesNotExist):
        logout(request)
    return go(request, then)


def _note_sign_in(request: MemberRequest, *, is_first: bool = False) -> None:
    """Pages of this very answer know the member; the list of sign-ins knows the kind of device.

    The owner sees for 30 days that a browser without the mark of an earlier sign-in came in.
    """
    if not is_first and not known_browser(request, request.user.pk):
        back = EndedSignIn.objects.take_back(request.user.pk, device_kind(request))
        request.user.note(Happened.BACK_AFTER_LEAVE if back else Happened.SIGN_IN)
    request.signed_in_now = True  # type: ignore[attr-defined]
    note_known_browser(request, request.user.pk)
    SignIn.objects.named(request.session.session_key or "").update(device=device_kind(request))
    MailedLink.objects.to_reset(request.user.pk).delete()  # nobody who signs in needs it
