"""The library and its topics: open to everybody, and nothing about the reader is kept."""

from django.contrib.auth.decorators import login_not_required
from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.views.decorators.http import require_safe

from apps.articles.asked import Asked
from apps.articles.models import Guide, Path, Topic
from apps.articles.search import find
from apps.articles.shelf.continuing import usual_reader
from apps.common.pages import render_page
from apps.common.requests import Request


@login_not_required
@require_safe
def library(request: Request) -> HttpResponse:
    topics = list(Topic.objects.with_counts())
    asked = Asked.of(request.GET, topics=topics, usual_reader=usual_reader(request))
    among = Guide.objects.published().on_topic(asked.topic).for_reader(asked.reader)
    found = find(asked.words, among=among)
    context = {"topics": topics, "paths": Path.objects.all(), "asked": asked, "found": found}
    return render_page(request, "articles/library.html", context, fragment="results")


@login_not_required
@require_safe
def topic(request: Request, slug: str) -> HttpResponse:
    topics = Topic.objects.with_counts()
    chosen = get_object_or_404(topics, slug=slug)
    guides = Guide.objects.published().on_topic(chosen).cards()
    context = {"topics": topics, "asked": Asked(topic=chosen), "topic": chosen, "guides": guides}
    context["paths"] = Path.objects.all()
    return render_page(request, "articles/topic.html", context)
