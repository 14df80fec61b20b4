"""What programs ask for: robots.txt, the manifest, the icon, security.txt, where passwords are."""

from datetime import timedelta
from typing import Final

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect
from django.templatetags.static import static
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_safe

from apps.common.text.contact import contact_link

SECURITY_TXT_LASTS: Final = timedelta(days=180)  # RFC 9116 advises less than a year
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


@login_not_required
@require_safe
def passkey_endpoints(request: HttpRequest) -> HttpResponse:
    """Where password managers lead to for a passkey (W3C, Passkey Endpoints well-known URL)."""
    places = {"enroll": reverse("account_passkey_new"), "manage": reverse("account_passkeys")}
    return JsonResponse({name: request.build_absolute_uri(at) for name, at in places.items()})


@login_not_required
@require_safe
def change_password(request: HttpRequest) -> HttpResponse:
    """Where password managers lead to for a new password (W3C, A Well-Known URL for Changing…)."""
    return redirect("account_change_password")


@login_not_required
@require_safe
def favicon(request: HttpRequest) -> HttpResponse:
    """For programs that ask for the icon without having read a page."""
    return redirect(static("img/icon-192.png"))


@login_not_required
@require_safe
def security_txt(request: HttpRequest) -> HttpResponse:
    """Where somebody tells the operator of a weakness (RFC 9116); 404 where no contact is set."""
    if not settings.CONTACT:
        raise Http404
    expires = (timezone.now() + SECURITY_TXT_LASTS).replace(microsecond=0)
    lines = (
        f"Contact: {contact_link()}",
        f"Expires: {expires:%Y-%m-%dT%H:%M:%SZ}",
        "Preferred-Languages: en",
        f"Canonical: {request.build_absolute_uri(request.path)}",
    )
    return HttpResponse("\n".join(lines) + "\n", content_type="text/plain; charset=utf-8")


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
