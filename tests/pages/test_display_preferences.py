"""Theme, text size and spacing: kept in one cookie, and no way to be led astray."""

import pytest
from django.conf import settings
from django.test import Client

OURS = {"sec-fetch-site": "same-origin"}
COOKIE = settings.DISPLAY_COOKIE_NAME


def test_a_choice_comes_back_on_the_next_page(visitor: Client) -> None:
    sent = {"theme": "dark", "text": "xl", "spacing": "wide", "next": "/safety/"}
    response = visitor.post("/look/", sent, headers=OURS)
    assert (response.status_code, response.headers["Location"]) == (303, "/safety/")
    html = visitor.get("/safety/").content.decode()
    assert 'data-theme="dark" data-text="xl" data-spacing="wide"' in html


def test_the_cookie_keeps_to_itself(visitor: Client) -> None:
    cookie = visitor.post("/look/", {"theme": "light"}, headers=OURS).cookies[COOKIE]
    assert (cookie["secure"], cookie["httponly"], cookie["samesite"]) == (True, True, "Lax")
    assert (cookie["path"], cookie["domain"], cookie["max-age"]) == ("/", "", 365 * 24 * 3600)


def test_one_choice_leaves_the_others_as_they_were(visitor: Client) -> None:
    visitor.post("/look/", {"theme": "dark", "text": "l"}, headers=OURS)
    visitor.post("/look/", {"spacing": "wide"}, headers=OURS)
    assert visitor.cookies[COOKIE].value == "dark.l.wide"


@pytest.mark.parametrize("name", ["theme", "text", "spacing"])
def test_an_unknown_choice_is_refused(visitor: Client, name: str) -> None:
    response = visitor.post("/look/", {name: '"><script>'}, headers=OURS)
    assert response.status_code == 400
    assert COOKIE not in response.cookies


@pytest.mark.parametrize(
    "headers", [{"hx-request": "true"}, {"sec-fetch-mode": "cors"}], ids=["htmx", "fetch"]
)
def test_a_script_gets_no_page(visitor: Client, headers: dict[str, str]) -> None:
    response = visitor.post("/look/", {"theme": "dark"}, headers={**OURS, **headers})
    assert (response.status_code, response.content) == (204, b"")
    assert response.cookies[COOKIE].value == "dark.m.normal"


@pytest.mark.parametrize(
    "address",
    [
        "//evil.example/",
        "///evil.example/",
        "https://evil.example/",
        "http:evil.example",
        "/\\evil.example",
        "\\\\evil.example",
        "/\t/evil.example",
        "\t//evil.example",
        " //evil.example",
        "javascript:alert(1)",
        "data:text/html,x",
        "evil.example",
        "",
    ],
)
def test_no_address_outside_is_ever_returned_to(visitor: Client, address: str) -> None:
    response = visitor.post("/look/", {"theme": "dark", "next": address}, headers=OURS)
    assert (response.status_code, response.headers["Location"]) == (303, "/")


def test_a_line_break_adds_no_header(visitor: Client) -> None:
    sent = {"theme": "dark", "next": "/ok\r\nSet-Cookie: a=b"}
    response = visitor.post("/look/", sent, headers=OURS)
    assert response.headers["Location"].startswith("/ok%0D%0A")
    assert set(response.cookies) == {COOKIE}


def test_a_page_with_a_query_is_returned_to(visitor: Client) -> None:
    response = visitor.post(
        "/look/", {"theme": "dark", "next": "/guides/?for=self&q=a+b"}, headers=OURS
    )
    assert response.headers["Location"] == "/guides/?for=self&q=a+b"


def test_another_site_cannot_change_the_look(visitor: Client) -> None:
    assert visitor.post("/look/", {"theme": "dark"}).status_code == 403
    assert visitor.get("/look/").status_code == 405
