"""Throw a page away, take it back, or delete it for good."""

from contextlib import suppress
from uuid import UUID

from django.conf import settings
from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from apps.common.http.responses import go
from apps.common.text.account_events import Happened
from apps.journal.entries.keyset_page import KeysetPage
from apps.journal.entries.listed import listed
from apps.journal.entries.opened import with_heads
from apps.journal.models import Entry, Preferences, delete_for_good
from apps.journal.page import journal_page
from apps.vault.guard import vault_required
from apps.vault.unlocked_vault import VaultRequest

MOST_AT_ONCE = 900  # a form may have a thousand fields
MOST_LISTED = 100


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
        return journal_page(request, "journal/delete.html", context)
    if row.expires_on is None:
        row.trash()
    return go(request, f"{reverse('journal:trash')}?thrown={row.id}")


@require_safe
@vault_required
def trash(request: VaultRequest) -> HttpResponse:
    own = Entry.objects.in_vault(request.vault).trashed()
    page = KeysetPage.of(
        own.heads().in_order_of_trash(), request.GET, size=MOST_LISTED, by="thrown"
    )
    preferences = Preferences.of(request.vault)
    rows = with_heads(page.rows, request.vault)
    context = {
        "preferences": preferences,
        "entries": listed(rows, request.vault, dates_only=preferences.dates_only),
        "thrown": own.among(_ids_in(request.GET.getlist("thrown"))).heads().first(),
        "older": page.older,
    }
    return journal_page(request, "journal/trash.html", context)


@require_POST
@vault_required
def restore(request: VaultRequest, entry_id: UUID) -> HttpResponse:
    row = get_object_or_404(Entry.objects.in_vault(request.vault), pk=entry_id)
    row.restore()
    return go(request, reverse("journal:entry", args=[row.id]))


@require_POST
@vault_required
def for_good(request: VaultRequest) -> HttpResponse:
    """Asks first, by name; the same form with `sure` deletes the pages and all that is theirs.

    `entry` names each page that was chosen, also one that is not in the trash; `all` means the
    trash as it was when the question was asked, so the question names every page that goes.
    """
    own = Entry.objects.in_vault(request.vault)
    rows = (
        own.trashed()
        if "all" in request.POST
        else own.among(_ids_in(request.POST.getlist("entry")))
    )
    opened = with_heads(rows.heads()[:MOST_AT_ONCE], request.vault)
    if not opened:
        return go(request, reverse("journal:trash"))
    if "sure" not in request.POST or "all" in request.POST:
        preferences = Preferences.of(request.vault)
        entries = listed(opened, request.vault, dates_only=preferences.dates_only)
        context = {
            "preferences": preferences,
            "entries": entries,
            "all": rows.count(),
            "backup_days": settings.BACKUP_DAYS,
        }
        return journal_page(request, "journal/delete_for_good.html", context)
    delete_for_good(request.vault, [row.id for row, _head in opened])
    request.user.note(Happened.DELETION)
    return go(request, reverse("journal:trash"))


def _ids_in(texts: list[str]) -> list[UUID]:
    """The pages that were named; what is no id is passed over."""
    found = []
    for text in texts:
        with suppress(ValueError):
            found.append(UUID(text))
    return found
