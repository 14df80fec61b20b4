"""Sign up, sign in, sign out; the account's page; delete the account."""

from http import HTTPStatus
from typing import Any, cast

from allauth.account import views as allauth
from django.conf import settings
from django.contrib.auth import logout
from django.contrib.auth.decorators import login_not_required
from django.db import IntegrityError, transaction
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from apps.accounts.deletion import delete_member
from apps.accounts.forms import (
    DeleteForm,
    SignInForm,
    SignUpForm,
    name_is_taken,
)
from apps.accounts.page import shown_again
from apps.accounts.passwords.proof import Refused, proved_again
from apps.accounts.rate_limits import (
    SCORING_LIMIT,
    SIGN_UP_LIMIT,
)
from apps.accounts.sign_in import first_vault, hold_for_second_step, open_after_sign_in
from apps.accounts.sign_ins.leave import leave
from apps.common.http.errors import only_closes, too_busy, too_many
from apps.common.http.request_values import small_int
from apps.common.http.requests import MemberRequest, Request
from apps.common.http.responses import form_status, go, inside_path
from apps.common.http.site_state import NOTICE_SEEN, site_state
from apps.common.rate_limits import network_of
from apps.quiz.integrations import keep_on_arrival
from apps.vault.crypto.kdf_limit import DerivationsBusy
from apps.vault.responses import cannot_open_page, held_back, recovery_on_the_way
from apps.vault.unlocking.unlock import FIRST_VAULT, CannotOpen, SignInEnded

BACKUP_DAYS = settings.BACKUP_DAYS


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
            return shown_again(self, form)
        except CannotOpen as closed:
            next_path = inside_path(self.request, self.get_next_url())
            return cannot_open_page(
                self.request, next_path, problem=closed.problem, retry_after=closed.retry_after
            )
        arrived = _arrived(self) or response
        is_first = self.request.session.pop(FIRST_VAULT, False)  # no sign-up explained Leave
        if is_first and "Location" in arrived:
            arrived["Location"] = recovery_on_the_way(arrived["Location"])
        return arrived

    def form_invalid(self, form: SignInForm) -> HttpResponse:
        if form.retry_after:
            problem = str(form.non_field_errors()[0])
            return too_many(self.request, retry_after=form.retry_after, message=problem)
        return shown_again(self, form)


class SignUpView(allauth.SignupView):  # type: ignore[misc]
    """A new member, a new vault, then the recovery code: all of it or nothing."""

    def closed(self) -> HttpResponse:
        """The operator takes no new members at present."""
        status = HTTPStatus.OK if self.request.method in {"GET", "HEAD"} else HTTPStatus.FORBIDDEN
        return render(self.request, "account/signup_closed.html", status=status)

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
        except DerivationsBusy as busy:
            logout(self.request)
            return too_busy(self.request, retry_after=busy.retry_after)
        except IntegrityError:
            logout(self.request)
            form.add_error("username", name_is_taken())
            return shown_again(self, form)
        arrived = _arrived(self)
        if arrived is None:
            next_path = inside_path(self.request, self.get_next_url())
            return go(self.request, recovery_on_the_way(next_path))
        if "Location" in arrived:  # to what was kept, by the page that explains Leave
            arrived["Location"] = recovery_on_the_way(arrived["Location"])
        return arrived

    def form_invalid(self, form: SignUpForm) -> HttpResponse:
        """Only here can somebody learn that a name exists, so only so many may ask."""
        tells = form.has_error("username", "taken")
        if tells and (wait := SIGN_UP_LIMIT.take(network_of(self.request))):
            return too_many(self.request, retry_after=wait)
        return shown_again(self, form)


def _arrived(view: SignInView | SignUpView) -> HttpResponse | None:
    """What a room does after sign-in for a member who was on the way to one of its pages."""
    next_path = inside_path(view.request, view.get_next_url())
    return keep_on_arrival(view.request, next_path) if next_path else None


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
def notice(request: MemberRequest) -> HttpResponse:
    """What the operator tells all members; a POST says that it was read, in this sign-in."""
    state = site_state()
    if request.method != "POST":
        shown = {"notice": state.notice, "notice_number": state.notice_number}
        return render(request, "account/notice.html", {**shown, "operator_notice": ""})
    # the one that stood on the page: another may have come meanwhile
    number = small_int(request.POST.get("number", ""), most=state.notice_number)
    request.session[NOTICE_SEEN] = 0 if number is None else number
    return HttpResponse() if request.htmx else go(request, reverse("pages:home"))


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
