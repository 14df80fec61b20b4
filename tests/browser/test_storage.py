"""Nothing is kept in the browser but cookies of our own: statement 40."""

from typing import Any

from playwright.sync_api import Page

from tests.browser.actions import back, lock, log_out, member, write
from tests.browser.conftest import NewContext

KEPT = """async () => ({
  local: {...localStorage},
  session: {...sessionStorage},
  databases: (await indexedDB.databases()).map((each) => each.name),
  caches: await caches.keys(),
  workers: (await navigator.serviceWorker.getRegistrations()).length,
  name: window.name,
  history: JSON.stringify(history.state),
})"""
NOTHING: dict[str, Any] = {
    "local": {},
    "session": {},
    "databases": [],
    "caches": [],
    "workers": 0,
    "name": "",
}
WORD = "gannetwindlass"


def assert_nothing_is_kept(page: Page) -> None:
    kept = page.evaluate(KEPT)
    state = kept.pop("history")
    assert kept == NOTHING
    assert WORD not in state
    readable = str(page.evaluate("document.cookie"))
    assert readable == "" or readable.startswith("__Host-left=")


def test_no_storage_of_the_browser_holds_anything_at_any_step(new_context: NewContext) -> None:
    context = new_context()
    page = member(context)
    assert_nothing_is_kept(page)
    page.goto("/guides/")
    page.get_by_label("Search the guides").press_sequentially("distance")
    page.wait_for_url("**q=distance**")
    assert_nothing_is_kept(page)
    page.locator("#results .contents a").first.click()
    page.wait_for_url("**/guides/*/**")
    back(page)
    assert_nothing_is_kept(page)
    page.goto("/journal/new/")
    page.get_by_label("Your page").press_sequentially(WORD)
    assert_nothing_is_kept(page)
    write(page, title=WORD, body=WORD)
    assert_nothing_is_kept(page)
    lock(page)
    assert_nothing_is_kept(page)
    log_out(page)
    assert_nothing_is_kept(page)
    state = context.storage_state(indexed_db=True)
    assert state["origins"] == []
    assert WORD not in str(state)
