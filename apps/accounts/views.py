"""Sign up, sign in, sign out, change the password, come back with a recovery code."""

from http import HTTPStatus
from typing import Any, cast

from allauth.account import views as allauth
from django.conf import settings
from django.contrib.auth import logout
from django.contrib.auth.decorators import login_not_required
from django.db import IntegrityError, transaction
from django.forms import Form
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_safe
from django.views.generic.edit import FormView

from apps.accounts.deletion import delete_member
from apps.accounts.forms import (
    ChangePasswordForm,
    DeleteForm,
    RecoverForm,
    SignInForm,
    SignUpForm,
    name_is_taken,
)
from apps.accounts.models import AccountEvent, User
from apps.accounts.passwords.change import Overtaken, change_password
from apps.accounts.passwords.recovery import recover_with_code, vault_opened_by
from apps.accounts.rate_limits import (
    CODE_LIMIT,
    SCORING_LIMIT,
    SIGN_UP_LIMIT,
    subject_of_recovery,
)
from apps.accounts.second_factor.factors import has_passkey
from apps.accounts.sign_in import (
    Refused,
    first_vault,
    hold_for_second_step,
    leave,
    open_after_sign_in,
    proved_again,
    sign_in_with_keys,
)
from apps.common.http.errors import only_closes, too_many
from apps.common.http.requests import MemberRequest, Request
from apps.common.http.responses import form_status, go, inside_path
from apps.common.rate_limits import network_of
from apps.common.text.account_events import Happened
from apps.quiz.integrations import keep_on_arrival
from apps.vault.crypto.kdf_limit import RETRY_AFTER_SECONDS, DerivationsBusy
from apps.vault.crypto.keys import WrongKey
from apps.vault.crypto.sealing import Damaged
from apps.vault.key_changes.rekeying import CodeCannotFollow
from apps.vault.key_changes.views import code_cannot_follow
from apps.vault.keyslots import NoVault
from apps.vault.models import Vault
from apps.vault.responses import cannot_open_page, held_back, lately_reset_of
from apps.vault.unlocking import CannotOpen, SignInEnded, browser_of_member
from apps.vault.views import recovery_on_the_way

BACKUP_DAYS = settings.BACKUP_DAYS
GONE = (User.NotUpdated, Vault.DoesNotExist)  # deleted in another browser at this very moment


class SignInView(allauth.LoginView):  # type: ignore[misc]
    """One password signs in and opens the journal."""

    def form_valid(self, form: SignInForm) -> HttpResponse:
        hold_for_second_step(self.request, form.user, password=form.cleaned_data["password"])
        response: HttpResponse = super().form_valid(form)
        if not self.request.user.is_authenticated:
            return response
        try:
            open_after_sign_in(self.request, password=form.cleaned_data["password"])
        except SignInEnded as ended:
            form.add_error(None, ended.problem)
            return _shown_again(self, form)
        except CannotOpen as closed:
            next_path = inside_path(self.request, self.get_next_url())
            return cannot_open_page(
                self.request, next_path, problem=closed.problem, retry_after=closed.retry_after
            )
        return _arrived(self) or response

    def form_invalid(self, form: SignInForm) -> HttpResponse:
        if form.retry_after:
            problem = str(form.non_field_errors()[0])
            return too_many(self.request, retry_after=form.retry_after, message=problem)
        return _shown_again(self, form)


class SignUpView(allauth.SignupView):  # type: ignore[misc]
    """A new member, a new vault, then the recovery code: all of it or nothing."""

    def post(self, request: Request, *args: Any, **kwargs: Any) -> HttpResponse:
        if wait := SCORING_LIMIT.take(network_of(request)):
            return too_many(request, retry_after=wait)
        return cast(HttpResponse, super().post(request, *args, **kwargs))

    def form_valid(self, form: SignUpForm) -> HttpResponse:
        if wait := SIGN_UP_LIMIT.take(network_of(self.request)):
            return too_many(self.request, retry_after=wait)
        try:
            with transaction.atomic():
                super().form_valid(form)
                first_vault(self.request, password=form.cleaned_data["password1"])
        except DerivationsBusy:
            logout(self.request)
            return too_many(self.request, retry_after=RETRY_AFTER_SECONDS)
        except IntegrityError:
            logout(self.request)
            form.add_error("username", name_is_taken())
            return _shown_again(self, form)
        next_path = inside_path(self.request, self.get_next_url())
        return _arrived(self) or go(self.request, recovery_on_the_way(next_path))

    def form_invalid(self, form: SignUpForm) -> HttpResponse:
        """Only here can somebody learn that a name exists, so only so many may ask."""
        tells = form.has_error("username", "taken")
        if tells and (wait := SIGN_UP_LIMIT.take(network_of(self.request))):
            return too_many(self.request, retry_after=wait)
        return _shown_again(self, form)


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
        try:
            new_key = form.cleaned_data["is_known"]
            change_password(self.request, form.user, old=old, new=new, new_key=new_key)
        except DerivationsBusy:
            return too_many(self.request, retry_after=RETRY_AFTER_SECONDS)
        except Overtaken:
            form.add_error(None, _overtaken())
            return _shown_again(self, form)
        except GONE:
            form.add_error(None, _("This account was deleted meanwhile. Nothing was changed."))
            return _shown_again(self, form)
        except CodeCannotFollow:
            form.add_error("is_known", code_cannot_follow())
            return _shown_again(self, form)
        except (WrongKey, Damaged, NoVault):
            words = _("The key of your journal is damaged, so nothing was changed.")
            form.add_error(None, f"{words} {_('Your recovery code can still open it.')}")
            return _shown_again(self, form)
        form.user.note(Happened.PASSWORD)
        if new_key and self.request.vault:
            return go(self.request, reverse("vault:new_key"))
        return go(self.request, reverse("account_password_changed"))

    def form_invalid(self, form: ChangePasswordForm) -> HttpResponse:
        if form.retry_after:
            problem = str(form.errors["oldpassword"][0])
            return too_many(self.request, retry_after=form.retry_after, message=problem)
        return _shown_again(self, form)


