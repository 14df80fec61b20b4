"""The pages of words: open to everyone, quiet towards the browser, and true to the settings."""

import re

import pytest
from django.conf import settings
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from pytest_django import Settings

from apps.accounts.models import SignIn
from apps.common.page_cache import PAGES
from apps.common.text.style_rules import ON_PAGES, banned_in
from apps.pages.views.quick_exit import LEFT_COOKIE
from tests.abusability import rows
from tests.content_fixtures import load_room
from tests.named_tests import ROOT
from tests.pages.reading_grade import grade, sentences_of

WORDS = ["/safety/", "/privacy/", "/about/", "/terms/", "/accessibility/", "/leave/"]
ALL = ["/", "/support/", *WORDS]
PROMISE = (
    "Your pages are locked with a key made from your password. Our database, our backups and our"
    " staff cannot open them. While you are signed in, our server opens pages to show them to you;"
    " someone who had taken over our running server at that moment could read what you open. If you"
    " lose both your password and your recovery code, nobody can open your old pages, and that"
    " includes us."
)


def main_of(html: str) -> str:
    return html[html.index("<main") : html.index("</main>")]


def words_of(html: str) -> str:
    return " ".join(re.sub(r"<[^>]+>", " ", main_of(html)).split())


@pytest.mark.django_db
@pytest.mark.parametrize("address", ALL)
def test_a_visitor_reads_without_a_cookie_or_a_session(visitor: Client, address: str) -> None:
    response = visitor.get(address)
    assert response.status_code == 200
    assert not response.cookies
    assert SignIn.objects.count() == 0
    assert response.headers["Cache-Control"] == "private, no-cache"


@pytest.mark.django_db
@pytest.mark.parametrize("address", ALL)
def test_an_unchanged_page_is_not_sent_twice(visitor: Client, address: str) -> None:
    tag = visitor.get(address).headers["ETag"]
    again = visitor.get(address, headers={"if-none-match": tag})
    assert (again.status_code, again.content) == (304, b"")


@pytest.mark.django_db
@pytest.mark.parametrize("address", WORDS)
def test_a_page_of_words_asks_the_database_nothing(visitor: Client, address: str) -> None:
    with CaptureQueriesContext(connection) as queries:
        visitor.get(address)
    assert len(queries) == 0


@pytest.mark.django_db
def test_the_front_page_is_made_once_and_asks_after_that_whether_it_still_holds(
    visitor: Client,
) -> None:
    load_room("articles")
    PAGES.pages.clear()
    asked = []
    for _visit in range(2):
        with CaptureQueriesContext(connection) as queries:
            visitor.get("/")
        asked.append(len(queries))
    assert asked == [2, 1]


@pytest.mark.parametrize("address", WORDS)
def test_only_reading_is_answered(visitor: Client, address: str) -> None:
    if address != "/leave/":
        assert visitor.post(address).status_code in {403, 405}
    assert visitor.put(address).status_code in {403, 405}


@pytest.mark.parametrize("address", WORDS)
def test_the_words_follow_the_standard(visitor: Client, address: str) -> None:
    html = visitor.get(address).content.decode()
    assert list(banned_in(words_of(html), ON_PAGES)) == []
    assert "style=" not in main_of(html)
    assert re.findall(r'\son\w+="', html) == []


@pytest.mark.parametrize(("address", "most"), [("/safety/", 6.0), ("/privacy/", 8.0)])
def test_the_page_can_be_read_by_anyone(visitor: Client, address: str, most: float) -> None:
    html = visitor.get(address).content.decode()
    assert grade(html) <= most
    long = [each for each in sentences_of(html) if len(each.split()) > 25]
    assert [each for each in long if each not in PROMISE] == []


# --- Safety -------------------------------------------------------------------------------------


def test_the_safety_page_says_what_leave_does_not_do(visitor: Client) -> None:
    words = words_of(visitor.get("/safety/").content.decode())
    for claim in (
        "It does not clear your history.",
        "has not yet been read by a service that works with domestic abuse",
        "When not to write here",
        "Use a private window",
        "Back may still show a public page",
        "can be noticed",
        "Take this site out of your history",
        "Hidden apps",
    ):
        assert claim in words, claim


