"""The journal's own first page: an empty page beside all that were written, the newest first."""

from django.http import HttpResponse
from django.views.decorators.http import require_safe

from apps.journal.entries.form_builders import new_form
from apps.journal.entries.month_list import ListStart, MonthList
from apps.journal.entries.opened import KnownLabels, heads_by_id, with_heads
from apps.journal.entries.timeline import timeline_of
from apps.journal.models import RECENT, Entry, Preferences
from apps.journal.page import journal_page, templates_to_begin_with, unfinished_drafts
from apps.vault.unlocked_vault import VaultRequest
from apps.vault.unlocking import vault_required


@require_safe
@vault_required
def pages(request: VaultRequest) -> HttpResponse:
    preferences = Preferences.of(request.vault)
    own = Entry.objects.in_vault(request.vault)
    timeline = timeline_of(request.vault)
    part = MonthList.of(timeline, ListStart.sent(request.GET), size=RECENT)
    entries = with_heads(own.living().in_order(part.numbers), request.vault)
    pinned = [] if part.place else own.pinned(preferences.pins)
    context = {
        "preferences": preferences,
        "form": new_form(preferences),
        "unfinished": unfinished_drafts(request.vault),
        "templates": templates_to_begin_with(request.vault),
        "pinned": with_heads(pinned, request.vault, opened=heads_by_id(entries)),
        "entries": entries,
        "known": KnownLabels.of(entries),
        "part": part,
        "months": timeline.months(),
    }
    return journal_page(request, "journal/entry_list.html", context)
