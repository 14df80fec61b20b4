"""Answers for machines: health, robots, the manifest."""

from http import HTTPStatus

from django.contrib.auth.decorators import login_not_required
from django.db import DatabaseError, connection
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.templatetags.static import static
from django.urls import reverse
from django.views.decorators.http import require_safe

from apps.vault.crypto.kdf_limit import stuck

ROBOTS = """\
User-agent: *
Disallow: /account/
Disallow: /guides/*/feedback/
Disallow: /journal/
Disallow: /leave/
Disallow: /look/
Disallow: /vault/
"""


@login_not_required
@require_safe
def healthz(request: HttpRequest) -> HttpResponse:
    """The process answers; nothing else is asked."""
    return HttpResponse("ok\n", content_type="text/plain")


@login_not_required
@require_safe
def readyz(request: HttpRequest) -> HttpResponse:
    """The database answers too, and no derivation of this process is stuck."""
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
    except DatabaseError:
        return _not_ready("no database")
    if stuck():
        return _not_ready("derivations that do not end")
    return HttpResponse("ok\n", content_type="text/plain")


@login_not_required
@require_safe
def robots(request: HttpRequest) -> HttpResponse:
    sitemap = request.build_absolute_uri(reverse("pages:sitemap"))
    return HttpResponse(f"{ROBOTS}\nSitemap: {sitemap}\n", content_type="text/plain")


@login_not_required
@require_safe
def manifest(request: HttpRequest) -> HttpResponse:
    """A neutral name. It opens as a browser tab, so that Leave takes the whole window along."""
    return JsonResponse(
        {
            "name": "Leeway",
            "short_name": "Leeway",
            "start_url": "/",
            "scope": "/",
            "display": "browser",
            "icons": _icons(),
        },
        content_type="application/manifest+json",
    )


def _not_ready(why: str) -> HttpResponse:
    return HttpResponse(
        f"{why}\n", content_type="text/plain", status=HTTPStatus.SERVICE_UNAVAILABLE
    )


def _icons() -> list[dict[str, str]]:
    return [
        {"src": static("img/icon.svg"), "sizes": "any", "type": "image/svg+xml"},
        {"src": static("img/icon-192.png"), "sizes": "192x192", "type": "image/png"},
        {"src": static("img/icon-512.png"), "sizes": "512x512", "type": "image/png"},
        {
            "src": static("img/icon-maskable-512.png"),
            "sizes": "512x512",
            "type": "image/png",
            "purpose": "maskable",
        },
    ]
