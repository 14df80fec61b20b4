"""The doors of the quiz: which form, what it is and is not, how it works, and clearing it all."""

from django.contrib.auth.decorators import login_not_required
from django.http import HttpResponse
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from apps.common.pages import go, render_page
from apps.common.public_forms import public_form
from apps.common.requests import Request
from apps.quiz import cookie, places
from apps.quiz.carried import LAPSED, with_form
from apps.quiz.catalogue import catalogue
from apps.quiz.forms import PaceForm
from apps.quiz.method import Method
from apps.quiz.questionnaires import Questionnaire
from apps.quiz.sitting import Sitting


@login_not_required
@require_safe
def home(request: Request) -> HttpResponse:
    context = {"scored": catalogue().scored, "noticing": catalogue().noticing}
    return render_page(request, "quiz/home.html", context)


@login_not_required
@require_safe
def method(request: Request) -> HttpResponse:
    return render_page(request, "quiz/method.html", {"method": Method(catalogue())})


@public_form
@never_cache
@require_POST
def answers(request: Request) -> HttpResponse:
    """Clears the answers from the browser, which is the only place that has them."""
    response = go(request, reverse("quiz:home"))
    cookie.forget(response)
    return response


@public_form
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@with_form
def start(request: Request, questionnaire: Questionnaire) -> HttpResponse:
    if request.method == "POST":
        sitting = Sitting.begin(questionnaire, pace=PaceForm(request.POST).chosen)
        response = go(request, places.begin_at(sitting))
        cookie.keep(request, response, sitting)
        return response
    held = cookie.read(request).of(questionnaire)
    context = {
        "form": questionnaire,
        "sitting": held,
        "go_on_at": places.statement_at(held, held.next_unseen)
        if held and held.next_unseen
        else "",
        "paces": PaceForm().fields["pace"],
        "lapsed": held is None and request.GET.get("from") == LAPSED,
    }
    return render_page(request, "quiz/start.html", context)
