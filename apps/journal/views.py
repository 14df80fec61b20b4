"""Write, read, change, throw away and take back."""

from typing import Any
from uuid import UUID, uuid4

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from apps.common.pages import go
from apps.common.words import Needs, keeps_words
from apps.journal.forms import EntryForm, form_of, form_sent, new_form
from apps.journal.models import RECENT, Conflict, Entry
from apps.journal.writing import Head
from apps.vault.access import OpenVault, VaultRequest, vault_required
from apps.vault.sealing import Damaged

REFUSED, NOT_HERE, CONFLICT, INVALID = 403, 404, 409, 422


def show_again(request: HttpRequest, /, *, needs: Needs) -> HttpResponse:
    """The composer with every word that was sent, and what is needed to save it."""
    form = EntryForm(initial=_as_typed(request))
    context = {"form": form, "needs": needs, "action": request.path}
    return render(request, "journal/again.html", context, status=REFUSED)


@require_safe
@vault_required
def today(request: VaultRequest) -> HttpResponse:
    before = _number(request.GET.get("before", ""))
    entries = list(Entry.objects.in_vault(request.vault).recent(before=before))
    context = {
        "form": new_form(),
        "entries": with_heads(entries, request.vault),
        "is_further_back": before is not None,
        "older": entries[-1].number if len(entries) == RECENT else None,
        "wants_code": request.vault.vault.wants_code(),
    }
    return render(request, "journal/today.html", context)


@keeps_words(show_again)
@require_http_methods(["GET", "HEAD", "POST"])
@vault_required
def new(request: VaultRequest) -> HttpResponse:
    if request.method != "POST":
        form = new_form(prompt_id=request.GET.get("from", ""))
        return render(request, "journal/new.html", {"form": form})
    form = form_sent(request.POST)
    if not form.is_valid():
        return render(request, "journal/new.html", {"form": form}, status=INVALID)
    try:
        entry = Entry.write(request.vault, form.page(), entry_id=form.cleaned_data["entry_id"])
    except Conflict as conflict:
        return _both_texts(request, form, conflict.kept)
    except Damaged:
        return _as_a_new_page(request, why="is_damaged", status=CONFLICT)
    return go(request, reverse("journal:entry", args=[entry.id]))


@require_safe
@vault_required
def entry(request: VaultRequest, entry_id: UUID) -> HttpResponse:
    row = get_object_or_404(Entry.objects.in_vault(request.vault), pk=entry_id)
    context = {"entry": row, "page": row.page(request.vault)}
    return render(request, "journal/entry.html", context)


@keeps_words(show_again)
@require_http_methods(["GET", "HEAD", "POST"])
@vault_required
def edit(request: VaultRequest, entry_id: UUID) -> HttpResponse:
    row = Entry.objects.in_vault(request.vault).with_id(entry_id)
    if row is None:
        return _not_here(request)
    if request.method != "POST":
        form = form_of(row.page(request.vault), entry_id=row.id, revision=row.revision)
        return render(request, "journal/edit.html", {"form": form, "entry": row})
    form = form_sent(request.POST)
    if not form.is_valid():
        return render(request, "journal/edit.html", {"form": form, "entry": row}, status=INVALID)
    try:
        row.rewrite(request.vault, form.page(), expected=form.cleaned_data["revision"])
    except Conflict as conflict:
        return _both_texts(request, form, conflict.kept)
    except Damaged:
        return _as_a_new_page(request, why="is_damaged", status=CONFLICT)
    return go(request, reverse("journal:entry", args=[row.id]))


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


def _number(text: str) -> int | None:
    """A running number from the address, or None for anything else."""
    return int(text) if text.isascii() and text.isdigit() and len(text) < 19 else None


def _not_here(request: VaultRequest) -> HttpResponse:
    """No such page in this journal: 404, but words that were sent stay in front of their writer."""
    if request.method != "POST":
        raise Http404
    return _as_a_new_page(request, why="is_elsewhere", status=NOT_HERE)


def _as_a_new_page(request: VaultRequest, *, why: str, status: int) -> HttpResponse:
    """The words that were sent, ready to be kept under an id of their own."""
    form = EntryForm(initial={**_as_typed(request), "entry_id": uuid4(), "revision": 0})
    context = {"form": form, "action": reverse("journal:new"), why: True}
    return render(request, "journal/again.html", context, status=status)


def with_heads(entries: Any, vault: OpenVault) -> list[tuple[Entry, Head | None]]:
    """Each row with its opened head, or None where it is damaged: one never hides the rest."""
    return [(row, _head_or_none(row, vault)) for row in entries]


def _head_or_none(row: Entry, vault: OpenVault) -> Head | None:
    try:
        return row.opened_head(vault)
    except Damaged:
        return None


def _both_texts(request: VaultRequest, form: EntryForm, kept: Entry) -> HttpResponse:
    """The other text beside this one; saving again from here writes over the kept revision.

    A page that lies in the trash is left there: this text becomes a new page.
    """
    try:
        kept_page = kept.page(request.vault)
    except Damaged:
        return _as_a_new_page(request, why="is_damaged", status=CONFLICT)
    is_trashed = kept.expires_on is not None
    mine = _as_typed(request)
    if is_trashed:
        mine |= {"entry_id": uuid4(), "revision": 0}
        action = reverse("journal:new")
    else:
        mine |= {"revision": kept.revision}
        action = reverse("journal:edit", args=[kept.id])
    context = {
        "form": EntryForm(initial=mine),
        "action": action,
        "kept": kept_page,
        "is_trashed": is_trashed,
    }
    return render(request, "journal/conflict.html", context, status=CONFLICT)


def _as_typed(request: HttpRequest) -> dict[str, Any]:
    """The composer's fields exactly as they were sent."""
    names = EntryForm.base_fields
    typed: dict[str, Any] = {name: request.POST.get(name, "") for name in names}
    typed["feelings"] = request.POST.getlist("feelings")
    return typed
