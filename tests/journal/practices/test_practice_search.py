"""Practices are found by words, by side and by minutes, and each choice is an address."""

import re
from html import unescape

import pytest
from django.test import Client

from apps.practices.catalogue import catalogue
from apps.practices.practice import PracticeSide

pytestmark = pytest.mark.django_db

SHELF = "/journal/practices/"


def shown(html: str) -> list[str]:
    """The practices of the cards, in their order."""
    return re.findall(r'<h3><a href="/journal/practices/([a-z-]+)/">', html)


def test_words_are_looked_for_in_titles_and_questions_without_accents_or_case(
    visitor: Client,
) -> None:
    assert shown(visitor.get(SHELF, {"q": "EGGSHELLS the lóop"}).text) == []
    assert shown(visitor.get(SHELF, {"q": "LÓOP argument"}).text) == ["loop"]
    assert shown(visitor.get(SHELF, {"q": "landlord"}).text) == ["whole-of-it"]


@pytest.mark.parametrize("side", [PracticeSide.WAITS, PracticeSide.SPACE])
def test_one_side_sees_its_own_first_and_nothing_of_the_other_or_for_two(
    visitor: Client, side: PracticeSide
) -> None:
    found = shown(visitor.get(SHELF, {"side": side}).text)
    wanted = {each.id for each in catalogue().practices if each.side is side}
    fitting = {
        each.id
        for each in catalogue().practices
        if not each.couple and each.side in {side, PracticeSide.EITHER}
    }
    assert wanted
    assert set(found[: len(wanted)]) == wanted
    assert sorted(found) == sorted(fitting)


def test_both_together_is_what_is_made_for_two(visitor: Client) -> None:
    found = shown(visitor.get(SHELF, {"side": "together"}).text)
    assert sorted(found) == sorted(each.id for each in catalogue().practices if each.couple)


@pytest.mark.parametrize("most", [3, 5, 10])
def test_minutes_are_the_most_that_it_takes(visitor: Client, most: int) -> None:
    found = shown(visitor.get(SHELF, {"minutes": str(most)}).text)
    assert sorted(found) == sorted(e.id for e in catalogue().practices if e.minutes <= most)


def test_each_filter_is_a_link_that_keeps_the_others(visitor: Client) -> None:
    html = unescape(visitor.get(SHELF, {"q": "break", "side": "space"}).text)
    assert f'href="{SHELF}?q=break&side=space&minutes=5#find"' in html
    assert f'href="{SHELF}?q=break&side=waits#find"' in html
    assert f'href="{SHELF}?q=break#find"' in html
    assert '<input type="hidden" name="side" value="space">' in html
    narrowed = visitor.get(f"{SHELF}?q=break&side=space&minutes=5")
    assert shown(narrowed.text)
    assert not narrowed.cookies


def test_where_nothing_fits_the_page_says_so_and_leads_back(visitor: Client) -> None:
    html = visitor.get(SHELF, {"q": "<b>zeppelin"}).text
    assert "No practice fits all of this." in html
    assert f'href="{SHELF}#find">Show all practices' in html
    assert 'value="&lt;b&gt;zeppelin"' in html
    assert shown(html) == []


@pytest.mark.parametrize("query", ["side=them", "minutes=7", "minutes=²", "q=%00", "side=&q="])
def test_what_cannot_be_understood_is_left_out(visitor: Client, query: str) -> None:
    answer = visitor.get(f"{SHELF}?{query}")
    assert answer.status_code == 200
    assert len(shown(answer.text)) == len(catalogue().practices)
