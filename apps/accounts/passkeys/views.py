"""Pages of passkeys: what a member has, making and removing one, and signing in by one."""

import time
from base64 import b64encode
from http import HTTPStatus
from typing import Any, Final, cast
from uuid import UUID

from django.contrib.auth.decorators import login_not_required
from django.db import transaction
from django.http import Http404, HttpResponse, JsonResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from apps.accounts.models import User
from apps.accounts.passkeys import ceremonies, kept
from apps.accounts.passkeys.forms import OthersForm
from apps.accounts.passkeys.key_slot import add_passkey, unlock_by_passkey
from apps.accounts.passwords.password_first import password_first, was_proved_lately
from apps.accounts.rate_limits import PASSKEY_LIMIT, subject_of_visitor
from apps.accounts.second_factor import factors
from apps.accounts.second_factor.stage import step_under_way
from apps.accounts.sign_in import sign_in_with_passkey
from apps.common.http.device_kind import device_kind
from apps.common.http.errors import too_many
from apps.common.http.request_values import id_sent
from apps.common.http.requests import MemberRequest, Request
from apps.common.http.responses import form_status, go, inside_path
from apps.common.text.account_events import Happened
from apps.vault.crypto.passkeys import PASSKEY_INPUT
from apps.vault.forms import UnlockForm
from apps.vault.keyslots import NoVault
from apps.vault.models import Vault
from apps.vault.responses import locked_page, still_locked_page
from apps.vault.unlocked_vault import VaultRequest
from apps.vault.unlocking.unlock import CannotOpen, SignInEnded

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
        if wait := PASSKEY_LIMIT.take(subject_of_visitor(request)):
            return too_many(request, retry_after=wait)
        return ceremonies.options_to_use(None)
    if purpose == "second-step" and (stage := step_under_way(request)):
        return ceremonies.options_to_use(stage.login.user)
    if purpose == "unlock" and member:
        return _of_openers(member, ceremonies.options_to_use(member))
    if purpose == "make" and member and _others(request) and was_proved_lately(request):
        return ceremonies.options_to_create(member)
    return HttpResponse(status=HTTPStatus.FORBIDDEN)


def _of_openers(member: User, asked: dict[str, Any]) -> dict[str, Any]:
    """The same question, about those passkeys alone that open the journal."""
    openers = kept.names_of_openers(member)
    allowed = asked["publicKey"].get("allowCredentials", [])
    asked["publicKey"]["allowCredentials"] = [each for each in allowed if each["id"] in openers]
    return asked


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
    response = sign_in_with_passkey(request, row.user, next_path)
    if not hasattr(request, "signed_in_now") or not row.key_slots.exists():
        return response
    try:
        unlock_by_passkey(
            cast(MemberRequest, request), ceremonies.secret_sent(request), passkey_row=row.pk
        )
    except SignInEnded:
        return go(request, reverse("account_login"))
    except CannotOpen as closed:
        return _stays_locked(cast(MemberRequest, request), next_path, closed, HTTPStatus.OK)
    return response


@require_POST
@never_cache
@sensitive_post_parameters()
def passkey_unlock(request: MemberRequest) -> HttpResponse:
    """Open the journal by one touch, for somebody who is signed in."""
    next_path = inside_path(request, request.POST.get("next"))
    try:
        row = ceremonies.used(request, _member(request))
        unlock_by_passkey(request, ceremonies.secret_sent(request), passkey_row=row.pk)
    except ceremonies.PasskeyRefused:
        refused = CannotOpen(_("That was no passkey of this account. Your password opens it."))
        return _stays_locked(request, next_path, refused, HTTPStatus.UNPROCESSABLE_ENTITY)
    except SignInEnded:
        return go(request, reverse("account_login"))
    except CannotOpen as closed:
        return _stays_locked(request, next_path, closed, HTTPStatus.UNPROCESSABLE_ENTITY)
    return go(request, next_path or reverse("pages:home"))


