"""Pages of the second factor: its step at sign-in, turning it on and off, and the backup codes."""

import time
from base64 import b64encode
from http import HTTPStatus
from typing import Any, Final

from allauth.mfa.adapter import get_adapter
from allauth.mfa.utils import decrypt, encrypt
from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_safe

from apps.accounts.models import FailedTries, User
from apps.accounts.passkeys.ceremonies import PasskeyRefused, used
from apps.accounts.passwords.password_first import password_first
from apps.accounts.rate_limits import SECOND_FACTOR_LIMIT, subject_of_browser
from apps.accounts.second_factor import factors
from apps.accounts.second_factor.forms import CodeForm
from apps.accounts.second_factor.stage import PROVED, SecondFactorStage, step_under_way
from apps.accounts.sign_in import finish_second_step
from apps.common.http.errors import too_many
from apps.common.http.requests import MemberRequest, Request
from apps.common.http.responses import form_status, go, inside_path
from apps.common.text.account_events import Happened
from apps.common.text.contact import contact_link
from apps.vault.crypto.sealing import Damaged

SETUP: Final = "second_factor_setup"
SETUP_SECONDS: Final = 15 * 60


@login_not_required
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@sensitive_post_parameters()
def second_step(request: Request) -> HttpResponse:
    """The code or a passkey, after the password was right. Only then is anybody signed in."""
    stage = step_under_way(request)
    if stage is None:
        status = HTTPStatus.FORBIDDEN if request.method == "POST" else HTTPStatus.OK
        return render(request, "account/second_step_over.html", status=status)
    if "credential" in request.POST:
        return _step_by_passkey(request, stage)
    form = CodeForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        subject = subject_of_browser(request, stage.login.user)
        if wait := SECOND_FACTOR_LIMIT.take(subject):
            return too_many(request, retry_after=wait)
        if _is_right(form, stage.login.user):
            SECOND_FACTOR_LIMIT.forget(subject)
            return finish_second_step(request, stage)
        FailedTries.objects.note(stage.login.user.pk)
    return _step_page(request, stage, form, status=form_status(form))


def _step_by_passkey(request: Request, stage: SecondFactorStage) -> HttpResponse:
    try:
        used(request, stage.login.user)
    except PasskeyRefused:
        status = HTTPStatus.UNPROCESSABLE_ENTITY
        return _step_page(request, stage, CodeForm(), status=status, is_refused=True)
    return finish_second_step(request, stage)


def _step_page(
    request: Request,
    stage: SecondFactorStage,
    form: CodeForm,
    *,
    status: HTTPStatus,
    is_refused: bool = False,
) -> HttpResponse:
    member = stage.login.user
    context = {
        "form": form,
        "has_app": factors.has_app(member),
        "has_passkey": factors.has_passkey(member),
        "is_refused": is_refused,
        "contact": settings.CONTACT,
        "contact_link": contact_link(),
    }
    return render(request, "account/second_step.html", context, status=status)


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
@sensitive_post_parameters()
def prove_second_factor(request: MemberRequest) -> HttpResponse:
    """The code alone, for a sign-in that has not shown it yet; then where one was going."""
    member = _member(request)
    next_path = inside_path(request, request.GET.get("next")) or reverse("pages:home")
    if not factors.needs_second_factor(member) or request.session.get(PROVED):
        return go(request, next_path)
    form = CodeForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        subject = subject_of_browser(request, member)
        if wait := SECOND_FACTOR_LIMIT.take(subject):
            return too_many(request, retry_after=wait)
        if _is_right(form, member):
            SECOND_FACTOR_LIMIT.forget(subject)
            request.session[PROVED] = True
            return go(request, next_path)
    context = {"form": form, "action": request.get_full_path()}
    return render(request, "account/second_factor/prove.html", context, status=form_status(form))


