"""Several results on one map: each with its margin and its number, and no verdict."""

import re

import pytest
from django.test import Client
from pytest_django.asserts import assertContains, assertNotContains

from apps.quiz.sitting.sitting import Sitting
from tests.quiz.sample_forms import BETWEEN, EASY, HARD, SELF, leaning, scored, sitting_with
from tests.quiz.steps import RESULT, carrying, text_of
from tests.quiz.test_observations import MIXED, noticed

# No test in this file is given the database, so any query at all would fail it.

COMPARE = "/quiz/compare/"
PARTNER = sitting_with(leaning(HARD, EASY))
FRIEND = sitting_with(leaning(EASY, BETWEEN), slug="self-friend")


def compared(*sittings: Sitting) -> str:
    response = carrying(*sittings).get(COMPARE)
    assert response.status_code == 200
    assert "no-store" in response["Cache-Control"]
    return response.content.decode()


def test_two_results_stand_on_one_map_with_their_ranges() -> None:
    html = compared(PARTNER, FRIEND)
    page = text_of(html)
    assert "1. You and a partner 6.0 (5.4 to 6.6) 2.0 (1.4 to 2.6)" in page
    assert "2. You and a close friend 2.0 (1.4 to 2.6) 4.0 (3.4 to 4.6)" in page
    svg = html.partition('<svg viewBox="0 0 520')[2].partition("</svg>")[0]
    assert svg.count("<ellipse") == svg.count('class="current"') == 2
    assert re.findall(r'<text class="number"[^>]*>(\d)</text>', svg) == ["1", "2"]


def test_the_map_has_words_with_the_same_numbers() -> None:
    description = compared(PARTNER, FRIEND).partition('<desc id="map-desc">')[2]
    description = description.partition("</desc>")[0]
    assert (
        "1, You and a partner: from left to right 6.0, probably between 5.4 and 6.6" in description
    )
    assert "2, You and a close friend: from left to right 2.0" in description


def test_every_set_can_be_on_it_at_once() -> None:
    html = text_of(compared(*(sitting_with(leaning(EASY, HARD), slug=slug) for slug in SELF)))
    for n, slug in enumerate(SELF, start=1):
        assert f"{n}. {scored(slug).title}" in html


@pytest.mark.parametrize(
    "sittings",
    [
        (),
        (PARTNER,),
        (PARTNER, noticed(MIXED)),
        (PARTNER, sitting_with({}, slug="self-friend")),
        (PARTNER, sitting_with(leaning(EASY, {}), slug="self-friend")),
        (PARTNER, sitting_with(leaning(EASY, EASY), slug="self-friend", usual=None)),
    ],
)
def test_one_place_alone_is_not_compared(sittings: tuple[Sitting, ...]) -> None:
    html = compared(*sittings)
    assert "two sets must be finished" in html
    assert "map-title" not in html
    assert "three" not in html.partition("<main")[2].partition("</main>")[0]


def test_what_was_noticed_in_a_partner_never_stands_beside_ones_own_result() -> None:
    html = compared(PARTNER, FRIEND, noticed(MIXED))
    assert "notice-partner" not in html
    assert "What you notice" not in html


def test_a_result_leads_to_the_map_once_there_are_two() -> None:
    alone, two = carrying(PARTNER), carrying(PARTNER, FRIEND)
    assertNotContains(alone.get(RESULT), f'href="{COMPARE}"')
    assertContains(two.get(RESULT), f'href="{COMPARE}"')
    assertContains(two.get(RESULT), "You have 2 results in this browser.")


def test_it_gives_no_verdict() -> None:
    page = text_of(compared(PARTNER, FRIEND)).casefold()
    assert "cannot tell the two apart" in page
    for word in ("better with", "healthier", "significant", "more avoidant", "anxious"):
        assert word not in page


def test_a_visitor_without_answers_is_led_to_the_sets() -> None:
    assertContains(Client().get(COMPARE), 'href="/quiz/"')
