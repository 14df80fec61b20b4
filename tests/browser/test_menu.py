"""The menus by finger, by key and without scripts: nothing leaves the screen or hides Leave."""

from itertools import pairwise

from playwright.sync_api import Locator, Page, expect

from tests.browser.actions import log_out, member, new_name, sign_up
from tests.browser.conftest import NewContext
from tests.browser.phones import PHONE, SIZES

JOURNAL = ("/journal/", "/journal/insights/", "/journal/practices/", "/journal/trash/")
# What of an open menu a finger cannot reach: outside the screen, or under something else.
OUT_OF_REACH = """(menu) => [...menu.querySelectorAll("ul a, ul button")].filter((control) => {
  control.scrollIntoView({ block: "nearest" });
  const { left, right, top, bottom } = control.getBoundingClientRect();
  const at = document.elementFromPoint((left + right) / 2, (top + bottom) / 2);
  return left < 0 || right > innerWidth || bottom - top < 24 || !control.contains(at);
}).map((control) => control.textContent)"""
LEAVE_IS_FREE = """() => {
  const button = document.querySelector("[action$='/leave/'] button");
  const { left, right, top, bottom } = button.getBoundingClientRect();
  return [[0.1, 0.5], [0.5, 0.5], [0.9, 0.9]].every(([x, y]) => button.contains(
    document.elementFromPoint(left + (right - left) * x, top + (bottom - top) * y)));
}"""
LEFT_EDGES = """() => ["nav[aria-label=Journal] > .wrap", "main > .wrap"].map((each) =>
  Math.round(document.querySelector(each).getBoundingClientRect().left))"""


def menus_in_reach(page: Page) -> None:
    for menu in (page.locator(".menu-bar details"), page.locator(".account details")):
        page.touchscreen.tap(*middle(menu.locator("summary")))
        expect(menu).to_have_attribute("open", "")
        assert menu.evaluate(OUT_OF_REACH) == [], page.viewport_size
        assert page.evaluate(LEAVE_IS_FREE), page.viewport_size
    expect(page.locator(".menu-bar details")).not_to_have_attribute("open", "")
    page.touchscreen.tap(*middle(page.locator(".account summary")))
    expect(page.locator(".account details")).not_to_have_attribute("open", "")


def middle(place: Locator) -> tuple[float, float]:
    box = place.bounding_box()
    assert box
    return box["x"] + box["width"] / 2, box["y"] + box["height"] / 2


def test_both_menus_open_by_finger_on_every_phone(
    new_context: NewContext, either_way: bool
) -> None:
    page = member(new_context(has_touch=True, java_script_enabled=True))
    state = page.context.storage_state()
    touch = new_context(has_touch=True, java_script_enabled=either_way, storage_state=state)
    page = touch.new_page()
    page.set_viewport_size(PHONE)
    page.goto("/journal/trash/")
    for width, height in SIZES:
        page.set_viewport_size({"width": width, "height": height})
        page.evaluate("scrollTo(0, 0)")
        menus_in_reach(page)
    page.locator(".account summary").click()
    page.locator(".account").get_by_role("link", name="Settings").click()
    for name in ("Change Time zone", "Export", "Import", "Kept results", "My shelf", "Templates"):
        expect(page.locator("main").get_by_role("link", name=name, exact=True)).to_be_visible()
    log_out(page)


def test_a_menu_closes_by_escape_and_by_what_is_pressed_elsewhere(new_context: NewContext) -> None:
    page = member(new_context())
    more = page.locator(".menu-bar details")
    page.locator(".menu-bar summary").press("Enter")
    expect(more).to_have_attribute("open", "")
    page.keyboard.press("Tab")
    page.keyboard.press("Escape")
    expect(more).not_to_have_attribute("open", "")
    expect(page.locator(".menu-bar summary")).to_be_focused()
    page.keyboard.press("Enter")
    page.locator("h1").click()
    expect(more).not_to_have_attribute("open", "")


IN_TURN = """() => [".main-nav", ".account summary", ".account .lock button", ".leave .exit"].map(
  (each) => document.querySelector(each).getBoundingClientRect())"""


def test_a_long_name_gives_way_so_that_leave_lies_over_nothing(new_context: NewContext) -> None:
    page = new_context(viewport={"width": 1280, "height": 800}).new_page()
    sign_up(page, f"{new_name()}-of-the-long-grey-harbour")
    page.goto("/journal/")
    for width in (992, 1024, 1100, 1152, 1280):
        page.set_viewport_size({"width": width, "height": 800})
        boxes = page.evaluate(IN_TURN)
        for left, right in pairwise(boxes):
            assert left["right"] <= right["left"] + 1, width
        assert all(box["width"] >= 44 for box in boxes)


def test_no_page_of_the_journal_moves_its_edge(new_context: NewContext) -> None:
    page = member(new_context())
    edges: dict[int, set[int]] = {}
    for address in JOURNAL:
        page.goto(address)
        for width in (320, 390, 768, 1280, 1600):
            page.set_viewport_size({"width": width, "height": 800})
            edges.setdefault(width, set()).update(page.evaluate(LEFT_EDGES))
    assert {width: len(each) for width, each in edges.items()} == dict.fromkeys(edges, 1), edges
