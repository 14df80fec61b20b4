"""The quiz room: choose a form, answer one statement a page, look over, see the result."""

from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpResponse
from django.urls import reverse
from django.utils.timezone import localdate
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from apps.common.pages import go, render_page
from apps.common.public_forms import public_form
from apps.common.requests import Request
from apps.quiz import cookie
from apps.quiz.carried import LAPSED, with_form, with_sitting
from apps.quiz.catalogue import catalogue
from apps.quiz.forms import AnswerForm, UsualForm
from apps.quiz.method import Method
from apps.quiz.questionnaires import Questionnaire
from apps.quiz.reading import guide_cards
from apps.quiz.result import ResultPage
from apps.quiz.sitting import Sitting, Statement
from apps.quiz.suggestions import suggest

REVIEW = "review"


@login_not_required
@require_safe
def home(request: Request) -> HttpResponse:
    return render_page(request, "quiz/home.html", {"forms": catalogue().live})


@login_not_required
@require_safe
def method(request: Request) -> HttpResponse:
    return render_page(request, "quiz/method.html", {"method": Method(catalogue().scored[0])})


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
        response = go(request, reverse("quiz:question", args=[questionnaire.slug, 1]))
        cookie.keep(response, Sitting.begin(questionnaire))
        return response
    sitting = cookie.read(request, questionnaire)
    lapsed = sitting is None and request.GET.get("from") == LAPSED
    context = {"form": questionnaire, "sitting": sitting, "lapsed": lapsed}
    return render_page(request, "quiz/start.html", context)


@public_form
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@with_sitting
def question(request: Request, sitting: Sitting, n: int) -> HttpResponse:
    statement = sitting.statement(n)
    if statement is None:
        raise Http404
    answer = AnswerForm(sitting.form, data=request.POST if request.method == "POST" else None)
    if answer.is_valid():
        response = go(request, _after(request, sitting, statement))
        cookie.keep(response, sitting.marked(n, answer.cleaned_data["answer"]))
        return response
    context = {
        "sitting": sitting,
        "form": sitting.form,
        "statement": statement,
        "answer": answer,
        "from_review": _from_review(request),
    }
    return render_page(request, "quiz/question.html", context, status=422 if answer.errors else 200)


@public_form
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@with_sitting
def review(request: Request, sitting: Sitting) -> HttpResponse:
    usual = UsualForm(request.POST if request.method == "POST" else None)
    if usual.is_valid():
        response = go(request, reverse("quiz:result", args=[sitting.form.slug]))
        cookie.keep(response, sitting.finished(usual.cleaned_data["usual"]))
        return response
    context = {"sitting": sitting, "form": sitting.form, "usual": usual}
    return render_page(request, "quiz/review.html", context, status=422 if usual.errors else 200)


@login_not_required
@never_cache
@require_safe
@with_sitting
def result(request: Request, sitting: Sitting) -> HttpResponse:
    if sitting.usual is None:
        return go(request, reverse("quiz:review", args=[sitting.form.slug]))
    context = {
        "form": sitting.form,
        "page": ResultPage(sitting),
        "suggestions": suggest(sitting, guide_cards(), today=localdate()),
        "today": localdate(),
    }
    return render_page(request, "quiz/result.html", context)


def _from_review(request: Request) -> bool:
    return request.GET.get("back") == REVIEW


def _after(request: Request, sitting: Sitting, statement: Statement) -> str:
    """Where an answer leads: the next statement, or the review after the last or from there."""
    slug = sitting.form.slug
    if _from_review(request) or statement.n == len(sitting.statements):
        return reverse("quiz:review", args=[slug])
    return reverse("quiz:question", args=[slug, statement.n + 1])
