"""Pages of passkeys: what a member has, making and removing one, and signing in by one."""

import time
from base64 import b64encode
from http import HTTPStatus
from typing import Any, Final
from uuid import UUID

from django.contrib.auth.decorators import login_not_required
from django.db import transaction
from django.http import Http404, HttpResponse, JsonResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from apps.accounts.models import User
from apps.accounts.passkeys import ceremonies, kept
from apps.accounts.passkeys.forms import OthersForm
from apps.accounts.passwords.password_first import password_first, was_proved_lately
from apps.accounts.rate_limits import PASSKEY_LIMIT
from apps.accounts.second_factor import factors
from apps.accounts.second_factor.stage import step_under_way
from apps.accounts.sign_in import kind_of, sign_in_with_passkey
from apps.common.http.errors import too_many
from apps.common.http.request_values import id_sent
from apps.common.http.requests import MemberRequest, Request
from apps.common.http.responses import form_status, go, inside_path
from apps.common.rate_limits import network_of
from apps.vault.crypto.passkeys import PASSKEY_INPUT

SETUP: Final = "passkey_setup"
SETUP_SECONDS: Final = 15 * 60


@login_not_required
@never_cache
@require_POST
def options(request: Request) -> HttpResponse:
    """What the browser is to ask for, as JSON, and the input that keys are made from.

    A POST, since the session remembers the challenge.
    """
    asked = _options(request, id_sent(request.POST, "purpose"))
    if isinstance(asked, HttpResponse):
        return asked
    return JsonResponse({**asked, "prf": b64encode(PASSKEY_INPUT).decode()})


def _options(request: Request, purpose: str) -> dict[str, Any] | HttpResponse:
    member = request.user if isinstance(request.user, User) else None
    if purpose == "sign-in" and member is None:
        if wait := PASSKEY_LIMIT.take(network_of(request)):
            return too_many(request, retry_after=wait)
        return ceremonies.options_to_use(None)
    if purpose == "second-step" and (stage := step_under_way(request)):
        return ceremonies.options_to_use(stage.login.user)
    if purpose == "make" and member and _others(request) and was_proved_lately(request):
        return ceremonies.options_to_create(member)
    return HttpResponse(status=HTTPStatus.FORBIDDEN)


@login_not_required
@never_cache
@require_POST
@sensitive_post_parameters()
def passkey_sign_in(request: Request) -> HttpResponse:
    """Sign in by a passkey: no user name, no password, no code."""
    next_path = inside_path(request, request.POST.get("next"))
    if isinstance(request.user, User):
        return go(request, next_path or reverse("pages:home"))
    try:
        row = ceremonies.used(request, None)
    except ceremonies.PasskeyRefused:
        return render(
            request,
            "account/passkeys/refused.html",
            {"next": next_path},
            status=HTTPStatus.FORBIDDEN,
        )
    return sign_in_with_passkey(request, row.user, next_path)


@require_safe
def passkeys(request: MemberRequest) -> HttpResponse:
    """The member's passkeys, and what each of them is good for."""
    member = _member(request)
    context = {"passkeys": kept.passkeys_of(member), "asks": factors.asks_for_passkeys(member)}
    return render(request, "account/passkeys/list.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@password_first
def passkey_new(request: MemberRequest) -> HttpResponse:
    """Who else opens this device is asked before anything is made."""
    form = OthersForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        request.session[SETUP] = {"others": form.cleaned_data["others"], "at": time.time()}
        return go(request, reverse("account_passkey_make"))
    return render(request, "account/passkeys/new.html", {"form": form}, status=form_status(form))


@require_http_methods(["GET", "HEAD", "POST"])
@password_first
def passkey_make(request: MemberRequest) -> HttpResponse:
    """The button that makes it; POST keeps what the browser made."""
    others = _others(request)
    if not others:
        return go(request, reverse("account_passkey_new"))
    context: dict[str, Any] = {"advises_against": others != OthersForm.NOBODY}
    if request.method != "POST":
        return render(request, "account/passkeys/make.html", context)
    try:
        answer = ceremonies.created(request)
    except ceremonies.PasskeyRefused:
        context["refused"] = True
        status = HTTPStatus.UNPROCESSABLE_ENTITY
        return render(request, "account/passkeys/make.html", context, status=status)
    device = kind_of(request.headers.get("User-Agent", ""))
    with transaction.atomic():
        kept.keep(_member(request), answer, device=device)
    del request.session[SETUP]
    return go(request, reverse("account_passkeys"))


@require_http_methods(["GET", "HEAD", "POST"])
def passkey_remove(request: MemberRequest, passkey_id: UUID) -> HttpResponse:
    """GET asks; POST removes it here. The entry on the device is its owner's to delete."""
    passkey = kept.passkey_of(_member(request), passkey_id)
    if passkey is None:
        raise Http404
    return _removal(request, passkey)


@password_first
def _removal(request: MemberRequest, passkey: kept.Passkey) -> HttpResponse:
    if request.method == "POST":
        kept.remove(_member(request), passkey)
        return go(request, reverse("account_passkeys"))
    return render(request, "account/passkeys/remove.html", {"passkey": passkey})


@require_POST
@password_first
def passkey_asked(request: MemberRequest) -> HttpResponse:
    """Ask for a passkey after the password too, or no longer."""
    member = _member(request)
    wanted = id_sent(request.POST, "wanted") == "yes"
    factors.ask_for_passkeys(member, wanted=wanted)
    if wanted and factors.asks_for_passkeys(member):
        return go(request, reverse("account_backup_codes"))
    return go(request, reverse("account_passkeys"))


def _others(request: Request) -> str:
    """What was answered to the question who else opens the device, or an empty string."""
    setup = request.session.get(SETUP)
    if not setup or not 0 <= time.time() - setup["at"] <= SETUP_SECONDS:
        return ""
    return str(setup["others"])


def _member(request: MemberRequest) -> User:
    assert isinstance(request.user, User)
    return request.user
