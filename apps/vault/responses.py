"""The answers of a view whose vault is locked or whose blob is damaged."""

from datetime import datetime
from http import HTTPStatus
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from apps.common.http.errors import too_many
from apps.common.http.requests import MemberRequest
from apps.common.http.responses import go
from apps.common.http.retry_words import try_again
from apps.common.resubmission import Obstacle, shown_again
from apps.vault.forms import UnlockForm, unlock_form
from apps.vault.models import Vault

STORE_RETRY_AFTER = 60  # seconds
SAFE_METHODS = frozenset({"GET", "HEAD", "OPTIONS"})


def lately_reset_of(request: MemberRequest) -> datetime | None:
    """`Member.lately_reset`; None where the account was deleted meanwhile."""
    return request.user.lately_reset() if request.user.is_authenticated else None


def still_locked_page(request: MemberRequest) -> HttpResponse:
    """The answer to a POST without words that needs an unlocked vault. Nothing was changed."""
    problem = _(
        "Your journal locked itself meanwhile, so nothing was changed. Unlock it, then repeat."
    )
    return locked_page(request, UnlockForm(), "", status=HTTPStatus.FORBIDDEN, problem=problem)


def keys_replaced(request: MemberRequest) -> HttpResponse:
    """The answer where the vault got a new data key while the request was under way.

    It is locked in this browser. A look begins anew once it is unlocked; a POST with words keeps
    them, and of a file nothing is kept.
    """
    if request.method in SAFE_METHODS:
        next_path = urlencode({"next": request.get_full_path()})
        return go(request, f"{reverse('vault:unlock')}?{next_path}")
    problem = _("Your journal got a new key meanwhile, so it is locked here. Copy your words.")
    obstacle = Obstacle(password=True, problem=problem)
    if again := shown_again(request, obstacle=obstacle):
        return again
    problem = _(
        "Your journal got a new key meanwhile, so it is locked here and nothing was changed. "
        "Unlock it, then repeat. A file that was sent is not kept: choose it once more."
    )
    return locked_page(request, UnlockForm(), "", status=HTTPStatus.FORBIDDEN, problem=problem)


def recovery_on_the_way(next_path: str) -> str:
    """The address of the recovery code's page, which leads on to `next_path`."""
    address = reverse("vault:recovery")
    return f"{address}?{urlencode({'next': next_path})}" if next_path else address


def store_away(request: HttpRequest) -> HttpResponse:
    """503 with the words that were sent: the store of photos does not answer."""
    response = too_many(request, retry_after=STORE_RETRY_AFTER, message=store_away_text())
    response.status_code = HTTPStatus.SERVICE_UNAVAILABLE
    return response


def store_away_text() -> str:
    return _("The place where photos lie does not answer right now. Nothing was changed.")


def store_away_in_form() -> str:
    """The same beside a field, where no page says when to try again."""
    return f"{store_away_text()} {try_again(STORE_RETRY_AFTER)}"


def cannot_open_page(
    request: MemberRequest, next_path: str, *, problem: str, retry_after: int
) -> HttpResponse:
    """The answer to a sign-in whose vault did not unlock: why, where to try again, and when."""
    status = HTTPStatus.TOO_MANY_REQUESTS if retry_after else HTTPStatus.OK
    if retry_after:
        problem = f"{problem} {try_again(retry_after)}"
    response = locked_page(request, UnlockForm(), next_path, status=status, problem=problem)
    if retry_after:
        response.headers["Retry-After"] = str(retry_after)
    return response


def damaged(request: MemberRequest) -> HttpResponse:
    """The answer where a blob is damaged. Nothing of the blob is shown, and nothing is changed."""
    return render(request, "vault/damaged.html", status=HTTPStatus.CONFLICT)


def locked_page(
    request: MemberRequest, form: UnlockForm, next_path: str, *, status: int, problem: str = ""
) -> HttpResponse:
    vault = Vault.objects.of(request.user).current().first()
    has_earlier_password = vault is not None and vault.has_earlier_password()
    if not form.is_bound:
        form = unlock_form(has_earlier_password=has_earlier_password)
    context = {
        "form": form,
        "next": next_path,
        "problem": problem,
        "has_earlier_password": has_earlier_password,
        "has_passkey": vault is not None and vault.opens_by_passkey(),
        "lately_reset": lately_reset_of(request),
    }
    return render(request, "vault/locked.html", context, status=status)


def held_back(request: MemberRequest, until: datetime) -> HttpResponse:
    """The answer to a deletion or an export soon after a new password by e-mail."""
    status = HTTPStatus.FORBIDDEN if request.method == "POST" else HTTPStatus.OK
    return render(request, "vault/held_back.html", {"until": until}, status=status)
