"""Every component in every state, for those who build Leeway."""

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpResponse
from django.views.decorators.http import require_safe

from apps.common.http.requests import Request
from apps.common.http.responses import render_page
from apps.common.text.page_words import PAGE_WORDS


@login_not_required
@require_safe
def styleguide(request: Request) -> HttpResponse:
    if not settings.DEBUG:
        raise Http404
    return render_page(request, "pages/styleguide.html", {"page_words": PAGE_WORDS})
