"""Pages that are not kept yet: go on with one, or let it go."""

from http import HTTPStatus
from uuid import UUID

from django.conf import settings
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from apps.common.http.request_values import uuid_sent
from apps.common.http.responses import go
from apps.journal.entries.form_builders import form_again
from apps.journal.entries.opened import with_contents
from apps.journal.models import Draft, Entry, LockedDraft, Preferences, open_locked_drafts
from apps.journal.page import composer_page, journal_page
from apps.journal.views.compose import words_under
from apps.journal.views.conflict import as_a_new_page, both_texts
from apps.vault.guard import vault_required
from apps.vault.unlocked_vault import VaultRequest


@require_http_methods(["GET", "HEAD", "POST"])
@vault_required
def drafts(request: VaultRequest) -> HttpResponse:
    """GET lists them; POST fetches what was saved elsewhere while the journal was locked there."""
    if request.method == "POST":
        open_locked_drafts(request.vault)
        return go(request, reverse("journal:drafts"))
    found = with_contents(Draft.objects.in_vault(request.vault).newest(), request.vault)
    context = {
        "drafts": found,
        "are_many": len(found) * 10 >= settings.DRAFTS_MOST * 9,
        "preferences": Preferences.of(request.vault),
        "locked_drafts": with_contents(
            LockedDraft.objects.in_vault(request.vault).newest(), request.vault
        ),
    }
    return journal_page(request, "journal/drafts.html", context)


@require_safe
@vault_required
def draft(request: VaultRequest, draft_id: UUID) -> HttpResponse:
    """Go on where it stopped; beside the kept page where that was changed meanwhile.

    `?page=` names its page: once the draft has gone into it, Back leads there.
    """
    row = Draft.objects.in_vault(request.vault).with_id(draft_id)
    if row is None:
        page_id = uuid_sent(request.GET, "page")
        if page_id and (words := words_under(request.vault, page_id)):
            return go(request, words)
        raise Http404
    content = row.contents(request.vault)
    sent = content.data
    entry = Entry.objects.in_vault(request.vault).with_id(row.entry_id)
    sent["draft_from"] = str(row.mark)
    if entry is not None and not entry.is_at(content.revision):
        return both_texts(request, sent, entry, status=HTTPStatus.OK)
    if entry is None and content.revision:
        return as_a_new_page(request, sent, why="is_elsewhere", status=HTTPStatus.OK)
    action = reverse("journal:edit", args=[entry.id]) if entry else reverse("journal:new")
    form = form_again(sent, entry_id=row.entry_id)
    preferences = Preferences.of(request.vault)
    context = {
        "form": form,
        "action": action,
        "content": content,
        "draft": row,
        "preferences": preferences,
    }
    return composer_page(request, "journal/draft.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@vault_required
def draft_delete(request: VaultRequest, draft_id: UUID) -> HttpResponse:
    """GET asks, POST deletes it for good: a draft was never kept, so there is no trash for it."""
    row = get_object_or_404(Draft.objects.in_vault(request.vault), pk=draft_id)
    if request.method == "POST":
        row.let_go(request.vault)
        return go(request, reverse("journal:drafts"))
    [(_row, content)] = with_contents([row], request.vault)
    return journal_page(request, "journal/draft_delete.html", {"draft": row, "content": content})


@require_http_methods(["GET", "HEAD", "POST"])
@vault_required
def locked_draft_delete(request: VaultRequest, draft_id: UUID) -> HttpResponse:
    """GET asks, POST deletes a locked draft that is damaged."""
    row = get_object_or_404(LockedDraft.objects.in_vault(request.vault), pk=draft_id)
    if request.method == "POST":
        row.delete()
        return go(request, reverse("journal:drafts"))
    return journal_page(request, "journal/draft_delete.html", {"draft": row, "content": None})
