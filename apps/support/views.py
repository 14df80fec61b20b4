"""Help lines by country. The reader chooses the country; nothing is guessed from a location.

While none is chosen, the emergency numbers of all countries stand in the order of the languages
that the browser names.
"""

from typing import Any

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.utils.cache import patch_vary_headers
from django.views.decorators.http import require_safe

from apps.common.http.outage import OUTAGES, note_outage, was_outage_lately
from apps.common.http.request_values import id_sent
from apps.common.http.requests import Request
from apps.common.http.responses import render_page
from apps.common.page_cache import kept_for_visitors
from apps.common.text.contact import contact_link
from apps.support.directory import Directory, arranged
from apps.support.file_directory import (
    countries_in_file,
    emergency_lines_in_file,
    lines_in_file,
)
from apps.support.models import WORLDWIDE, Country, DirectoryVersion, SupportLine
from apps.support.numbers import Ranks, in_order_for, ranks_for


def _mark() -> str:
    """The mark of the help lines; empty in an outage, when the page comes from the file."""
    if was_outage_lately():
        return ""
    try:
        return DirectoryVersion.objects.mark()
    except OUTAGES:
        note_outage()
        return ""


def _ranks(request: HttpRequest) -> Ranks:
    return ranks_for(request.headers.get("Accept-Language", ""))


@login_not_required
@require_safe
@kept_for_visitors(_mark, varies_by=_ranks)
def index(request: Request) -> HttpResponse:
    if chosen := id_sent(request.GET, "country").replace("\0", ""):
        return redirect(_chosen(chosen))
    return _page(request, slug="")


@login_not_required
@require_safe
@kept_for_visitors(_mark)
def country(request: Request, slug: str) -> HttpResponse:
    return _page(request, slug=slug)


def _chosen(slug: str) -> Country:
    """The country that was picked; raises Http404 where there is none of that name."""
    try:
        return get_object_or_404(Country.objects.to_choose(), slug=slug)
    except OUTAGES:
        note_outage()
    for country in countries_in_file():
        if country.slug == slug:
            return country
    raise Http404


def _page(request: Request, *, slug: str) -> HttpResponse:
    try:
        context = _from_file(slug) if was_outage_lately() else _from_tables(slug)
    except OUTAGES:
        note_outage()
        context = _from_file(slug)
    accepted = request.headers.get("Accept-Language", "")
    context["numbers"] = in_order_for(accepted, context["numbers"])
    context |= {"contact": settings.CONTACT, "contact_link": contact_link()}
    response = render_page(request, "support/index.html", context)
    if not slug:
        patch_vary_headers(response, ["Accept-Language"])
    return response


def _from_tables(slug: str) -> dict[str, Any]:
    shown = SupportLine.objects.shown(on=timezone.localdate()).with_contacts()
    country = get_object_or_404(Country.objects.to_choose(), slug=slug) if slug else None
    return {
        "country": country,
        "countries": list(Country.objects.to_choose()),
        "here": arranged(shown.in_country(country)) if country else Directory(),
        "numbers": [] if slug else list(shown.of_emergencies()),
        "worldwide": arranged(shown.worldwide()),
    }


def _from_file(slug: str) -> dict[str, Any]:
    """The same page where the database does not answer; raises Http404 for an unknown country."""
    today, countries = timezone.localdate(), countries_in_file()
    country = next((each for each in countries if each.slug == slug), None)
    if slug and country is None:
        raise Http404
    return {
        "country": country,
        "countries": countries,
        "here": arranged(lines_in_file(slug, on=today)) if country else Directory(),
        "numbers": [] if slug else emergency_lines_in_file(on=today),
        "worldwide": arranged(lines_in_file(WORLDWIDE, on=today)),
    }
