"""Values that no form of ours would send: answered politely, never with an error of ours."""

import re
import uuid
from collections.abc import Hashable, Iterator, Sequence
from http import HTTPStatus
from io import StringIO
from itertools import product
from urllib.parse import quote, urlencode, urljoin, urlsplit

import pytest
from django.conf import settings
from django.core.management import call_command
from django.test import Client
from django.urls import reverse

from apps.accounts.models import User
from apps.accounts.sessions import SessionStore
from apps.common.resubmission import resubmission_of
from apps.journal.models import Entry
from tests.content_fixtures import load_content
from tests.factories import PASSWORD, open_vault_of, sign_in
from tests.read_names import EVERY_NAME, OURSELVES, all_read, names_noted
from tests.routes import Route, all_routes
from tests.sample_objects import has_sample, load_text, private_address, public_address

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("any_number_of_tries")]

STRANGE = (
    "\0",
    "a\0b",
    "-1",
    "9" * 40,
    "1e400",
    "0001-01-01",
    "9999-12-31",
    "\u202e\u2066\ufeff",
    "\U0010ffff" * 3,
    "%00%0d%0aX-Injected: 1",
    "\r\nSet-Cookie: a=b",
    "{{ 7 }}{% now %}",
    "' OR 1=1 --",
    "../../etc/passwd",
    "//elsewhere.example/",
    "x" * 5000,
    " ",
)
FIELDS = (
    *("entry_id", "revision", "day", "title", "body", "own_words", "water", "feelings"),
    *("prompt_id", "password", "next", "first", "second", "choice", "login", "username"),
    *("password1", "oldpassword", "email", "code", "is_adult", "understands", "answer"),
    *("usual", "theme", "text", "spacing", "target", "vault_password", "sign_in_name"),
    *("sign_in_password", "csrfmiddlewaretoken", "useful", "missing", "kept", "section"),
    *("came_from", "quote", "note", "reading_as", "keeps_places", "q", "form"),
    *("words", "at", "minutes", "rhythm", "step", "shown", "wish"),
    *("draft", "draft_from", "writer", "about", "slip", "r", "agree"),
    *("outcome", "practice_id", "before", "after", "look_over", "answer-happened", "answer-story"),
    *("what", "first", "last", "pages", "passphrase", "passphrase_again", "without_damaged"),
    *("feeling", "practice", "tag", "person", "first_day", "last_day", "range"),
    *("do", "template_id", "template"),
    *("description", "photo_id", "photos", "pdf_photos"),
)
QUERIES = (
    *("q", "for", "topic", "country", "from", "next", "back", "before", "page", "card", "all"),
    *("removed", "first", "last", "span"),
)
# Values with which every form is sent; the second one meets what the first has left behind.
TRIED_FIRST = 2
FORM = "application/x-www-form-urlencoded"
FINE = {200, 204, 302, 303, 304, 400, 401, 403, 404, 405, 409, 410, 413, 422, 429}
ROUTES = [route for route in all_routes() if has_sample(route)]

PRIVATE_KEEPING_WORDS = [route for route in ROUTES if route.keeps_words and not route.is_public]
# Signed out no view is reached: the words are shown again by the page that another route has too.
SHOWN_AGAIN_ALIKE = [
    route
    for number, route in enumerate(PRIVATE_KEEPING_WORDS)
    if resubmission_of(route.view)
    in [resubmission_of(earlier.view) for earlier in PRIVATE_KEEPING_WORDS[:number]]
]


@pytest.fixture(autouse=True)
def ready(has_content: None) -> None:
    """Without guides and help lines `/readyz/` is not ready, whatever it is asked."""


def address_of(route: Route, maya: Client) -> str:
    if route.is_public:
        return public_address(route)
    if route.is_for_editors:
        load_text()
        call_command("make_editor", "maya", stdout=StringIO())
    return private_address(route, owner=open_vault_of(maya))


