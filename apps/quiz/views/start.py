"""Pages around the quiz: its forms, the start of one, the method, and deleting all answers."""

from uuid import UUID

from django import forms
from django.contrib.auth.decorators import login_not_required
from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from apps.common.http.requests import Request
from apps.common.http.responses import go, render_page
from apps.common.http.same_origin import public_form
from apps.common.page_cache import kept_for_visitors, unchanging
from apps.quiz.models import SittingDraft
from apps.quiz.questionnaire.catalogue import catalogue
from apps.quiz.questionnaire.model import Questionnaire
from apps.quiz.results.method import method_page
from apps.quiz.sitting import browser, current
from apps.quiz.sitting.current import LAPSED, start_again, with_form
from apps.quiz.sitting.sitting import Pace, Sitting, statement_ids
from apps.vault.guard import vault_required
from apps.vault.unlocked_vault import VaultRequest


class PaceForm(forms.Form):
    """How many statements to see at once; one where nothing was chosen."""

    pace = forms.ChoiceField(
        required=False,
        choices=[
            (Pace.ONE, _("One statement at a time")),
            (Pace.NEXT, _("One at a time, and I press Next")),
            (Pace.EIGHT, _("Eight on a page")),
        ],
    )

    @property
    def chosen(self) -> Pace:
        """The pace that was sent; an odd one is no reason to stop anybody."""
        return Pace(self.cleaned_data.get("pace") or Pace.ONE) if self.is_valid() else Pace.ONE


@login_not_required
@require_safe
@kept_for_visitors(unchanging)
def home(request: Request) -> HttpResponse:
    vault = current.open_vault(request)
    drafts = SittingDraft.objects.opened(vault) if vault else []
    context = {
        "scored": catalogue().scored,
        "noticing": catalogue().noticing,
        "under_way": current.waiting(browser.read(request), drafts),
        "lost": [row for row, sitting in drafts if sitting is None],
    }
    return render_page(request, "quiz/home.html", context)


@login_not_required
@require_safe
@kept_for_visitors(unchanging)
def method(request: Request) -> HttpResponse:
    return render_page(request, "quiz/method.html", {"method": method_page(catalogue())})


@public_form
@never_cache
@require_POST
def answers(request: Request) -> HttpResponse:
    """Delete the answers in the cookie and, for a member, the sitting drafts in the vault."""
    if vault := current.open_vault(request):
        SittingDraft.objects.in_vault(vault).delete()
    response = go(request, reverse("quiz:home"))
    browser.forget(response)
    return response


@public_form
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@with_form
def start(request: Request, questionnaire: Questionnaire) -> HttpResponse:
    if request.method == "POST":
        shown = current.draft_with_ids(request, questionnaire, request.POST.get("of", ""))
        do = _gone_on if "go_on" in request.POST else _begun
        return do(request, questionnaire, shown)
    sitting = current.sitting_of(request, questionnaire)
    context = {
        "form": questionnaire,
        "sitting": sitting,
        "of": statement_ids(sitting.statements) if sitting else "",
        "go_on_at": sitting.next_url if sitting else "",
        "paces": PaceForm().fields["pace"],
        "lapsed": sitting is None and request.GET.get("from") == LAPSED,
    }
    return render_page(request, "quiz/start.html", context)


def _begun(request: Request, form: Questionnaire, shown: Sitting | None) -> HttpResponse:
    """Begin a new sitting. It replaces the one draft that the page showed, and no other."""
    if shown is not None:
        current.drop_draft(request, shown)
    begun = Sitting.begin(form, pace=PaceForm(request.POST).chosen)
    response = go(request, begun.first_url)
    current.keep(request, response, begun)
    return response


def _gone_on(request: Request, form: Questionnaire, sealed: Sitting | None) -> HttpResponse:
    """Go on with the draft that was chosen among several of its form."""
    if sealed is None:
        return start_again(request, form)
    on = current.sitting_of(request, form)
    sitting = on if on and on.is_run_of(sealed) else sealed
    response = go(request, sitting.next_url)
    current.resume(request, response, sitting, instead_of=on)
    return response


@require_POST
@vault_required
def drop(request: VaultRequest, draft_id: UUID) -> HttpResponse:
    """Delete a sitting under way, from the vault and from the cookie."""
    row = get_object_or_404(SittingDraft.objects.in_vault(request.vault), pk=draft_id)
    sitting = row.sitting_or_none(request.vault)
    row.delete()
    response = go(request, reverse("quiz:home"))
    if sitting is not None:
        browser.drop(request, response, sitting)
    return response
