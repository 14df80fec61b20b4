"""The library and its topics: open to everybody, and nothing about the reader is kept."""

from django.contrib.auth.decorators import login_not_required
from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.views.decorators.http import require_safe

from apps.articles.guide_pages import guides_on_page
from apps.articles.models import ContentVersion, Guide, Path, Topic
from apps.articles.search.query import LibraryQuery
from apps.articles.search.search import find
from apps.articles.shelf.continue_reading import usual_reader
from apps.common.http.requests import Request
from apps.common.http.responses import render_page
from apps.common.page_cache import kept_for_visitors


@login_not_required
@require_safe
@kept_for_visitors(ContentVersion.objects.mark)
def library(request: Request) -> HttpResponse:
    topics = list(Topic.objects.with_counts())
    asked = LibraryQuery.of(request.GET, topics=topics, usual_reader=usual_reader(request))
    among = Guide.objects.published().on_topic(asked.topic).for_reader(asked.reader)
    found = find(asked.words, among=among, page=asked.page)
    context = {"topics": topics, "paths": Path.objects.all(), "asked": asked, "found": found}
    return render_page(request, "articles/library.html", context, fragment="results")


@login_not_required
@require_safe
@kept_for_visitors(ContentVersion.objects.mark)
def topic(request: Request, slug: str) -> HttpResponse:
    topics = Topic.objects.with_counts()
    chosen = get_object_or_404(topics, slug=slug)
    asked = LibraryQuery(topic=chosen, page=LibraryQuery.of(request.GET, topics=[]).page)
    guides = Guide.objects.published().on_topic(chosen).cards()
    page = guides_on_page(guides, asked.page, count=chosen.guide_count)
    context = {"topics": topics, "paths": Path.objects.all(), "asked": asked}
    context |= {"topic": chosen, "page": page}
    return render_page(request, "articles/topic.html", context)
