"""Who may pass which route, taken from the URL configuration: nobody can forget a new one."""

import re
import uuid
from collections.abc import Mapping
from itertools import product
from urllib.parse import parse_qs, urlsplit

import pytest
from django.http.response import HttpResponseBase
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from time_machine import TimeMachineFixture

from tests.content_fixtures import load_content
from tests.factories import open_vault_of
from tests.page_modules import elements_of, without_module
from tests.routes import Route, all_routes, private_routes, public_routes
from tests.sample_objects import BODY, TITLE, has_sample, private_address, public_address

# A sign-in page, an error page for machines: allauth's own, which nobody is led to.
NOT_OURS = {"account_inactive"}
# Private, and of use while the vault is closed. Every other private view needs it open.
OPEN_WHILE_LOCKED = {
    "journal:appointment",
    "vault:unlock",
    "vault:lock",
    "journal:autosave",
    "account_home",
    "account_name",
    "account_notice",
    "account_change_password",
    "account_password_changed",
    "account_recovered",
    "account_email",
    "account_sign_ins",
    "account_email_remove",
    "account_email_notices",
    "vault:journals",
    "vault:bring_back",
    "vault:begin_journal",
    "account_delete",
    "account_second_factor",
    "account_app_on",
    "account_app_off",
    "account_backup_codes",
    "account_prove",
    "account_passkeys",
    "account_passkey_new",
    "account_passkey_make",
    "account_passkey_asked",
    "account_passkey_remove",
    "account_passkey_unlock",
    "articles:mine",
    "journal:answer",
    "journal:guide_answers",
}
# As a whole page it is for whoever has no scripts; with them htmx puts it into the guide.
PLAIN_PAGES = {"articles:mine"}
METHODS = ("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE")
HX = {"hx-request": "true"}
PLAIN: Mapping[str, str] = {}
WORD = "heronquarterdeck"
WORDS = {"title": WORD, "body": WORD, "day": "2026-11-21", "revision": "1", "kept": "yes"}
WORDS |= {"quote": WORD, "note": WORD, "section": "answer"}

OURS = [route for route in all_routes() if route.name not in NOT_OURS]
EDITORS = [route for route in OURS if route.is_for_editors]
PRIVATE = [route for route in OURS if not route.is_public and not route.is_for_editors]
PUBLIC = [route for route in OURS if route.is_public]
# What these routes name is the same for everybody; behind each of them is one's own journal.
NAMES_NO_ROW = {
    *(
        "journal:sitting",
        "journal:month",
        "journal:course_step",
        "articles:mine",
        "articles:bookmark",
        "articles:place",
    ),
    *("articles:passages", "journal:answer", "journal:guide_answers", "quiz:keep"),
}
WITH_OBJECT = [route for route in PRIVATE if route.needs and route.name not in NAMES_NO_ROW]
SEALED = [route for route in PRIVATE if route.name not in OPEN_WHILE_LOCKED]

each_private = pytest.mark.parametrize("route", PRIVATE, ids=str)
each_closed = pytest.mark.parametrize("route", [*PRIVATE, *EDITORS], ids=str)
each_with_object = pytest.mark.parametrize("route", WITH_OBJECT, ids=str)
each_sealed = pytest.mark.parametrize("route", SEALED, ids=str)


def words() -> Mapping[str, str]:
    return {**WORDS, "entry_id": str(uuid.uuid4())}


def text_of(answer: HttpResponseBase) -> str:
    return bytes(getattr(answer, "content", b"")).decode()


def without_tokens(answer: HttpResponseBase) -> str:
    """A page without what differs at every look: form tokens, and the ids that were asked for."""
    page = re.sub(
        r'(name="csrfmiddlewaretoken" value=|"X-CSRFToken": )"[^"]*"', "", text_of(answer)
    )
    return re.sub(r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}", "", page)


def test_every_url_that_needs_an_object_has_a_sample() -> None:
    missing = [str(route) for route in OURS if not has_sample(route)]
    assert missing == [], f"tests/sample_objects.py has no object for {missing}"


def test_both_kinds_of_routes_are_found() -> None:
    assert len(private_routes()) > 10
    assert len(public_routes()) > 10
    assert {route.name for route in PRIVATE} >= OPEN_WHILE_LOCKED


@each_private
def test_the_owner_is_let_in(maya: Client, route: Route) -> None:
    for headers in (PLAIN, HX):
        address = private_address(route, owner=open_vault_of(maya))
        looked = maya.get(address, headers=headers)
        assert looked.status_code in {200, 302, 303, 405}
        if looked.get("Content-Type", "").startswith("text/html") and route.name not in PLAIN_PAGES:
            assert without_module(text_of(looked)) == set()
        assert maya.head(address, headers=headers).status_code in {200, 302, 303, 405}
    answer = maya.post(private_address(route, owner=open_vault_of(maya)), words())
    assert answer.status_code in {200, 204, 302, 303, 405, 422}, text_of(answer)[:2000]


def sent(
    client: Client, method: str, address: str, *, headers: Mapping[str, str] = PLAIN
) -> HttpResponseBase:
    """A request with the words of a save where the method may carry some."""
    if method == "POST":
        return client.post(address, words(), headers=headers)
    return client.generic(method, address, headers=headers)


