"""Answering: one statement a page or eight, in any order, and the look over them at the end."""

from http import HTTPStatus

from django.http import Http404, HttpResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from apps.common.requests import Request
from apps.common.responses import go, render_page
from apps.common.same_origin import public_form
from apps.quiz.questionnaire.model import NoticingList
from apps.quiz.sitting import current
from apps.quiz.sitting.current import with_sitting
from apps.quiz.sitting.forms import AfraidForm, AnswerForm, PageForm, UsualForm, was_moved
from apps.quiz.sitting.sitting import Pace, Sitting, Usual, page_of, statement_ids
from apps.quiz.views.result import noticed

REVIEW = "review"


@public_form
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@with_sitting
def question(request: Request, sitting: Sitting, n: int) -> HttpResponse:
    statement = sitting.statement(n)
    if statement is None:
        raise Http404
    from_review = request.GET.get("back") == REVIEW
    moved = was_moved(request.POST, (statement,))
    takes = request.method == "POST" and not moved
    answer = AnswerForm(sitting.form, data=request.POST if takes else None)
    if answer.is_valid():
        marked = sitting.marked(n, answer.cleaned_data["answer"])
        if from_review:
            response = go(request, marked.review_url)
        else:
            marked = marked.paced(Pace.ONE)
            response = go(request, marked.url_after_statement(n))
        current.keep(request, response, marked)
        return response
    context = {
        "sitting": sitting,
        "form": sitting.form,
        "statement": statement,
        "answer": answer,
        "from_review": from_review,
        "eight_at": sitting.page_url(page_of(n)),
        "moved": moved,
    }
    status = _status(moved=moved, wrong=bool(answer.errors))
    return render_page(request, "quiz/question.html", context, status=status)


@public_form
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@with_sitting
def page(request: Request, sitting: Sitting, p: int) -> HttpResponse:
    if not 1 <= p <= len(sitting.pages):
        raise Http404
    statements = sitting.pages[p - 1]
    moved = was_moved(request.POST, statements)
    takes = request.method == "POST" and not moved
    answers = PageForm(sitting.form, statements, data=request.POST if takes else None)
    if answers.is_valid():
        marked = sitting.paced(Pace.EIGHT).marked_all(answers.marks)
        response = go(request, marked.url_after_page(p))
        current.keep(request, response, marked)
        return response
    context = {
        "sitting": sitting,
        "form": sitting.form,
        "answers": answers,
        "first": statements[0],
        "last": statements[-1],
        "back_at": sitting.page_url(p - 1) if p > 1 else "",
        "moved": moved,
    }
    status = _status(moved=moved, wrong=bool(answers.errors))
    return render_page(request, "quiz/page.html", context, status=status)


@public_form
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@with_sitting
def review(request: Request, sitting: Sitting) -> HttpResponse:
    if isinstance(sitting.form, NoticingList):
        return _review_of_list(request, sitting)
    moved = was_moved(request.POST, sitting.statements)
    usual = UsualForm(request.POST if request.method == "POST" else None)
    if usual.is_valid() and not moved:
        response = go(request, sitting.result_url)
        current.keep(request, response, sitting.finished(usual.cleaned_data["usual"]))
        return response
    context = {
        **_review_context(sitting),
        "usual": usual,
        "chosen": request.POST.get("usual") if request.method == "POST" else sitting.usual,
        "moved": moved,
    }
    status = _status(moved=moved, wrong=bool(usual.errors))
    return render_page(request, "quiz/review.html", context, status=status)


def _review_of_list(request: Request, sitting: Sitting) -> HttpResponse:
    """The look over a list. The line about fear changes this one answer and is kept nowhere."""
    moved = was_moved(request.POST, sitting.statements)
    afraid = AfraidForm(request.POST if request.method == "POST" else None)
    if not afraid.is_valid() or moved:
        context = {**_review_context(sitting), "afraid": afraid, "moved": moved}
        status = _status(moved=moved, wrong=False)
        return render_page(request, "quiz/review.html", context, status=status)
    done = sitting.finished(Usual.UNSAID)
    if afraid.cleaned_data["afraid"]:
        response = noticed(request, done, afraid=True)
    else:
        response = go(request, done.result_url)
    current.keep(request, response, done)
    return response


def _status(*, moved: bool, wrong: bool) -> int:
    return (
        HTTPStatus.CONFLICT
        if moved
        else HTTPStatus.UNPROCESSABLE_ENTITY
        if wrong
        else HTTPStatus.OK
    )


def _review_context(sitting: Sitting) -> dict[str, object]:
    last = sitting.statement_url(len(sitting.statements))
    of = statement_ids(sitting.statements)
    return {"sitting": sitting, "form": sitting.form, "back_at": last, "of": of}
