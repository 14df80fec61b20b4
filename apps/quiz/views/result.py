"""What a finished sitting shows: a place on the map or two lists, beside others, or as a file."""

from datetime import date

from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpResponse
from django.utils.timezone import localdate
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from apps.common.requests import Request
from apps.common.responses import go, render_page
from apps.quiz.questionnaire.model import NoticingList
from apps.quiz.reading import guide_cards
from apps.quiz.results import downloads
from apps.quiz.results.comparison import Comparison
from apps.quiz.results.forms import KeepForm
from apps.quiz.results.observations import NoticingPage
from apps.quiz.results.page import ResultPage
from apps.quiz.results.suggestions import suggest, suggest_if_afraid
from apps.quiz.sitting import browser
from apps.quiz.sitting.current import with_sitting
from apps.quiz.sitting.sitting import Sitting


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
        "page": ResultPage(sitting),
        "comparison": Comparison.of(browser.read(request)),
        "suggestions": suggest(sitting, guide_cards(), today=localdate()),
        "today": localdate(),
        "keeping": KeepForm.of(sitting),
    }
    return render_page(request, "quiz/result.html", context)


@login_not_required
@never_cache
@require_safe
def compare(request: Request) -> HttpResponse:
    context = {"comparison": Comparison.of(browser.read(request)), "today": localdate()}
    return render_page(request, "quiz/compare.html", context)


@login_not_required
@never_cache
@require_safe
@with_sitting
def download(request: Request, sitting: Sitting, kind: str) -> HttpResponse:
    """The finished sitting as a file, made here and kept nowhere."""
    if kind not in downloads.KINDS:
        raise Http404
    if sitting.usual is None:
        return go(request, sitting.review_url)
    return as_file(sitting, kind, day=localdate())


def as_file(sitting: Sitting, kind: str, *, day: date) -> HttpResponse:
    """A finished sitting of that day, to be saved where the person wants it."""
    written = downloads.KINDS[kind](sitting, day)
    response = HttpResponse(written, content_type=downloads.CONTENT_TYPES[kind])
    name = downloads.file_name(day, kind)
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


def noticed(request: Request, sitting: Sitting, *, afraid: bool) -> HttpResponse:
    """The two lists. Where somebody is ``afraid``, safety comes first and nothing for couples."""
    page, today = NoticingPage(sitting), localdate()
    context = {
        "form": page.form,
        "page": page,
        "afraid": afraid,
        "suggestions": suggest_if_afraid(page.form, guide_cards(), today=today)
        if afraid
        else suggest(sitting, guide_cards(), today=today),
        "today": today,
        "keeping": None if afraid else KeepForm.of(sitting),
    }
    return render_page(request, "quiz/noticing.html", context)
