"""What a finished sitting shows: a place on the map, or two lists."""

from django.contrib.auth.decorators import login_not_required
from django.http import HttpResponse
from django.utils.timezone import localdate
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from apps.common.pages import go, render_page
from apps.common.requests import Request
from apps.quiz import places
from apps.quiz.carried import with_sitting
from apps.quiz.noticing import NoticingPage
from apps.quiz.questionnaires import NoticingList
from apps.quiz.reading import guide_cards
from apps.quiz.result import ResultPage
from apps.quiz.sitting import Sitting
from apps.quiz.suggestions import suggest, suggest_if_afraid


@login_not_required
@never_cache
@require_safe
@with_sitting
def result(request: Request, sitting: Sitting) -> HttpResponse:
    if sitting.usual is None:
        return go(request, places.review_at(sitting))
    if isinstance(sitting.form, NoticingList):
        return noticed(request, sitting, afraid=False)
    context = {
        "form": sitting.form,
        "page": ResultPage(sitting),
        "suggestions": suggest(sitting, guide_cards(), today=localdate()),
        "today": localdate(),
    }
    return render_page(request, "quiz/result.html", context)


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
    }
    return render_page(request, "quiz/noticing.html", context)
