"""Real questions on a topic, answered briefly, each with the guide that says more."""

from django.contrib.auth.decorators import login_not_required
from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.views.decorators.http import require_safe

from apps.articles.models import ContentVersion, Guide, ReaderQuestion, ReferencePage, Topic
from apps.articles.schema_org import faq
from apps.common.http.requests import Request
from apps.common.http.responses import render_page
from apps.common.page_cache import kept_for_visitors


@login_not_required
@require_safe
@kept_for_visitors(ContentVersion.objects.mark)
def questions(request: Request, slug: str) -> HttpResponse:
    topic = get_object_or_404(Topic, slug=slug)
    asked = Guide.objects.published().beside(ReaderQuestion.objects.on(topic))
    page = ReferencePage.objects.named(f"questions-{slug}")
    context = {"topic": topic, "questions": asked, "page": page}
    context["linked_data"] = [faq([question for question, _guide in asked])] if asked else []
    return render_page(request, "articles/questions.html", context)
