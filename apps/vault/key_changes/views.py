"""Pages where the keys of a journal move: brought back under another password, or begun anew."""

from collections.abc import Callable
from http import HTTPStatus
from typing import Any

from django.contrib.auth import logout
from django.contrib.sessions.backends.base import UpdateError
from django.db import transaction
from django.forms import Form
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.urls import reverse, reverse_lazy
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from apps.common.http.errors import too_busy, too_many
from apps.common.http.request_values import uuid_sent
from apps.common.http.requests import MemberRequest
from apps.common.http.responses import go, render_page
from apps.common.http.retry_words import try_again
from apps.common.text.account_events import Happened
from apps.vault.crypto.kdf_limit import DerivationsBusy
from apps.vault.crypto.keys import WrongKey
from apps.vault.crypto.sealing import Damaged
from apps.vault.guard import vault_required
from apps.vault.key_changes import journals as verbs
from apps.vault.key_changes import rekeying
from apps.vault.key_changes.forms import BringBackForm, PasswordOfNowForm
from apps.vault.keyslots import DataKeys, HasVault, NoVault
from apps.vault.models import Vault
from apps.vault.responses import STORE_RETRY_AFTER, lately_reset_of
from apps.vault.unlocked_vault import VaultRequest
from apps.vault.unlocking.browser_session import keep_data_keys
from apps.vault.unlocking.unlock import (
    UNLOCK_LIMIT,
    CannotOpen,
    browser_of_member,
    open_here,
    prove,
)

KEY_PAGE = reverse_lazy("vault:new_key")

type Opened = tuple[Vault, DataKeys]


class _NotDone(Exception):
    """The form is shown again with a problem beside a field."""

    def __init__(self, field: str, problem: str) -> None:
        super().__init__(problem)
        self.field = field
        self.problem = problem


@require_safe
def journals(request: MemberRequest) -> HttpResponse:
    """The member's journals, and what can be done with each."""
    return _page(request)


@require_POST
@sensitive_post_parameters()
def bring_back(request: MemberRequest) -> HttpResponse:
    """POST what a journal is locked with and the password of now: it opens, under that one."""
    if "vault" not in request.POST:
        return go(request, reverse("vault:journals"))
    vault = _vault_sent(request)
    if not vault.has_earlier_password():
        return _go_to(request, vault)
    form = BringBackForm(request.POST)

    def opened() -> Opened:
        now, code = form.cleaned_data["password"], form.cleaned_data["code"]
        try:
            data_keys = verbs.unwrap_either_way(
                vault, password=form.cleaned_data["earlier"], code=code
            )
        except (WrongKey, NoVault):
            field = "code" if code else "earlier"
            raise _NotDone(field, _("That does not open this journal.")) from None
        except Damaged:
            problem = _("That fits, but the key that it should open is damaged.")
            raise _NotDone("code" if code else "earlier", problem) from None
        verbs.bring_back(request.user, vault, data_keys, password=now, by_code=bool(code))
        return vault, data_keys

    return _done(request, form, opened, note=Happened.OPENED_AGAIN, of=vault)


def _go_to(request: MemberRequest, vault: Vault) -> HttpResponse:
    """From one journal to another that opens with the password of now."""
    form = PasswordOfNowForm(request.POST)

    def opened() -> Opened:
        now = form.cleaned_data["password"]
        try:
            data_keys = verbs.unwrap_either_way(vault, password=now, code=None)
        except (Damaged, NoVault):
            problem = _("Your password is right, but the key that it should open is damaged.")
            raise _NotDone("password", problem) from None
        verbs.bring_back(request.user, vault, data_keys, password=now, by_code=False)
        return vault, data_keys

    return _done(request, form, opened, of=vault)


@require_POST
@sensitive_post_parameters()
def begin_journal(request: MemberRequest) -> HttpResponse:
    """POST the password of now: a new journal beside the locked one, which stays."""
    form = PasswordOfNowForm(request.POST)

    def opened() -> Opened:
        try:
            return verbs.begin_beside(request.user, password=form.cleaned_data["password"])
        except HasVault:
            problem = _("Your journal opens with your password, so none was begun beside it.")
            raise _NotDone("password", problem) from None

    return _done(request, form, opened, note=Happened.NEW_JOURNAL)