@require_safe
def second_factor(request: MemberRequest) -> HttpResponse:
    """Whether a second factor is asked for, and what to do with it."""
    member = _member(request)
    context = {"is_on": factors.has_app(member), "codes_left": _codes_left(member)}
    return render(request, "account/second_factor/home.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@password_first
def app_on(request: MemberRequest) -> HttpResponse:
    """A secret for an app, and the first code of it: from then on each sign-in asks for one."""
    member = _member(request)
    if factors.has_app(member):
        return go(request, reverse("account_second_factor"))
    secret = _secret_in_hand(request)
    if request.method == "POST" and not secret:
        request.session[SETUP] = {"secret": encrypt(factors.new_secret()), "at": time.time()}
        return go(request, reverse("account_app_on"))
    if not secret:
        return render(request, "account/second_factor/begin.html")
    form = CodeForm(request.POST if "code" in request.POST else None)
    if form.is_valid():
        counter = factors.counter_of(secret, form.cleaned_data["code"])
        if counter is None:
            form.add_error("code", _wrong_code())
        else:
            if factors.turn_on(member, secret, counter=counter):
                member.note(Happened.FACTOR)
            del request.session[SETUP]
            request.session[PROVED] = True
            member.end_sign_ins(but=request.session.session_key)
            return go(request, reverse("account_backup_codes"))
    context = {"form": form, **_for_an_app(member, secret)}
    return render(request, "account/second_factor/app.html", context, status=form_status(form))


@require_http_methods(["GET", "HEAD", "POST"])
@password_first
def app_off(request: MemberRequest) -> HttpResponse:
    """GET asks; POST signs in by the password alone again."""
    member = _member(request)
    if request.method == "POST" and factors.turn_off(member):
        member.note(Happened.NO_FACTOR)
    if not factors.has_app(member):
        return go(request, reverse("account_second_factor"))
    return render(request, "account/second_factor/off.html")


@require_http_methods(["GET", "HEAD", "POST"])
@password_first
def backup_codes(request: MemberRequest) -> HttpResponse:
    """GET shows those that were not used; POST makes ten new ones."""
    member = _member(request)
    if not factors.needs_second_factor(member):
        return go(request, reverse("account_second_factor"))
    if request.method == "POST":
        factors.renew_backup_codes(member)
        member.note(Happened.BACKUP_CODES)
        return go(request, reverse("account_backup_codes"))
    try:
        context: dict[str, Any] = {"codes": factors.backup_codes(member)}
    except Damaged:
        context = {"is_damaged": True}
    return render(request, "account/second_factor/codes.html", context)


def _is_right(form: CodeForm, user: User) -> bool:
    """Whether the code is; else the form says what is wrong with it."""
    try:
        if factors.accepts(user, form.cleaned_data["code"]):
            return True
        form.add_error("code", _wrong_code())
    except Damaged:
        form.add_error("code", _unreadable())
    return False


def _wrong_code() -> str:
    return _(
        "That is not the current code. Type the one that your app shows at this moment. Each code "
        "counts once, so wait for the next if you have just used it."
    )


def _unreadable() -> str:
    return _(
        "What this code is compared with can’t be read here. It is not your mistake. Please write "
        "to whoever runs this site."
    )


def _secret_in_hand(request: MemberRequest) -> str:
    """The secret of a set-up under way, or an empty string. It lies encrypted in the session."""
    setup = request.session.get(SETUP)
    if not setup or not 0 <= time.time() - setup["at"] <= SETUP_SECONDS:
        return ""
    try:
        return str(decrypt(setup["secret"]))
    except Damaged:
        return ""


def _for_an_app(user: User, secret: str) -> dict[str, Any]:
    """The picture to scan, and the same to type."""
    adapter = get_adapter()
    address = adapter.build_totp_url(user, secret)
    svg = adapter.build_totp_svg(address)
    return {
        "picture": f"data:image/svg+xml;base64,{b64encode(svg.encode()).decode()}",
        "secret": " ".join(secret[at : at + 4] for at in range(0, len(secret), 4)),
        "address": address,
    }


def _codes_left(user: User) -> int | None:
    try:
        return len(factors.backup_codes(user))
    except Damaged:
        return None


def _member(request: MemberRequest) -> User:
    assert isinstance(request.user, User)
    return request.user
