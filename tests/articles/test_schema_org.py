"""What search engines, feeds and shared links are told: public pages only, and only truth."""

import json
import re
from datetime import date
from typing import Any
from xml.etree import ElementTree

import pytest
from django.contrib.staticfiles import finders
from django.test import Client

from apps.articles.models import Guide
from tests.articles.factories import make_guide, make_topic

pytestmark = pytest.mark.django_db

ATOM = "{http://www.w3.org/2005/Atom}"
SOURCE = {
    "number": 1,
    "key": "schrodt-2014",
    "citation": "Schrodt, P. (2014). <em>The loop</em> &amp; more.",
    "doi": "10.1080/1",
    "status": "certain",
    "claims": [],
    "places": [],
}
PUBLIC = ["/", "/guides/", "/guides/a-guide/", "/guides/topics/talking/", "/quiz/", "/about/"]
PRIVATE = ["/account/sign-in/", "/nowhere/", "/leave/", "/guides/a-guide/feedback/"]


def read(client: Client, address: str) -> str:
    return client.get(address).content.decode()


def data_of(html: str) -> list[dict[str, Any]]:
    return [
        json.loads(block)
        for block in re.findall(r'<script type="application/ld\+json">(.*?)</script>', html, re.S)
    ]


@pytest.mark.parametrize("address", PUBLIC)
def test_a_public_page_says_where_it_is_and_shows_one_calm_picture(
    visitor: Client, address: str
) -> None:
    make_guide(topic=make_topic("talking"))
    html = read(visitor, f"{address}?q=x")
    assert f'<link rel="canonical" href="http://testserver{address}">' in html
    assert f'<meta property="og:url" content="http://testserver{address}">' in html
    for name in ("og:title", "og:description", "og:type", "og:image:alt"):
        assert re.search(rf'property="{name}" content="[^"]+"', html), name
    image = re.search(r'property="og:image" content="http://testserver/static/([^"]+)"', html)
    assert image and finders.find(image[1])
    assert '<link rel="alternate" type="application/atom+xml"' in html


@pytest.mark.parametrize("address", [*PUBLIC, *PRIVATE, "/journal/", "/account/"])
def test_a_signed_in_page_has_no_card_and_no_data(maya: Client, address: str) -> None:
    make_guide(topic=make_topic("talking"))
    html = maya.get(address, follow=True).content.decode()
    assert "og:" not in html
    assert "canonical" not in html
    assert "ld+json" not in html


@pytest.mark.parametrize("address", PRIVATE)
def test_neither_has_a_page_that_nobody_should_share(visitor: Client, address: str) -> None:
    make_guide()
    html = read(visitor, address)
    assert "og:" not in html
    assert "canonical" not in html


def test_a_guide_is_described_as_an_article_by_its_editors(visitor: Client) -> None:
    make_guide(
        title="Stopping </script><b>",
        language="ar",
        published=date(2026, 11, 1),
        reviewed=date(2026, 11, 9),
        changes=[{"date": "2026-11-20", "note": "A figure put right."}],
        sources=[SOURCE],
    )
    html = read(visitor, "/guides/a-guide/")
    article, crumbs = data_of(html)
    assert article["@type"] == "Article"
    assert article["headline"] == "Stopping </script><b>"
    assert article["inLanguage"] == "ar"
    assert article["author"] == {
        "@type": "Organization",
        "name": "Leeway editors",
        "url": "http://testserver/about/",
    }
    assert (article["datePublished"], article["dateModified"]) == ("2026-11-01", "2026-11-20")
    assert article["citation"] == [
        {
            "@type": "CreativeWork",
            "name": "Schrodt, P. (2014). The loop & more.",
            "sameAs": "https://doi.org/10.1080/1",
        }
    ]
    assert crumbs["@type"] == "BreadcrumbList"
    assert [step["item"] for step in crumbs["itemListElement"]] == [
        "http://testserver/guides/",
        "http://testserver/guides/topics/talking/",
        "http://testserver/guides/a-guide/",
    ]
    assert "Stopping </script>" not in html


def test_no_reviewer_is_claimed_where_there_is_none(visitor: Client) -> None:
    make_guide()
    html = read(visitor, "/guides/a-guide/")
    assert len(data_of(html)) == 2
    assert "reviewedBy" not in html
    assert "lastReviewed" not in html
    assert "Medical" not in html


def entries(client: Client) -> list[ElementTree.Element]:
    response = client.get("/guides/feed/")
    assert response.headers["Content-Type"] == "application/atom+xml; charset=utf-8"
    return ElementTree.fromstring(response.content).findall(f"{ATOM}entry")


def text(entry: ElementTree.Element, name: str) -> str:
    return entry.findtext(f"{ATOM}{name}") or ""


def test_the_feed_has_what_changed_last_first(visitor: Client) -> None:
    make_guide("old", published=date(2026, 1, 1), summary="Of <two> & more.")
    make_guide("new", published=date(2026, 3, 1), reviewed=date(2026, 3, 1))
    changed = [{"date": "2026-05-01", "note": "A figure put right."}]
    make_guide("changed", published=date(2026, 2, 1), reviewed=date(2026, 2, 1), changes=changed)
    make_guide("to-come", published=date(2099, 1, 1), reviewed=date(2099, 1, 1))
    found = entries(visitor)
    assert [text(each, "title") for each in found] == ["Changed", "New", "Old"]
    assert text(found[0], "updated") == "2026-05-01T00:00:00+00:00"
    assert text(found[0], "published") == "2026-02-01T00:00:00+00:00"
    assert text(found[0], "summary").endswith("Changed: A figure put right.")
    assert text(found[2], "summary") == "Of &lt;two&gt; &amp; more."


def test_an_entry_keeps_its_id_when_its_address_and_title_change(visitor: Client) -> None:
    guide = make_guide()
    before = text(entries(visitor)[0], "id")
    assert before.startswith("urn:uuid:")
    Guide.objects.update(slug="another", title="Another", changes=[])
    assert text(entries(Client(headers={"host": "localhost"}))[0], "id") == before
    Guide.objects.filter(pk=guide.pk).update(number=77)
    assert text(entries(visitor)[0], "id") != before
