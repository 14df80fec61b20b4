"""A visitor's form counts only when one of our own pages, or the person alone, sent it."""

import pytest
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.test import RequestFactory

from apps.common.http.requests import Request
from apps.common.http.same_origin import comes_from_us, public_form

OURS, ELSEWHERE = {"Sec-Fetch-Site": "same-origin"}, {"Sec-Fetch-Site": "cross-site"}


@public_form
def view(request: Request, /, word: str, *, day: int) -> HttpResponse:
    """The view under test."""
    return HttpResponse(f"{word} {day}")


def sent(method: str, headers: dict[str, str]) -> str:
    request = RequestFactory().generic(method, "/look/", headers=headers)
    return view(request, "dark", day=3).content.decode()  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("headers", "ours"),
    [
        ({"Sec-Fetch-Site": "same-origin"}, True),
        ({"Sec-Fetch-Site": "none"}, True),
        ({"Sec-Fetch-Site": "same-site"}, False),
        ({"Sec-Fetch-Site": "cross-site"}, False),
        ({"Sec-Fetch-Site": ""}, False),
        ({"Sec-Fetch-Site": "none", "Origin": "https://elsewhere.example"}, True),
        ({"Sec-Fetch-Site": "cross-site", "Origin": "https://testserver"}, False),
        ({"Sec-Fetch-Site": "", "Origin": "https://testserver"}, False),
        ({"Origin": "https://testserver"}, True),
        ({"Origin": "http://testserver"}, False),
        ({"Origin": "https://testserver:81"}, False),
        ({"Origin": "https://testserver.elsewhere.example"}, False),
        ({"Origin": "https://elsewhere.example"}, False),
        ({"Origin": "null"}, False),
        ({"Origin": ""}, False),
        ({}, False),
    ],
)
def test_what_the_browser_says_of_the_sender_decides(headers: dict[str, str], ours: bool) -> None:
    assert comes_from_us(RequestFactory().post("/look/", secure=True, headers=headers)) is ours


def test_a_port_of_our_own_is_part_of_the_origin() -> None:
    for origin, ours in (("http://testserver:8000", True), ("http://testserver", False)):
        request = RequestFactory().post("/", headers={"Host": "testserver:8000", "Origin": origin})
        assert comes_from_us(request) is ours


@pytest.mark.parametrize("method", ["POST", "PUT", "PATCH", "DELETE"])
def test_a_form_from_elsewhere_is_refused_and_one_of_ours_is_taken(method: str) -> None:
    assert sent(method, OURS) == "dark 3"
    with pytest.raises(PermissionDenied):
        sent(method, ELSEWHERE)


@pytest.mark.parametrize("method", ["GET", "HEAD", "OPTIONS"])
def test_a_look_from_elsewhere_is_no_form(method: str) -> None:
    assert sent(method, ELSEWHERE) == "dark 3"


def test_it_asks_for_no_sign_in_and_no_token_and_is_called_as_the_view_is() -> None:
    assert getattr(view, "login_required", True) is False
    assert getattr(view, "csrf_exempt", False) is True
    assert (view.__name__, view.__doc__) == ("view", "The view under test.")
