"""The form under a guide: was it useful, what was missing. Needs no account, keeps no name."""

from http import HTTPStatus

from django.contrib.auth.decorators import login_not_required
from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from apps.articles.feedback import FeedbackForm, seconds_to_wait
from apps.articles.models import Feedback, Guide
from apps.common.http.requests import Request
from apps.common.http.responses import SeeOther, render_page
from apps.common.http.retry_words import try_again
from apps.common.http.same_origin import public_form

PAGE = "articles/feedback.html"


@public_form
@require_http_methods(["GET", "HEAD", "POST"])
def feedback(request: Request, slug: str) -> HttpResponse:
    guide = get_object_or_404(Guide.objects.published().cards(), slug=slug)
    form = FeedbackForm(request.POST if request.method == "POST" else None)
    wait = seconds_to_wait(request) if form.is_valid() else 0
    if wait:
        problem = _("A lot of answers came from where you are.")
        form.add_error(None, f"{problem} {try_again(wait)}")
    if form.is_valid():
        Feedback.objects.keep(guide, **form.answer)
        if request.htmx:
            return render_page(request, "articles/thanks.html", {"guide": guide}, fragment="thanks")
        return SeeOther(reverse("articles:thanks", args=[slug]))
    context = {"guide": guide, "feedback": form}
    status = HTTPStatus.UNPROCESSABLE_ENTITY if form.is_bound else HTTPStatus.OK
    if wait and not request.htmx:  # htmx would not show a 429, and so not the words in it
        status = HTTPStatus.TOO_MANY_REQUESTS
    response = render_page(request, PAGE, context, fragment="form", status=status)
    if wait:
        response.headers["Retry-After"] = str(wait)
    return response


@login_not_required
@require_safe
def thanks(request: Request, slug: str) -> HttpResponse:
    guide = get_object_or_404(Guide.objects.published().cards(), slug=slug)
    return render_page(request, "articles/thanks.html", {"guide": guide})
