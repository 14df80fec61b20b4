"""Today, where a member begins: what every room has for this evening, and nothing while locked."""

from typing import Final

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse

from apps.articles.models import Guide
from apps.articles.shelf.continue_reading import reading_in
from apps.journal.entries.forms import new_form
from apps.journal.entries.opened import with_heads
from apps.journal.models import Entry, JournalState, Preferences
from apps.journal.practices.courses import under_way
from apps.pages.look_back_cards import looked_back
from apps.vault.forms import UnlockForm
from apps.vault.models import Vault
from apps.vault.unlocked_vault import VaultRequest
from apps.vault.unlocking import vault_required

PAGES_SHOWN: Final = 5
GUIDES_SHOWN: Final = 3


def today(request: VaultRequest) -> HttpResponse:
    """What `/` answers a member."""
    return _open(request) if request.vault else _locked(request)


@vault_required
def _open(request: VaultRequest) -> HttpResponse:
    habits, places = Preferences.habits(request.vault), JournalState.of(request.vault)
    newest = Entry.objects.in_vault(request.vault).recent()[:PAGES_SHOWN]
    context = {
        "form": new_form(habits),
        "habits": habits,
        "entries": with_heads(newest, request.vault),
        "reading": reading_in(request.vault),
        "journey": under_way(places),
        "wants_code": request.vault.vault.wants_code(),
        **looked_back(request.vault, habits=habits, places=places),
    }
    return render(request, "pages/today.html", context)


def _locked(request: VaultRequest) -> HttpResponse:
    """Nothing private, not even the day where the writer is: their zone is sealed as well."""
    vault = Vault.objects.of(request.user).current().first()
    context = {
        "form": UnlockForm(),
        "next": reverse("pages:home"),
        "has_earlier_password": vault is not None and vault.has_earlier_password(),
        "guides": Guide.objects.published().cards()[:GUIDES_SHOWN],
    }
    return render(request, "pages/today_locked.html", context)
