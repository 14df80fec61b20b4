"""`password_first`: pages that change how one signs in ask for the password first."""

import time
from collections.abc import Callable
from functools import wraps
from http import HTTPStatus
from typing import Concatenate, Final, cast

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters

from apps.accounts.models import User
from apps.accounts.passwords.proof import Refused, proved_again
from apps.accounts.second_factor.forms import PasswordAgainForm
from apps.common.http.errors import too_many
from apps.common.http.known_browser import known_browser, note_known_browser
from apps.common.http.requests import MemberRequest
from apps.common.http.responses import SeeOther
from apps.vault.unlocked_vault import VaultRequest

HOLDS_SECONDS: Final = 10 * 60
_PROOF: Final = "password_proof"


def password_first[**P](
    view: Callable[Concatenate[VaultRequest, P], HttpResponse],
) -> Callable[Concatenate[VaultRequest, P], HttpResponse]:
    """Let nobody in who did not type the password in this browser within the last ten minutes."""

    @wraps(view)
    @never_cache
    @sensitive_post_parameters()
    def guarded(request: VaultRequest, /, *args: P.args, **kwargs: P.kwargs) -> HttpResponse:
        if request.method == "POST" and "own_password" in request.POST:
            return _proof(request)
        if was_proved_lately(request):
            return view(request, *args, **kwargs)
        is_look = request.method in {"GET", "HEAD"}
        status = HTTPStatus.OK if is_look else HTTPStatus.UNPROCESSABLE_ENTITY
        return _asked(request, PasswordAgainForm(), status)

    return guarded


def was_proved_lately(request: HttpRequest) -> bool:
    """Whether the password was typed here: a stolen session has not the mark of its browser."""
    proof = request.session.get(_PROOF)
    if not proof or not 0 <= time.time() - proof["at"] <= HOLDS_SECONDS:
        return False
    browser = known_browser(request, cast(User, request.user))
    return bool(proof["browser"]) and browser == proof["browser"]


def _proof(request: MemberRequest) -> HttpResponse:
    form = PasswordAgainForm(request.POST)
    if form.is_valid():
        try:
            proved_again(request, password=form.cleaned_data["own_password"])
        except Refused as refused:
            if refused.retry_after:
                return too_many(request, retry_after=refused.retry_after, message=refused.problem)
            form.add_error("own_password", _("That is not your password. Nothing was changed."))
        else:
            browser = note_known_browser(request, request.user)
            request.session[_PROOF] = {"at": time.time(), "browser": browser}
            return SeeOther(request.get_full_path())
    return _asked(request, form, HTTPStatus.UNPROCESSABLE_ENTITY)


def _asked(request: MemberRequest, form: PasswordAgainForm, status: HTTPStatus) -> HttpResponse:
    context = {"form": form, "action": request.get_full_path()}
    return render(request, "account/password_first.html", context, status=status)
