"""The prompt of the day: another one, or none today."""

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_POST

from apps.common.http.request_values import id_sent
from apps.common.http.responses import go
from apps.journal.models import JournalState, Preferences
from apps.journal.prompts import prompt_on, prompt_today
from apps.journal.state import JournalStateContent
from apps.vault.unlocked_vault import VaultRequest
from apps.vault.unlocking import vault_required


@require_POST
@vault_required
def prompt(request: VaultRequest) -> HttpResponse:
    """The form names the prompt that it was shown with, so that a double press skips one only."""
    today, vault_id = Preferences.of(request.vault).today(), request.vault.id
    shown, wish = id_sent(request.POST, "shown"), id_sent(request.POST, "wish")

    def verb(state: JournalStateContent) -> JournalStateContent:
        if wish == "none":
            return state.no_prompt(today)
        if wish == "again":
            return state.prompt_again()
        is_shown = prompt_on(today, vault_id=vault_id, skips=state.skips) == shown
        return state.another_prompt() if wish == "another" and is_shown else state

    changed = JournalState.change(request.vault, verb)
    if request.htmx:  # in its place, so that the words that are being written stay where they are
        asked = prompt_today(changed, today=today, vault_id=vault_id)
        return render(request, "journal/_prompt.html", {"prompt": asked})
    return go(request, reverse("pages:home"))
