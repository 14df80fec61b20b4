"""All pages, the newest first, by month."""

from datetime import date
from itertools import groupby

from django.http import HttpResponse
from django.views.decorators.http import require_safe

from apps.journal.entries.form_builders import new_form
from apps.journal.entries.listed import ListedEntry, listed
from apps.journal.entries.month_list import ListStart, MonthList
from apps.journal.entries.opened import heads_by_id, with_heads
from apps.journal.entries.timeline import timeline_of
from apps.journal.models import RECENT, Entry, Preferences
from apps.journal.page import journal_page, unfinished_drafts
from apps.vault.guard import vault_required
from apps.vault.unlocked_vault import VaultRequest


@require_safe
@vault_required
def pages(request: VaultRequest) -> HttpResponse:
    """Above the newest pages stands a field for the next one.

    `?month=2026-11` begins with that month, `&skip=20` twenty pages after its newest one.
    """
    vault, preferences = request.vault, Preferences.of(request.vault)
    own = Entry.objects.in_vault(vault)
    timeline = timeline_of(vault)
    part = MonthList.of(timeline, ListStart.sent(request.GET), size=RECENT)
    rows = with_heads(own.living().in_order(part.numbers), vault)
    pinned = [] if part.place else own.pinned(preferences.pins)
    pins = with_heads(pinned, vault, opened=heads_by_id(rows))
    shown = listed([*rows, *pins], vault, dates_only=preferences.dates_only)
    by_month = groupby(shown[: len(rows)], key=_month_of)
    months = timeline.months
    context = {
        "form": None if part.place else new_form(preferences),
        "preferences": preferences,
        "unfinished": unfinished_drafts(vault),
        "pinned": shown[len(rows) :],
        "by_month": [(month, list(some)) for month, some in by_month],
        "part": part,
        "months": months,
        "shown": part.start.month or (months[0].month if months else None),
    }
    return journal_page(request, "journal/entry_list.html", context)


def _month_of(each: ListedEntry) -> date | None:
    """The first day of the entry's month; None where the entry cannot be opened."""
    return each.head.day.replace(day=1) if each.head else None
