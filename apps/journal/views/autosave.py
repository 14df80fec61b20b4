"""The composer saves by itself: one small answer that says in a word how it went."""

from http import HTTPStatus

from django.http import JsonResponse
from django.middleware.csrf import get_token
from django.urls import reverse
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from apps.common.http.requests import MemberRequest
from apps.journal.drafts.autosave import AutosaveState, save_draft
from apps.vault.models import Vault

STATUS = {
    AutosaveState.SAVED: HTTPStatus.OK,
    AutosaveState.SEALED: HTTPStatus.OK,
    AutosaveState.CONFLICT: HTTPStatus.CONFLICT,
    AutosaveState.NOTHING: HTTPStatus.OK,
    AutosaveState.SOMEBODY_ELSE: HTTPStatus.FORBIDDEN,
    AutosaveState.FULL: HTTPStatus.TOO_MANY_REQUESTS,
    AutosaveState.DRAFTS_FULL: HTTPStatus.TOO_MANY_REQUESTS,
    AutosaveState.TOO_LONG: HTTPStatus.REQUEST_ENTITY_TOO_LARGE,
    AutosaveState.IMPOSSIBLE: HTTPStatus.UNPROCESSABLE_ENTITY,
}


@require_http_methods(["GET", "HEAD", "POST"])
@sensitive_post_parameters()
def autosave(request: MemberRequest) -> JsonResponse:
    """POST keeps a draft, also while the journal is locked; GET says what a form needs anew."""
    vault = request.vault  # type: ignore[attr-defined]
    if request.method != "POST":
        answer = JsonResponse(_form_state(request))
    else:
        if vault:
            vault.opening.touch()
        outcome = save_draft(request)
        href = reverse("journal:draft", args=[outcome.draft_id]) if outcome.draft_id else ""
        answer = JsonResponse({"state": outcome.state, "href": href}, status=STATUS[outcome.state])
    if vault:
        answer.headers["Vault-Seconds"] = str(vault.seconds_left)
    return answer


def _form_state(request: MemberRequest) -> dict[str, object]:
    """A fresh form token, whose it is, and whether a passkey opens the journal."""
    vault = Vault.objects.of(request.user).current().first()
    return {
        "token": get_token(request),
        "member": request.user.get_username(),
        "passkey": vault is not None and vault.opens_by_passkey(),
    }
