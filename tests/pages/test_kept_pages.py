"""Every public page is made once and kept, and what it shows is never older than the tables."""

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from apps.common.page_cache import PAGES
from tests.content_fixtures import load_content
from tests.routes import Route, public_routes
from tests.sample_objects import public_address

# Why a public page is not kept.
NOT_KEPT = {
    "a form with a token of its own for each browser": {
        *("account_login", "account_signup", "account_recover", "account_passkey_challenge"),
        *("account_ask_reset", "account_second_step", "articles:feedback", "quiz:start"),
    },
    "an answer to what this browser sent": {
        *("pages:leave", "pages:display_preferences", "articles:thanks", "quiz:compare"),
        *("account_confirmed", "account_forgotten", "account_inactive", "account_logout"),
        *("account_reset_done", "account_reset_sent"),
    },
    "asked by machines, without a template": {
        *("pages:healthz", "pages:readyz", "pages:manifest", "pages:robots", "pages:favicon"),
        *("pages:change_password", "pages:passkey_endpoints", "pages:security_txt"),
    },
}


def is_page(client: Client, route: Route) -> bool:
    return client.get(public_address(route)).status_code == 200


@pytest.mark.django_db
def test_every_public_page_is_kept_and_asks_at_most_for_its_mark(visitor: Client) -> None:
    load_content()
    named = {name for names in NOT_KEPT.values() for name in names}
    not_kept, dear = set(), set()
    for route in public_routes():
        address = public_address(route)
        if not is_page(Client(), route):
            continue
        if address not in {path for path, _variant in PAGES.pages}:
            not_kept.add(route.name)
            continue
        with CaptureQueriesContext(connection) as queries:
            again = visitor.get(address)
        assert again.status_code == 200
        if len(queries) > 1 + (route.name == "pages:sitemap"):
            dear.add(route.name)
    assert (not_kept - named, dear) == (set(), set())


@pytest.mark.django_db
@pytest.mark.parametrize("accepted", ["", "en-GB,en;q=0.8", "de,en;q=0.5"])
def test_a_kept_page_is_the_same_answer_as_a_new_one(visitor: Client, accepted: str) -> None:
    load_content()
    headers = {"accept-language": accepted} if accepted else {}
    for address in ["/", "/guides/", "/guides/evidence/", "/support/", "/safety/", "/quiz/"]:
        first, second = (visitor.get(address, headers=headers) for _visit in range(2))
        assert first.content == second.content, address
        assert dict(first.headers) == dict(second.headers), address


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("address", "table", "column"),
    [
        ("/reading-list/", "articles_book", "title"),
        ("/glossary/", "articles_term", "short_html"),
        ("/guides/editors/", "articles_page", "body_html"),
        ("/guides/evidence/", "articles_factrecord", "text"),
        ("/guides/evidence/", "articles_fact", "title"),
        ("/guides/evidence/", "articles_source", "citation"),
        ("/guides/topics/talking-and-listening/questions/", "articles_question", "question"),
        ("/guides/", "articles_topic", "title"),
        ("/support/united-kingdom/", "pages_country", "name"),
        ("/support/united-kingdom/", "pages_contact", "label"),
        ("/support/united-kingdom/", "pages_supportline", "note"),
    ],
)
def test_a_change_is_seen_at_once(visitor: Client, address: str, table: str, column: str) -> None:
    """Whatever writes it: here a statement of SQL that goes through no model."""
    load_content()
    before = visitor.get(address)
    assert len(PAGES.pages) == 1
    with connection.cursor() as cursor:
        cursor.execute(f"UPDATE {table} SET {column} = left('Heronquarterdeck ' || {column}, 90)")
    after = visitor.get(address, headers={"if-none-match": before["ETag"]})
    assert after.status_code == 200
    assert "Heronquarterdeck" in after.content.decode()


@pytest.mark.django_db
def test_each_order_of_the_numbers_has_a_page_of_its_own(visitor: Client) -> None:
    load_content()
    orders = {
        accepted: visitor.get("/support/", headers={"accept-language": accepted}).content
        for accepted in ["de", "fr", "xx,de", "fr;q=0.9"]
    }
    assert orders["de"] == orders["xx,de"] != orders["fr"] == orders["fr;q=0.9"]
    assert len(PAGES.pages) == 2  # what makes no other order makes no other page


@pytest.mark.django_db
def test_a_piece_of_a_page_is_neither_kept_nor_answered_with_the_page(visitor: Client) -> None:
    load_content()
    piece = visitor.get("/guides/", headers={"hx-request": "true"})
    assert not PAGES.pages
    whole = visitor.get("/guides/")
    assert visitor.get("/guides/", headers={"hx-request": "true"}).content == piece.content
    assert len(piece.content) < len(whole.content)
    assert "HX-Request" in visitor.get("/guides/")["Vary"]


@pytest.mark.django_db
def test_made_up_ports_push_out_no_page_of_another_path(
    visitor: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(PAGES, "_most", 4)
    visitor.get("/safety/")
    visitor.get("/terms/")
    for port in range(9000, 9009):
        visitor.get("/privacy/", headers={"host": f"testserver:{port}"})
    assert len(PAGES.pages) == 4
    assert {path for path, _variant in PAGES.pages} == {"/safety/", "/terms/", "/privacy/"}
