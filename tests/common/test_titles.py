"""A tab of somebody who is signed in says where they are, and nothing of whom they read about."""

import pytest
from django.test import Client

from apps.articles.models import Guide, Topic
from tests.content_fixtures import load_content


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