def _stays_locked(
    request: MemberRequest, next_path: str, closed: CannotOpen, status: HTTPStatus
) -> HttpResponse:
    return locked_page(request, UnlockForm(), next_path, status=status, problem=closed.problem)


@require_safe
def passkeys(request: MemberRequest) -> HttpResponse:
    """The member's passkeys, and what each of them is good for."""
    member = _member(request)
    vault = Vault.objects.of(member).current().first()
    context = {
        "passkeys": kept.passkeys_of(member),
        "asks": factors.asks_for_passkeys(member),
        "has_code": vault is not None and vault.has_code(),
        "made": id_sent(request.GET, "made"),
    }
    return render(request, "account/passkeys/list.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@password_first
def passkey_new(request: VaultRequest) -> HttpResponse:
    """Who else opens this device is asked before anything is made."""
    is_open = bool(request.vault)
    form = OthersForm(request.POST if request.method == "POST" else None, is_open=is_open)
    if request.method == "POST" and form.is_valid():
        said = {"others": form.cleaned_data["others"], "opens": form.cleaned_data.get("opens")}
        request.session[SETUP] = {**said, "at": time.time()}
        return go(request, reverse("account_passkey_make"))
    context = {"form": form, "is_open": is_open}
    return render(request, "account/passkeys/new.html", context, status=form_status(form))


@require_http_methods(["GET", "HEAD", "POST"])
@password_first
def passkey_make(request: VaultRequest) -> HttpResponse:
    """The button that makes it; POST keeps what the browser made."""
    others = _others(request)
    if not others:
        return go(request, reverse("account_passkey_new"))
    opens = bool(request.session[SETUP]["opens"] and request.vault)
    context: dict[str, Any] = {"advises_against": others != OthersForm.NOBODY, "opens": opens}
    if request.method != "POST":
        return render(request, "account/passkeys/make.html", context)
    try:
        answer = ceremonies.created(request)
    except ceremonies.PasskeyRefused:
        context["refused"] = True
        status = HTTPStatus.UNPROCESSABLE_ENTITY
        return render(request, "account/passkeys/make.html", context, status=status)
    device = device_kind(request)
    secret = ceremonies.secret_sent(request) if opens else None
    try:
        with transaction.atomic():
            row = kept.keep(_member(request), answer, device=device)
            if secret:
                vault = request.vault
                add_passkey(vault.vault, vault.data_keys, secret, passkey_row=row.pk)
    except (NoVault, Vault.DoesNotExist):  # locked under a new key, or deleted, at this very moment
        return still_locked_page(request)
    _member(request).note(Happened.PASSKEY)
    del request.session[SETUP]
    made = "opens" if secret else "no-key" if opens else "signs"
    return go(request, f"{reverse('account_passkeys')}?made={made}")


@require_http_methods(["GET", "HEAD", "POST"])
def passkey_remove(request: VaultRequest, passkey_id: UUID) -> HttpResponse:
    """GET asks; POST removes it here. The entry on the device is its owner's to delete."""
    passkey = kept.passkey_of(_member(request), passkey_id)
    if passkey is None:
        raise Http404
    return _removal(request, passkey)


@password_first
def _removal(request: VaultRequest, passkey: kept.Passkey) -> HttpResponse:
    if request.method == "POST":
        member = _member(request)
        kept.remove(member, passkey)
        member.note(Happened.NO_PASSKEY)
        return go(request, reverse("account_passkeys"))
    return render(request, "account/passkeys/remove.html", {"passkey": passkey})


@require_POST
@password_first
def passkey_asked(request: MemberRequest) -> HttpResponse:
    """Ask for a passkey after the password too, or no longer."""
    member = _member(request)
    wanted = id_sent(request.POST, "wanted") == "yes"
    if factors.ask_for_passkeys(member, wanted=wanted):
        member.note(Happened.FACTOR if wanted else Happened.NO_FACTOR)
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
