"""Who writes and checks the guides. Open to everybody."""

from django.contrib.auth.decorators import login_not_required
from django.http import HttpResponse
from django.views.decorators.http import require_safe

from apps.articles.models import ContentVersion, Guide, ReferencePage
from apps.common.http.requests import Request
from apps.common.http.responses import render_page
from apps.common.page_cache import kept_for_visitors


@login_not_required
@require_safe
@kept_for_visitors(ContentVersion.objects.mark)
def editors(request: Request) -> HttpResponse:
    checked = Guide.objects.published().checked_between()
    context = {"page": ReferencePage.objects.named("editors"), "checked": checked}
    return render_page(request, "articles/editors.html", context)
