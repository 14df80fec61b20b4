"""A guide's own page: the same bytes for every visitor, and nothing about the reader is kept."""

from typing import Any

from django.contrib.auth.decorators import login_not_required
from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.views.decorators.http import require_safe

from apps.articles.feedback import FeedbackForm
from apps.articles.models import ContentVersion, Guide
from apps.articles.schema_org import article, breadcrumbs
from apps.articles.shelf.passages import LONGEST_QUOTE
from apps.common.http.request_values import id_sent
from apps.common.http.requests import Request
from apps.common.http.responses import render_page
from apps.common.page_cache import kept_for_visitors


@login_not_required
@require_safe
@kept_for_visitors(ContentVersion.objects.mark)
def guide(request: Request, slug: str) -> HttpResponse:
    found = get_object_or_404(Guide.objects.published().pages(), slug=slug)
    return render_page(request, "articles/guide.html", page_of(found, request=request))


def page_of(guide: Guide, *, request: Request) -> dict[str, Any]:
    """What a guide's page is made of; the editing room shows an unpublished one by the same."""
    onwards = Guide.objects.published().after(guide, path=id_sent(request.GET, "path"))
    site = f"{request.scheme}://{request.get_host()}"
    return {
        "guide": guide,
        "to_answer": _to_answer(guide, id_sent(request.GET, "answer")),
        "feedback": FeedbackForm(),
        "longest_quote": LONGEST_QUOTE,
        "linked_data": [article(guide, site=site), breadcrumbs(guide, site=site)],
        **vars(onwards),
    }


def _to_answer(guide: Guide, prompt_id: str) -> str:
    """The id of the guide's own question that is to be open at once, or an empty string.

    None is on a page about safety: there the reader thinks first of who else can see.
    """
    ids = {each for each, _prompt in guide.numbered_prompts}
    return prompt_id if prompt_id in ids and not guide.safety else ""
