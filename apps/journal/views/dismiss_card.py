"""Dismiss a card that looks back on Today: that card for ever, and every card for this day."""

from contextlib import suppress
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_POST

from apps.common.http.request_values import id_sent
from apps.common.http.responses import go
from apps.journal.models import JournalState, Preferences
from apps.vault.guard import vault_required
from apps.vault.unlocked_vault import VaultRequest


@require_POST
@vault_required
def pass_by(request: VaultRequest) -> HttpResponse:
    """The form names the page or passage by its id; anything else changes nothing."""
    today = Preferences.of(request.vault).today()
    with suppress(ValueError):
        shown = str(UUID(id_sent(request.POST, "shown")))
        JournalState.change(request.vault, lambda state: state.passing(shown, on=today))
    if request.htmx:  # in its place, so that the words that are being written stay where they are
        return render(request, "journal/_card_dismissed.html")
    return go(request, reverse("pages:home"))
