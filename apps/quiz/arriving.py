"""A result that a guest asked to keep: it travels through sign-up in its cookie, and is kept."""

from urllib.parse import urlsplit

from django.http import HttpResponse
from django.urls import Resolver404, resolve, reverse
from django.utils.timezone import localdate

from apps.common.pages import go
from apps.quiz import cookie
from apps.quiz.catalogue import catalogue
from apps.quiz.models import Full, KeptResult
from apps.vault.access import VaultRequest

KEEP = "quiz:keep"


def keep_on_arrival(request: VaultRequest, next_path: str) -> HttpResponse | None:
    """Keep the finished sitting that the page led on to would keep, and show it.

    None where that is no such page, or where there is nothing to keep: then the page itself says
    what is missing. The copy in the browser goes.
    """
    slug = _slug_of(next_path)
    form = catalogue().offered(slug) if slug else None
    sitting = cookie.read(request).of(form) if form else None
    if sitting is None or not sitting.is_finished or not request.vault:
        return None
    try:
        row = KeptResult.arrive(request.vault, sitting, day=localdate())
    except Full:
        return None
    response = go(request, reverse("quiz:kept", args=[row.id]))
    cookie.drop(request, response, sitting)
    return response


def _slug_of(path: str) -> str | None:
    try:
        match = resolve(urlsplit(path).path)
    except (Resolver404, ValueError):
        return None
    return match.kwargs["slug"] if match.view_name == KEEP else None
