"""The page of one entry."""

from http import HTTPStatus
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.views.decorators.http import require_safe

from apps.common.http.request_values import id_sent
from apps.journal.entries.neighbours import entry_neighbours
from apps.journal.models import Entry, Photo, Preferences
from apps.journal.page import drafts_of, journal_page, shown_entry
from apps.vault.guard import vault_required
from apps.vault.unlocked_vault import VaultRequest


@require_safe
@vault_required
def entry(request: VaultRequest, entry_id: UUID) -> HttpResponse:
    return entry_page(
        request, get_object_or_404(Entry.objects.in_vault(request.vault), pk=entry_id)
    )


def entry_page(
    request: VaultRequest, row: Entry, *, problem: str = "", status: int = HTTPStatus.OK
) -> HttpResponse:
    """The entry; a `problem` says why something that was asked of it was not done."""
    photos = Photo.objects.in_vault(request.vault).of(row.id).shown().listed()
    preferences = Preferences.of(request.vault)
    page = row.page(request.vault)
    came_from = id_sent(request.GET, "from")
    context = {
        "preferences": preferences,
        "entry": row,
        "drafts": drafts_of(request.vault, row.id),
        "photos": [(photo, photo.caption_or_none(request.vault)) for photo in photos],
        "is_pinned": preferences.has_pinned(row.id),
        "problem": problem,
        "way": entry_neighbours(request.vault, row, page.head, came_from=came_from),
        **vars(shown_entry(page, request.vault, entry=row, today=preferences.today())),
    }
    return journal_page(request, "journal/entry.html", context, status=status)
