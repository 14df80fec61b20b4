"""Where a writer begins: an empty page beside the newest ones."""

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from apps.common import continuing
from apps.journal.forms import new_form
from apps.journal.lists import with_heads
from apps.journal.models import RECENT, Entry
from apps.vault.access import VaultRequest, vault_required


@require_safe
@vault_required
def today(request: VaultRequest) -> HttpResponse:
    before = _number(request.GET.get("before", ""))
    entries = list(Entry.objects.in_vault(request.vault).recent(before=before))
    context = {
        "form": new_form(),
        "entries": with_heads(entries, request.vault),
        "is_further_back": before is not None,
        "older": entries[-1].number if len(entries) == RECENT else None,
        "reading": None if before else continuing.find(request.vault),
        "wants_code": request.vault.vault.wants_code(),
    }
    return render(request, "journal/today.html", context)


def _number(text: str) -> int | None:
    """A running number from the address, or None for anything else."""
    return int(text) if text.isascii() and text.isdigit() and len(text) < 19 else None
