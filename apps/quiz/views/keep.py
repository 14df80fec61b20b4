"""Keep a finished sitting, because its member asked for it."""

from http import HTTPStatus

from django.http import Http404, HttpResponse
from django.urls import reverse
from django.utils.timezone import localdate
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from apps.common.responses import form_status, go, render_page
from apps.common.resubmission import (
    ResubmissionPage,
    ShownField,
    resubmittable,
    shown_fields,
)
from apps.quiz.models import KeptResult, ResultsFull
from apps.quiz.questionnaire.catalogue import catalogue
from apps.quiz.results.forms import KeepForm
from apps.quiz.sitting import browser
from apps.quiz.sitting.current import start_again
from apps.quiz.sitting.sitting import Sitting
from apps.vault.unlocked_vault import VaultRequest
from apps.vault.unlocking import vault_required

KEPT_AGAIN = ResubmissionPage(
    context=shown_fields(
        ShownField(name="about", label=gettext_lazy("Who it was about")),
        ShownField(name="note", label=gettext_lazy("A note"), kind="lines"),
        room="quiz",
        back=("quiz:results", gettext_lazy("Your kept results")),
    )
)


@resubmittable(KEPT_AGAIN)
@require_http_methods(["GET", "HEAD", "POST"])
@vault_required
def keep(request: VaultRequest, slug: str) -> HttpResponse:
    questionnaire = catalogue().offered(slug)
    if questionnaire is None:
        raise Http404
    form = KeepForm(request.POST if request.method == "POST" else None)
    sitting = form.sitting_of(slug) or browser.read(request).of(questionnaire)
    if sitting is None and request.method == "POST":
        problem = _("The answers are not in this browser any more, so there is nothing to keep.")
        return KEPT_AGAIN.answer(request, problem=problem, status=HTTPStatus.UNPROCESSABLE_ENTITY)
    if sitting is None:
        return start_again(request, questionnaire)
    if not sitting.is_finished:
        return go(request, sitting.review_url)
    if request.method != "POST":
        form = KeepForm.of(sitting)
    elif form.is_valid():
        return _kept(request, sitting, form)
    context = {"form": sitting.form, "keeping": form}
    return render_page(
        request,
        "quiz/keep.html",
        context,
        status=form_status(form),
    )


def _kept(request: VaultRequest, sitting: Sitting, form: KeepForm) -> HttpResponse:
    """Sealed; the copy in the cookie goes, since it is not needed any more."""
    about, note = form.cleaned_data["about"], form.cleaned_data["note"]
    try:
        row = KeptResult.keep(request.vault, sitting, day=localdate(), about=about, note=note)
    except ResultsFull:
        form.add_error(None, _("There is room for 500 results. Delete one, then keep this."))
        context = {"form": sitting.form, "keeping": form}
        return render_page(
            request, "quiz/keep.html", context, status=HTTPStatus.UNPROCESSABLE_ENTITY
        )
    response = go(request, reverse("quiz:kept", args=[row.id]))
    browser.drop(request, response, sitting)
    return response
