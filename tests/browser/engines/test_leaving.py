"""Leaving and logging out: what the page cache of each engine shows afterwards."""

import time

from tests.browser.engines.engine import FIREFOX, Engine
from tests.browser.engines.page import Page
from tests.browser.engines.steps import sign_up, unlock, write

SECRET = "She said nothing for three days."
PAINT = (255, 0, 255)
# Whoever sees anything of the page sees this colour: a driver may be blind where eyes are not.
PAINTED = """
  for (const part of [document.documentElement, document.body, ...document.querySelectorAll("*")])
    part.style.background = "rgb(255 0 255)";
"""
MUCH = 10_000  # points of a screen
WATCHED = 2  # seconds


def test_after_leave_back_shows_nothing_private(page: Page) -> None:
    sign_up(page)
    entry = write(page, body=SECRET)
    page.goto("/journal/")
    page.click(".entries a", SECRET)
    page.shows("article", SECRET)
    _leave_and_come_back(page)
    page.goto(entry)
    page.until_at("/account/sign-in/")


def test_after_leave_a_public_page_stays_covered(page: Page, engine: Engine) -> None:
    page.goto("/guides/")
    page.click(".contents h3 a, #results h3 a")
    page.shows("article h1, main h1")
    _leave_and_come_back(page, cover="page-cover button" if engine.name == FIREFOX else "")


def test_a_glance_and_a_visit_that_overtakes_the_lock_show_nothing(page: Page) -> None:
    """Escape three times covers at once; where the lock never arrives, no page is shown either."""
    sign_up(page)
    entry = write(page, body=SECRET)
    page.goto(entry)
    page.shows("article", SECRET)
    assert page.title == "Leeway"
    page.until_script("customElements.get('cover-screen') !== undefined")
    page.evaluate("window.fetch = () => new Promise(() => {})")
    page.press("Escape", "Escape", "Escape")
    page.until_script("'covered' in document.documentElement.dataset")
    page.shows_no("article", SECRET)
    page.goto(entry)
    page.until_at("/vault/unlock/")
    assert SECRET not in page.text() + page.title
    unlock(page)
    page.until_at(entry)
    page.shows("article", SECRET)


def _leave_and_come_back(page: Page, *, cover: str = "") -> None:
    """A cover is looked for where the driver still sees the window that came back."""
    page.evaluate(PAINTED)
    page.until("the paint on the screen", lambda: paint(page) > MUCH)
    page.click(".exit")
    page.until("another site", lambda: page.title == "Weather")
    page.until("another site on the screen", lambda: paint(page) == 0)
    away = page.screen().tobytes()
    try:
        page.back()
        page.until("our page on the screen", lambda: page.screen().tobytes() != away)
        give_up = time.monotonic() + WATCHED
        while time.monotonic() < give_up:
            assert paint(page) == 0
        if cover:
            page.shows(cover, "Continue")
    finally:
        page.new_window()  # the driver of WebKit has lost the window that came back


def paint(page: Page) -> int:
    """How many points of the screen have the colour of what was painted."""
    counted = page.screen().getcolors(maxcolors=1 << 24) or []
    return sum(many for many, colour in counted if colour == PAINT)


def test_after_logging_out_back_shows_nothing_private(page: Page) -> None:
    sign_up(page)
    entry = write(page, body=SECRET)
    page.goto("/journal/")
    page.click(".entries a", SECRET)
    page.shows("article", SECRET)
    page.click(".account summary")
    page.click(".account button", "Sign out")
    page.until_at("/")
    page.shows(".account a", "Sign in")
    for _step in range(3):
        page.back()
        page.until_script("document.readyState === 'complete'")
        page.until_at("/account/sign-in/")
        assert SECRET not in page.text() + page.title
    page.goto(entry)
    page.until_at("/account/sign-in/")
