"""The pages beside the guides: open to everybody."""

from django.contrib.auth.decorators import login_not_required
from django.http import HttpResponse
from django.views.decorators.http import require_safe

from apps.articles.models import Book, Guide, ReferencePage, Term
from apps.common.http.requests import Request
from apps.common.http.responses import render_page


@login_not_required
@require_safe
def glossary(request: Request) -> HttpResponse:
    terms = Guide.objects.published().beside(Term.objects.all())
    context = {"terms": terms, "page": ReferencePage.objects.named("glossary")}
    return render_page(request, "articles/glossary.html", context)


@login_not_required
@require_safe
def reading_list(request: Request) -> HttpResponse:
    context = {"books": Book.objects.all(), "page": ReferencePage.objects.named("reading-list")}
    return render_page(request, "articles/reading_list.html", context)


@login_not_required
@require_safe
def editors(request: Request) -> HttpResponse:
    checked = Guide.objects.published().checked_between()
    context = {"page": ReferencePage.objects.named("editors"), "checked": checked}
    return render_page(request, "articles/editors.html", context)
