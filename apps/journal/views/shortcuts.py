"""The keys that the journal knows, as a page and as the sheet that `?` opens."""

from django.http import HttpResponse
from django.views.decorators.http import require_safe

from apps.journal.page import journal_page
from apps.vault.unlocked_vault import VaultRequest
from apps.vault.unlocking import vault_required


@require_safe
@vault_required
def keys(request: VaultRequest) -> HttpResponse:
    return journal_page(request, "journal/shortcuts.html")
