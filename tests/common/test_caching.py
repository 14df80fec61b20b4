"""A signed-in answer is kept nowhere; a visitor's page is asked for again by its ETag."""

import pytest
from django.http import HttpRequest, HttpResponse
from django.test import Client, RequestFactory

from apps.common.middleware import CachingMiddleware
from tests.factories import PASSWORD

pytestmark = pytest.mark.django_db


def through(response: HttpResponse, *, signed_in: bool, method: str = "GET") -> HttpResponse:
    request = RequestFactory().generic(method, "/")
    if signed_in:
        request.COOKIES["__Host-session"] = "a" * 32

    def answer(_: HttpRequest) -> HttpResponse:
        return response

    return CachingMiddleware(answer)(request)


@pytest.mark.parametrize(
    ("address", "status"),
    [
        ("/account/", 200),
        ("/", 200),
        ("/vault/recovery/", 200),
        ("/account/sign-in/", 302),
        ("/nothing/here/", 404),
        ("/vault/lock/", 405),
    ],
)
def test_every_answer_to_a_member_is_kept_nowhere(maya: Client, address: str, status: int) -> None:
    response = maya.get(address)
    assert response.status_code == status
    assert "no-store" in response["Cache-Control"]
    assert "private" in response["Cache-Control"]
    assert "ETag" not in response.headers


@pytest.mark.parametrize("headers", [{}, {"HX-Request": "true"}])
def test_so_are_redirects_fragments_and_refusals(maya: Client, headers: dict[str, str]) -> None:
    answers = [
        maya.post("/vault/unlock/", {"password": "not it at all"}, headers=headers),
        maya.post("/vault/lock/", headers=headers),
        maya.get("/vault/recovery/", headers=headers),
        maya.post("/vault/recovery/", headers=headers),
        Client(enforce_csrf_checks=True).post("/vault/lock/", headers=headers),
    ]
    for answer in answers:
        assert "no-store" in answer["Cache-Control"], answer.status_code


def test_the_answer_that_signs_in_is_kept_nowhere(visitor: Client, maya_user: object) -> None:
    response = visitor.post("/account/sign-in/", {"login": "maya", "password": PASSWORD})
    assert "no-store" in response["Cache-Control"]


def test_a_view_cannot_make_a_members_page_storable_by_mistake() -> None:
    response = HttpResponse("private", headers={"Cache-Control": "public, max-age=60"})
    assert through(response, signed_in=True)["Cache-Control"] == "no-store, private"


def test_a_view_may_be_stricter() -> None:
    response = HttpResponse("x", headers={"Cache-Control": "no-store, private, no-transform"})
    kept = through(response, signed_in=True)["Cache-Control"]
    assert kept == "no-store, private, no-transform"


def test_a_visitors_page_may_be_kept_and_is_asked_for_again(visitor: Client) -> None:
    response = visitor.get("/safety/")
    assert response["Cache-Control"] == "private, no-cache"
    assert "Cookie" in response["Vary"]
    again = visitor.get("/safety/", headers={"If-None-Match": response["ETag"]})
    assert again.status_code == 304
    assert again.content == b""


def test_a_page_kept_before_signing_in_is_not_taken_for_the_members(
    visitor: Client, maya: Client
) -> None:
    etag = visitor.get("/safety/")["ETag"]
    assert maya.get("/safety/", headers={"If-None-Match": etag}).status_code == 200


def test_an_answer_to_a_visitors_form_is_kept_nowhere() -> None:
    response = through(HttpResponse("x"), signed_in=False, method="POST")
    assert response["Cache-Control"] == "no-store, private"
