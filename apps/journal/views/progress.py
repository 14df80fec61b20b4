"""Looking back: what the writer noted over time, beside each other and without a verdict."""

from django.http import HttpResponse
from django.views.decorators.http import require_safe

from apps.journal.long_look import a_long_look
from apps.journal.models import Preferences
from apps.journal.page import journal_page
from apps.journal.practices.progress import progress_of
from apps.vault.guard import vault_required
from apps.vault.unlocked_vault import VaultRequest


@require_safe
@vault_required
@a_long_look
def progress(request: VaultRequest) -> HttpResponse:
    preferences = Preferences.of(request.vault)
    context = {
        "preferences": preferences,
        "progress": progress_of(request.vault, today=preferences.today()),
    }
    return journal_page(request, "journal/progress.html", context)
