"""The settings page: everything that a member can set, what it is now, and what changed lately."""

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from apps.accounts.models import AccountEvent
from apps.accounts.settings.rows import account_groups, journal_groups
from apps.common.http.request_values import id_sent
from apps.journal.models import Preferences, Storage
from apps.journal.preferences.content import PreferencesContent
from apps.vault.models import Vault
from apps.vault.responses import lately_reset_of
from apps.vault.sealed_rows import unless_damaged
from apps.vault.unlocked_vault import VaultRequest


@require_safe
def account_home(request: VaultRequest) -> HttpResponse:
    """What lies sealed in the journal is shown only while that is unlocked."""
    journal = Vault.objects.of(request.user).current().first()
    opened = unless_damaged(Preferences.opened, request.vault) if request.vault else None
    sealed = (
        journal_groups(opened or PreferencesContent(), Storage.of(request.vault.id))
        if request.vault
        else []
    )
    context = {
        "groups": [*sealed, *account_groups(request, journal)],
        "kept": id_sent(request.GET, "kept"),
        "is_damaged": bool(request.vault) and opened is None,
        "journal": journal,
        "events": AccountEvent.objects.of(request.user).lately(),
        "lately_reset": lately_reset_of(request),
        "several": Vault.objects.of(request.user).count() > 1,
    }
    return render(request, "account/home.html", context)
