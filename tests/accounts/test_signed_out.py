"""Without a sign-in a page leads to sign-in, and a POST is never answered by a redirect."""

import pytest
from django.http import HttpResponse
from django.test import Client, RequestFactory
from django.urls import resolve
from django.utils.functional import SimpleLazyObject

from apps.accounts.middleware import SignInRequiredMiddleware, UnreadUploadsMiddleware
from apps.accounts.models import User
from apps.accounts.sessions import SessionStore
from tests.factories import PASSWORD
from tests.journal.entry_samples import sent

pytestmark = pytest.mark.django_db


def test_a_page_leads_to_sign_in_and_back(visitor: Client) -> None:
    response = visitor.get("/account/")
    assert response.status_code == 302
    assert response["Location"] == "/account/sign-in/?next=/account/"


def test_htmx_is_told_to_load_sign_in_whole(visitor: Client) -> None:
    response = visitor.get("/account/", headers={"HX-Request": "true"})
    assert response.status_code == 200
    assert response["HX-Redirect"] == "/account/sign-in/?next=/account/"
    assert response.content == b""


@pytest.mark.parametrize("address", ["/vault/lock/", "/vault/unlock/", "/account/password/"])
@pytest.mark.parametrize("headers", [{}, {"HX-Request": "true"}])
def test_a_post_that_carries_no_words_says_what_to_do(
    visitor: Client, address: str, headers: dict[str, str]
) -> None:
    response = visitor.post(address, headers=headers)
    assert response.status_code == 403
    assert "You are signed out." in response.content.decode()


def test_a_stranger_is_told_the_same_about_what_exists_and_what_does_not(
    visitor: Client,
) -> None:
    known = visitor.get("/vault/recovery/")
    assert known.status_code == 302
    assert visitor.get("/vault/nothing-here/").status_code == 404


def test_a_password_signs_in_only_where_words_would_be_lost(visitor: Client, maya: Client) -> None:
    right = {"sign_in_name": "maya", "sign_in_password": PASSWORD}
    refused = visitor.post("/account/password/", right)
    assert (refused.status_code, "__Host-session" in refused.cookies) == (403, False)


@pytest.mark.parametrize("missing", ["sign_in_name", "sign_in_password"])
def test_who_leaves_the_name_or_the_password_out_is_told_that_they_were_signed_out(
    visitor: Client, maya: Client, missing: str
) -> None:
    given = {"sign_in_name": "maya", "sign_in_password": PASSWORD, missing: ""}
    refused = visitor.post("/journal/new/", sent(body="Words.") | given)
    html = refused.content.decode()
    assert (refused.status_code, "You were signed out meanwhile" in html) == (403, True)
    assert "Retry-After" not in refused.headers


def test_a_wrong_password_says_so_beside_the_words(visitor: Client, maya: Client) -> None:
    wrong = {"sign_in_name": "maya", "sign_in_password": "not this one"}
    html = visitor.post("/journal/new/", sent(body="Words.") | wrong).content.decode()
    assert "belong together" in html
    assert "You were signed out meanwhile" not in html


def _nobody_may_ask() -> User:
    raise AssertionError("somebody was looked up")


@pytest.mark.parametrize("middleware", [UnreadUploadsMiddleware, SignInRequiredMiddleware])
@pytest.mark.parametrize(("method", "statuses"), [("GET", {302}), ("POST", {403})])
def test_without_a_session_cookie_nobody_is_looked_up(
    rf: RequestFactory,
    middleware: type[UnreadUploadsMiddleware | SignInRequiredMiddleware],
    method: str,
    statuses: set[int],
) -> None:
    request = rf.generic(method, "/journal/import/")
    request.user = SimpleLazyObject(_nobody_may_ask)  # type: ignore[assignment]
    request.session = SessionStore()
    request.htmx = False  # type: ignore[attr-defined]
    view = resolve("/journal/import/").func
    response = middleware(lambda _request: HttpResponse()).process_view(request, view, (), {})
    if middleware is UnreadUploadsMiddleware and method == "GET":
        assert response is None
    else:
        assert response is not None
        assert response.status_code in statuses
