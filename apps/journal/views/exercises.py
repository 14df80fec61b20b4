"""Pages that ask and keep nothing: a pause, slow breathing, a deck of questions. For everybody."""

from django.contrib.auth.decorators import login_not_required
from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from apps.common.http.request_values import id_sent, small_int
from apps.common.http.requests import Request
from apps.common.page_cache import kept_for_visitors, unchanging
from apps.practices.deck import card, deck

MOST_CARDS = 999
PAUSES = (5, 20, 30, 60)


@login_not_required
@require_safe
@kept_for_visitors(unchanging)
def pause(request: Request) -> HttpResponse:
    return render(request, "journal/pause.html", {"pauses": PAUSES})


@login_not_required
@require_safe
@kept_for_visitors(unchanging)
def breathing(request: Request) -> HttpResponse:
    return render(request, "journal/breathing.html")


@login_not_required
@require_safe
@kept_for_visitors(unchanging)
def questions(request: Request) -> HttpResponse:
    """The whole deck, and one card of it when its number is asked for."""
    number = small_int(id_sent(request.GET, "card"), most=MOST_CARDS)
    drawn = None if number is None else card(number)
    return render(request, "journal/deck.html", {"levels": deck(), "drawn": drawn})
