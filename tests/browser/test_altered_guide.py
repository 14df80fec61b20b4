"""Somebody who can only write to the database has changed a guide: a member opens it."""

from collections.abc import Iterator
from contextlib import contextmanager
from urllib.parse import urlsplit

import psycopg
from playwright.sync_api import Page, expect

from tests.altered_content import ASKS_PASSWORD, POSTS_PAGES
from tests.browser.actions import member, settled, write
from tests.browser.conftest import NewContext
from tests.browser.server import RealServer

SLUG = "stopping-and-coming-back"
GUIDE = f"/guides/{SLUG}/"
WORD = "zqvictimword"
COLUMNS = ("answer_html", "body_html", "closing_html")
ACTIVE = "main :is(form, input, textarea, select, button, script, iframe, img, auto-save)"
LONG_ENOUGH = 5000  # milliseconds: what the attack waits for, and the answers to it


@contextmanager
def altered(server: RealServer, html: str) -> Iterator[None]:
    """The guide with this HTML at the head of its answer, its text and its end, for a while."""
    read = f"SELECT {', '.join(COLUMNS)} FROM articles_guide WHERE slug = %s"
    written = ", ".join(f"{column} = %s" for column in COLUMNS)
    write_ = f"UPDATE articles_guide SET {written} WHERE slug = %s"
    with psycopg.connect(server.cluster.url(), autocommit=True) as connection:
        kept = connection.execute(read, [SLUG]).fetchone()
        assert kept is not None
        connection.execute(write_, [*(html + each for each in kept), SLUG])
        try:
            yield
        finally:
            connection.execute(write_, [*kept, SLUG])


def answers(server: RealServer) -> list[str]:
    with psycopg.connect(server.cluster.url()) as connection:
        return [row[0] for row in connection.execute("SELECT missing FROM articles_feedback")]


def asked_by(page: Page) -> set[tuple[str, str]]:
    """What opening the guide and staying there for a while asks the server for.

    The clock of the page goes on while nobody waits.
    """
    asked: set[tuple[str, str]] = set()
    page.on("request", lambda each: asked.add((each.method, urlsplit(each.url).path)))
    page.goto(GUIDE)
    settled(page)
    page.clock.fast_forward(LONG_ENOUGH)
    settled(page)
    return set(asked)


def test_an_altered_guide_takes_no_page_and_no_password(
    new_context: NewContext, server: RealServer
) -> None:
    page = member(new_context())
    write(page, title="Tuesday", body=f"{WORD}: nobody else may read this.")
    before = answers(server)
    page.clock.install()
    usual = asked_by(page)
    active = page.locator(ACTIVE).count()
    attack = (POSTS_PAGES + ASKS_PASSWORD).replace("{slug}", SLUG).replace("{word}", WORD)
    with altered(server, attack):
        assert asked_by(page) <= usual
        expect(
            page.locator("#text").get_by_text("Your journal closed itself.").first
        ).to_be_visible()
        assert page.locator(ACTIVE).count() == active
        assert WORD not in page.locator("main").inner_text()
    assert answers(server) == before
