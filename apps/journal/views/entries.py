"""One kept page, to read."""

from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from apps.journal.models import Entry, Photo, Preferences
from apps.vault.unlocked_vault import VaultRequest
from apps.vault.unlocking import vault_required


@require_safe
@vault_required
def entry(request: VaultRequest, entry_id: UUID) -> HttpResponse:
    row = get_object_or_404(Entry.objects.in_vault(request.vault), pk=entry_id)
    photos = Photo.objects.in_vault(request.vault).of(row.id).shown().listed()
    context = {
        "entry": row,
        "page": row.page(request.vault),
        "photos": [(photo, photo.caption_or_none(request.vault)) for photo in photos],
        "is_pinned": Preferences.habits(request.vault).has_pinned(row.id),
    }
    return render(request, "journal/entry.html", context)
