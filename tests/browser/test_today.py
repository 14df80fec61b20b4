"""An evening on Today, with scripts and without: words go along, and the lock shows nothing."""

from playwright.sync_api import Page, expect

from tests.browser.actions import ENTRY, lock, member, open_details, unlock
from tests.browser.conftest import NewContext

WORDS = "Half a sentence"


def test_words_go_along_and_the_lock_shows_nothing(
    new_context: NewContext, either_way: bool
) -> None:
    page = member(new_context(java_script_enabled=either_way))
    page.get_by_role("link", name="Today", exact=True).click()
    expect(page.locator("main")).to_contain_text("One line is a page")
    page.get_by_label("Your page").fill(WORDS)
    asked = question_of(page)
    if either_way:
        page.get_by_role("button", name="Another question").click()
        expect(page.locator("#prompt-text")).not_to_contain_text(asked)
        expect(page.get_by_label("Your page")).to_have_value(WORDS)
        expect(page.get_by_role("button", name="Another question")).to_be_focused()
        page.get_by_role("button", name="No question").click()
        page.get_by_role("button", name="Ask me one after all").click()
        expect(page.locator("#prompt-text")).not_to_contain_text(asked)
        # the words were there before this question
        expect(page.get_by_label("Not an answer")).to_be_checked()
        page.get_by_label("Not an answer").uncheck()
    answered = question_of(page)
    page.get_by_label("Your page").fill(WORDS)
    open_details(page)
    page.get_by_label("Title").fill("Lighthouse")
    page.get_by_role("button", name="Keep this page").click()
    page.wait_for_url(ENTRY)
    expect(page.locator("article")).to_contain_text(answered)
    page.goto("/")
    expect(page.locator("main")).to_contain_text("Lighthouse")
    expect(page.locator("main")).not_to_contain_text("Not kept yet")
    expect(page.locator("#prompt-text")).to_have_count(0)
    expect(page.locator("main")).to_contain_text(f"today’s question, “{answered}”: read it.")
    page.get_by_label("Your page").fill("A second page, which answers nothing.")
    page.get_by_role("button", name="Keep this page").click()
    page.wait_for_url(ENTRY)
    expect(page.locator("article")).not_to_contain_text(answered)
    page.goto("/")
    lock(page)
    page.goto("/")
    expect(page.locator("main")).to_contain_text("Your journal is locked.")
    expect(page.locator("main")).not_to_contain_text("Lighthouse")
    unlock(page)
    expect(page.locator("main")).to_contain_text("Lighthouse")


def question_of(page: Page) -> str:
    return page.locator("#prompt-text").inner_text().split(":", 1)[1].strip()
