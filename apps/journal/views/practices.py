"""The practices: all of them by family, and one practice with what was answered so far.

All of it is open to read for everybody; what a member wrote shows while their journal is open.
"""

from http import HTTPStatus
from typing import Any
from uuid import UUID

from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from apps.articles.links import links_to
from apps.articles.models import ContentVersion
from apps.common.http.request_values import id_sent, small_int, uuid_sent
from apps.common.http.requests import Request
from apps.common.http.responses import go
from apps.common.page_cache import kept_for_visitors, unchanging
from apps.common.resubmission import resubmittable
from apps.journal.entries.form_builders import new_form
from apps.journal.models import Entry, EntryConflict, Preferences
from apps.journal.page import composer_page, journal_page
from apps.journal.practices.history import past_of, settle
from apps.journal.practices.kit import newest_kit, pin_kit
from apps.journal.practices.reminders import mark_seen
from apps.journal.practices.sessions import last_answers
from apps.journal.views.compose import COMPOSER_AGAIN, keep_new, words_under
from apps.practices.catalogue import catalogue, find
from apps.practices.courses import courses
from apps.practices.practice import Practice
from apps.practices.search import PracticeQuery
from apps.vault.guard import vault_required
from apps.vault.unlocked_vault import VaultRequest

MOST_PARTS = 9999


@login_not_required
@require_safe
@kept_for_visitors(unchanging)
def practices(request: VaultRequest) -> HttpResponse:
    """Every practice by family, or those that fit what the address asks for."""
    asked = PracticeQuery.of(request.GET)
    context: dict[str, Any] = {"asked": asked, "courses": courses()}
    if asked.anything:
        context["found"] = asked.among(catalogue().practices)
    else:
        context["shelves"] = catalogue().shelves()
    if request.vault:
        request.vault.opening.touch()
        context |= {
            "kit": newest_kit(request.vault),
            "preferences": Preferences.of(request.vault),
        }
    return journal_page(request, "journal/practices.html", context)


@require_POST
@vault_required
def kit_pin(request: VaultRequest) -> HttpResponse:
    """`pinned` says whether Today shall show the newest kit, so that a double press is harmless."""
    pin_kit(request.vault, wanted=request.POST.get("pinned") == "1")
    return go(request, f"{reverse('journal:practices')}#right-now")


@login_not_required
@require_safe
@kept_for_visitors(ContentVersion.objects.mark)
def practice(request: VaultRequest, practice_id: str) -> HttpResponse:
    if request.vault:
        request.vault.opening.touch()
    return _its_page(request, _found(practice_id))


@login_not_required
@require_safe
@kept_for_visitors(unchanging)
def worksheet(request: Request, practice_id: str) -> HttpResponse:
    """The questions with lines to write on, for paper."""
    return render(request, "journal/worksheet.html", {"practice": _found(practice_id)})


@resubmittable(COMPOSER_AGAIN)
@require_http_methods(["GET", "HEAD", "POST"])
@vault_required
def sitting(request: VaultRequest, practice_id: str) -> HttpResponse:
    """A new page with the questions of a practice; it is kept on the road of every page.

    `?page=` names its id, as on every new page. A page that is looked over or refused stays at
    this address.
    """
    found = _found(practice_id)
    if request.method == "POST":
        return keep_new(request)
    page_id = uuid_sent(request.GET, "page")
    if page_id and (words := words_under(request.vault, page_id)):
        return go(request, words)
    preferences = Preferences.of(request.vault)
    last = last_answers(request.vault, found)
    context = {
        "preferences": preferences,
        "form": new_form(preferences, entry_id=page_id, practice=found, last=last),
        "is_first": last is None,
    }
    return composer_page(request, "journal/new.html", context)


@require_POST
@vault_required
def outcome(request: VaultRequest, entry_id: UUID) -> HttpResponse:
    """How it went, with one press; a page that changed meanwhile is shown as it is now."""
    row = get_object_or_404(Entry.objects.in_vault(request.vault).living(), pk=entry_id)
    page = row.page(request.vault)
    found = find(page.head.practice)
    question = found.question(found.outcome) if found else None
    if found is None or question is None:
        return go(request, reverse("journal:entry", args=[row.id]))
    chosen = request.POST.get("outcome", "")
    if chosen not in question.options:
        return _its_page(request, found, status=HTTPStatus.UNPROCESSABLE_ENTITY)
    try:
        settle(request.vault, row, page, found, chosen)
    except EntryConflict:
        return go(request, reverse("journal:entry", args=[row.id]))
    return go(request, reverse("journal:practice", args=[found.id]))


@require_POST
@vault_required
def seen(request: VaultRequest, entry_id: UUID) -> HttpResponse:
    """A page that came back was looked at, and does not come back by itself again."""
    row = get_object_or_404(Entry.objects.in_vault(request.vault), pk=entry_id)
    mark_seen(request.vault, row.id)
    return go(request, reverse("journal:entry", args=[row.id]))


def _its_page(
    request: VaultRequest, found: Practice, *, status: int = HTTPStatus.OK
) -> HttpResponse:
    context = {"practice": found, "guides": links_to(found.guides[:1])}
    if request.vault:
        context["past"] = past_of(request.vault, found, part=_part(request))
    return journal_page(request, "journal/practice.html", context, status=status)


def _part(request: VaultRequest) -> int:
    """Which part of all sittings is asked for; 0 for the usual few."""
    return small_int(id_sent(request.GET, "all"), most=MOST_PARTS) or 0


def _found(practice_id: str) -> Practice:
    found = find(practice_id)
    if found is None:
        raise Http404
    return found
