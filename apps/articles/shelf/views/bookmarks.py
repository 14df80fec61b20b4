"""Bookmark a guide, and see what a member's shelf has of it."""

from http import HTTPStatus

from django.http import HttpResponse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext_lazy
from django.views.decorators.http import require_POST, require_safe

from apps.articles.models import Shelf
from apps.articles.shelf.content import MOST_SAVED, SavedGuide, ShelfFull
from apps.articles.shelf.damage import says_damage
from apps.articles.shelf.responses import (
    SHELF_AGAIN,
    done,
    guide_called,
    mine_page,
)
from apps.common.http.requests import MemberRequest
from apps.common.limits import with_limits
from apps.common.resubmission import resubmittable
from apps.vault.guard import vault_required
from apps.vault.unlocked_vault import VaultRequest


@require_safe
def mine(request: MemberRequest, slug: str) -> HttpResponse:
    """What this member keeps of a guide; the same buttons, and a message, with a locked vault."""
    return mine_page(request, guide_called(slug))


@resubmittable(SHELF_AGAIN)
@require_POST
@vault_required
@says_damage
def bookmark(request: VaultRequest, slug: str) -> HttpResponse:
    """`kept` says what is wanted, yes or no, so that a double press is harmless."""
    wanted = request.POST.get("kept")
    if wanted == "no":
        Shelf.change(request.vault, lambda shelf: shelf.release(slug))
        return done(request, slug, message=_("Not on your shelf any more."))
    guide = guide_called(slug)
    if wanted != "yes":
        return mine_page(request, guide, status=HTTPStatus.UNPROCESSABLE_ENTITY)
    saved = SavedGuide(slug=slug, title=guide.title, on=request.vault.today())
    try:
        Shelf.change(request.vault, lambda shelf: shelf.keep(saved))
    except ShelfFull:
        problem = with_limits(
            ngettext_lazy(
                "Your shelf has room for %(most)s guide. Take one off, then keep this one.",
                "Your shelf has room for %(most)s guides. Take one off, then keep this one.",
                "most",
            ),
            most=MOST_SAVED,
        )
        return mine_page(request, guide, problem=problem, status=HTTPStatus.UNPROCESSABLE_ENTITY)
    return done(request, slug, message=_("Kept on your shelf."))
