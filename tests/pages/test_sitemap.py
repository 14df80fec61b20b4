"""Every public page is on the map for search engines, and nothing else."""

import re
from datetime import date

import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from tests.articles.factories import make_guide, make_many
from tests.content_fixtures import load_content

pytestmark = pytest.mark.django_db


def places(client: Client) -> list[str]:
    response = client.get("/sitemap.xml")
    assert response.headers["Content-Type"] == "application/xml"
    found = re.findall(r"<loc>http://testserver([^<]*)</loc>", response.content.decode())
    assert len(found) == response.content.count(b"<url>")
    return found


def test_every_place_on_it_can_be_read_and_shared(visitor: Client) -> None:
    load_content()
    found = places(visitor)
    assert len(found) == len(set(found))
    assert {"/", "/guides/", "/guides/what-avoidance-is/", "/support/united-kingdom/"} <= set(found)
    assert {"/glossary/", "/guides/topics/talking-and-listening/questions/"} <= set(found)
    for address in found:
        html = visitor.get(address).content.decode()
        assert f'<link rel="canonical" href="http://testserver{address}">' in html, address


def test_it_says_when_a_guide_changed(visitor: Client) -> None:
    changed = [{"date": "2026-05-01", "note": "A figure put right."}]
    make_guide(published=date(2026, 1, 1), changes=changed)
    soon = date(2099, 1, 1)
    make_guide("to-come", published=soon, reviewed=soon)
    assert "/guides/to-come/" not in places(visitor)
    assert b"<lastmod>2026-05-01</lastmod>" in visitor.get("/sitemap.xml").content


@pytest.mark.parametrize("count", [25, 2_500])
def test_it_asks_no_more_of_a_large_library(
    visitor: Client, django_assert_num_queries: DjangoAssertNumQueries, count: int
) -> None:
    make_many(count)
    with django_assert_num_queries(7):  # two are the marks
        assert len(places(visitor)) == 15 + count


def test_robots_are_told_where_it_is(visitor: Client) -> None:
    assert b"\nSitemap: http://testserver/sitemap.xml\n" in visitor.get("/robots.txt").content
