"""A guide's own page: the same bytes for every visitor, and nothing about the reader is kept."""

from django.contrib.auth.decorators import login_not_required
from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.views.decorators.http import require_safe

from apps.articles.feedback import FeedbackForm
from apps.articles.linked_data import article, breadcrumbs
from apps.articles.models import Edition, Guide
from apps.common.kept_pages import kept_for_visitors
from apps.common.pages import render_page
from apps.common.requests import Request


@login_not_required
@require_safe
@kept_for_visitors(Edition.objects.mark)
def guide(request: Request, slug: str) -> HttpResponse:
    found = get_object_or_404(Guide.objects.published().pages(), slug=slug)
    onwards = Guide.objects.published().after(found, path=request.GET.get("path", ""))
    site = f"{request.scheme}://{request.get_host()}"
    context = {
        "guide": found,
        "feedback": FeedbackForm(),
        "linked_data": [article(found, site=site), breadcrumbs(found, site=site)],
        **vars(onwards),
    }
    return render_page(request, "articles/guide.html", context)