def _done(
    request: MemberRequest,
    form: Form,
    opened: Callable[[], Opened],
    *,
    note: Happened | None = None,
    of: Vault | None = None,
) -> HttpResponse:
    """Prove the password of now, then open; counted with the tries to unlock."""
    if not form.is_valid():
        return _page(request, form, of=of)
    subject = browser_of_member(request)
    if wait := UNLOCK_LIMIT.take(subject):
        return too_many(request, retry_after=wait)
    try:
        if not request.user.check_password(form.cleaned_data["password"]):
            raise WrongKey
        vault, data_keys = opened()
    except WrongKey:
        form.add_error("password", _("That is not the password you sign in with now."))
        return _page(request, form, of=of)
    except _NotDone as problem:
        form.add_error(problem.field, problem.problem)
        return _page(request, form, of=of)
    except DerivationsBusy as busy:
        UNLOCK_LIMIT.give_back(subject)
        return too_busy(request, retry_after=busy.retry_after)
    UNLOCK_LIMIT.forget(subject)
    if note:
        request.user.note(note)
    try:
        open_here(request, vault, data_keys)
    except (UpdateError, Vault.DoesNotExist):
        logout(request)
    return go(request, reverse("pages:home"))


def _vault_sent(request: MemberRequest) -> Vault:
    vault = Vault.objects.of(request.user).with_id(uuid_sent(request.POST, "vault"))
    if vault is None:
        raise Http404
    return vault


def _page(
    request: MemberRequest, form: Form | None = None, *, of: Vault | None = None
) -> HttpResponse:
    """The list; a form that was refused stands where it was sent from."""
    begin = form if of is None else None
    context: dict[str, Any] = {
        "journals": [
            (each, form if of is not None and each.vault.pk == of.pk else _fresh(each.vault))
            for each in verbs.journals_of(request.user)
        ],
        "begin_form": begin or PasswordOfNowForm(auto_id="id_begin_%s"),
        "form": form,
        "lately_reset": lately_reset_of(request),
    }
    status = HTTPStatus.UNPROCESSABLE_ENTITY if form is not None else HTTPStatus.OK
    return render(request, "vault/journals.html", context, status=status)


def _fresh(vault: Vault) -> Form:
    kind = BringBackForm if vault.has_earlier_password() else PasswordOfNowForm
    return kind(auto_id=f"id_{vault.pk.hex[:8]}_%s")


@require_http_methods(["GET", "HEAD", "POST"])
@vault_required
def new_key(request: VaultRequest) -> HttpResponse:
    """GET says how far it has come; POST seals the next rows under the new key."""
    if request.method != "POST" or not rekeying.is_under_way(request.vault.vault):
        return _key_page(request, rekeying.progress(request.vault))
    now = rekeying.step(request.vault)
    if now.left == 0:
        keep_data_keys(request, request.vault)
    return _key_page(request, now) if request.htmx or now.is_stuck else go(request, str(KEY_PAGE))


@require_POST
@vault_required
@sensitive_post_parameters()
def begin_new_key(request: VaultRequest) -> HttpResponse:
    """POST the password: the journal gets a new key, and is locked in every other browser."""
    form = PasswordOfNowForm(request.POST)
    if not form.is_valid():
        return _key_page(request, rekeying.progress(request.vault), form)
    password = form.cleaned_data["password"]
    vault = request.vault.vault
    try:
        prove(request, password)
        with transaction.atomic():
            if not request.user.still_has(password) or vault.has_earlier_password():
                raise WrongKey
            all_keys = rekeying.begin(vault, request.vault.data_keys, password=password)
    except CannotOpen as refused:
        if refused.retry_after:
            return too_many(request, retry_after=refused.retry_after, message=refused.problem)
        form.add_error("password", refused.problem)
    except WrongKey:
        form.add_error("password", _("That is not the password you sign in with now."))
    except rekeying.CodeCannotFollow:
        form.add_error(None, code_cannot_follow())
    except DerivationsBusy as busy:
        return too_busy(request, retry_after=busy.retry_after)
    else:
        open_here(request, vault, all_keys)
        return go(request, str(KEY_PAGE))
    return _key_page(request, rekeying.progress(request.vault), form)


def code_cannot_follow() -> str:
    return _(
        "Your recovery code could not go along to a new key, so nothing was changed. Make a new "
        "code first."
    )


def _key_page(
    request: VaultRequest, now: rekeying.RekeyingProgress, form: PasswordOfNowForm | None = None
) -> HttpResponse:
    context = {
        "progress": now,
        "store_when": try_again(STORE_RETRY_AFTER),
        "is_under_way": rekeying.is_under_way(request.vault.vault),
        "is_done": request.vault.vault.newest_key > 1,
        "form": form or PasswordOfNowForm(),
        "has_code": request.vault.vault.has_code(),
        "has_others": verbs.has_others(request.vault.vault),
    }
    status = HTTPStatus.UNPROCESSABLE_ENTITY if form else HTTPStatus.OK
    return render_page(request, "vault/new_key.html", context, fragment="progress", status=status)
