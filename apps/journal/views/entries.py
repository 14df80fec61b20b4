"""One kept page: read it, throw it away, take it back."""

from uuid import UUID

from django.conf import settings
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from apps.common.pages import go
from apps.journal.lists import with_heads
from apps.journal.models import Entry, Settings
from apps.vault.access import VaultRequest, vault_required


@require_safe
@vault_required
def entry(request: VaultRequest, entry_id: UUID) -> HttpResponse:
    row = get_object_or_404(Entry.objects.in_vault(request.vault), pk=entry_id)
    context = {
        "entry": row,
        "page": row.page(request.vault),
        "is_pinned": Settings.habits(request.vault).has_pinned(row.id),
    }
    return render(request, "journal/entry.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@vault_required
def delete(request: VaultRequest, entry_id: UUID) -> HttpResponse:
    """GET asks, POST moves the page to the trash, where it can be taken back."""
    row = get_object_or_404(Entry.objects.in_vault(request.vault), pk=entry_id)
    if request.method != "POST" and row.expires_on is not None:
        return go(request, reverse("journal:entry", args=[row.id]))
    if request.method != "POST":
        head = row.opened_head(request.vault)
        context = {"entry": row, "head": head, "trash_days": settings.TRASH_DAYS}
        return render(request, "journal/delete.html", context)
    if row.expires_on is None:
        row.trash()
    return go(request, reverse("journal:trash"))


@require_safe
@vault_required
def trash(request: VaultRequest) -> HttpResponse:
    entries = Entry.objects.in_vault(request.vault).trashed().heads()
    context = {"entries": with_heads(entries, request.vault)}
    return render(request, "journal/trash.html", context)


@require_POST
@vault_required
def restore(request: VaultRequest, entry_id: UUID) -> HttpResponse:
    row = get_object_or_404(Entry.objects.in_vault(request.vault), pk=entry_id)
    row.restore()
    return go(request, reverse("journal:entry", args=[row.id]))
