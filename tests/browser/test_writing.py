"""What makes writing easy: a feeling found by typing, and the keys looked up without leaving."""

from playwright.sync_api import Page, expect

from tests.browser.actions import ENTRY, member, open_details
from tests.browser.conftest import NewContext


def test_a_feeling_is_found_by_typing_and_chosen_without_a_mouse(new_context: NewContext) -> None:
    page = member(new_context())
    page.goto("/journal/new/")
    open_details(page)
    page.locator("summary", has_text="Feelings Words").press("Enter")
    field, said = page.get_by_label("Find a word"), page.locator("feeling-finder p[role=status]")
    field.fill("TÍR")
    expect(said).to_contain_text("Words that fit: 1.")
    assert shown(page) == ["tired"]
    field.press("Tab")
    expect(page.get_by_role("button", name="Add “TÍR”")).to_be_focused()
    field.press("Enter")
    expect(said).to_have_text("Chosen: tired")
    field.fill("lon")
    expect(said).to_contain_text("Words that fit: 1.")
    assert shown(page) == ["lonely", "tired"]  # what is chosen stays in sight
    field.fill("salty")
    expect(said).to_contain_text("No word of the list fits.")
    field.press("Enter")
    expect(page.get_by_label("Your own words")).to_have_value("salty")
    assert len(shown(page)) > 50
    field.fill("not sent")
    page.get_by_role("button", name="Keep this page").click()
    page.wait_for_url(ENTRY)
    expect(page.locator("article header")).to_contain_text("tired")
    expect(page.locator("article header")).to_contain_text("salty")
    expect(page.locator("article")).not_to_contain_text("not sent")


def test_the_keys_open_over_a_page_and_take_nothing_away(new_context: NewContext) -> None:
    page = member(new_context())
    page.goto("/journal/new/")
    body, sheet = page.get_by_label("Your page"), page.get_by_role("dialog")
    body.fill("Half a sentence?")
    body.press("?")  # a letter like any other while writing
    expect(sheet).to_be_hidden()
    body.press("Control+/")
    expect(sheet).to_contain_text("Lock the journal")
    page.keyboard.press("l")
    page.keyboard.press("Escape")
    expect(sheet).to_be_hidden()
    expect(body).to_be_focused()
    expect(body).to_have_value("Half a sentence??")
    page.locator(".menu-bar summary").click()
    link = page.get_by_role("link", name="Keyboard shortcuts", exact=True)
    link.click()
    sheet.get_by_role("button", name="Close").click()
    expect(link).to_be_focused()
    link.press("?")
    expect(sheet).to_be_visible()
    assert "/journal/new/" in page.url
    page.keyboard.press("Escape")
    link.press("/")
    page.wait_for_url("**/journal/search/")
    page.locator(".menu-bar summary").press("/")
    expect(page.get_by_label("Words", exact=True)).to_be_focused()


def test_without_scripts_the_keys_are_a_page(new_context: NewContext) -> None:
    page = member(new_context(java_script_enabled=False))
    page.goto("/journal/new/")
    page.locator(".menu-bar summary").click()
    page.get_by_role("link", name="Keyboard shortcuts", exact=True).click()
    expect(page.locator("h1")).to_have_text("Keyboard shortcuts")


def shown(page: Page) -> list[str]:
    found = page.locator("feeling-finder label:has([name=feelings]):visible").all_inner_texts()
    return [each.strip() for each in found]
