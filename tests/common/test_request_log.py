"""A line of the log says which route, when and how it ended; never a path, a host or a name."""

import io
import json
import logging
import uuid
from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from django.test import Client
from django.urls import reverse

from apps.accounts.models import User
from apps.common.http.request_log import JsonFormatter, RequestFilter
from tests.factories import make_member

LOGGERS = ("django", "leeway.requests")


@contextmanager
def logged() -> Iterator[list[dict[str, object]]]:
    """The lines that a server would write meanwhile; complete at the end."""
    stream, lines = io.StringIO(), list[dict[str, object]]()
    handler = logging.StreamHandler(stream)
    handler.setFormatter(JsonFormatter())
    handler.addFilter(RequestFilter())
    loggers = [logging.getLogger(name) for name in LOGGERS]
    levels = [logger.level for logger in loggers]
    for logger in loggers:
        logger.addHandler(handler)
        logger.setLevel(logging.INFO)
    try:
        yield lines
    finally:
        for logger, level in zip(loggers, levels, strict=True):
            logger.removeHandler(handler)
            logger.setLevel(level)
        lines += [json.loads(line) for line in stream.getvalue().splitlines()]


def test_a_stray_host_is_one_line_without_its_name(client: Client) -> None:
    with logged() as lines:
        assert client.get("/", headers={"host": "scanner.example"}).status_code == 400
    security = [line for line in lines if line["logger"] == "django.security.DisallowedHost"]
    assert [line["message"] for line in security] == ["A host that is not ours"]
    assert "scanner.example" not in json.dumps(lines)


def test_a_form_that_is_refused_is_one_line_without_a_traceback(client: Client) -> None:
    elsewhere = {"sec-fetch-site": "cross-site"}
    with logged() as lines:
        assert client.post("/look/", {"theme": "dark"}, headers=elsewhere).status_code == 403
        assert client.post("/look/", {"theme": "<x>"}, headers=elsewhere).status_code == 403
    refused = [line for line in lines if line["logger"] == "django.request"]
    assert len(refused) == 2
    assert "Traceback" not in json.dumps(lines)


def test_a_form_without_a_token_does_not_say_where_somebody_came_from() -> None:
    client = Client(enforce_csrf_checks=True)
    came = "https://letters.example/inbox/?find=lawyer"
    with logged() as lines:
        client.post(reverse("account_login"), headers={"referer": came}, secure=True)
        client.post(
            reverse("account_login"), headers={"origin": "https://letters.example"}, secure=True
        )
    refused = [line["message"] for line in lines if line["logger"] == "django.security.csrf"]
    assert refused == [
        "Forbidden (Referer checking failed): account_login",
        "Forbidden (Origin checking failed): account_login",
    ]
    assert "letters.example" not in json.dumps(lines)


@pytest.mark.django_db
def test_an_error_of_the_database_says_no_value(
    client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As where two of a name came in the same moment, or a row misses a value."""
    name = make_member("nemora").username

    def twice(*_arguments: object, **_names: object) -> None:
        User.objects.create(username=name)

    monkeypatch.setattr("apps.pages.views.health.HttpResponse", twice)
    client.raise_request_exception = False
    with logged() as lines:
        assert client.get("/healthz/").status_code == 500
    told = json.dumps(lines)
    assert "one_name_in_any_case" in told
    assert "nemora" not in told


@pytest.mark.django_db
def test_a_missing_page_is_logged_by_its_route(client: Client) -> None:
    entry = str(uuid.uuid4())
    with logged() as lines:
        client.get(f"/guides/{entry}/?q={entry}")
        client.get(f"/{entry}/")
    ended = [line for line in lines if line["logger"] == "leeway.requests"]
    assert [(line["route"], line["status"]) for line in ended] == [
        ("articles:guide", 404),
        ("(no page)", 404),
    ]
    assert entry not in json.dumps(lines)


def test_a_proxy_that_asks_every_second_fills_no_log(client: Client) -> None:
    with logged() as lines:
        assert client.get("/healthz/").status_code == 200
        assert client.post("/healthz/").status_code == 405
    ended = [line for line in lines if line["logger"] == "leeway.requests"]
    assert [(line["route"], line["status"]) for line in ended] == [("pages:healthz", 405)]


def test_lines_of_one_request_share_an_id_and_two_requests_have_two(client: Client) -> None:
    with logged() as lines:
        client.get("/no-such-page/")
        client.get("/no-such-page/")
    ids = [line["request"] for line in lines]
    assert len(lines) == 4
    assert ids[0] == ids[1] != ids[2] == ids[3]


def test_an_error_keeps_its_traceback_in_one_line(
    client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*_args: object, **_kwargs: object) -> None:
        raise RuntimeError("a bug")

    client.raise_request_exception = False
    monkeypatch.setattr("apps.pages.views.health.HttpResponse", broken)
    with logged() as lines:
        client.get("/healthz/")
    bug = next(line for line in lines if "traceback" in line)
    assert "RuntimeError: a bug" in str(bug["traceback"])
    assert bug["route"] == "pages:healthz"
