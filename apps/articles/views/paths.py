"""A reading path: its guides in their order."""

from django.contrib.auth.decorators import login_not_required
from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.views.decorators.http import require_safe

from apps.articles.models import ContentVersion, Guide, Path
from apps.common.http.requests import Request
from apps.common.http.responses import render_page
from apps.common.page_cache import kept_for_visitors


@login_not_required
@require_safe
@kept_for_visitors(ContentVersion.objects.mark)
def path(request: Request, slug: str) -> HttpResponse:
    found = get_object_or_404(Path, slug=slug)
    guides = Guide.objects.published().in_order(found.guides)
    context = {"path": found, "guides": guides, "minutes": sum(each.minutes for each in guides)}
    return render_page(request, "articles/path.html", context)
