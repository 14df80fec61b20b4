"""A visitor's guide costs one small query and is never old; nothing of a member is ever kept."""

from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from apps.articles.models import ContentVersion, Guide, Topic
from apps.common import page_cache
from apps.common.page_cache import PAGES, PageCache
from tests.articles.factories import make_guide, make_many

pytestmark = pytest.mark.django_db

PLACE = "/guides/a-guide/"
# Tables of the library whose rows no kept page shows.
NOT_SHOWN = {
    *("articles_edition", "articles_feedback", "articles_review", "articles_revision"),
    "articles_shelf",  # a member's, sealed; nothing of a member is on a visitor's page
}


def queries(client: Client, address: str = PLACE) -> int:
    with CaptureQueriesContext(connection) as asked:
        assert client.get(address).status_code == 200
    return len(asked)


def test_the_first_visit_takes_two_queries_and_the_next_one(visitor: Client) -> None:
    make_guide("b-guide")
    make_guide(related=["b-guide"])
    assert [queries(visitor) for _ in range(3)] == [2, 1, 1]
    Guide.objects.update(title="Another")
    assert [queries(visitor) for _ in range(2)] == [2, 1]


@pytest.mark.parametrize("count", [25, 2_500])
def test_a_large_library_asks_for_no_more(visitor: Client, count: int) -> None:
    make_many(count, related=["guide-2", "guide-3", "guide-4"])
    addresses = ["/guides/guide-1/", f"/guides/guide-{count}/"]
    assert [queries(visitor, each) for each in addresses] == [2, 2]
    assert [queries(visitor, each) for each in addresses] == [1, 1]


def test_a_kept_page_is_the_same_answer(visitor: Client) -> None:
    make_guide()
    first, second = visitor.get(PLACE), visitor.get(PLACE)
    assert len(PAGES.pages) == 1
    assert first.content == second.content
    assert dict(first.headers) == dict(second.headers)


def change_title(guide: Guide) -> None:
    Guide.objects.filter(pk=guide.pk).update(title="Heronquarterdeck")


def change_in_sql(guide: Guide) -> None:
    with connection.cursor() as cursor:
        cursor.execute("UPDATE articles_guide SET answer_html = 'Heronquarterdeck'")


def change_topic(guide: Guide) -> None:
    Topic.objects.update(title="Heronquarterdeck")


def change_related(guide: Guide) -> None:
    Guide.objects.filter(slug="b-guide").update(summary="Heronquarterdeck")


@pytest.mark.parametrize("change", [change_title, change_in_sql, change_topic, change_related])
def test_a_change_is_seen_at_once(visitor: Client, change: Any) -> None:
    make_guide("b-guide")
    guide = make_guide(related=["b-guide"])
    before = visitor.get(PLACE)
    change(guide)
    after = visitor.get(PLACE, headers={"if-none-match": before["ETag"]})
    assert after.status_code == 200
    assert "Heronquarterdeck" in after.content.decode()


def test_a_guide_that_is_taken_away_is_gone_at_once(visitor: Client) -> None:
    guide = make_guide()
    visitor.get(PLACE)
    Guide.objects.filter(pk=guide.pk).update(withdrawn=True)
    assert visitor.get(PLACE).status_code == 404


def test_the_day_a_check_is_overdue_is_seen(visitor: Client) -> None:
    make_guide(review_due=timezone.localdate())
    assert "due for a new check" not in visitor.get(PLACE).content.decode()
    with time_machine.travel(timezone.now() + timedelta(days=1)):
        assert "due for a new check" in visitor.get(PLACE).content.decode()


def test_each_look_and_each_host_has_a_page_of_its_own(visitor: Client) -> None:
    make_guide()
    usual = visitor.get(PLACE).content
    assert b"http://localhost/guides/" in visitor.get(PLACE, headers={"host": "localhost"}).content
    visitor.cookies["__Host-look"] = "dark.l.wide"
    assert b'data-theme="dark" data-text="l"' in visitor.get(PLACE).content
    visitor.cookies.clear()
    assert visitor.get(PLACE).content == usual


def test_nothing_of_a_member_is_ever_kept_or_served_from_what_is(
    maya: Client, visitor: Client
) -> None:
    make_guide()
    assert b"data-private" in maya.get(PLACE).content
    assert PAGES.pages == {}
    visitor.get(PLACE)
    assert b"data-private" in maya.get(PLACE).content
    kept = b"".join(body for page in PAGES.pages.values() for body in page.bodies.values())
    for private in (b"maya", b"csrf", b"data-private"):
        assert private not in kept
    assert maya.get(PLACE)["Cache-Control"] == "no-store, private"
    assert len(PAGES.pages) == 1


@pytest.mark.parametrize("cookie", ["__Host-session", "__Host-csrf", "__Host-jkey", "__Host-quiz"])
def test_neither_is_the_page_of_somebody_who_carries_a_cookie(visitor: Client, cookie: str) -> None:
    make_guide()
    visitor.cookies[cookie] = "x" * 32
    assert visitor.get(PLACE).status_code == 200
    assert PAGES.pages == {}


def test_neither_is_a_query_or_a_refusal(visitor: Client) -> None:
    make_guide()
    visitor.get(f"{PLACE}?x=1")
    visitor.get("/guides/nowhere/")
    visitor.post(PLACE)
    assert PAGES.pages == {}


def test_what_is_kept_is_bounded(monkeypatch: pytest.MonkeyPatch, visitor: Client) -> None:
    monkeypatch.setattr(page_cache, "PAGES", pages := PageCache(most=3))
    make_many(5)
    for n in range(1, 6):
        visitor.get(f"/guides/guide-{n}/")
    assert len(pages.pages) == 3


def test_an_empty_library_has_no_mark(django_assert_num_queries: DjangoAssertNumQueries) -> None:
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM articles_edition")
    assert ContentVersion.objects.mark() == ""
    make_guide()
    with django_assert_num_queries(1):
        assert ContentVersion.objects.mark() != ""


def test_every_table_that_a_kept_page_shows_replaces_the_mark() -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT relname, EXISTS (SELECT FROM pg_trigger WHERE tgrelid = pg_class.oid"
            " AND tgname = relname || '_edition') FROM pg_class"
            " WHERE relkind = 'r' AND relname LIKE 'articles\\_%%'",
            [],
        )
        watched = dict(cursor.fetchall())
    assert {table for table, is_watched in watched.items() if not is_watched} == NOT_SHOWN, (
        "a new table joins with watch() in its migration (0007_edition), or is named here"
    )
