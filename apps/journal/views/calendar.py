"""A month at a glance, and the pages of its days."""

from django.http import Http404, HttpResponse
from django.urls import reverse
from django.utils.dates import MONTHS
from django.views.decorators.http import require_safe

from apps.common.http.request_values import id_sent, small_int
from apps.common.http.responses import go
from apps.journal.calendar.month import FIRST_YEAR, LAST_YEAR, beside, ends_of, is_month, weeks_of
from apps.journal.entries.heads import OpenedHead
from apps.journal.entries.listed import listed
from apps.journal.entries.opened import with_heads
from apps.journal.entries.timeline import timeline_of
from apps.journal.models import Entry, Preferences
from apps.journal.page import journal_page
from apps.quiz.integrations import opened_results, result_marks
from apps.vault.guard import vault_required
from apps.vault.unlocked_vault import VaultRequest

LARGEST = 9999


@require_safe
@vault_required
def now(request: VaultRequest) -> HttpResponse:
    """To the month that was chosen in the jump form, or to this one."""
    today = Preferences.of(request.vault).today()
    year = _number(id_sent(request.GET, "year"), today.year)
    month = _number(id_sent(request.GET, "month"), today.month)
    if not is_month(year, month):
        year, month = today.year, today.month
    return go(request, reverse("journal:month", args=[year, month]))


@require_safe
@vault_required
def month(request: VaultRequest, year: int, month: int) -> HttpResponse:
    if not is_month(year, month):
        raise Http404
    ends = ends_of(year, month)
    timeline = timeline_of(request.vault)
    own = Entry.objects.in_vault(request.vault).living()
    rows = with_heads(own.in_order(timeline.between(*ends)), request.vault)
    pages = [OpenedHead(row.id, row.number, head) for row, head in rows if head]
    marks = result_marks(opened_results(request.vault), *ends)
    preferences = Preferences.of(request.vault)
    weeks = weeks_of(year, month, pages, today=preferences.today(), marks=marks)
    shown = listed(((p, p.head) for p in pages), request.vault, dates_only=preferences.dates_only)
    by_id = {each.entry.id: each for each in shown}
    days = [day for week in weeks for day in week if day.has_something]
    context = {
        "preferences": preferences,
        "weeks": weeks,
        "first": next(day.day for day in weeks[0] if day.in_month),
        "days": [(day, [by_id[page.id] for page in day.pages]) for day in days],
        "damaged": timeline.damaged + len(rows) - len(pages),
        "earlier": beside(year, month, months=-1),
        "later": beside(year, month, months=1),
        "months": MONTHS.items(),
        "years": (FIRST_YEAR, LAST_YEAR),
    }
    return journal_page(request, "journal/calendar.html", context)


def _number(text: str, otherwise: int) -> int:
    number = small_int(text, most=LARGEST)
    return otherwise if number is None else number
