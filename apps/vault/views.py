"""Pages of the vault: unlock, lock, and the recovery code."""

from http import HTTPStatus

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST

from apps.common.http.errors import only_closes, too_many
from apps.common.http.requests import MemberRequest
from apps.common.http.responses import form_status, go, inside_path
from apps.common.text.account_events import Happened
from apps.vault.crypto.recovery_code import RecoveryCode
from apps.vault.crypto.sealing import Damaged
from apps.vault.forms import ProofForm, UnlockForm
from apps.vault.guard import vault_required
from apps.vault.key_changes import recovery_codes
from apps.vault.models import Vault
from apps.vault.responses import lately_reset_of, locked_page, recovery_on_the_way
from apps.vault.unlocked_vault import VaultRequest
from apps.vault.unlocking.browser_session import lock
from apps.vault.unlocking.unlock import FIRST_VAULT, CannotOpen, SignInEnded, unlock

OPEN = Vault.RecoveryChoice.OPEN
MINUTES_TO_SHOW = 5
MINUTES_TO_PROVE = 30


@require_http_methods(["GET", "HEAD", "POST"])
@sensitive_post_parameters()
def unlock_page(request: MemberRequest) -> HttpResponse:
    form = UnlockForm(request.POST or None)
    next_path = _next_path(request)
    if request.method != "POST" and request.vault:  # type: ignore[attr-defined]
        return go(request, next_path or reverse("pages:home"))
    if request.method == "POST" and form.is_valid():
        try:
            unlock(request, form.cleaned_data["password"])
        except CannotOpen as error:
            if error.retry_after:
                return too_many(request, retry_after=error.retry_after, message=error.problem)
            form.add_error("password", error.problem)
            if isinstance(error, SignInEnded):
                return locked_page(request, form, next_path, status=HTTPStatus.CONFLICT)
        else:
            return go(request, next_path or reverse("pages:home"))
    return locked_page(
        request,
        form,
        next_path,
        status=form_status(form),
    )


@only_closes
@require_POST
def lock_now(request: MemberRequest) -> HttpResponse:
    lock(request)
    return go(request, reverse("vault:unlock"))


@require_http_methods(["GET", "HEAD", "POST"])
@vault_required
def recovery(request: VaultRequest) -> HttpResponse:
    """GET shows whether there is a recovery code (and one that waits); POST makes a new code.

    A recovery code opens the vault from anywhere, so it is made and shown only to somebody who
    typed the password a moment ago, not to whoever finds the journal open. `next` is the address
    to which the member was going; every step passes it on.
    """
    waits = request.vault.vault.slots.waiting_for_proof().exists()
    if (request.method == "POST" or waits) and not _proved_lately(request, MINUTES_TO_SHOW):
        return _password_first(request)
    if request.method == "POST":
        recovery_codes.offer_code(request.vault.vault, request.vault.data_keys)
        return go(request, recovery_on_the_way(_next_path(request)))
    try:
        code = recovery_codes.waiting_code(request.vault.vault, request.vault.data_keys)
    except Damaged:
        return _recovery_page(request, None, ProofForm(), is_damaged=True)
    return _recovery_page(request, code, ProofForm())


@require_POST
@vault_required
def proof(request: VaultRequest) -> HttpResponse:
    """POST with two groups of the new recovery code: it opens the vault, the old code no longer."""
    if not _proved_lately(request, MINUTES_TO_PROVE):
        return _password_first(request)
    code = recovery_codes.waiting_code(request.vault.vault, request.vault.data_keys)
    form = ProofForm(request.POST)
    if code is None:
        return go(request, recovery_on_the_way(_next_path(request)))
    if not form.proves(code):
        return _recovery_page(request, code, form, status=HTTPStatus.UNPROCESSABLE_ENTITY)
    accepted = recovery_codes.accept_code(request.vault.vault, request.vault.data_keys, code)
    if not accepted:
        return go(request, recovery_on_the_way(_next_path(request)))
    request.user.note(Happened.CODE)
    return _onward(request)


@require_POST
@vault_required
def recovery_choice(request: VaultRequest) -> HttpResponse:
    """POST to decide on a recovery code later, or to go without one; both can be changed."""
    choice = request.POST.get("choice", "")
    if choice not in (Vault.RecoveryChoice.LATER, Vault.RecoveryChoice.WITHOUT):
        return go(request, recovery_on_the_way(_next_path(request)))
    request.vault.vault.choose_recovery(Vault.RecoveryChoice(choice))
    return _onward(request)


def _next_path(request: MemberRequest) -> str:
    return inside_path(request, request.POST.get("next") or request.GET.get("next"))


def _onward(request: VaultRequest) -> HttpResponse:
    return go(request, _next_path(request) or reverse("pages:home"))


def _proved_lately(request: VaultRequest, minutes: int) -> bool:
    return request.vault.opening.was_proved_within(minutes)


def _password_first(request: VaultRequest) -> HttpResponse:
    """The page that asks for the password once more, although the vault is unlocked."""
    again = recovery_on_the_way(_next_path(request))
    context = {"form": UnlockForm(), "next": again, "is_open": True}
    context["lately_reset"] = lately_reset_of(request)
    status = HTTPStatus.OK if request.method in {"GET", "HEAD"} else HTTPStatus.FORBIDDEN
    return render(request, "vault/locked.html", context, status=status)


def _recovery_page(
    request: VaultRequest,
    code: RecoveryCode | None,
    form: ProofForm,
    *,
    status: int = HTTPStatus.OK,
    is_damaged: bool = False,
) -> HttpResponse:
    vault = request.vault.vault
    request.session.pop(FIRST_VAULT, None)
    context = {
        "code": code,
        "form": form,
        "has_code": vault.has_code(),
        "is_first": not code and not vault.has_code() and vault.recovery_choice == OPEN,
        "was_used": vault.has_used_code(),
        "choice": vault.recovery_choice,
        "is_damaged": is_damaged,
        "next": _next_path(request),
    }
    return render(request, "vault/recovery.html", context, status=status)
