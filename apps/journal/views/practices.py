"""The practices: a shelf to read through, and one practice with what was answered so far.

Both are open to read for everybody; what a member wrote shows while their journal is open.
"""

from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from apps.common.guides import links_to
from apps.common.requests import Request
from apps.journal.answered import MOST_SIDE_BY_SIDE, heads_of, last_answers, sittings
from apps.journal.forms import new_form
from apps.journal.practices.catalogue import catalogue, find
from apps.journal.practices.practice import Practice
from apps.journal.side_by_side import side_by_side
from apps.vault.access import VaultRequest, vault_required


@login_not_required
@require_safe
def shelf(request: Request) -> HttpResponse:
    return render(request, "journal/practices.html", {"shelves": catalogue().shelves()})


@login_not_required
@require_safe
def practice(request: VaultRequest, practice_id: str) -> HttpResponse:
    found = _found(practice_id)
    context = {"practice": found, "guides": links_to(found.guides[:1])}
    if request.vault:
        request.vault.opening.touch()
        heads = heads_of(request.vault, found)
        is_whole = "all" in request.GET
        shown = heads if is_whole else heads[:MOST_SIDE_BY_SIDE]
        past = sittings(request.vault, shown)
        context |= {
            "past": past,
            "rows": side_by_side(found, past),
            "count": len(heads),
            "is_whole": is_whole or len(heads) <= MOST_SIDE_BY_SIDE,
        }
    return render(request, "journal/practice.html", context)


@require_safe
@vault_required
def sitting(request: VaultRequest, practice_id: str) -> HttpResponse:
    """A new page with the questions of a practice; it is kept on the road of every page."""
    found = _found(practice_id)
    last = last_answers(request.vault, found)
    context = {"form": new_form(practice=found, last=last), "is_first": last is None}
    return render(request, "journal/new.html", context)


def _found(practice_id: str) -> Practice:
    found = find(practice_id)
    if found is None:
        raise Http404
    return found
