"""The glossary: the words of the guides, with the guides that use them. Open to everybody."""

from django.contrib.auth.decorators import login_not_required
from django.http import HttpResponse
from django.views.decorators.http import require_safe

from apps.articles.models import ContentVersion, Guide, ReferencePage, Term
from apps.common.http.requests import Request
from apps.common.http.responses import render_page
from apps.common.page_cache import kept_for_visitors


@login_not_required
@require_safe
@kept_for_visitors(ContentVersion.objects.mark)
def glossary(request: Request) -> HttpResponse:
    terms = Guide.objects.published().beside(Term.objects.all())
    context = {"terms": terms, "page": ReferencePage.objects.named("glossary")}
    return render_page(request, "articles/glossary.html", context)
