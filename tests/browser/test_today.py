"""An evening on Today, with scripts and without: words go along, and the lock shows nothing."""

from playwright.sync_api import expect

from tests.browser.actions import ENTRY, lock, member, unlock
from tests.browser.conftest import NewContext

WORDS = "Half a sentence"


def test_words_go_along_and_the_lock_shows_nothing(
    new_context: NewContext, either_way: bool
) -> None:
    page = member(new_context(java_script_enabled=either_way))
    page.get_by_role("link", name="Today", exact=True).click()
    expect(page.locator("main")).to_contain_text("One line is a page")
    page.get_by_label("Your page").fill(WORDS)
    asked = page.locator("#prompt-text").inner_text()
    if either_way:
        page.get_by_role("button", name="Another one").click()
        expect(page.locator("#prompt-text")).not_to_have_text(asked)
        expect(page.get_by_label("Your page")).to_have_value(WORDS)
        expect(page.get_by_role("button", name="Another one")).to_be_focused()
        page.get_by_role("button", name="Not today").click()
        page.get_by_role("button", name="Ask me one after all").click()
        expect(page.locator("#prompt-text")).not_to_have_text(asked)
    answered = page.locator("#prompt-text").inner_text()
    page.get_by_text("Answer this question").click()
    page.get_by_role("button", name="Title, feelings, tags").click()
    expect(page.get_by_label("Your page")).to_have_value(WORDS)
    page.get_by_label("Title, optional").fill("Lighthouse")
    page.get_by_role("button", name="Keep this page").click()
    page.wait_for_url(ENTRY)
    expect(page.locator("article")).to_contain_text(answered)
    page.goto("/")
    expect(page.locator("main")).to_contain_text("Lighthouse")
    expect(page.locator("main")).not_to_contain_text("Not kept yet")
    lock(page)
    page.goto("/")
    expect(page.locator("main")).to_contain_text("Your journal is locked.")
    expect(page.locator("main")).not_to_contain_text("Lighthouse")
    unlock(page)
    expect(page.locator("main")).to_contain_text("Lighthouse")
