"""A value as long as a request may be: answered at once, whichever field or parameter has it.

The names are those that a view reads while a short request is answered, so that a new field is
measured without being named here.
"""

import inspect
import time
from collections.abc import Iterator
from itertools import product
from typing import Any, Final
from urllib.parse import urlencode

import pytest
from django.conf import settings
from django.test import Client
from django.test.client import encode_multipart
from django.urls import reverse
from granian.http import HTTP1Settings

from apps.accounts.models import User
from apps.common.resubmission import ResubmissionPage, resubmission_of
from tests.content_fixtures import load_content
from tests.factories import open_vault_of
from tests.quiz.steps import START
from tests.read_names import OURSELVES, names_read
from tests.routes import Route, all_routes
from tests.sample_objects import has_sample, private_address, public_address
from tests.slow_machine import is_quick

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("any_number_of_tries")]

MOST_SECONDS: Final = 0.5  # of the processor
ROOT: Final = settings.BASE_DIR
BOUNDARY: Final = "leeway"
END: Final = f"--{BOUNDARY}--\r\n"
WHOLE: Final = settings.DATA_UPLOAD_MAX_MEMORY_SIZE - 20_000  # the rest is for the other fields
# The longest address: the proxies of config/deploy speak HTTP/1 to Granian, which keeps the first
# line and the headers of a request in a buffer of this size.
WHOLE_ADDRESS: Final = 417_792
# Sent first: short enough that a cost of its square ends, long enough that it shows.
SHORTER: Final = 60_000
PATTERNS: Final = {
    # marks of two classes, which the normal forms of Unicode have to sort
    "marks": lambda size: "a" + "\u0300" * (size // 4) + "\u0316" * (size // 4),
    "digits": lambda size: "9" * size,
    "brackets": lambda size: "[" * size,
}
ROUTES: Final = [route for route in all_routes() if has_sample(route)]
PUBLIC: Final = [route for route in ROUTES if route.is_public]
KEEPING_WORDS: Final = [route for route in ROUTES if route.keeps_words and not route.is_for_editors]
COOKIES: Final = [getattr(settings, name) for name in dir(settings) if name.endswith("COOKIE_NAME")]


@pytest.fixture(autouse=True)
def content(maya_user: User) -> None:
    load_content()


def visitor_at(route: Route) -> Client:
    """A visitor; in the quiz one who has begun, so that the answers are looked at."""
    client = Client()
    if route.room == "quiz":
        client.post(START, headers=OURSELVES)
    return client


def assert_quick(client: Client, method: str, address: str, body: bytes = b"", **more: Any) -> None:
    kind = f"multipart/form-data; boundary={BOUNDARY}"
    began = time.thread_time()
    answer = client.generic(method, address, body, content_type=kind, headers=OURSELVES, **more)
    took = time.thread_time() - began
    what = f"{took:.1f} s: {method} {address[:80]} {body[:400]!r}"
    assert answer.status_code < 500, what
    assert is_quick(took, limit=MOST_SECONDS), what


def bodies(names: set[str], *, size: int) -> Iterator[bytes]:
    """Each of the fields filled with each of the patterns, beside something short in the others."""
    for name, pattern in product(sorted(names), PATTERNS.values()):
        long = encode_multipart(BOUNDARY, {name: pattern(size)})
        yield encode_multipart(BOUNDARY, dict.fromkeys(names - {name}, "x"))[: -len(END)] + long


def queries(names: set[str], *, size: int) -> Iterator[str]:
    """The same for parameters; a letter that is no ASCII takes three signs for each byte."""
    for name, (kind, pattern) in product(sorted(names), PATTERNS.items()):
        yield urlencode({name: pattern(size // 3 if kind == "marks" else size)}, safe="[")


def test_the_names_that_a_view_reads_are_found() -> None:
    """The walks below rest on this."""
    sign_up = names_read(Client(), reverse("account_signup"), method="POST")
    assert sign_up >= {"username", "password1", "is_adult", "understands", "next"}
    assert names_read(Client(), reverse("articles:library"), method="GET") >= {"q", "topic", "page"}
    refused = names_read(Client(), reverse("journal:new"), method="POST")
    assert refused >= {"sign_in_name", "sign_in_password", "title", "body", "tags"}


def test_what_takes_a_hundred_times_its_limit_is_quick_on_no_machine() -> None:
    assert is_quick(MOST_SECONDS / 2, limit=MOST_SECONDS)
    assert not is_quick(MOST_SECONDS * 100, limit=MOST_SECONDS)


def test_every_field_of_a_public_form_may_be_as_long_as_a_request() -> None:
    for route in PUBLIC:
        client, address = visitor_at(route), public_address(route)
        names = names_read(client, address, method="POST")
        for size in (SHORTER, WHOLE):
            for body in bodies(names, size=size):
                assert_quick(client, "POST", address, body)


def test_no_longer_address_reaches_a_view() -> None:
    default = inspect.signature(HTTP1Settings).parameters["max_buffer_size"].default
    assert default == WHOLE_ADDRESS
    starts = [ROOT / "Dockerfile", ROOT / "config" / "deploy" / "leeway.service"]
    assert [path.name for path in starts if "http1-buffer" in path.read_text()] == []


def test_every_parameter_of_a_public_page_may_be_as_long_as_an_address() -> None:
    for route in PUBLIC:
        client, address = visitor_at(route), public_address(route)
        names = names_read(client, address, method="GET")
        for size in (SHORTER, WHOLE_ADDRESS):
            for query in queries(names, size=size):
                assert_quick(client, "GET", f"{address}?{query}")


def test_every_field_of_a_save_that_is_refused_may_be_long(maya: Client) -> None:
    """Sent signed out: a name and a password come along, and each word is shown again."""
    owner = open_vault_of(maya)
    tried: set[tuple[ResubmissionPage | None, frozenset[str]]] = set()
    for route in KEEPING_WORDS:
        address = private_address(route, owner=owner)
        names = names_read(Client(), address, method="POST")
        read_by = (resubmission_of(route.view), frozenset(names))
        if read_by in tried:
            continue  # no view is reached, and the same page reads the same fields
        tried.add(read_by)
        for body in bodies(names, size=SHORTER):
            assert_quick(Client(), "POST", address, body)
    assert {page for page, _names in tried} == {resubmission_of(r.view) for r in KEEPING_WORDS}
    for body in bodies({"sign_in_name", "sign_in_password"}, size=WHOLE):
        assert_quick(Client(), "POST", reverse("journal:new"), body)


def test_every_cookie_may_be_long() -> None:
    for name, pattern in product(COOKIES, PATTERNS.values()):
        sent = f"{name}={pattern(SHORTER)}".encode().decode("latin-1")
        for address in (reverse("pages:home"), START, reverse("journal:new")):
            for method in ("GET", "POST"):
                assert_quick(Client(), method, address, HTTP_COOKIE=sent)
