"""One page for whoever has left, or was found out: everything about the account made new."""

from typing import Any, cast

from django.conf import settings
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from apps.accounts.models import User
from apps.accounts.passkeys.kept import earlier_passkeys
from apps.accounts.renewal import steps
from apps.accounts.renewal.steps import BY_HAND, Step
from apps.accounts.second_factor.factors import has_app
from apps.common.http.responses import go
from apps.journal.models import Preferences
from apps.vault.guard import vault_required
from apps.vault.key_changes import rekeying
from apps.vault.responses import recovery_on_the_way
from apps.vault.unlocked_vault import VaultRequest


@require_http_methods(["GET", "HEAD", "POST"])
@vault_required
def renewal(request: VaultRequest) -> HttpResponse:
    """GET says what is done and what comes next; POST begins, settles a step, or puts it away."""
    if request.method != "POST":
        return render(request, "account/renewal.html", _context(request))
    wanted = request.POST.get("do", "")
    if wanted == "begin":
        steps.begin(request.vault)
    elif wanted == "put-away":
        steps.put_away(request.vault)
    elif wanted in BY_HAND:
        steps.note(request.vault, Step(wanted))
    return go(request, reverse("account_renewal"))


def _context(request: VaultRequest) -> dict[str, Any]:
    now = steps.renewal_of(request.vault)
    began = now.began
    if began is None:
        return {"states": []}
    user, vault = cast(User, request.user), request.vault.vault
    states = steps.states(request, now, began)
    next_step = next((each.step for each in states if not each.is_done), None)
    return {
        "states": states,
        "next_step": next_step,
        "done": sum(each.is_done for each in states),
        "began": began,
        "address": user.email,
        "sends_mail": settings.SENDS_MAIL,
        "sign_ins": len(steps.earlier_sign_ins(request, began)),
        "passkeys": earlier_passkeys(user, began),
        "has_app": has_app(user),
        "place": Preferences.of(request.vault).place,
        "is_key_under_way": rekeying.is_under_way(vault),
        "code_page": recovery_on_the_way(reverse("account_renewal")),
    }
