"""A tab of somebody who is signed in says where they are, and nothing of whom they read about."""

import re

import pytest
from django.test import Client

from apps.articles.models import Guide, Topic
from tests.content_fixtures import load_content
from tests.factories import open_vault_of
from tests.routes import private_routes, public_routes
from tests.sample_objects import has_sample, private_address, public_address

TOPIC = re.compile(r"partner|avoid|attach|abus|relation|distan|journal", re.IGNORECASE)


def title_of(client: Client, address: str) -> str:
    html = client.get(address).content.decode()
    return html.partition("<title>")[2].partition("</title>")[0]


@pytest.mark.django_db
def test_a_members_titles_are_neutral_and_a_visitors_say_the_page(
    maya: Client, visitor: Client
) -> None:
    load_content()
    guide, topic = Guide.objects.published().first(), Topic.objects.first()
    assert guide is not None
    assert topic is not None
    for address, told, neutral in (
        (f"/guides/{guide.slug}/", guide.title, "Guide"),
        (f"/guides/topics/{topic.slug}/", topic.title, "Topic"),
        ("/quiz/self-partner/", "You and a partner", "Quiz"),
    ):
        assert told in title_of(visitor, address).replace("&#x27;", "'"), address
        assert title_of(maya, address) == f"{neutral} · Leeway"


@pytest.mark.django_db
def test_no_title_of_a_member_says_what_leeway_is_about(maya: Client) -> None:
    """Every page that answers a member, found from the routes; the history keeps its title."""
    load_content()
    owner, seen = open_vault_of(maya), 0
    routes = [*public_routes(), *(each for each in private_routes() if has_sample(each))]
    for route in routes:
        if route.name.endswith(("logout", "leave")):
            continue
        address = public_address(route) if route.is_public else private_address(route, owner=owner)
        answer = maya.get(address)
        if answer.status_code != 200 or not answer.headers["Content-Type"].startswith("text/html"):
            continue
        html = answer.getvalue().decode()
        title = html.partition("<title>")[2].partition("</title>")[0]
        assert not TOPIC.search(title), (str(route), title)
        seen += "<title>" in html
    assert seen > 80
