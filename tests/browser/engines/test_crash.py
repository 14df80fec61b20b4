"""A browser that has crashed costs the test in which it did, and no later one."""

from tests.browser.engines.engine import RunningEngine
from tests.browser.engines.page import Page
from tests.browser.engines.webdriver import DELETE_SESSION


def test_a_browser_whose_session_has_ended_is_started_anew(
    running_engine: RunningEngine, site: str
) -> None:
    crashed = running_engine.browser()
    assert running_engine.browser() is crashed
    crashed.driver.send(DELETE_SESSION)
    page = Page(running_engine.browser(), site=site)
    assert page.browser is not crashed
    page.goto("/guides/")
    page.shows("h1")
