"""The time zone of a device that is not the writer's: to follow it from now on, or not."""

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_POST

from apps.common.http.request_values import id_sent
from apps.common.http.responses import go
from apps.journal.models import Preferences
from apps.journal.preferences.content import PreferencesContent
from apps.vault.guard import vault_required
from apps.vault.unlocked_vault import VaultRequest

FOLLOW = "follow"


@require_POST
@vault_required
def time_zone(request: VaultRequest) -> HttpResponse:
    """An unknown zone changes nothing; any answer but to follow it declines it."""
    zone, answer = id_sent(request.POST, "zone"), id_sent(request.POST, "answer")

    def verb(preferences: PreferencesContent) -> PreferencesContent:
        return preferences.choosing(zone) if answer == FOLLOW else preferences.declining(zone)

    preferences = Preferences.change(request.vault, verb)
    if request.htmx:  # in its place, so that the words that are being written stay where they are
        context = {"preferences": preferences, "follows": answer == FOLLOW}
        return render(request, "journal/_travel_answer.html", context)
    return go(request, reverse("journal:settings"))
