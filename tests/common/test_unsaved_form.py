"""A save that breaks gives its words back on the error page, and nothing that is secret."""

import html
import re

import pytest
from django.contrib.staticfiles.storage import (
    ManifestStaticFilesStorage,
    StaticFilesStorage,
)
from django.db import OperationalError
from django.http import HttpResponse
from django.test import Client, RequestFactory
from django.urls import ResolverMatch

from apps.common.http.errors import server_error
from apps.common.http.fixed_addresses import static_address
from apps.common.resubmission import never_echoed
from apps.journal.models import Entry
from tests.factories import make_member, sign_in
from tests.routes import Route, all_routes

WORDS = 'Tonight I said <nothing> & "waited".'
ESCAPED = "Tonight I said &lt;nothing&gt; &amp; &quot;waited&quot;."
SECRET = "harbour tern velvet ladder"
SAVES = [route for route in all_routes() if route.keeps_words]


def broken(
    route: Route, error: Exception, *, site: str = "same-origin", **fields: str
) -> HttpResponse:
    """The answer where the view of this route raised the error."""
    sent = dict.fromkeys(never_echoed(), SECRET) | {"anything": WORDS, "body": WORDS} | fields
    request = RequestFactory().post("/somewhere/", sent, headers={"Sec-Fetch-Site": site})
    request.resolver_match = ResolverMatch(route.view, (), {}, route.name)
    try:
        raise error
    except Exception:
        return server_error(request)


@pytest.mark.parametrize("route", SAVES, ids=str)
@pytest.mark.parametrize(
    ("error", "status"),
    [(RuntimeError("a bug"), 500), (OperationalError("gone"), 503)],
    ids=["bug", "outage"],
)
def test_every_save_that_breaks_gives_its_words_back_and_no_secret(
    route: Route, error: Exception, status: int
) -> None:
    answer = broken(route, error)
    page = answer.content.decode()
    assert answer.status_code == status
    assert page.count(ESCAPED) == 2
    assert SECRET not in page
    assert 'action="/somewhere/"' in page
    assert page.count("btn-main") == 1, "the one that sends the words again"


def test_a_title_comes_back_in_one_line_and_no_line_break_is_lost() -> None:
    for title, tag in (("By the <sea>", "input"), ("By the\nsea", "textarea")):
        page = broken(SAVES[0], RuntimeError("a bug"), title=title).content.decode()
        assert re.findall(r'<(\w+) [^>]*name="title"', page) == [tag]
        assert html.escape(title) in page


def test_without_static_files_the_bare_page_still_has_the_words(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def missing(_storage: object, _name: str, **_options: object) -> str:
        raise ValueError("Missing staticfiles manifest entry")

    monkeypatch.setattr(StaticFilesStorage, "url", missing)
    monkeypatch.setattr(ManifestStaticFilesStorage, "url", missing)
    static_address.cache_clear()
    answer = broken(SAVES[0], OperationalError("gone"))
    page = answer.content.decode()
    assert answer.status_code == 503
    assert page.count(ESCAPED) == 2
    assert SECRET not in page
    assert "stylesheet" not in page


def test_what_another_site_sends_is_not_repeated() -> None:
    page = broken(SAVES[0], RuntimeError("a bug"), site="cross-site").content.decode()
    assert ESCAPED not in page
    assert "Something broke on our side" in page


@pytest.mark.django_db
def test_the_form_of_the_error_page_is_kept_when_it_is_sent_again(
    client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The bug is gone at the second try, as after a restart."""
    make_member("maya")
    sign_in(client, "maya")
    client.raise_request_exception = False
    entry = "0198c0de-0000-7000-8000-000000000001"
    form = {"entry_id": entry, "revision": "0", "title": "Tuesday", "body": WORDS}
    form |= {"day": "2026-11-24"}
    with monkeypatch.context() as bug:
        bug.setattr(Entry, "save", _break)
        answer = client.post("/journal/new/", form, headers={"Sec-Fetch-Site": "same-origin"})
    assert answer.status_code == 500
    assert ESCAPED in answer.content.decode()
    assert answer.headers["Cache-Control"] == "no-store, private"
    again = client.post("/journal/new/", form, headers={"Sec-Fetch-Site": "same-origin"})
    assert again.status_code == 303
    assert (
        "Tonight I said &lt;nothing&gt; &amp;" in client.get(f"/journal/{entry}/").content.decode()
    )


def _break(*_args: object, **_kwargs: object) -> None:
    raise RuntimeError("a bug")