def test_the_safety_page_names_what_keeps_pictures_of_the_screen(visitor: Client) -> None:
    words = words_of(visitor.get("/safety/").content.decode())
    for named in ("Recall", "Privacy & security", "Recall & snapshots", "Screen Time"):
        assert named in words.replace("&amp;", "&"), named
    assert "sends no notifications" in words  # tests/test_statements.py holds it


def test_every_adversary_of_the_evaluation_has_its_line_on_the_safety_page(visitor: Client) -> None:
    """docs/abusability.md has them with rows; the page says in plain words what we lose."""
    html = visitor.get("/safety/").content.decode()
    lost = html.partition('<h2 id="lost">')[2].partition("<h2 ")[0]
    adversaries = {number[0] for number, (got, _) in rows().items() if got}
    assert lost.count("<li>") == len(adversaries) == 6


# --- Privacy ------------------------------------------------------------------------------------


def test_the_promise_stands_word_for_word(visitor: Client) -> None:
    assert PROMISE in words_of(visitor.get("/privacy/").content.decode())


@pytest.mark.parametrize("days", [1, 30, 45])
def test_the_privacy_page_prints_how_long_backups_live(
    visitor: Client, settings: object, days: int
) -> None:
    settings.BACKUP_DAYS = days  # type: ignore[attr-defined]
    words = words_of(visitor.get("/privacy/").content.decode())
    assert f"until they expire after {days} day{'s' if days > 1 else ''}." in words


def test_the_privacy_page_names_every_cookie(visitor: Client) -> None:
    html = visitor.get("/privacy/").content.decode()
    named = set(re.findall(r"__Host-\w+", main_of(html)))
    names = [name for name in dir(settings) if name.endswith("COOKIE_NAME")]
    ours = {str(getattr(settings, name)) for name in names}
    ours = {name for name in ours if name.startswith("__Host-")}
    scripts = [path.read_text() for path in (ROOT / "static/js").glob("*.js")]
    assert named == {*ours, *re.findall(r"__Host-\w+", "\n".join(scripts)), LEFT_COOKIE}


def test_the_privacy_page_names_what_stays_plain(visitor: Client) -> None:
    words = words_of(visitor.get("/privacy/").content.decode())
    for plain in ("user name", "email address", "day you signed up", "running number", "expire"):
        assert plain in words
    assert "what you tell us about a guide" in words


def test_the_privacy_page_says_what_a_writer_of_the_database_can_do(visitor: Client) -> None:
    """Held by test_damage, test_letters, test_altered_library and test_altered_guide."""
    words = words_of(visitor.get("/privacy/").content.decode())
    for said in (
        "delete rows, or put an older version back",
        "make your next sign-in begin with an empty journal",
        "add a draft that you did not write",
        "They still could not read your words, or change them in a page that you kept",
        "no guide and no help line asks for your password",
    ):
        assert said in words
    assert "make up your words" not in words


def test_nothing_is_called_end_to_end(visitor: Client) -> None:
    for address in ALL[2:]:
        words = words_of(visitor.get(address).content.decode())
        for found in re.finditer(r"end.to.end", words, re.IGNORECASE):
            assert words[: found.start()].endswith("This is not ")


@pytest.mark.django_db
def test_who_runs_it_is_said_or_its_absence_is(visitor: Client, settings: Settings) -> None:
    """The operator, the address and the contact are settings; unset, the pages say so."""
    for page in ("privacy", "about", "terms"):
        assert "has not put their name here yet" in visitor.get(f"/{page}/").content.decode()
    assert "have not said here how to reach them" in visitor.get("/about/").content.decode()
    PAGES.clear()  # the settings of a process never change
    settings.OPERATOR, settings.CONTACT = "Harbour House", "hello@example.org"
    settings.ADDRESS = "1 Quay Street, Galway"
    html = visitor.get("/privacy/").content.decode()
    assert "This site is run by Harbour House." in html
    assert 'href="mailto:hello@example.org"' in html
    about = visitor.get("/about/").content.decode()
    assert "Their address: 1 Quay Street, Galway." in about
    assert "have not said here" not in about
    assert "between you and Harbour House" in visitor.get("/terms/").content.decode()
    PAGES.clear()
    settings.CONTACT = "https://example.org/write"
    for page in ("privacy", "about", "accessibility", "support"):
        html = visitor.get(f"/{page}/").content.decode()
        assert 'href="https://example.org/write" rel="noreferrer"' in html, page
        assert "mailto:" not in html
