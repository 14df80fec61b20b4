"""The reading list: books, whom each is for, and what to take care of. Open to everybody."""

from django.contrib.auth.decorators import login_not_required
from django.http import HttpResponse
from django.views.decorators.http import require_safe

from apps.articles.models import Book, ContentVersion, ReferencePage
from apps.common.http.requests import Request
from apps.common.http.responses import render_page
from apps.common.page_cache import kept_for_visitors


@login_not_required
@require_safe
@kept_for_visitors(ContentVersion.objects.mark)
def reading_list(request: Request) -> HttpResponse:
    context = {"books": Book.objects.all(), "page": ReferencePage.objects.named("reading-list")}
    return render_page(request, "articles/reading_list.html", context)