def _overtaken() -> str:
    return _(
        "Your account was changed in another window a moment ago, so this new password was not "
        "kept. If it was you, sign in with the other one."
    )


def _arrived(view: SignInView | SignUpView) -> HttpResponse | None:
    """What a room does after sign-in for a member who was on the way to one of its pages."""
    next_path = inside_path(view.request, view.get_next_url())
    return keep_on_arrival(view.request, next_path) if next_path else None


def _shown_again(view: "FormView[Form]", form: Form) -> HttpResponse:
    """The page with what was typed, passwords apart, and what to look at."""
    return view.render_to_response(
        view.get_context_data(form=form), status=HTTPStatus.UNPROCESSABLE_ENTITY
    )


@require_safe
def password_changed(request: MemberRequest) -> HttpResponse:
    return render(request, "account/password_changed.html", _journal_of(request))


@require_safe
def account_home(request: MemberRequest) -> HttpResponse:
    context = {
        **_journal_of(request),
        "events": AccountEvent.objects.of(request.user).lately(),
        "lately_reset": lately_reset_of(request),
        "sends_mail": settings.SENDS_MAIL,
        "several": Vault.objects.of(request.user).count() > 1,
    }
    return render(request, "account/home.html", context)


def _journal_of(request: MemberRequest) -> dict[str, Any]:
    """What the account pages say about the member's journal without opening it."""
    vault = Vault.objects.of(request.user).current().first()
    return {
        "journal": vault,
        "has_code": vault is not None and vault.has_code(),
        "has_used_code": vault is not None and vault.has_used_code(),
        "has_passkeys": has_passkey(cast(User, request.user)),
    }


@only_closes
@login_not_required
@require_http_methods(["GET", "HEAD", "POST"])
def log_out(request: Request) -> HttpResponse:
    """GET asks; POST ends the session, closes the vault and clears what a browser kept.

    It does so for an ended session too: the pages that it left behind are still in the browser.
    """
    if request.method != "POST":
        return render(request, "account/logout.html")
    response = go(request, reverse("pages:home"))
    leave(request, response, stays_known=True)
    return response


@require_http_methods(["GET", "HEAD", "POST"])
@sensitive_post_parameters()
def delete_account(request: MemberRequest) -> HttpResponse:
    """One step with the password: the member, the keys and every page are gone at once."""
    if until := request.user.held_back_until():
        return held_back(request, until)
    form = DeleteForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            user = proved_again(request, password=form.cleaned_data["password"])
        except Refused as refused:
            if refused.retry_after:
                return too_many(request, retry_after=refused.retry_after, message=refused.problem)
            form.add_error("password", _("That is not your password. Nothing was deleted."))
        else:
            delete_member(user)
            logout(request)
            response = render(request, "account/deleted.html", {"backup_days": BACKUP_DAYS})
            leave(request, response)
            return response
    context = {"form": form, "backup_days": BACKUP_DAYS}
    status = form_status(form)
    return render(request, "account/delete.html", context, status=status)


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
        except DerivationsBusy:
            CODE_LIMIT.give_back(subject)
            return too_many(request, retry_after=RETRY_AFTER_SECONDS)
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
    data_keys = recover_with_code(user, vault, code, new=form.cleaned_data["password1"])
    user.note(Happened.RECOVERED)
    return sign_in_with_keys(request, user, vault, data_keys, then=reverse("account_recovered"))


@require_safe
def recovered(request: MemberRequest) -> HttpResponse:
    """The new password is set: a new code is offered before anything else."""
    return render(request, "account/recovered.html", _journal_of(request))
