"""The section of a guide in which a reader stopped, which the page sends by itself."""

from http import HTTPStatus

from django.http import HttpResponse
from django.urls import reverse
from django.views.decorators.http import require_POST

from apps.articles.models import Shelf
from apps.articles.shelf.content import ReadingPosition
from apps.articles.shelf.damage import says_damage
from apps.articles.shelf.guide_text import sections_of
from apps.articles.shelf.responses import (
    guide_called,
)
from apps.common.http.request_values import LONGEST_ADDRESS, value_sent
from apps.common.http.responses import go
from apps.vault.guard import vault_required
from apps.vault.unlocked_vault import VaultRequest


@require_POST
@vault_required
@says_damage
def place(request: VaultRequest, slug: str) -> HttpResponse:
    """Store the section that a reader has reached, which the page sends by itself."""
    if request.POST.get("kept") == "no":
        Shelf.change(request.vault, lambda shelf: shelf.leave(slug))
        return go(request, reverse("articles:shelf"))
    guide = guide_called(slug)
    section = value_sent(request.POST, "section", most=LONGEST_ADDRESS)
    heading = sections_of(guide).get(section)
    if heading is None:
        return HttpResponse(status=HTTPStatus.UNPROCESSABLE_ENTITY)
    stopped = ReadingPosition(
        slug=slug, title=guide.title, section=section, heading=heading, on=request.vault.today()
    )
    Shelf.change(request.vault, lambda shelf: shelf.stop_at(stopped))
    return HttpResponse(status=HTTPStatus.NO_CONTENT)
