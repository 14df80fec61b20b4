"""What every answer carries, and what a visitor's page never does: statements 12, 25 to 29, 38."""

import re
from collections.abc import Iterator

import pytest
from django.db import connection
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import path
from pytest_django import Settings

from apps.accounts.models import SignIn
from config import urls
from tests.content_fixtures import load_content

POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; "
    "font-src 'self'; connect-src 'self'; manifest-src 'self'; form-action 'self'; "
    "base-uri 'none'; frame-ancestors 'none'; object-src 'none'"
)
SECURITY = {
    "Strict-Transport-Security": "max-age=31536000; includeSubDomains",
    "X-Content-Type-Options": "nosniff",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Referrer-Policy": "same-origin",
}
CLOSED = {"camera", "microphone", "geolocation"}
VISITED = [
    *("/", "/guides/", "/guides/?q=distance", "/quiz/", "/quiz/method/", "/support/"),
    *("/safety/", "/privacy/", "/about/", "/terms/", "/accessibility/", "/leave/"),
    *("/guides/what-avoidance-is/", "/guides/topics/talking-and-listening/"),
    *("/support/united-kingdom/", "/account/sign-in/", "/account/sign-up/", "/account/recover/"),
]
SESSION_TABLES = ("accounts_signin", "accounts_user", "vault_", "django_session")
# A sign-in form of allauth carries a token, so its page sets the token's cookie and nothing else.
HOLDS_A_TOKEN = ("/account/",)


@pytest.fixture
def content(db: None) -> None:
    load_content()


def _broken(request: HttpRequest) -> HttpResponse:
    raise RuntimeError("forced")


