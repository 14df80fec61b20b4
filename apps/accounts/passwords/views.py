"""Change the password; come back with a recovery code and a new password."""

from contextlib import suppress
from typing import Any, cast

from allauth.account import views as allauth
from django.contrib.auth.decorators import login_not_required
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_safe

from apps.accounts.forms import (
    ChangePasswordForm,
    RecoverForm,
)
from apps.accounts.models import User
from apps.accounts.page import journal_of, shown_again
from apps.accounts.passwords.change import Overtaken, change_password
from apps.accounts.passwords.recovery import recover_with_code, vault_opened_by
from apps.accounts.rate_limits import (
    CODE_LIMIT,
    SCORING_LIMIT,
    subject_of_recovery,
)
from apps.accounts.renewal import steps as renewal
from apps.accounts.sign_in import sign_in_with_keys
from apps.common.http.errors import too_busy, too_many
from apps.common.http.known_browser import known_browser
from apps.common.http.requests import MemberRequest, Request
from apps.common.http.responses import form_status, go
from apps.common.text.account_events import Happened
from apps.vault.crypto.kdf_limit import DerivationsBusy
from apps.vault.crypto.keys import WrongKey
from apps.vault.crypto.sealing import Damaged
from apps.vault.key_changes.rekeying import CodeCannotFollow
from apps.vault.key_changes.views import code_cannot_follow
from apps.vault.keyslots import NoVault
from apps.vault.models import UnlockedSession, Vault
from apps.vault.unlocked_vault import UnlockedVault
from apps.vault.unlocking.unlock import browser_of_member

GONE = (User.NotUpdated, Vault.DoesNotExist)  # deleted in another browser at this very moment


class ChangePasswordView(allauth.PasswordChangeView):  # type: ignore[misc]
    """The journal's keys move to the new password; other places are signed out."""

    def post(self, request: MemberRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Counted for the member in this browser, so that nobody else can use this up."""
        if wait := SCORING_LIMIT.take(f"{browser_of_member(request)} member"):
            return too_many(request, retry_after=wait)
        return cast(HttpResponse, super().post(request, *args, **kwargs))

    def get_form_kwargs(self) -> dict[str, Any]:
        return {**super().get_form_kwargs(), "request": self.request}

    def form_valid(self, form: ChangePasswordForm) -> HttpResponse:
        old, new = form.cleaned_data["oldpassword"], form.cleaned_data["password1"]
        key_before = self.request.vault.vault.newest_key if self.request.vault else 0
        try:
            new_key = form.cleaned_data["is_known"]
            change_password(self.request, form.user, old=old, new=new, new_key=new_key)
        except DerivationsBusy as busy:
            return too_busy(self.request, retry_after=busy.retry_after)
        except Overtaken:
            form.add_error(None, _overtaken())
            return shown_again(self, form)
        except GONE:
            form.add_error(None, _("This account was deleted meanwhile. Nothing was changed."))
            return shown_again(self, form)
        except CodeCannotFollow:
            form.add_error("is_known", code_cannot_follow())
            return shown_again(self, form)
        except (WrongKey, Damaged, NoVault):
            words = _("The key of your journal is damaged, so nothing was changed.")
            form.add_error(None, f"{words} {_('Your recovery code can still open it.')}")
            return shown_again(self, form)
        form.user.note(Happened.PASSWORD)
        if self.request.vault and renewal.renewal_of(self.request.vault).since:
            renewal.password_is_new(self.request.vault, key_before=key_before)
            return go(self.request, reverse("account_renewal"))
        if new_key and self.request.vault:
            return go(self.request, reverse("vault:new_key"))
        return go(self.request, reverse("account_password_changed"))

    def form_invalid(self, form: ChangePasswordForm) -> HttpResponse:
        if form.retry_after:
            problem = str(form.errors["oldpassword"][0])
            return too_many(self.request, retry_after=form.retry_after, message=problem)
        return shown_again(self, form)


def _overtaken() -> str:
    return _(
        "Your account was changed in another window a moment ago, so this new password was not "
        "kept. If it was you, sign in with the other one."
    )


@require_safe
def password_changed(request: MemberRequest) -> HttpResponse:
    return render(request, "account/password_changed.html", journal_of(request))


@login_not_required
@require_http_methods(["GET", "HEAD", "POST"])
@sensitive_post_parameters()
def recover(request: Request) -> HttpResponse:
    """A user name and a recovery code open the journal again, under a new password.

    Two steps of one form: the code is tried first, and again together with the new password.
    """
    if request.method != "POST":
        return _recover_page(request, RecoverForm())
    subject = subject_of_recovery(request)
    if wait := SCORING_LIMIT.take(subject):
        return too_many(request, retry_after=wait)
    form = RecoverForm(request.POST)
    if form.is_valid():
        if wait := CODE_LIMIT.take(subject):
            return too_many(request, retry_after=wait)
        try:
            done = _opened_by_code(request, form)
        except (NoVault, WrongKey, *GONE):
            form.add_error("code", _("This code does not open a journal under that user name."))
        except Damaged:
            form.add_error("code", _("This code fits, but what it should open is damaged."))
        except DerivationsBusy as busy:
            CODE_LIMIT.give_back(subject)
            return too_busy(request, retry_after=busy.retry_after)
        else:
            CODE_LIMIT.give_back(subject)
            return done
    return _recover_page(request, form)


def _recover_page(request: Request, form: RecoverForm) -> HttpResponse:
    return render(request, "account/recover.html", {"form": form}, status=form_status(form))


def _opened_by_code(request: Request, form: RecoverForm) -> HttpResponse:
    """The field for a new password; with one, the new password stored and the member signed in.

    Raises NoVault, WrongKey, Damaged or DerivationsBusy, and then nothing is changed.
    """
    code = form.cleaned_data["code"]
    user, vault = vault_opened_by(form.cleaned_data["username"], code)
    if "password1" not in form.fields:
        return _recover_page(request, form.with_password())
    was_known = bool(known_browser(request, user))
    data_keys = recover_with_code(user, vault, code, new=form.cleaned_data["password1"])
    with suppress(Damaged, Vault.DoesNotExist):
        opened = UnlockedVault(UnlockedSession(vault=vault), data_keys)
        renewal.password_is_new(opened, key_before=vault.newest_key)
    user.note(Happened.RECOVERED)
    then = reverse("account_recovered")
    return sign_in_with_keys(request, user, vault, data_keys, then=then, was_known=was_known)


@require_safe
def recovered(request: MemberRequest) -> HttpResponse:
    """The new password is set: a new code is offered before anything else."""
    return render(request, "account/recovered.html", journal_of(request))
