"""Every main job by keys alone; at each stop of Tab it can be seen where one is."""

import re

from playwright.sync_api import Page, expect

from tests.browser.actions import ENTRY, HOME, PASSWORD, new_name
from tests.browser.conftest import NewContext

AWAY = "https://www.bbc.co.uk/weather"
WORDS = "He went out to the shed again."
MOST_STOPS = 90
# What is wrong with the place of the focus: nothing around it, outside the screen, or covered.
UNSEEN = """() => {
  const one = document.activeElement;
  if (one === document.body) return "";
  const outlined = (each) => each && getComputedStyle(each).outlineStyle !== "none";
  const near = [one, one.parentElement, one.closest("label, .writing, .search, form"),
    one.nextElementSibling, ...(one.labels ?? [])];
  if (!near.some(outlined)) return `${one.outerHTML.slice(0, 120)} has no outline`;
  const isTicked = one.labels?.length && one.matches("[type=radio], [type=checkbox]");
  const shown = isTicked ? one.labels[0] : one;
  const { left, right, top, bottom } = shown.getClientRects()[0] ?? shown.getBoundingClientRect();
  if (bottom < 0 || top > innerHeight || right < 0 || left > innerWidth)
    return `${one.outerHTML.slice(0, 120)} is outside the screen`;
  const [x, y] = [(left + right) / 2, (Math.max(top, 0) + Math.min(bottom, innerHeight)) / 2];
  const over = document.elementFromPoint(x, y);
  return shown.contains(over) || over?.closest("label")?.contains(one) ? ""
    : `${one.outerHTML.slice(0, 120)} lies under ${over?.outerHTML.slice(0, 80)}`;
}"""


def to(page: Page, wanted: str, *, key: str = "Tab") -> None:
    """Go on with Tab until what matches has the focus; every stop on the way can be seen."""
    for _ in range(MOST_STOPS):
        page.keyboard.press(key)
        assert not (wrong := page.evaluate(UNSEEN)), (page.url, wrong)
        if page.evaluate("(wanted) => document.activeElement.matches(wanted)", wanted):
            return
    raise AssertionError(f"the keyboard never reaches {wanted} on {page.url}")


def to_group(page: Page, group: str, *, end: str) -> None:
    """A menu is one stop of Tab; the arrows go round in it, End goes to its last link."""
    to(page, f"{group} :is(a, summary)")
    came_in = page.evaluate("document.activeElement.textContent")
    page.keyboard.press("ArrowRight")
    assert page.evaluate("document.activeElement.textContent") != came_in
    page.keyboard.press("ArrowLeft")
    assert page.evaluate("document.activeElement.textContent") == came_in
    page.keyboard.press("End")
    expect(page.locator(f"{group} {end}")).to_be_focused()
    page.keyboard.press("Tab")
    assert not page.evaluate("(group) => !!document.activeElement.closest(group)", group)
    page.keyboard.press("Shift+Tab")
    expect(page.locator(f"{group} {end}")).to_be_focused()
    assert not (wrong := page.evaluate(UNSEEN)), wrong


def press(page: Page, wanted: str, *, key: str = "Enter") -> None:
    to(page, wanted)
    page.keyboard.press(key)


def test_every_main_job_is_done_by_keyboard_alone(new_context: NewContext) -> None:
    page = new_context(viewport={"width": 1280, "height": 800}).new_page()
    page.goto("/")
    press(page, "a[href*='/account/sign-in/']")
    page.wait_for_url("**/account/sign-in/**")
    press(page, "main a[href*='/account/sign-up/']")
    page.wait_for_url("**/account/sign-up/**")
    sign_up(page)
    press(page, "button[value=later]")
    page.wait_for_url(HOME)

    press(page, ".skip")  # write on Today, and keep
    expect(page.locator("#id_body")).to_be_focused()
    page.keyboard.type(WORDS)
    press(page, "form.sheet > .row button.btn-main")
    page.wait_for_url(ENTRY)
    press(page, "main a[href*='/edit/']")  # change it, with all that stands in the fold
    page.wait_for_url("**/edit/**")
    press(page, "form.sheet > details > summary")
    press(page, "[name=water]", key="Space")
    to(page, "[name=title]")
    page.keyboard.type("The shed")
    page.keyboard.press("Enter")
    page.wait_for_url(ENTRY)
    expect(page.locator("article")).to_contain_text("The shed")

    to_group(page, ".menu-bar", end="a.push")  # find it
    page.keyboard.press("Enter")
    page.wait_for_url("**/journal/search/**")
    expect(page.locator("main [name=q]")).to_be_focused()
    page.keyboard.type("shed")
    expect(page.locator("#results .entries a")).to_have_count(1)
    expect(page.locator("main [name=q]")).to_be_focused()  # what was swapped in took nothing away
    press(page, "#results .entries a")
    page.wait_for_url(ENTRY)

    to_group(page, ".menu-bar", end="a.push")
    page.keyboard.press("ArrowLeft")
    page.keyboard.press("Enter")  # the menu opens, Escape closes it and the focus stays
    expect(page.locator(".menu-bar details")).to_have_attribute("open", "")
    to(page, ".menu-bar li a")
    page.keyboard.press("Escape")
    expect(page.locator(".menu-bar summary")).to_be_focused()
    expect(page.locator(".menu-bar details")).not_to_have_attribute("open", "")


def sign_up(page: Page) -> None:
    to(page, "#id_username")
    page.keyboard.type(new_name())
    to(page, "#id_password1")
    page.keyboard.type(PASSWORD)
    press(page, "#id_is_adult", key="Space")
    press(page, "#id_understands", key="Space")
    page.keyboard.press("Enter")
    page.wait_for_url("**/vault/recovery/**")


def test_practice_settings_lock_and_leave_by_keyboard_alone(new_context: NewContext) -> None:
    page = new_context(viewport={"width": 390, "height": 844}).new_page()  # a phone with keys
    page.goto("/account/sign-up/")
    sign_up(page)
    page.goto("/journal/practices/")
    press(page, "a[href='/journal/practices/small-win/']")
    page.wait_for_url("**/small-win/")
    press(page, "main a.btn-main")
    page.wait_for_url("**/small-win/new/**")
    to(page, "[name=answer-win]")
    page.keyboard.type("He rang first.")
    press(page, "form.sheet > .row button.btn-main")
    page.wait_for_url(ENTRY)

    page.goto("/journal/settings/")
    press(page, "[name=dates_only]", key="Space")
    expect(page.locator("[name=dates_only]")).to_be_checked()
    to(page, "form:has([name=dates_only]) button[type=submit]")
    with page.expect_navigation():
        page.keyboard.press("Enter")
    expect(page.locator("[name=dates_only]")).to_be_checked()

    page.goto("/journal/practices/")  # a swap by htmx leaves the focus where it was
    to(page, "main [name=q]")
    page.keyboard.type("win")
    expect(page.locator("main")).to_contain_text(re.compile(r"small win", re.IGNORECASE))
    expect(page.locator("main [name=q]")).to_be_focused()

    page.goto("/")
    press(page, ".account .lock button")
    page.wait_for_url("**/vault/unlock/**")
    expect(page.locator("#id_password")).to_be_focused()
    page.keyboard.type(PASSWORD)
    page.keyboard.press("Enter")
    page.wait_for_url(lambda address: "/vault/" not in address)
    press(page, ".leave button")
    page.wait_for_url(AWAY)