def assert_polite(client: Client, address: str, data: dict[str, str] | None = None) -> int:
    """The status of an answer that is in order."""
    if data is None:
        answer = client.get(address)
    else:  # as browsers send a form without a file
        answer = client.post(address, urlencode(data), content_type=FORM, headers=OURSELVES)
    what = f"{'GET' if data is None else 'POST'} {address} {data}"
    assert answer.status_code in FINE, f"{answer.status_code}: {what}"
    assert "X-Injected" not in answer.headers, what
    assert "a" not in answer.cookies, what
    assert_inside(answer.headers.get("Location", "/"), what)
    return int(answer.status_code)


def assert_inside(location: str, what: str) -> None:
    """On this site, also as a browser reads it: tabs fall out, a backslash is a slash."""
    read = re.sub(r"[\t\r\n]", "", location.strip()).replace("\\", "/")
    assert urlsplit(urljoin("http://testserver/at/", read))[:2] == ("http", "testserver"), what


def forms(strange: str, *, route: Route) -> Iterator[dict[str, str]]:
    """The strange value in every field at once, and beside what is otherwise right."""
    yield dict.fromkeys(FIELDS, strange)
    right = {"entry_id": str(uuid.uuid4()), "revision": "1", "day": "2026-11-21", "body": "A page."}
    right |= {"login": "maya", "username": "maya", "password": PASSWORD, "theme": "dark"}
    right |= {"password1": "ninety quiet herons", "is_adult": "on", "understands": "on"}
    yield {**right, **dict.fromkeys(("title", "own_words", "prompt_id", "next", "email"), strange)}
    if route.room in {"articles", "journal"}:
        yield {"kept": "yes", "quote": "x", "note": strange, "before": strange, "after": strange}
    if route.keeps_words:
        for field in ("day", "revision"):
            yield {**right, field: strange}


@pytest.mark.parametrize("route", ROUTES, ids=str)
def test_strange_values_are_answered_politely(maya: Client, route: Route) -> None:
    address = address_of(route, maya)
    clients = (maya, Client()) if route.is_public or route.keeps_words else (maya,)
    asking = who_ask(clients, address)
    heard: set[tuple[Client, int]] = set()
    readings: set[Hashable] = set()
    for place, strange in enumerate(STRANGE):
        asked = "&".join(f"{name}={quote(strange)}" for name in QUERIES)
        for client in clients:
            if client in asking or strange == STRANGE[0]:
                assert_polite(client, f"{address}?{asked}")
            for number, form in enumerate(forms(strange, route=route)):
                if place < TRIED_FIRST:
                    status, read = sent(client, address, form)
                    if status == HTTPStatus.METHOD_NOT_ALLOWED:
                        break  # no form is read there, however it is filled in
                    reading = reading_of(number, form, strange, status=status, read=read)
                    is_tried = client is not maya and route in SHOWN_AGAIN_ALIKE
                    if reading is not None and reading not in readings and not is_tried:
                        readings.add(reading)
                        heard.add((client, number))
                elif (client, number) in heard:
                    assert_polite(client, address, form)
        is_asked = place < TRIED_FIRST or any(client is maya for client, _number in heard)
        if is_asked and not is_signed_in(maya) and User.objects.exists():
            sign_in(maya, "maya")


def who_ask(clients: Sequence[Client], address: str) -> list[Client]:
    """Those in whose look parameters are asked for; one of two for whom they are the same.

    A look that asks for no parameter is the same whatever they say.
    """
    asked = {frozenset(all_read(client, address, method="GET")): client for client in clients[::-1]}
    return [client for names, client in asked.items() if names]


def sent(client: Client, address: str, form: dict[str, str]) -> tuple[int, frozenset[str]]:
    """The status of a polite answer, and the fields that were read for it."""
    with names_noted(urlencode(form), method="POST") as read:
        status = assert_polite(client, address, form)
    return status, frozenset(read)


def reading_of(
    number: int, form: dict[str, str], strange: str, *, status: int, read: frozenset[str]
) -> Hashable:
    """By what code a form was read; None where no field with the strange value was.

    There another value in its place is answered alike. Where two people send a form, and the same
    fields are read with the same status, the next values are read alike as well. Where a form is
    shown again because nobody is signed in, every field is repeated in one way, so that the form
    that is strange in each of them stands for the others.
    """
    if read.isdisjoint({*(name for name, value in form.items() if value == strange), EVERY_NAME}):
        return None
    return (0 if status == HTTPStatus.FORBIDDEN else number, status, read)


