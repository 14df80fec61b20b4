"""The versions of an entry: the list, one version with its differences, and restoring it."""

from http import HTTPStatus
from uuid import UUID, uuid4

from django.conf import settings
from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from apps.common.http.responses import go
from apps.common.limits import Limit
from apps.journal.entries.comparison import compared
from apps.journal.entries.content import EntryContent
from apps.journal.entries.full import full_text
from apps.journal.entries.keyset_page import KeysetPage
from apps.journal.entries.opened import with_heads
from apps.journal.entries.plain_text import in_plain_words
from apps.journal.models import (
    Entry,
    EntryConflict,
    EntryVersion,
    PagesFull,
    Storage,
    StorageFull,
)
from apps.journal.page import journal_page, shown_entry
from apps.vault.guard import vault_required
from apps.vault.sealed_rows import unless_damaged
from apps.vault.unlocked_vault import VaultRequest

VERSIONS_A_PAGE = 20


@require_safe
@vault_required
def history(request: VaultRequest, entry_id: UUID) -> HttpResponse:
    """The newest versions by their heads alone, twenty at a time."""
    row = get_object_or_404(Entry.objects.in_vault(request.vault), pk=entry_id)
    kept = EntryVersion.objects.in_vault(request.vault).of(row.id)
    storage = Storage.of(request.vault.id)
    page = KeysetPage.of(kept.heads(), request.GET, size=VERSIONS_A_PAGE)
    context = {
        "entry": row,
        "head": with_heads([row], request.vault)[0][1],
        "versions": with_heads(page.rows, request.vault),
        "history_days": settings.HISTORY_DAYS,
        "storage": storage,
        "versions_here": Limit(storage.versions),
        "most_versions": Limit(settings.VERSIONS_MOST),
        "older": page.older,
        "is_further_back": page.is_further_back,
    }
    return journal_page(request, "journal/history.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@vault_required
def version(request: VaultRequest, entry_id: UUID, version_id: UUID) -> HttpResponse:
    """GET shows it and what changed since; POST makes the page say it again, as a new revision."""
    row = get_object_or_404(Entry.objects.in_vault(request.vault), pk=entry_id)
    kept = EntryVersion.objects.in_vault(request.vault).of(row.id)
    earlier = get_object_or_404(kept, pk=version_id)
    page = earlier.page(request.vault)
    now = unless_damaged(row.page, request.vault)
    problem, status = "", HTTPStatus.OK
    if request.method == "POST":
        try:
            return _back_to(request, row, page, is_damaged=now is None)
        except (PagesFull, StorageFull) as full:
            problem, status = full_text(full), HTTPStatus.UNPROCESSABLE_ENTITY
    context = {
        "problem": problem,
        "entry": row,
        "version": earlier,
        **vars(shown_entry(page, request.vault, entry=row)),
        "is_damaged": now is None,
        "is_same": page == now,
    }
    if now is not None and page != now:
        context["changes"] = compared(request.vault, in_plain_words(page), in_plain_words(now))
    return journal_page(request, "journal/version.html", context, status=status)


def _back_to(
    request: VaultRequest, row: Entry, page: EntryContent, *, is_damaged: bool
) -> HttpResponse:
    """A damaged page is left as it lies: what it said before becomes a page of its own."""
    if is_damaged:
        row = Entry.write(request.vault, page, entry_id=uuid4())
    else:
        try:
            row.rewrite(request.vault, page, expected=row.revision)
        except EntryConflict:  # changed or thrown away at this very moment: look again first
            return go(request, reverse("journal:history", args=[row.id]))
    return go(request, reverse("journal:entry", args=[row.id]))
