"""The sitting that a request is about: in the browser's cookie or, for a member, in their vault."""

from django.http import HttpRequest, HttpResponse

from apps.common.context import has_session_cookie
from apps.quiz import cookie
from apps.quiz.models import SittingDraft
from apps.quiz.questionnaires import Questionnaire
from apps.quiz.sitting import Sitting
from apps.vault.access import OpenVault


def open_vault(request: HttpRequest) -> OpenVault | None:
    """The vault that is open in this browser; a visitor is asked nothing."""
    vault: OpenVault | None = request.vault if has_session_cookie(request) else None  # type: ignore[attr-defined]
    return vault or None


def sitting_of(request: HttpRequest, form: Questionnaire) -> Sitting | None:
    """The sitting under way, or the finished one that the browser still has.

    Where both places have the same run, the one that came further counts: answers may have been
    given while the vault was closed, or in another browser.
    """
    carried = cookie.read(request).of(form)
    vault = open_vault(request)
    if vault is None or (carried and carried.is_finished):
        return carried
    kept = SittingDraft.objects.of_form(vault, form.slug)
    if carried is None or kept is None or not kept.is_run_of(carried):
        return carried or kept
    return kept if kept.seen > carried.seen else carried


def keep(request: HttpRequest, response: HttpResponse, sitting: Sitting) -> None:
    """Hands the sitting to the browser and, where the vault is open, seals how far it has come."""
    cookie.keep(request, response, sitting)
    if vault := open_vault(request):
        vault.opening.touch()
        SittingDraft.note(vault, sitting)
