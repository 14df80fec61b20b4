"""Pages of the questions: one statement or eight, in any order, and the review at the end."""

from http import HTTPStatus

from django import forms
from django.http import Http404, HttpResponse, QueryDict
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from apps.common.http.requests import Request
from apps.common.http.responses import go, render_page
from apps.common.http.same_origin import public_form
from apps.quiz.questionnaire.model import NoticingList, Questionnaire
from apps.quiz.sitting import current
from apps.quiz.sitting.current import with_sitting
from apps.quiz.sitting.sitting import (
    SKIPPED,
    Pace,
    Sitting,
    Statement,
    Usual,
    page_of,
    statement_ids,
)
from apps.quiz.views.result import noticed

REVIEW = "review"
NOTHING_CHOSEN = _("Choose one of the answers, or leave this one out.")


class AnswerForm(forms.Form):
    """One answer. The skip button sends its mark in the same field, after the chosen point."""

    def __init__(self, questionnaire: Questionnaire, *, data: QueryDict | None = None) -> None:
        super().__init__(data)
        self.fields["answer"] = _answer(questionnaire)


class OneAtATimeForm(forms.Form):
    """The switch of one statement: whether a press on an answer goes on, or only Next."""

    pace = forms.ChoiceField(choices=[(Pace.ONE, Pace.ONE), (Pace.NEXT, Pace.NEXT)])


class PageForm(forms.Form):
    """The answers to the statements of one page, each under its own number.

    ``open`` says to leave out the statements without an answer.
    """

    def __init__(
        self,
        questionnaire: Questionnaire,
        statements: tuple[Statement, ...],
        *,
        data: QueryDict | None = None,
    ) -> None:
        super().__init__(data)
        self.statements = statements
        leaving_out = data is not None and data.get("open") == SKIPPED
        for statement in statements:
            field = _answer(questionnaire, required=not leaving_out)
            field.label = statement.item.text.rstrip(".")
            self.fields[_name(statement)] = field

    @property
    def of(self) -> str:
        """The ids of the statements that the page showed, as the form sends them."""
        return statement_ids(self.statements)

    @property
    def marks(self) -> dict[int, str]:
        """The mark of each statement by its number, once the form is valid."""
        return {s.n: self.cleaned_data[_name(s)] or SKIPPED for s in self.statements}

    @property
    def rows(self) -> list[tuple[Statement, forms.BoundField, str]]:
        """Each statement with its field and the mark to show as chosen."""
        return [(s, self[_name(s)], self._shown(s)) for s in self.statements]

    def _shown(self, statement: Statement) -> str:
        return self.data.get(_name(statement), "") if self.is_bound else statement.mark


class UsualForm(forms.Form):
    """The last question, which need not be answered."""

    usual = forms.ChoiceField(
        required=False,
        choices=[
            (Usual.YES, _("Yes")),
            (Usual.NO, _("Not really")),
            (Usual.UNSAID, _("Rather not say")),
        ],
    )

    def clean_usual(self) -> Usual:
        return Usual(self.cleaned_data["usual"] or Usual.UNSAID)


class AfraidForm(forms.Form):
    """The tick for fear beside a list. It changes one answer page, and is stored nowhere."""

    afraid = forms.BooleanField(required=False)


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
    marked = sitting.marked(n, answer.cleaned_data["answer"]) if answer.is_valid() else sitting
    switch = OneAtATimeForm(request.POST)
    if takes and switch.is_valid():
        response = go(request, request.get_full_path())
        current.keep(request, response, marked.paced(Pace(switch.cleaned_data["pace"])))
        return response
    if answer.is_valid():
        if from_review:
            response = go(request, f"{marked.review_url}#{review_anchor(n)}")
        else:
            marked = marked.one_at_a_time()
            response = go(request, marked.url_after_statement(n))
        current.keep(request, response, marked)
        return response
    context = {
        "sitting": sitting,
        "form": sitting.form,
        "statement": statement,
        "answer": answer,
        "from_review": from_review,
        "goes_on": sitting.pace is not Pace.NEXT,
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
        current.keep(
            request,
            response,
            sitting.finished(usual.cleaned_data["usual"], on=current.day_of(request)),
        )
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
    """The review of a list. The tick for fear changes this one page and is stored nowhere."""
    moved = was_moved(request.POST, sitting.statements)
    afraid = AfraidForm(request.POST if request.method == "POST" else None)
    if not afraid.is_valid() or moved:
        context = {**_review_context(sitting), "afraid": afraid, "moved": moved}
        status = _status(moved=moved, wrong=False)
        return render_page(request, "quiz/review.html", context, status=status)
    done = sitting.finished(Usual.UNSAID, on=current.day_of(request))
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


def was_moved(sent: QueryDict, statements: tuple[Statement, ...]) -> bool:
    """Whether answers belong to other statements: the sitting was begun again elsewhere.

    A page says which statements it shows, so that an answer never lands on one that was not read.
    """
    return sent.get("of", statement_ids(statements)) != statement_ids(statements)


def review_anchor(n: int) -> str:
    """The id of statement ``n`` on the review; a browser opens the folded list for it."""
    return f"answer-{n}"


def _name(statement: Statement) -> str:
    return f"answer-{statement.n}"


def _answer(questionnaire: Questionnaire, *, required: bool = True) -> forms.ChoiceField:
    return forms.ChoiceField(
        required=required,
        choices=[*questionnaire.choices, (SKIPPED, questionnaire.skip_label)],
        error_messages={"required": NOTHING_CHOSEN, "invalid_choice": NOTHING_CHOSEN},
    )
