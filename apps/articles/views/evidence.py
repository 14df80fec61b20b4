"""Every record that the guides rest on, with its sources and the guides that use it."""

from django.contrib.auth.decorators import login_not_required
from django.db.models import Prefetch
from django.http import HttpResponse
from django.views.decorators.http import require_safe

from apps.articles.models import ContentVersion, FactRecord, Guide
from apps.common.http.requests import Request
from apps.common.http.responses import render_page
from apps.common.page_cache import kept_for_visitors


@login_not_required
@require_safe
@kept_for_visitors(ContentVersion.objects.mark)
def evidence(request: Request) -> HttpResponse:
    users = Guide.objects.published().only("slug", "title")
    records = FactRecord.objects.printable().prefetch_related(Prefetch("guides", users))
    context = {"records": sorted(records, key=_in_order)}
    return render_page(request, "articles/evidence.html", context)


def _in_order(record: FactRecord) -> tuple[int, int]:
    """F9.2 before F10.1, and F9.2 before F9.10."""
    fact, _dot, part = record.id.removeprefix("F").partition(".")
    return int(fact), int(part)
