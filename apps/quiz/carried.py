"""Hands a view the form and the sitting that a request carries, or leads back to the start."""

from collections.abc import Callable
from functools import wraps
from typing import Concatenate
from urllib.parse import urlencode

from django.http import Http404, HttpResponse
from django.urls import reverse

from apps.common.pages import go
from apps.common.requests import Request
from apps.quiz import cookie
from apps.quiz.catalogue import catalogue
from apps.quiz.held import sitting_of
from apps.quiz.questionnaires import Questionnaire
from apps.quiz.sitting import Sitting

LAPSED = "lapsed"

# As the URL resolver calls it: the request, then the parts of the path by name.
type Routed = Callable[..., HttpResponse]


def with_form[**P](
    view: Callable[Concatenate[Request, Questionnaire, P], HttpResponse],
) -> Routed:
    """A view of one form that is offered; 404 for any other name."""

    @wraps(view)
    def found(request: Request, /, slug: str, *args: P.args, **kwargs: P.kwargs) -> HttpResponse:
        questionnaire = catalogue().offered(slug)
        if questionnaire is None:
            raise Http404
        return view(request, questionnaire, *args, **kwargs)

    return found


def with_sitting[**P](
    view: Callable[Concatenate[Request, Sitting, P], HttpResponse],
) -> Routed:
    """A view of a sitting under way. Without one, the start page says kindly what happened."""

    @wraps(view)
    def found(
        request: Request, questionnaire: Questionnaire, /, *args: P.args, **kwargs: P.kwargs
    ) -> HttpResponse:
        sitting = sitting_of(request, questionnaire)
        if sitting is not None:
            return view(request, sitting, *args, **kwargs)
        return start_again(request, questionnaire)

    return with_form(found)


def start_again(request: Request, questionnaire: Questionnaire) -> HttpResponse:
    """To the start page, which says that the earlier answers are not here any more."""
    start = reverse("quiz:start", args=[questionnaire.slug])
    response = go(request, f"{start}?{urlencode({'from': LAPSED})}")
    if cookie.is_carried(request) and not cookie.read(request).sittings:
        cookie.forget(response)
    return response
