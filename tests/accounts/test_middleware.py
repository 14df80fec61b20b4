"""What a request must show before its view: a sign-in for files, the code for the editors."""

from collections.abc import Callable
from http import HTTPStatus

import pytest
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.test import Client, RequestFactory

from apps.accounts.middleware import (
    MemberSessionMiddleware,
    SignInRequiredMiddleware,
    UnreadUploadsMiddleware,
)
from apps.accounts.models import SignIn
from apps.accounts.second_factor.stage import PROVED
from apps.accounts.sessions import SessionStore
from tests.accounts.second_factors import set_up

MOST = settings.DATA_UPLOAD_MAX_MEMORY_SIZE or 0
pytestmark = pytest.mark.django_db


def view(_request: HttpRequest) -> HttpResponse:
    return HttpResponse("taken")


def public(_request: HttpRequest) -> HttpResponse:
    return HttpResponse("taken")


def taking_files(_request: HttpRequest) -> HttpResponse:
    return HttpResponse("taken")


def desk(_request: HttpRequest) -> HttpResponse:
    return HttpResponse("shown")


desk.staff_only = True  # type: ignore[attr-defined]
public.login_required = False  # type: ignore[attr-defined]
taking_files.largest_sealed_upload = 1  # type: ignore[attr-defined]


def is_let_in(
    client: Client,
    to: Callable[[HttpRequest], HttpResponse],
    *,
    length: str | None,
    method: str = "POST",
) -> bool:
    """Whether a request of this length, of whoever has the client's cookies, comes to the view."""
    request = RequestFactory().generic(method, "/journal/new/")
    request.COOKIES = {name: morsel.value for name, morsel in client.cookies.items()}
    same = client.get("/support/?kept=no").wsgi_request  # no page that is kept
    request.user, request.session = same.user, same.session
    request.META.pop("CONTENT_LENGTH", None)
    if length is not None:
        request.META["CONTENT_LENGTH"] = length
    answer = UnreadUploadsMiddleware(view).process_view(request, to, (), {})
    assert answer is None or answer.status_code == HTTPStatus.FORBIDDEN
    return answer is None


@pytest.mark.parametrize(
    ("length", "is_read"), [(str(MOST), True), (str(MOST + 1), False), ("far", True), (None, True)]
)
def test_a_visitor_may_send_what_a_form_of_words_holds(
    visitor: Client, length: str | None, is_read: bool
) -> None:
    assert is_let_in(visitor, view, length=length) == is_read


def test_a_view_that_takes_files_reads_nothing_of_a_visitor(visitor: Client) -> None:
    assert not is_let_in(visitor, taking_files, length="10")
    assert is_let_in(visitor, taking_files, length="10", method="GET")


def test_a_public_form_is_read_and_so_is_what_a_member_sends(visitor: Client, maya: Client) -> None:
    assert is_let_in(visitor, public, length=str(MOST + 1))
    assert is_let_in(maya, view, length=str(MOST + 1))
    assert is_let_in(maya, taking_files, length="10")


def test_a_session_in_which_nobody_is_signed_in_sends_no_file(visitor: Client) -> None:
    store = SessionStore()
    store.create()
    visitor.cookies[settings.SESSION_COOKIE_NAME] = store.session_key or ""
    assert not is_let_in(visitor, taking_files, length="10")


def test_the_desk_of_the_editors_asks_them_for_the_code_first_and_nobody_else(
    maya: Client,
) -> None:
    def answer(
        to: Callable[[HttpRequest], HttpResponse], method: str = "GET"
    ) -> HttpResponse | None:
        request.method = method
        return SignInRequiredMiddleware(view).process_view(request, to, (), {})

    set_up(maya)
    request = maya.get("/support/?kept=no").wsgi_request
    request.session.pop(PROVED, None)
    assert answer(desk) is None
    request.user.is_staff = True
    asked = answer(desk)
    assert asked is not None
    assert asked["Location"] == "/account/second-factor/prove/?next=/support/"
    refused = answer(desk, "POST")
    assert refused is not None
    assert refused.status_code == HTTPStatus.FORBIDDEN
    assert answer(view) is None
    request.session[PROVED] = True
    assert answer(desk) is None


def test_a_sign_in_that_ends_meanwhile_takes_neither_the_words_nor_the_cookie(maya: Client) -> None:
    def ended_meanwhile(request: HttpRequest) -> HttpResponse:
        request.session["word"] = "changed"
        SignIn.objects.all().delete()
        return HttpResponse("the words")

    request = RequestFactory().get("/journal/")
    request.COOKIES = {name: morsel.value for name, morsel in maya.cookies.items()}
    answer = MemberSessionMiddleware(ended_meanwhile)(request)
    assert isinstance(answer, HttpResponse)
    assert answer.content == b"the words"
    assert settings.SESSION_COOKIE_NAME not in answer.cookies
    assert answer["Vary"] == "Cookie"
    assert not SignIn.objects.exists()


def test_a_refused_save_asks_nobody_for_a_code_who_gave_no_password(visitor: Client) -> None:
    page = visitor.post("/journal/new/", {"body": "The gulls again."}).content.decode()
    assert 'name="sign_in_password"' in page
    assert 'name="sign_in_code"' not in page
