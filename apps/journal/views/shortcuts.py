"""The keys that the journal knows, as a page and as the sheet that `?` opens."""

from django.http import HttpResponse
from django.views.decorators.http import require_safe

from apps.journal.page import journal_page
from apps.vault.guard import vault_required
from apps.vault.unlocked_vault import VaultRequest


@require_safe
@vault_required
def keys(request: VaultRequest) -> HttpResponse:
    return journal_page(request, "journal/shortcuts.html")