def is_signed_in(client: Client) -> bool:
    """Whether the session of its cookie is still somebody's."""
    cookie = client.cookies.get(settings.SESSION_COOKIE_NAME)
    return cookie is not None and "_auth_user_id" in SessionStore(cookie.value or None)


STARTS = ("/guides/", "/guides/topics/", "/support/", "/quiz/", "/quiz/x/", "/journal/")
COOKIES = ("__Host-session", "__Host-csrf", "__Host-jkey", "__Host-quiz", "__Host-look")


def test_strange_paths_are_answered_politely(maya: Client) -> None:
    load_content()
    for strange, start in product(STRANGE, STARTS):
        for client in (maya, Client()):
            assert_polite(client, f"{start}{quote(strange, safe='')}/")


def test_strange_cookies_are_answered_politely() -> None:
    load_content()
    for strange, name in product(STRANGE, COOKIES):
        client = Client()
        sendable = strange.replace("\0", "?").replace("\r\n", "?").encode().decode("latin-1")
        client.cookies[name] = sendable
        for address in ("/", "/journal/", "/quiz/self-partner/1/", "/account/sign-in/"):
            assert_polite(client, address)
        assert_polite(client, "/leave/", {})


def test_fields_that_no_form_has_change_nothing(maya: Client, sol: Client) -> None:
    theirs = open_vault_of(sol)
    form = {"entry_id": str(uuid.uuid4()), "revision": "0", "day": "2026-11-21", "body": "Mine."}
    form |= {"vault_id": str(theirs.id), "vault": str(theirs.id), "number": "77", "key_id": "9"}
    form |= {"expires_on": "2026-11-21", "changed_on": "2000-01-01", "id": str(uuid.uuid4())}
    assert maya.post(reverse("journal:new"), form).status_code == 303
    entry = Entry.objects.get()
    assert (entry.vault_id, entry.number) == (open_vault_of(maya).id, 1)
    assert (str(entry.id), entry.expires_on, entry.revision) == (form["entry_id"], None, 1)
    assert entry.changed_on.year > 2000
    account = {"username": "lena", "password1": "ninety quiet herons", "is_adult": "on"}
    account |= {"understands": "on", "is_staff": "on", "is_superuser": "on", "is_active": ""}
    assert Client().post(reverse("account_signup"), account).status_code == 303
    lena = User.objects.named("lena").get()
    assert (lena.is_staff, lena.is_superuser, lena.is_active) == (False, False, True)


@pytest.mark.parametrize(
    "target",
    [
        *("https://elsewhere.example/", "//elsewhere.example/", "/\\elsewhere.example"),
        *("\\\\elsewhere.example", "/\t/elsewhere.example", "javascript:alert(1)"),
        *("https:elsewhere.example", "http:///elsewhere.example", "/%0a/elsewhere.example"),
        *("///elsewhere.example", " //elsewhere.example", "http://testserver@elsewhere.example/"),
    ],
)
def test_no_redirect_leads_off_the_site(maya: Client, target: str) -> None:
    maya.post(reverse("vault:lock"))
    route, proof = reverse("account_login"), {"login": "maya", "password": PASSWORD}
    answers = [
        Client().post(route, {**proof, "next": target}),
        Client().post(f"{route}?next={quote(target)}", proof),
        maya.get(f"{route}?next={quote(target)}"),
        maya.post(reverse("vault:unlock"), {"password": PASSWORD, "next": target}),
        maya.post(
            reverse("pages:display_preferences"),
            {"theme": "dark", "next": target},
            headers=OURSELVES,
        ),
        maya.post(f"{reverse('account_logout')}?next={quote(target)}", {"next": target}),
    ]
    for answer in answers:
        assert answer.status_code in {302, 303}
        assert_inside(answer["Location"], target)
