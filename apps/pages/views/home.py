"""The front door."""

from django.contrib.auth.decorators import login_not_required
from django.http import HttpResponse
from django.views.decorators.http import require_safe

from apps.articles.models import Guide
from apps.common.pages import render_page
from apps.common.requests import Request

GUIDES_SHOWN = 4


@login_not_required
@require_safe
def home(request: Request) -> HttpResponse:
    return render_page(
        request, "pages/home.html", {"guides": Guide.objects.published().cards()[:GUIDES_SHOWN]}
    )
