"""A form counts only when our own page sent it: statement 26, for every route."""

from collections.abc import Hashable
from io import StringIO

import pytest
from django.core.handlers.base import BaseHandler
from django.core.management import call_command
from django.test import Client

from tests.content_fixtures import load_content
from tests.database_dump import database_dump
from tests.factories import open_vault_of
from tests.routes import Route, all_routes
from tests.sample_objects import has_sample, load_text, private_address, public_address

pytestmark = pytest.mark.django_db

ROUTES = [route for route in all_routes() if has_sample(route)]
# Visitors' forms carry no token, since it would set a cookie; they look at where a form comes from.
BY_ORIGIN = [route for route in ROUTES if getattr(route.view, "csrf_exempt", False)]
BY_TOKEN = [route for route in ROUTES if route not in BY_ORIGIN]
HX = {"hx-request": "true"}
FORM = {
    "answer": "4",
    "usual": "y",
    "theme": "dark",
    "target": "news",
    "useful": "yes",
    "body": "A page.",
    "day": "2026-11-21",
}
# A browser that says it is our own page, or says nothing of the sender.
OURS_OR_OLD = {None, "same-origin", "none"}
FROM_ELSEWHERE: list[dict[str, str]] = [
    {"sec-fetch-site": "cross-site"},
    {"sec-fetch-site": "same-site"},
    {"sec-fetch-site": "SAME-ORIGIN"},
    {"sec-fetch-site": ""},
    {"sec-fetch-site": "cross-site", "origin": "http://testserver"},
    {"origin": "https://elsewhere.example"},
    {"origin": "http://testserver.elsewhere.example"},
    {"origin": "http://testserver:81"},
    {"origin": "null"},
    {},
]
FROM_US: list[dict[str, str]] = [
    {"sec-fetch-site": "same-origin"},
    {"sec-fetch-site": "none"},
    {"origin": "http://testserver"},
]


def address_of(route: Route, maya: Client) -> str:
    if route.is_public:
        return public_address(route)
    if route.is_for_editors:
        load_text()
        call_command("make_editor", "maya", stdout=StringIO())
    return private_address(route, owner=open_vault_of(maya))


def strict(client: Client) -> Client:
    """The same browser, before a server that asks for the token as it does outside of tests."""
    strict = Client(enforce_csrf_checks=True)
    strict.cookies.load({name: morsel.value for name, morsel in client.cookies.items()})
    return strict


def kind_of(route: Route) -> Hashable:
    """What the check of the token and its answer look at; the view itself is not asked."""
    only_closes = hasattr(route.view, "only_closes")
    return (route.is_public, route.is_for_editors, route.keeps_words, only_closes)


FIRST_OF_ITS_KIND = {kind_of(route): route for route in reversed(BY_TOKEN)}.values()
STALE = {**FORM, "csrfmiddlewaretoken": "x" * 64}
STALE_HX = {**HX, "x-csrftoken": "x" * 64}
EACH_WAY = [
    (form, headers) for form in (FORM, STALE) for headers in (HX, STALE_HX, *FROM_ELSEWHERE)
]
A_FEW_WAYS = [(FORM, HX), (STALE, STALE_HX), (STALE, FROM_ELSEWHERE[0]), (FORM, {})]


@pytest.mark.parametrize("route", BY_TOKEN, ids=str)
def test_a_members_form_without_a_fresh_token_changes_nothing(
    maya: Client, route: Route, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Each way at the first route of a kind, a few at every other: none of them comes to a view."""
    address, browser = address_of(route, maya), strict(maya)
    before = database_dump()
    reached: list[object] = []
    monkeypatch.setattr(
        BaseHandler, "make_view_atomic", lambda _handler, view: reached.append(view)
    )
    for form, headers in EACH_WAY if route in FIRST_OF_ITS_KIND else A_FEW_WAYS:
        answer, site = browser.post(address, form, headers=headers), headers.get("sec-fetch-site")
        assert "Location" not in answer.headers
        assert "HX-Redirect" not in answer.headers
        assert answer.status_code in {403, 405}, site
        if route.keeps_words:  # but what another site sends is not repeated in a form of ours
            is_ours_or_old = site in OURS_OR_OLD and not (site is None and "origin" in headers)
            assert ("A page." in answer.content.decode()) == is_ours_or_old
    for method in ("PUT", "PATCH", "DELETE"):
        assert browser.generic(method, address).status_code in {403, 405}
    assert reached == []
    assert database_dump() == before


def test_visitors_forms_are_the_few_that_carry_no_token() -> None:
    assert {route.name for route in BY_ORIGIN} == {
        *("pages:leave", "pages:display_preferences", "articles:feedback"),
        *("quiz:start", "quiz:question", "quiz:page", "quiz:review", "quiz:answers"),
    }
    assert all(route.is_public for route in BY_ORIGIN)


@pytest.mark.parametrize("route", BY_ORIGIN, ids=str)
def test_a_visitors_form_from_elsewhere_is_refused(maya: Client, route: Route) -> None:
    load_content()
    address = address_of(route, maya)
    before = database_dump()
    for client in (Client(), maya):
        for headers in FROM_ELSEWHERE:
            answer = client.post(address, FORM, headers=headers)
            assert answer.status_code == 403, headers
            assert set(answer.cookies) <= {"__Host-csrf"}, headers
    assert database_dump() == before
    for headers in FROM_US:
        assert Client().post(address, FORM, headers=headers).status_code in {200, 204, 303}, headers
