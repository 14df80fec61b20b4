"""Pages that hold nothing private work for everybody, without scripts, and say what they do."""

import pytest
from django.test import Client

from apps.practices.deck import card, deck

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("page", ["pause", "breathing", "deck", "journeys/for-myself"])
def test_they_open_for_everybody_and_set_no_cookie(visitor: Client, page: str) -> None:
    answer = visitor.get(f"/journal/{page}/")
    assert answer.status_code == 200
    assert not answer.cookies


def test_passing_leads_through_the_whole_deck_and_round_again() -> None:
    whole = sum(len(level.cards) for level in deck())
    number, seen = 1, []
    for _ in range(whole):
        drawn = card(number)
        assert drawn is not None
        seen.append(drawn.text)
        number = drawn.after
    assert number == 1
    assert len(set(seen)) == whole
    assert card(0) is None
    assert card(whole + 1) is None


@pytest.mark.parametrize("asked", ["", "x", "0", "-1", "²", "9" * 30])
def test_a_card_that_is_none_shows_the_deck(visitor: Client, asked: str) -> None:
    answer = visitor.get("/journal/deck/", {"card": asked})
    assert answer.status_code == 200
    assert "Draw a card" in answer.content.decode()


def test_the_drawn_card_stands_first(visitor: Client) -> None:
    first = card(1)
    assert first is not None
    html = visitor.get("/journal/deck/?card=1").content.decode()
    assert html.index(first.text) < html.index("Pass, or the next one")
