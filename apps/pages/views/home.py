"""The home page: guides, quiz and journal for a visitor, Today for a member."""

from typing import cast

from django.contrib.auth.decorators import login_not_required
from django.http import HttpResponse
from django.views.decorators.http import require_safe

from apps.articles.models import ContentVersion, Guide
from apps.common.context_processors import has_session_cookie
from apps.common.http.requests import Request
from apps.common.http.responses import render_page
from apps.common.page_cache import kept_for_visitors
from apps.pages.views.today import today
from apps.vault.unlocked_vault import VaultRequest

GUIDES_SHOWN = 4
# The guide that stands first: what somebody needs whose partner went quiet this evening.
FOR_TONIGHT = "when-someone-pulls-away"


@login_not_required
@require_safe
@kept_for_visitors(ContentVersion.objects.mark)
def home(request: Request) -> HttpResponse:
    """Without the session cookie nobody is looked up: a visitor's page asks nothing more."""
    if has_session_cookie(request) and request.user.is_authenticated:
        return today(cast(VaultRequest, request))
    guides = list(Guide.objects.published().cards().beginning_with(FOR_TONIGHT)[:GUIDES_SHOWN])
    tonight = next((each for each in guides if each.slug == FOR_TONIGHT), None)
    return render_page(request, "pages/home.html", {"guides": guides, "tonight": tonight})
