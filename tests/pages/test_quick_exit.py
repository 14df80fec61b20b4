"""The way out without scripts: at once, to a listed place, leaving nothing open behind."""

import pytest
from django.conf import settings
from django.test import Client

from apps.accounts.models import SignIn

pytestmark = pytest.mark.django_db

OURS = {"sec-fetch-site": "same-origin"}
WEATHER = settings.LEAVE_TARGETS[settings.LEAVE_TARGET]


def test_leave_answers_with_an_empty_neutral_page(visitor: Client) -> None:
    response = visitor.post("/leave/", headers=OURS)
    html = response.content.decode()
    assert response.status_code == 200
    assert response.headers["Refresh"] == f"0; url={WEATHER}"
    assert response.headers["Clear-Site-Data"] == '"cache", "storage"'
    assert "no-store" in response.headers["Cache-Control"]
    assert "Leeway" not in html
    assert WEATHER in html


def test_a_visitor_who_leaves_gets_no_session(visitor: Client) -> None:
    response = visitor.post("/leave/", headers=OURS)
    assert SignIn.objects.count() == 0
    kept = {name for name, morsel in response.cookies.items() if morsel["max-age"] != 0}
    assert kept == {"__Host-left"}


def test_leave_ends_the_session_and_forgets_our_cookies_but_the_look(maya: Client) -> None:
    maya.cookies[settings.DISPLAY_COOKIE_NAME] = "dark.l.wide"
    response = maya.post("/leave/", headers=OURS)
    assert SignIn.objects.count() == 0
    gone = {name for name, morsel in response.cookies.items() if morsel["max-age"] == 0}
    assert gone == {
        settings.SESSION_COOKIE_NAME,
        settings.CSRF_COOKIE_NAME,
        settings.VAULT_COOKIE_NAME,
        settings.QUIZ_COOKIE_NAME,
        settings.KNOWN_BROWSER_COOKIE_NAME,
    }
    assert settings.DISPLAY_COOKIE_NAME not in response.cookies
    assert all(morsel["secure"] for morsel in response.cookies.values())
    assert maya.get("/journal/").status_code == 302


def test_the_mark_of_having_left_is_short_and_readable_by_our_script(visitor: Client) -> None:
    mark = visitor.post("/leave/", headers=OURS).cookies["__Host-left"]
    assert (mark["max-age"], mark["secure"], mark["httponly"]) == (600, True, "")
    assert (mark["samesite"], mark["path"]) == ("Lax", "/")


@pytest.mark.parametrize("name", sorted(settings.LEAVE_TARGETS))
def test_a_listed_place_may_be_chosen(visitor: Client, name: str) -> None:
    response = visitor.post("/leave/", {"target": name}, headers=OURS)
    assert response.headers["Refresh"] == f"0; url={settings.LEAVE_TARGETS[name]}"


@pytest.mark.parametrize(
    "sent", ["https://evil.example/", "//evil.example", "javascript:alert(1)", "\n", "x" * 5000]
)
def test_an_address_from_outside_the_list_is_never_followed(visitor: Client, sent: str) -> None:
    response = visitor.post("/leave/", {"target": sent}, headers=OURS)
    assert response.status_code == 200
    assert response.headers["Refresh"] == f"0; url={WEATHER}"
    assert "evil" not in response.content.decode()


def test_another_site_cannot_sign_anyone_out(maya: Client) -> None:
    assert maya.post("/leave/", headers={"sec-fetch-site": "cross-site"}).status_code == 403
    assert maya.post("/leave/").status_code == 403
    assert SignIn.objects.count() == 1


def test_opening_the_address_explains_and_ends_nothing(maya: Client) -> None:
    response = maya.get("/leave/")
    assert response.status_code == 200
    assert '<form method="post" action="/leave/">' in response.content.decode()
    assert SignIn.objects.count() == 1


def test_leave_is_a_plain_form_on_every_page_of_ours(visitor: Client) -> None:
    for address in ("/", "/support/", "/safety/", "/privacy/"):
        html = visitor.get(address).content.decode()
        assert 'method="post" action="/leave/"' in html
