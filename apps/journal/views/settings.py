"""The writer's preferences: time zone, shortcuts, pinned entries."""

from http import HTTPStatus
from uuid import UUID

from django.db import transaction
from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST

from apps.common.http.responses import go
from apps.journal.models import Entry, JournalState, Preferences
from apps.journal.page import journal_page
from apps.journal.preferences.content import PreferencesContent, TooManyPins
from apps.journal.preferences.forms import PreferencesForm
from apps.journal.vault_hooks import live_by_changed
from apps.journal.views.entries import entry_page
from apps.vault.guard import vault_required
from apps.vault.sealed_rows import unless_damaged
from apps.vault.unlocked_vault import UnlockedVault, VaultRequest


@require_http_methods(["GET", "HEAD", "POST"])
@vault_required
def settings(request: VaultRequest) -> HttpResponse:
    if request.method != "POST":
        opened = unless_damaged(Preferences.opened, request.vault)
        preferences = opened or PreferencesContent()
        context = {"form": PreferencesForm.of(preferences), "preferences": preferences}
        context |= {"is_saved": "saved" in request.GET, "damaged": damaged(request.vault, opened)}
        return journal_page(request, "journal/settings.html", context)
    form = PreferencesForm(request.POST)
    if not form.is_valid():
        return journal_page(
            request, "journal/settings.html", {"form": form}, status=HTTPStatus.UNPROCESSABLE_ENTITY
        )
    with transaction.atomic():
        before = Preferences.opened(request.vault)
        after = Preferences.change(request.vault, form.settled)
        live_by_changed(request, before, after)
    return go(request, f"{reverse('journal:settings')}?saved")


@require_http_methods(["GET", "HEAD", "POST"])
@vault_required
def anew(request: VaultRequest) -> HttpResponse:
    """GET says what is lost, POST deletes damaged rows for good; one that opens stays."""
    if request.method == "POST":
        Preferences.begin_anew(request.vault)
        JournalState.begin_anew(request.vault)
    elif rows := damaged(request.vault, unless_damaged(Preferences.opened, request.vault)):
        return journal_page(request, "journal/settings_anew.html", {"damaged": rows})
    return go(request, reverse("journal:settings"))


def damaged(vault: UnlockedVault, preferences: PreferencesContent | None) -> list[str]:
    """Which of the two rows cannot be opened: the settings (then None), or what Today remembers."""
    rows = {"settings": preferences, "state": unless_damaged(JournalState.opened, vault)}
    return [name for name, content in rows.items() if content is None]


@require_POST
@vault_required
def pin(request: VaultRequest, entry_id: UUID) -> HttpResponse:
    """`pinned` is what is wanted, so that a double press is harmless."""
    row = get_object_or_404(Entry.objects.in_vault(request.vault).living(), pk=entry_id)
    wanted = request.POST.get("pinned") == "1"
    here = Entry.objects.in_vault(request.vault)
    try:
        Preferences.change(
            request.vault,
            lambda preferences: preferences.still(here.pinned(preferences.pins)).pinning(
                row.id, wanted=wanted
            ),
        )
    except TooManyPins as full:
        return entry_page(request, row, problem=str(full), status=HTTPStatus.CONFLICT)
    return go(request, reverse("journal:entry", args=[row.id]))
