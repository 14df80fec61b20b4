"""Who may enter the editing room: editors, and nobody else knows that it is there."""

import re
from itertools import product
from urllib.parse import quote

import pytest
from django.test import Client

from tests.articles.editing.conftest import SLUG, editor
from tests.database_dump import database_dump
from tests.routes import Route, editor_routes
from tests.sample_objects import EDITORS
from tests.test_access import HX, METHODS, PLAIN, sent, text_of

pytestmark = pytest.mark.usefixtures("library")

ROUTES = editor_routes()
each_route = pytest.mark.parametrize("route", ROUTES, ids=str)


def address_of(route: Route) -> str:
    values = EDITORS.get(route.name, {})
    return route.address(**values | ({"slug": SLUG} if values else {}))


def test_the_room_has_routes_and_each_is_for_editors() -> None:
    assert len(ROUTES) > 9
    assert {route.name.split(":")[0] for route in ROUTES} == {"editing"}
    assert not any(route.is_public for route in ROUTES)


@each_route
def test_an_editor_is_let_in(ines: Client, route: Route) -> None:
    for headers in (PLAIN, HX):
        answer = ines.get(address_of(route), headers=headers)
        assert answer.status_code in {200, 405}
        assert "no-store" in answer["Cache-Control"]
    assert ines.post(address_of(route), {}).status_code in {200, 303, 405, 422}


@each_route
def test_for_any_other_member_there_is_no_such_place(maya: Client, route: Route) -> None:
    for method, headers in product(METHODS, (PLAIN, HX)):
        answer = sent(maya, method, address_of(route), headers=headers)
        assert answer.status_code == 404, (method, headers)
        assert "heronquarterdeck" not in text_of(answer)
        assert "Stopping in time" not in text_of(answer)


def test_a_member_of_long_standing_stops_being_an_editor_at_once(ines: Client) -> None:
    from django.core.management import call_command

    assert ines.get("/editing/").status_code == 200
    call_command("make_editor", "ines", "--end", verbosity=0)
    assert ines.get("/editing/").status_code == 404


def test_an_editor_needs_no_open_vault(ines: Client) -> None:
    ines.post("/vault/lock/")
    assert ines.get("/editing/").status_code == 200


@each_route
def test_a_guide_that_is_not_there_is_404(route: Route) -> None:
    if "slug" in EDITORS.get(route.name, {}):
        address = address_of(route).replace(SLUG, "nowhere")
        client = editor("ines")
        assert {client.get(address).status_code, client.post(address).status_code} <= {404, 405}


def test_a_look_changes_nothing(ines: Client) -> None:
    before = database_dump()
    for route in ROUTES:
        ines.get(address_of(route))
        ines.get(f"{address_of(route)}?old=1&new=1&q=distance", headers=HX)
        ines.head(address_of(route))
    assert database_dump() == before


def test_every_link_of_the_room_leads_somewhere(ines: Client) -> None:
    found = set()
    for route in ROUTES:
        page = text_of(ines.get(address_of(route)))
        main = page.partition("<main")[2].partition("</main>")[0]
        found |= set(
            re.findall(r'(?:href|action|formaction|hx-post|hx-get)="(/editing/[^"#]*)', main)
        )
    assert len(found) > 11
    dead = [each for each in found if ines.get(each.replace("&amp;", "&")).status_code == 404]
    assert dead == []


def test_no_visitors_page_speaks_of_the_room(visitor: Client) -> None:
    for address in ("/", "/guides/", f"/guides/{SLUG}/", "/account/sign-in/"):
        assert "/editing/" not in text_of(visitor.get(address))


@pytest.mark.parametrize("strange", ["\0", "-1", "9" * 40, "x" * 5000, "'", "%", "{{ 7 }}"])
def test_strange_numbers_and_words_are_answered_politely(ines: Client, strange: str) -> None:
    said = quote(strange)
    revisions = "/editing/guides/stopping-in-time/revisions/"
    assert ines.get(f"{revisions}?old={said}&new={said}").status_code == 200
    assert ines.get(f"/editing/facts/?q={said}").status_code == 200