@each_with_object
def test_another_member_finds_nothing(
    maya: Client, sol: Client, route: Route, time_machine: TimeMachineFixture
) -> None:
    time_machine.move_to(timezone.now(), tick=False)  # pages say when the journal closes
    address = private_address(route, owner=open_vault_of(maya))
    nowhere = route.address(**{name: uuid.uuid4() for name in route.needs})
    for method, headers in product(METHODS, (PLAIN, HX)):
        answer = sent(sol, method, address, headers=headers)
        same = sent(sol, method, nowhere, headers=headers)
        page = text_of(answer)
        assert TITLE not in page
        assert BODY not in page
        assert answer.status_code == same.status_code
        assert without_tokens(answer) == without_tokens(same)
        if answer.status_code == 405:  # a method that this route has for nobody
            assert sent(maya, method, address, headers=headers).status_code == 405
            continue
        assert answer.status_code == 404, (method, headers)
        if method == "POST":
            assert (WORD in page) == route.keeps_words


@each_closed
def test_a_visitor_is_sent_to_sign_in_and_back(maya: Client, visitor: Client, route: Route) -> None:
    address = private_address(route, owner=open_vault_of(maya))
    for method in ("GET", "HEAD"):
        answer = visitor.generic(method, address)
        assert answer.status_code == 302
        target = urlsplit(answer["Location"])
        assert (target.netloc, target.path) == ("", reverse("account_login"))
        assert parse_qs(target.query)["next"] == [address]
        by_htmx = visitor.generic(method, address, headers=HX)
        assert (by_htmx.status_code, by_htmx["HX-Redirect"]) == (200, answer["Location"])
        assert text_of(by_htmx) == ""


@each_closed
def test_a_visitors_form_is_refused_and_never_led_away(
    maya: Client, visitor: Client, route: Route
) -> None:
    address = private_address(route, owner=open_vault_of(maya))
    for method, headers in product(("POST", "PUT", "PATCH", "DELETE"), (PLAIN, HX)):
        answer = sent(visitor, method, address, headers=headers)
        assert answer.status_code == 403
        assert "Location" not in answer.headers
        assert "HX-Redirect" not in answer.headers
        assert BODY not in text_of(answer)
        assert (WORD in text_of(answer)) == (route.keeps_words and method == "POST")


@pytest.mark.django_db
def test_a_visitor_reaches_every_public_page(visitor: Client) -> None:
    load_content()
    for route in PUBLIC:
        answer = visitor.get(public_address(route))
        gone = {
            "pages:styleguide": 404,
            "pages:security_txt": 404,  # a local copy has no contact
            "account_reset": 410,
            "account_confirm": 410,
        }
        allowed = {200, 302, 303, 405, gone.get(route.name, 200)}
        assert answer.status_code in allowed, route
        assert reverse("account_login") not in answer.headers.get("Location", ""), route
        assert without_module(text_of(answer)) == set(), route


def test_the_elements_of_a_member_come_with_a_members_page_alone(
    maya: Client, visitor: Client
) -> None:
    load_content()
    own = elements_of("member")
    assert own >= {"auto-save", "cover-screen", "vault-clock"}
    for route in PUBLIC:
        address = public_address(route)
        seen = visitor.get(address)
        if seen.status_code == 200 and b"<html" in seen.content:
            assert "js/member." not in text_of(seen), route
            assert without_module(text_of(maya.get(address))) == set(), route


@each_sealed
def test_with_the_vault_closed_a_look_goes_to_unlock(maya: Client, route: Route) -> None:
    address = private_address(route, owner=open_vault_of(maya))
    maya.post(reverse("vault:lock"))
    answer = maya.get(address)
    by_htmx = maya.get(address, headers=HX)
    if answer.status_code == 405:
        return
    target = urlsplit(answer["Location"])
    assert (answer.status_code, target.netloc, target.path) == (303, "", reverse("vault:unlock"))
    assert parse_qs(target.query)["next"] == [address]
    assert (by_htmx.status_code, by_htmx["HX-Redirect"]) == (200, answer["Location"])


@each_sealed
def test_with_the_vault_closed_a_form_is_not_led_away(maya: Client, route: Route) -> None:
    address = private_address(route, owner=open_vault_of(maya))
    maya.post(reverse("vault:lock"))
    for headers in (PLAIN, HX):
        answer = maya.post(address, words(), headers=headers)
        assert answer.status_code in {403, 405}
        assert "Location" not in answer.headers
        assert "HX-Redirect" not in answer.headers
        assert BODY not in text_of(answer)
        assert (WORD in text_of(answer)) == route.keeps_words
        assert ('name="vault_password"' in text_of(answer)) == route.keeps_words


@each_sealed
def test_the_key_of_one_browser_opens_nothing_in_another(
    maya: Client, sol: Client, route: Route
) -> None:
    """A vault cookie counts only together with the session that it was made in."""
    address = private_address(route, owner=open_vault_of(maya))
    stolen = maya.cookies["__Host-jkey"].value
    sol.cookies["__Host-jkey"] = stolen
    for client in (sol, Client()):
        client.cookies["__Host-jkey"] = stolen
        answer = client.get(address)
        assert answer.status_code in {302, 303, 404, 405}
        assert BODY not in text_of(answer)


@pytest.mark.parametrize("value", ["", "x", "é" * 43, "A" * 43, "A" * 10_000, "==", "\\0"])
def test_a_strange_vault_cookie_counts_as_a_closed_vault(maya: Client, value: str) -> None:
    maya.cookies["__Host-jkey"] = value
    answer = maya.get(reverse("journal:pages"))
    assert (answer.status_code, urlsplit(answer["Location"]).path) == (303, reverse("vault:unlock"))
