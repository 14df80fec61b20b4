"""A new user name: with the password, told to its owner, and used from the next sign-in on."""

from typing import Final

from django import forms
from django.contrib.auth.password_validation import UserAttributeSimilarityValidator
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from apps.accounts.forms import free_user_name, name_is_taken, own_password_field
from apps.accounts.models import LONGEST_NAME, NAME_TOO_LONG, User
from apps.accounts.passwords.proof import Refused, proved_again
from apps.accounts.rate_limits import NEW_NAME_LIMIT, SIGN_UP_LIMIT
from apps.common.http.errors import too_many
from apps.common.http.requests import MemberRequest
from apps.common.http.responses import form_status, go
from apps.common.rate_limits import network_of
from apps.common.text.account_events import Happened
from apps.vault.responses import held_back
from apps.vault.unlocking.unlock import browser_of_member

_SIMILARITY: Final = UserAttributeSimilarityValidator(user_attributes=("username",))


class UserNameForm(forms.Form):
    """The new name, and the password. Whether the name is free is asked after the password."""

    username = forms.CharField(
        label=gettext_lazy("New user name"),
        help_text=gettext_lazy(
            "Any name that does not point to you. You sign in with it; no other member sees it."
        ),
        max_length=LONGEST_NAME,
        widget=forms.TextInput(
            attrs={
                "class": "input",
                "autocomplete": "off",
                "autocapitalize": "none",
                "spellcheck": "false",
            }
        ),
        error_messages={
            "required": gettext_lazy("Choose a user name."),
            "max_length": NAME_TOO_LONG,
        },
    )
    own_password = own_password_field()


@require_http_methods(["GET", "HEAD", "POST"])
@sensitive_post_parameters()
def user_name(request: MemberRequest) -> HttpResponse:
    """GET asks; POST with the password gives the account another name, at once and everywhere.

    Not soon after a new password by e-mail: the owner would not find the account by its name.
    """
    if until := request.user.held_back_until():
        return held_back(request, until)
    form = UserNameForm(request.POST if request.method == "POST" else None)
    if not form.is_valid():
        return _page(request, form)
    try:
        user = proved_again(request, password=form.cleaned_data["own_password"])
    except Refused as refused:
        if refused.retry_after:
            return too_many(request, retry_after=refused.retry_after, message=refused.problem)
        form.add_error("own_password", _("That is not your password. The name stays as it is."))
        return _page(request, form)
    if wait := NEW_NAME_LIMIT.take(browser_of_member(request)):
        return too_many(request, retry_after=wait)
    try:
        name = free_user_name(form.cleaned_data["username"], but=user)
        _SIMILARITY.validate(form.cleaned_data["own_password"], User(username=name))
        if name != user.username and not _renamed(user, name):
            raise ValidationError(name_is_taken(), "taken")
    except ValidationError as problem:
        # as at sign-up, only so many may learn here that a name exists
        tells = problem.code == "taken"
        if tells and (wait := SIGN_UP_LIMIT.take(network_of(request))):
            return too_many(request, retry_after=wait)
        words = _("That is too much like your password. Please choose another one.")
        is_similar = problem.code == "password_too_similar"
        form.add_error("username", words if is_similar else problem)
        return _page(request, form)
    return go(request, f"{reverse('account_home')}?kept=user-name#user-name")


def _renamed(user: User, name: str) -> bool:
    """Whether the name is the member's now; a name that somebody took meanwhile is not."""
    try:
        with transaction.atomic():
            User.objects.filter(pk=user.pk).update(username=name)
    except IntegrityError:
        return False
    user.note(Happened.NAME)
    return True


def _page(request: MemberRequest, form: UserNameForm) -> HttpResponse:
    return render(request, "account/user_name.html", {"form": form}, status=form_status(form))
