"""The answers to a save that meets another text: both side by side, or this one as a new page."""

from http import HTTPStatus
from uuid import uuid4

from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import render
from django.urls import reverse

from apps.common.text.text_diff import DiffRow
from apps.journal.entries.comparison import compared
from apps.journal.entries.content import EntryContent
from apps.journal.entries.form_builders import entry_sent, form_again
from apps.journal.entries.plain_text import in_plain_words
from apps.journal.models import Entry
from apps.journal.page import shown_entry
from apps.vault.sealed_rows import unless_damaged
from apps.vault.unlocked_vault import UnlockedVault, VaultRequest


def as_a_new_page(request: HttpRequest, sent: QueryDict, *, why: str, status: int) -> HttpResponse:
    """The words that were sent, ready to be kept under an id of their own."""
    form = form_again(sent, entry_id=uuid4(), revision=0)
    context = {"form": form, "action": reverse("journal:new"), why: True}
    return render(request, "journal/again.html", context, status=status)


def both_texts(
    request: VaultRequest, sent: QueryDict, kept: Entry, *, status: int = HTTPStatus.CONFLICT
) -> HttpResponse:
    """The other text beside this one; saving again from here writes over the kept revision.

    A page that lies in the trash is left there: this text becomes a new page.
    """
    kept_page = unless_damaged(kept.page, request.vault)
    if kept_page is None:
        return as_a_new_page(request, sent, why="is_damaged", status=HTTPStatus.CONFLICT)
    is_trashed = kept.expires_on is not None
    if is_trashed:
        mine = form_again(sent, entry_id=uuid4(), revision=0)
        action = reverse("journal:new")
    else:
        mine = form_again(sent, revision=kept.revision)
        action = reverse("journal:edit", args=[kept.id])
    context = {
        "form": mine,
        "action": action,
        "kept": kept_page,
        **vars(shown_entry(kept_page, request.vault)),
        "is_trashed": is_trashed,
        "rows": _compared(request.vault, sent, kept_page),
    }
    return render(request, "journal/conflict.html", context, status=status)


def _compared(vault: UnlockedVault, sent: QueryDict, kept: EntryContent) -> list[DiffRow] | None:
    """The lines that differ between two texts; of words that are no entry, the body alone."""
    mine = entry_sent(sent)
    if mine is None:
        return compared(vault, kept.body, sent.get("body", ""))
    return compared(vault, in_plain_words(kept), in_plain_words(mine.answering(kept)))
