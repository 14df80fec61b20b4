"""The result of a finished sitting: on the map or in two lists, compared, downloaded, kept."""

from http import HTTPStatus

from django import forms
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpResponse
from django.urls import reverse
from django.utils.timezone import localdate
from django.utils.translation import gettext, ngettext_lazy
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from apps.common.fields import NameField, NoteField
from apps.common.http.requests import Request
from apps.common.http.responses import form_status, go, render_page
from apps.common.limits import with_limits
from apps.common.resubmission import (
    ResubmissionPage,
    ShownField,
    resubmittable,
    shown_fields,
)
from apps.quiz.models import KeptResult, ResultsFull
from apps.quiz.models.results import MOST_RESULTS
from apps.quiz.questionnaire.catalogue import catalogue
from apps.quiz.questionnaire.model import NoticingList
from apps.quiz.results import downloads
from apps.quiz.results.comparison import compared_in_browser
from apps.quiz.results.content import LONGEST_NAME, LONGEST_NOTE
from apps.quiz.results.observations import noticing_page
from apps.quiz.results.page import result_page
from apps.quiz.results.suggestions import guide_cards, suggest, suggest_if_afraid
from apps.quiz.sitting import browser
from apps.quiz.sitting.browser import read_slip, slip
from apps.quiz.sitting.current import finished_on, start_again, with_sitting
from apps.quiz.sitting.sitting import FinishedOn, Sitting
from apps.support.directory import help_here
from apps.vault.guard import vault_required
from apps.vault.unlocked_vault import VaultRequest

KEPT_AGAIN = ResubmissionPage(
    context=shown_fields(
        ShownField(name="about", label=_("Who it was about")),
        ShownField(name="note", label=_("A note"), kind="lines"),
        room="quiz",
        back=("quiz:results", _("Your kept results")),
    )
)


class LabelForm(forms.Form):
    """A private name for the person, and a note."""

    about = NameField(
        label=_("Who it was about"),
        required=False,
        max_length=LONGEST_NAME,
        help_text=_("A name only you understand. Results under the same name can be compared."),
        attrs={"class": "input"},
    )
    note = NoteField(
        label=_("A note"),
        max_length=LONGEST_NOTE,
        help_text=_("How things were just then, for instance."),
        attrs={"class": "input"},
    )


class KeepForm(LabelForm):
    """A private name and a note, with the sealed sitting in a hidden field."""

    slip = forms.CharField(required=False, widget=forms.HiddenInput)

    @classmethod
    def of(cls, sitting: Sitting) -> "KeepForm":
        return cls(initial={"slip": slip(sitting)})

    def sitting_of(self, slug: str) -> Sitting | None:
        """The sitting in the hidden field, if that is a sitting of this form."""
        sitting = read_slip(self.data.get("slip", ""))
        return sitting if sitting and sitting.form.slug == slug else None


@login_not_required
@never_cache
@require_safe
@with_sitting
def result(request: Request, sitting: Sitting) -> HttpResponse:
    if sitting.usual is None:
        return go(request, sitting.review_url)
    if isinstance(sitting.form, NoticingList):
        return noticed(request, sitting, afraid=False)
    context = {
        "form": sitting.form,
        "page": result_page(sitting),
        "comparison": compared_in_browser(browser.read(request)),
        "suggestions": suggest(sitting, guide_cards(), today=localdate()),
        "on": finished_on(sitting),
        "keeping": KeepForm.of(sitting),
    }
    return render_page(request, "quiz/result.html", context)


@login_not_required
@never_cache
@require_safe
def compare(request: Request) -> HttpResponse:
    context = {"comparison": compared_in_browser(browser.read(request))}
    return render_page(request, "quiz/compare.html", context)


@login_not_required
@never_cache
@require_safe
@with_sitting
def download(request: Request, sitting: Sitting, kind: str) -> HttpResponse:
    """The file of a finished sitting, made in the request and stored nowhere."""
    if kind not in downloads.KINDS:
        raise Http404
    if sitting.usual is None:
        return go(request, sitting.review_url)
    return as_file(sitting, kind, on=finished_on(sitting))


def as_file(sitting: Sitting, kind: str, *, on: FinishedOn) -> HttpResponse:
    """The download of a finished sitting of that day."""
    written = downloads.KINDS[kind](sitting, on)
    response = HttpResponse(written, content_type=downloads.CONTENT_TYPES[kind])
    name = downloads.file_name(on.day, kind)
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


def noticed(request: Request, sitting: Sitting, *, afraid: bool) -> HttpResponse:
    """The two lists. For a person who is ``afraid``, safety comes first and nothing for couples."""
    page, today = noticing_page(sitting), localdate()
    context = {
        "form": page.form,
        "page": page,
        "afraid": afraid,
        "help": help_here() if afraid else None,
        "suggestions": suggest_if_afraid(page.form, guide_cards(), today=today)
        if afraid
        else suggest(sitting, guide_cards(), today=today),
        "on": finished_on(sitting),
        "keeping": None if afraid else KeepForm.of(sitting),
    }
    return render_page(request, "quiz/noticing.html", context)


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
        problem = gettext(
            "The answers are not in this browser any more, so there is nothing to keep."
        )
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
    return render_page(request, "quiz/keep.html", context, status=form_status(form))


def _kept(request: VaultRequest, sitting: Sitting, form: KeepForm) -> HttpResponse:
    """Keep the result, sealed, and take the sitting out of the cookie."""
    about, note = form.cleaned_data["about"], form.cleaned_data["note"]
    try:
        row = KeptResult.keep(
            request.vault, sitting, day=request.vault.today(), about=about, note=note
        )
    except ResultsFull:
        form.add_error(
            None,
            with_limits(
                ngettext_lazy(
                    "There is room for %(most)s result. Delete one, then keep this.",
                    "There is room for %(most)s results. Delete one, then keep this.",
                    "most",
                ),
                most=MOST_RESULTS,
            ),
        )
        context = {"form": sitting.form, "keeping": form}
        return render_page(
            request, "quiz/keep.html", context, status=HTTPStatus.UNPROCESSABLE_ENTITY
        )
    response = go(request, reverse("quiz:kept", args=[row.id]))
    browser.drop(request, response, sitting)
    return response
