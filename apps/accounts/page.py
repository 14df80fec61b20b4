"""What several pages of an account show: the member's journal, and a refused form once more."""

from http import HTTPStatus
from typing import Any, cast

from django.forms import Form
from django.http import HttpResponse
from django.views.generic.edit import FormView

from apps.accounts.models import User
from apps.accounts.second_factor.factors import has_passkey
from apps.common.http.requests import MemberRequest
from apps.vault.models import Vault


def shown_again(view: "FormView[Form]", form: Form) -> HttpResponse:
    """The page with what was typed, passwords apart, and what to look at."""
    return view.render_to_response(
        view.get_context_data(form=form), status=HTTPStatus.UNPROCESSABLE_ENTITY
    )


def journal_of(request: MemberRequest) -> dict[str, Any]:
    """What the account pages say about the member's journal without opening it."""
    vault = Vault.objects.of(request.user).current().first()
    return {
        "journal": vault,
        "has_code": vault is not None and vault.has_code(),
        "has_used_code": vault is not None and vault.has_used_code(),
        "has_passkeys": has_passkey(cast(User, request.user)),
    }
