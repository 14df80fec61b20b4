"""A whole quiz: by keyboard alone, and with plain forms where scripts are off."""

import re

from playwright.sync_api import Page, expect

from tests.browser.actions import back
from tests.browser.conftest import NewContext
from tests.browser.page_monitor import path_of

PLACE = "/quiz/self-partner/"


def statements(page: Page) -> int:
    return int(page.locator("#progress").get_attribute("max") or 0)


def press_until(page: Page, *, focused: str, key: str = "Tab") -> None:
    """Move the focus by keyboard until it stands on what matches."""
    for _press in range(60):
        page.keyboard.press(key)
        if page.evaluate("(wanted) => document.activeElement.matches(wanted)", focused):
            return
    raise AssertionError(f"the keyboard never reaches {focused}")


def test_by_keyboard_alone(new_context: NewContext) -> None:
    page = new_context().new_page()
    page.goto(PLACE)
    press_until(page, focused="main form button[type=submit]")
    page.keyboard.press("Enter")
    page.wait_for_url(f"**{PLACE}1/")
    for n in range(1, statements(page) + 1):
        page.wait_for_url(f"**{PLACE}{n}/")
        page.wait_for_function("customElements.get('quiz-keys') !== undefined")
        page.keyboard.press(str(n % 7 + 1))
        expect(page.locator(f'[name=answer][value="{n % 7 + 1}"]')).to_be_checked()
        page.keyboard.press("Enter")
    page.wait_for_url(f"**{PLACE}review/")
    press_until(page, focused="[name=usual]")
    page.keyboard.press("Space")
    page.keyboard.press("Enter")
    page.wait_for_url(f"**{PLACE}result/")
    expect(page.locator("main svg").first).to_be_visible()
    back(page)
    assert path_of(page) == f"{PLACE}review/"


def test_with_plain_forms_back_and_a_changed_answer(new_context: NewContext) -> None:
    page = new_context(java_script_enabled=False).new_page()
    page.goto(PLACE)
    page.get_by_role("button", name="Begin").click()
    count = statements(page)
    page.get_by_role("button", name="Next").click()
    expect(page.locator("#answer-error")).to_be_visible()
    assert path_of(page) == f"{PLACE}1/"
    for n in range(1, count + 1):
        assert path_of(page) == f"{PLACE}{n}/"
        if n == 2:
            page.reload()
            page.get_by_role("link", name="Back").click()
            expect(page.locator('[name=answer][value="2"]')).to_be_checked()
            page.get_by_role("button", name="Next").click()
        page.locator(f'label:has([name=answer][value="{n % 7 + 1}"])').click()
        page.get_by_role("button", name="Next").click()
    assert path_of(page) == f"{PLACE}review/"
    page.locator(f'a[href="{PLACE}3/?back=review"]').click()
    page.locator('label:has([name=answer][value="7"])').click()
    page.get_by_role("button", name="Keep this answer").click()
    assert path_of(page) == f"{PLACE}review/"
    page.locator("label:has([name=usual])").first.click()
    page.get_by_role("button", name="See where I am").click()
    assert path_of(page) == f"{PLACE}result/"
    expect(page.locator("main svg").first).to_be_visible()
    expect(page.locator("main")).to_contain_text("eight times in ten")


def test_eight_a_page_by_keyboard(new_context: NewContext) -> None:
    """A number answers the statement that has the focus; Tab goes to the next one."""
    page = new_context().new_page()
    page.goto(PLACE)
    page.locator('label:has([name=pace][value="8"])').click()
    page.get_by_role("button", name="Begin").click()
    page.wait_for_url(f"**{PLACE}page/1/")
    page.wait_for_function("customElements.get('quiz-keys') !== undefined")
    for n in range(1, 8):
        page.keyboard.press(str(n))
        expect(page.locator(f'[name=answer-{n}][value="{n}"]')).to_be_checked()
        page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    expect(page.get_by_role("alert")).to_be_focused()
    expect(page.locator('[name=answer-7][value="7"]')).to_be_checked()
    page.get_by_role("alert").get_by_role("link").click()
    expect(page.locator("#id_answer-8")).to_be_focused()
    page.keyboard.press("ArrowRight")
    expect(page.locator('[name=answer-8][value="2"]')).to_be_checked()
    page.keyboard.press("Enter")
    page.wait_for_url(re.compile(rf"{PLACE}page/2/"))
    assert page.get_by_role("radiogroup").count() == 8
