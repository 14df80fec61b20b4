"""Today, where a member begins: what every room has for this evening, and nothing while locked."""

from typing import Final

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse

from apps.articles.models import Guide
from apps.articles.shelf.continue_reading import reading_in, shelf_of
from apps.journal.entries.form_builders import new_form
from apps.journal.entries.listed import listed
from apps.journal.entries.opened import KnownLabels, heads_by_id, with_heads
from apps.journal.entries.timeline import timeline_of
from apps.journal.models import Entry, JournalState, Preferences
from apps.journal.page import templates_to_begin_with, unfinished_drafts
from apps.journal.practices.courses import under_way
from apps.journal.practices.kit import pinned_kit
from apps.journal.practices.reminders import due_pages
from apps.journal.prompts import answer_among, days_of_prompt, prompt_today
from apps.pages.last_opening import last_opening
from apps.pages.look_back_cards import looked_back
from apps.vault.forms import UnlockForm
from apps.vault.guard import vault_required
from apps.vault.models import Vault
from apps.vault.responses import lately_reset_of
from apps.vault.unlocked_vault import VaultRequest

PAGES_SHOWN: Final = 5
GUIDES_SHOWN: Final = 3


def today(request: VaultRequest) -> HttpResponse:
    """The answer of `/` to a member."""
    return _open(request) if request.vault else _locked(request)


@vault_required
def _open(request: VaultRequest) -> HttpResponse:
    """Each sealed row is opened once, here; the template looks nothing up."""
    vault = request.vault
    preferences, state, shelf = Preferences.of(vault), JournalState.of(vault), shelf_of(vault)
    today = preferences.today()
    timeline = timeline_of(vault)
    newest, around = timeline.numbers[:PAGES_SHOWN], timeline.between(*days_of_prompt(today))
    asked = list(dict.fromkeys([*newest, *around]))
    opened = with_heads(Entry.objects.in_vault(vault).in_order(asked), vault)
    entries = [(row, head) for row, head in opened if row.number in newest]
    prompt = prompt_today(state, today=today, vault_id=vault.id)
    due = due_pages(vault, state, today=today, opened=heads_by_id(opened))
    cards = looked_back(
        vault,
        timeline=timeline,
        preferences=preferences,
        state=state,
        shelf=shelf,
        opened=heads_by_id([*opened, *due]),
    )
    earlier = [(cards.this_day, cards.this_day.head)] if cards.this_day else []
    shown = listed([*entries, *due, *earlier], vault, dates_only=preferences.dates_only)
    wants_code, has_used_code = vault.vault.wants_or_used_code()
    has_news = request.user.has_news()
    context = {
        "form": new_form(preferences),
        "preferences": preferences,
        "unfinished": unfinished_drafts(vault),
        "templates": templates_to_begin_with(vault),
        "known": KnownLabels.of(entries),
        "prompt": prompt,
        "answered": answer_among(((r, h) for r, h in opened if r.number in around), prompt),
        "entries": shown[: len(entries)],
        "due": shown[len(entries) : len(entries) + len(due)],
        "this_day": next(iter(shown[len(entries) + len(due) :]), None),
        "passage": cards.passage,
        "kit": pinned_kit(vault, preferences),
        "reading": reading_in(shelf),
        "course": under_way(state),
        "wants_code": wants_code,
        "has_used_code": has_used_code,
        "lately_reset": lately_reset_of(request) if has_news else None,  # which would be news
        "has_news": has_news,
        "last_opening": last_opening(vault.opening, preferences),
    }
    return render(request, "pages/today.html", context)


def _locked(request: VaultRequest) -> HttpResponse:
    """Nothing private, not even the day where the writer is: their zone is sealed as well."""
    vault = Vault.objects.of(request.user).current().first()
    context = {
        "form": UnlockForm(),
        "next": reverse("pages:home"),
        "has_earlier_password": vault is not None and vault.has_earlier_password(),
        "has_passkey": vault is not None and vault.opens_by_passkey(),
        "guides": Guide.objects.published().cards()[:GUIDES_SHOWN],
        "lately_reset": lately_reset_of(request),
    }
    return render(request, "pages/today_locked.html", context)
