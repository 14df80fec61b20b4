"""The journal's own first page: an empty page beside all that were written, the newest first."""

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from apps.common.keyset_page import KeysetPage
from apps.journal.entries.forms import new_form
from apps.journal.entries.opened import KnownLabels, with_heads
from apps.journal.models import RECENT, Entry, Preferences
from apps.vault.unlocked_vault import VaultRequest
from apps.vault.unlocking import vault_required


@require_safe
@vault_required
def pages(request: VaultRequest) -> HttpResponse:
    habits = Preferences.habits(request.vault)
    own = Entry.objects.in_vault(request.vault)
    page = KeysetPage.of(own.living().heads(), request.GET, size=RECENT)
    entries = with_heads(page.rows, request.vault)
    pinned = [] if page.is_further_back else own.pinned(habits.pins)
    context = {
        "form": new_form(habits),
        "habits": habits,
        "pinned": with_heads(pinned, request.vault),
        "entries": entries,
        "known": KnownLabels.of(entries),
        "is_further_back": page.is_further_back,
        "older": page.older,
    }
    return render(request, "journal/pages.html", context)
