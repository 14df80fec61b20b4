"""The journal's own first page: an empty page beside all that were written, the newest first."""

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from apps.common.request_values import id_sent
from apps.journal.entries.forms import new_form
from apps.journal.entries.opened import KnownLabels, running_number, with_heads
from apps.journal.models import RECENT, Entry, Preferences
from apps.vault.unlocked_vault import VaultRequest
from apps.vault.unlocking import vault_required


@require_safe
@vault_required
def pages(request: VaultRequest) -> HttpResponse:
    habits = Preferences.habits(request.vault)
    before = running_number(id_sent(request.GET, "before"))
    rows = list(Entry.objects.in_vault(request.vault).recent(before=before))
    entries = with_heads(rows, request.vault)
    pinned = [] if before else Entry.objects.in_vault(request.vault).pinned(habits.pins)
    context = {
        "form": new_form(habits),
        "habits": habits,
        "pinned": with_heads(pinned, request.vault),
        "entries": entries,
        "known": KnownLabels.of(entries),
        "is_further_back": before is not None,
        "older": rows[-1].number if len(rows) == RECENT else None,
    }
    return render(request, "journal/pages.html", context)