@pytest.fixture
def broken_page(monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    """A public address whose view fails."""
    from django.urls import clear_url_caches

    _broken.login_required = False  # type: ignore[attr-defined]
    broken = path("broken/", _broken, name="broken")
    monkeypatch.setattr(urls, "urlpatterns", [*urls.urlpatterns, broken])
    clear_url_caches()
    yield "/broken/"
    monkeypatch.undo()
    clear_url_caches()


def assert_guarded(answer: HttpResponseBase, *, what: str) -> None:
    headers = dict(answer.headers)
    assert headers.get("Content-Security-Policy") == POLICY, what
    assert {name: headers.get(name) for name in SECURITY} == SECURITY, what
    permissions = dict(re.findall(r"([a-z-]+)=(\([^)]*\))", headers.get("Permissions-Policy", "")))
    assert {permissions.get(name) for name in CLOSED} == {"()"}, what


@pytest.mark.django_db
def test_every_kind_of_answer_carries_the_policy_and_the_headers(
    visitor: Client, maya: Client, broken_page: str
) -> None:
    maya.raise_request_exception = visitor.raise_request_exception = False
    answers = {
        "a public page": (visitor.get("/", secure=True), 200),
        "a private page": (maya.get("/journal/", secure=True), 200),
        "a redirect to sign-in": (visitor.get("/journal/", secure=True), 302),
        "a refused POST": (visitor.post("/journal/new/", secure=True), 403),
        "a missing page": (visitor.get("/nowhere/", secure=True), 404),
        "a missing private page": (maya.get("/journal/nowhere/", secure=True), 404),
        "a wrong method": (visitor.post("/", secure=True), 405),
        "a bad request": (
            visitor.post("/look/", {"theme": "?"}, secure=True, headers={"sec-fetch-site": "none"}),
            400,
        ),
        "a broken page": (visitor.get(broken_page, secure=True), 500),
        "a broken page of a member": (maya.get(broken_page, secure=True), 500),
        "a page to leave": (visitor.get("/leave/", secure=True), 200),
        "an answer for machines": (visitor.get("/healthz/", secure=True), 200),
    }
    for what, (answer, status) in answers.items():
        assert answer.status_code == status, what
        assert_guarded(answer, what=what)


def test_a_static_file_carries_them_too(settings: Settings) -> None:
    settings.WHITENOISE_USE_FINDERS = settings.WHITENOISE_AUTOREFRESH = True
    answer = Client().get("/static/js/app.js", secure=True)
    assert answer.status_code == 200
    assert_guarded(answer, what="a static file")
    assert not answer.cookies


@pytest.mark.django_db
def test_a_host_of_another_name_is_refused_with_the_same_headers(visitor: Client) -> None:
    visitor.raise_request_exception = False
    answer = visitor.get("/", secure=True, headers={"host": "elsewhere.example"})
    assert answer.status_code == 400
    assert_guarded(answer, what="another host")


@pytest.mark.django_db
def test_a_visitors_page_touches_no_session_and_is_the_same_bytes_twice(content: None) -> None:
    for address in VISITED:
        with CaptureQueriesContext(connection) as queries:
            first = Client().get(address, secure=True)
        assert first.status_code == 200, address
        asked = [query["sql"] for query in queries]
        assert [sql for sql in asked if any(name in sql for name in SESSION_TABLES)] == [], address
        assert SignIn.objects.count() == 0, address
        if address.startswith(HOLDS_A_TOKEN):
            assert set(first.cookies) <= {"__Host-csrf"}, address
            continue
        assert not first.cookies, address
        second = Client().get(address, secure=True)
        assert first.content == second.content, address
        assert first["ETag"] == second["ETag"], address
        assert first["Cache-Control"] == "private, no-cache", address
        assert "Cookie" in first["Vary"], address
        unchanged = Client().get(address, headers={"if-none-match": first["ETag"]}, secure=True)
        assert (unchanged.status_code, unchanged.content) == (304, b""), address
        assert_guarded(unchanged, what=f"304 of {address}")


@pytest.mark.django_db
def test_a_look_changes_the_bytes_and_the_etag(visitor: Client) -> None:
    usual = visitor.get("/about/")
    visitor.cookies["__Host-look"] = "dark.m.normal"
    dark = visitor.get("/about/", headers={"if-none-match": usual["ETag"]})
    assert (dark.status_code, dark["ETag"] == usual["ETag"]) == (200, False)


@pytest.mark.django_db
def test_nothing_that_a_member_is_answered_may_be_stored(maya: Client) -> None:
    maya.raise_request_exception = False
    hx = {"hx-request": "true"}
    answers = [
        maya.get("/"),
        maya.get("/journal/"),
        maya.get("/journal/", headers=hx),
        maya.get("/guides/", headers=hx),
        maya.get("/journal/nowhere/"),
        maya.get("/account/sign-in/"),
        maya.post("/journal/new/", {}),
        maya.put("/journal/new/"),
        maya.get("/support/?country=united-kingdom"),
        maya.post("/vault/lock/"),
        maya.get("/journal/"),
    ]
    for answer in answers:
        address = answer.request["PATH_INFO"]
        rules = set(answer["Cache-Control"].split(", "))
        assert {"no-store", "private"} <= rules, (address, answer.status_code)
        assert "ETag" not in answer.headers, address


@pytest.mark.django_db
def test_every_cookie_is_bound_to_this_host(maya: Client, settings: Settings) -> None:
    """As it is set, and as Leave takes it away."""
    readable = {"__Host-left"}  # static/js/page-cover.js reads and takes it away
    strict = {settings.VAULT_COOKIE_NAME}
    maya.post("/look/", {"theme": "dark"}, headers={"sec-fetch-site": "same-origin"})
    maya.post("/quiz/self-partner/", headers={"sec-fetch-site": "same-origin"})
    for leaves in (False, True):
        if leaves:
            maya.post("/leave/", headers={"sec-fetch-site": "same-origin"})
        assert {"__Host-session", "__Host-csrf", "__Host-jkey"} <= set(maya.cookies)
        for name, morsel in maya.cookies.items():
            assert name.startswith("__Host-"), name
            assert morsel["secure"], name
            assert bool(morsel["httponly"]) == (name not in readable), name
            assert (morsel["path"], morsel["domain"]) == ("/", ""), name
            assert morsel["samesite"] == ("Strict" if name in strict else "Lax"), name
