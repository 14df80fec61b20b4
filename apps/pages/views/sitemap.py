"""Every address that anyone may read, for search engines."""

from typing import Final

from django.contrib.auth.decorators import login_not_required
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from apps.articles.models import ContentVersion, Guide, Path, Topic
from apps.common.http.requests import Request
from apps.common.page_cache import kept_for_visitors
from apps.support.models import Country, DirectoryVersion

# Pages without an object. Forms, drawers for machines and what belongs to one person are not here.
PAGES: Final = (
    *("articles:editors", "articles:evidence", "reference:glossary", "reference:reading_list"),
    *("pages:home", "articles:library", "quiz:home", "quiz:method", "support:index"),
    *("pages:safety", "pages:privacy", "pages:about", "pages:terms", "pages:accessibility"),
)


def _mark() -> str:
    return ContentVersion.objects.mark() + DirectoryVersion.objects.mark()


@login_not_required
@require_safe
@kept_for_visitors(_mark)
def sitemap(request: Request) -> HttpResponse:
    asked = Topic.objects.with_questions()
    context = {
        "site": f"{request.scheme}://{request.get_host()}",
        "pages": [
            *(reverse(name) for name in PAGES),
            *(reverse("articles:questions", args=[topic.slug]) for topic in asked),
        ],
        "rows": [*Topic.objects.with_guides(), *Path.objects.all(), *Country.objects.to_choose()],
        "guides": Guide.objects.published().dated(),
    }
    return render(request, "pages/sitemap.xml", context, content_type="application/xml")
