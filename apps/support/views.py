"""Help lines by country. The reader chooses the country; nothing is guessed from a location."""

from django.contrib.auth.decorators import login_not_required
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.views.decorators.http import require_safe

from apps.common.http.request_values import id_sent
from apps.common.http.requests import Request
from apps.common.http.responses import render_page
from apps.support.directory import Directory, arranged
from apps.support.models import Country, SupportLine


@login_not_required
@require_safe
def index(request: Request) -> HttpResponse:
    if chosen := id_sent(request.GET, "country").replace("\0", ""):
        return redirect(get_object_or_404(Country.objects.to_choose(), slug=chosen))
    return _page(request, country=None)


@login_not_required
@require_safe
def country(request: Request, slug: str) -> HttpResponse:
    return _page(request, country=get_object_or_404(Country.objects.to_choose(), slug=slug))


def _page(request: Request, *, country: Country | None) -> HttpResponse:
    shown = SupportLine.objects.shown(on=timezone.localdate()).with_contacts()
    context = {
        "country": country,
        "countries": Country.objects.to_choose(),
        "here": arranged(shown.in_country(country)) if country else Directory(),
        "worldwide": arranged(shown.worldwide()),
    }
    return render_page(request, "support/index.html", context)
