"""Writing begins on the first screen: pixels, tab stops, taps and screens, as a user counts."""

import re

import pytest
from playwright.sync_api import Locator, Page, ViewportSize, expect

from tests.browser.actions import ENTRY, HOME, PASSWORD, back, member, new_name, until
from tests.browser.conftest import NewContext

GUIDE = "/guides/where-distance-comes-from/"
WORDS = "He went out to the shed again."
PHONE: ViewportSize = {"width": 390, "height": 844}
MOST_STOPS = 8  # before the field, by Tab alone
MOST_BEFORE_A_PAGE = 10  # on the list of pages
DESK: ViewportSize = {"width": 1280, "height": 900}


class Counted:
    """Taps on what is seen, by its coordinates, and the screens that they lead to."""

    def __init__(self, page: Page) -> None:
        self.page, self.taps, self.screens = page, 0, 1
        page.on("framenavigated", lambda frame: self._arrived(frame == page.main_frame))

    def _arrived(self, is_page: bool) -> None:
        self.screens += is_page

    def tap(self, found: str, *, at: str = "") -> None:
        control = self.page.locator(found).first
        control.scroll_into_view_if_needed()
        box = control.bounding_box()
        assert box
        x, y = box["x"] + min(box["width"] / 2, 40), box["y"] + box["height"] / 2
        over = control.evaluate(
            "(one, [x, y]) => { const over = document.elementFromPoint(x, y);"
            " return one.contains(over) || over.closest('label')?.contains(one) || over.tagName; }",
            [x, y],
        )
        assert over is True, (found, over)
        self.page.touchscreen.tap(x, y)
        self.taps += 1
        if at:
            self.page.wait_for_url(at)


def test_the_text_is_the_first_thing_on_every_page_to_write_on(new_context: NewContext) -> None:
    page = member(new_context())
    page.goto(GUIDE)
    questions = page.locator(".reflect").evaluate_all(
        "all => all.map((one) => [one, 'q', 'a']).map(([one, q, a]) =>"
        " [one.querySelector(q).innerText.length, one.querySelector(a).getAttribute('href')])"
    )
    asked = max(questions)[1]
    screens = {
        "/": "Today",
        "/journal/": "the list of pages",
        "/journal/new/": "a new page",
        asked: "a guide's question",
    }
    for size, most in ((PHONE, 330), (DESK, 300)):
        page.set_viewport_size(size)
        for address, name in screens.items():
            page.goto(address)
            field = page.locator("#id_body")
            box = field.bounding_box()
            assert box
            assert page.evaluate("scrollY") == 0
            assert box["y"] < most, (name, size, box["y"])
            if address.startswith("/journal/new/"):  # whoever comes to write finds the caret there
                expect(field).to_be_focused()
                assert stops_before(page) <= MOST_STOPS, address
            else:  # two keys: past the menus, into the field
                page.keyboard.press("Tab")
                expect(page.locator(".skip")).to_be_focused()
                page.keyboard.press("Enter")
                expect(field).to_be_focused()
                assert stops_before(page) <= MOST_STOPS, address
        page.goto(f"{GUIDE}?answer={asked.partition('=')[2]}")  # the longest, inside the guide
        answer = page.get_by_label("Your answer")
        expect(answer).to_be_focused()
        until(page, lambda: 0 < top_of(answer) < most)  # noqa: B023  called in this round alone
    page.set_viewport_size(PHONE)
    page.goto("/journal/")  # the list, above which one field grows with the first letter
    keep = page.get_by_role("button", name="Keep this page")
    expect(keep).to_be_hidden()
    page.locator("#id_body").click()
    page.keyboard.type(WORDS)
    keep.click()
    page.wait_for_url(ENTRY)
    page.goto("/journal/")
    assert stops_to(page, "main .row > .btn-main") <= MOST_STOPS
    assert stops_to(page, "main .entries a") <= MOST_BEFORE_A_PAGE
    page.goto("/")  # a daily page: one tap, and then the words
    page.locator("#id_body").click()
    page.keyboard.type(WORDS)
    nothing_moves_while_somebody_types(page)
    page.get_by_role("button", name="Keep this page").click()
    page.wait_for_url(ENTRY)


def stops_before(page: Page) -> int:
    """How many stops Shift and Tab go back through from the field to the top of the page."""
    stops = 0
    while not page.evaluate("document.activeElement.matches('.skip')"):
        page.keyboard.press("Shift+Tab")
        stops += 1
    return stops


def stops_to(page: Page, wanted: str) -> int:
    """How many stops of Tab stand before the first that matches, from the top of the page."""
    page.locator(".skip").focus()
    stops = 0
    while not page.evaluate("(wanted) => document.activeElement.matches(wanted)", wanted):
        page.keyboard.press("Tab")
        stops += 1
    return stops


def top_of(field: Locator) -> float:
    """How far below the top of the screen it begins, in pixels."""
    box = field.bounding_box()
    assert box
    return box["y"]


def nothing_moves_while_somebody_types(page: Page) -> None:
    """The tools come and go in room of their own, and the saved state stays in sight."""
    tools, keep = page.locator("text-tools"), page.get_by_role("button", name="Keep this page")
    page.evaluate("document.activeElement.blur()")
    page.evaluate("scrollTo(0, 0)")
    expect(tools).to_be_hidden()
    before = keep.bounding_box()
    page.locator("#id_body").focus()
    page.evaluate("scrollTo(0, 0)")
    expect(tools).to_be_visible()
    assert keep.bounding_box() == before
    for width in (320, 360):  # the tools in one row, so that Keep stays near the text
        page.set_viewport_size({"width": width, "height": 640})
        row = tools.bounding_box()
        assert row
        assert row["height"] < 60, (width, row)
    page.set_viewport_size(PHONE)
    frame = "(one) => getComputedStyle(one).outlineStyle"  # the tools cannot cut it off
    assert page.locator(".writing").evaluate(frame) == "solid"
    page.keyboard.press("Tab")
    expect(page.get_by_role("button", name="Bold")).to_be_focused()
    page.keyboard.press("Shift+Tab")
    box = page.get_by_role("button", name="Bold").bounding_box()
    assert box
    page.mouse.click(box["x"] + 10, box["y"] + 10)  # by its place: the text keeps the focus
    expect(page.locator("#id_body")).to_be_focused()
    page.keyboard.press("ControlOrMeta+z")
    for line in range(20):  # longer than what a keyboard leaves of the screen
        page.keyboard.type(f"\nline {line}")
    page.set_viewport_size({"width": 390, "height": 430})
    said = page.locator("auto-save p")
    expect(said).to_contain_text(re.compile(r"^Draft saved \d\d:\d\d$"))
    where = said.bounding_box()
    assert where
    assert 0 < where["y"] < where["y"] + where["height"] <= 430
    page.set_viewport_size(PHONE)


def test_from_a_guides_question_to_a_first_kept_page(new_context: NewContext) -> None:
    context = new_context(viewport=PHONE, has_touch=True)
    page = context.new_page()
    page.goto(GUIDE)
    counted = Counted(page)
    counted.tap(".reflect summary")
    counted.tap(".reflect[open] a", at="**/account/sign-up/**")
    counted.tap("#id_username")
    page.keyboard.type(new_name())
    counted.tap("#id_password1")
    page.keyboard.type(PASSWORD)
    counted.tap("#id_is_adult")
    counted.tap("#id_understands")
    counted.tap("main form button[type=submit]", at="**/vault/recovery/**")
    counted.tap("button[value=later]", at=f"**{GUIDE}**")
    expect(page.get_by_label("Your answer")).to_be_focused()
    page.keyboard.type(WORDS)
    counted.tap(".reflect[open] button[type=submit]")
    expect(page.get_by_text("Kept in your journal.")).to_be_visible()
    expect(page.locator(".reflect summary").first).to_contain_text(re.compile(r"Answered on \d"))
    assert counted.taps <= 9, counted.taps
    assert counted.screens <= 4, counted.screens
    page.goto(GUIDE)
    page.get_by_role("link", name="What you have answered here").scroll_into_view_if_needed()
    expect(page.locator(".reflect summary").first).to_contain_text(re.compile(r"Answered on \d"))


def test_back_after_keeping_shows_the_kept_page(new_context: NewContext) -> None:
    page = member(new_context())
    page.goto("/journal/new/")
    page.get_by_label("Your page").fill(WORDS)
    page.get_by_role("button", name="Keep this page").click()
    page.wait_for_url(ENTRY)
    kept = page.url
    back(page)
    page.wait_for_url(kept)
    expect(page.locator("article")).to_contain_text(WORDS)
    page.goto("/")
    page.get_by_label("Your page").fill("Another one.")
    page.get_by_role("button", name="Keep this page").click()
    page.wait_for_url(ENTRY)
    back(page)
    page.wait_for_url(HOME)
    expect(page.get_by_label("Your page")).to_have_value("")
    expect(page.locator(".entries li")).to_have_count(2)


@pytest.mark.parametrize("address", ["/journal/new/", "/"])
def test_what_is_pasted_is_never_cut(new_context: NewContext, address: str) -> None:
    page = member(new_context())
    page.goto(address)
    body = page.get_by_label("Your page")
    body.focus()
    page.evaluate(
        "document.execCommand('insertText', false, 'x'.repeat(200_000) + '🌊'.repeat(10))"
    )
    assert body.evaluate("one => [...one.value].length") == 200_010
    note = page.locator("length-note[for=id_body]")
    expect(note).to_contain_text("This is 10 characters too long")
    page.get_by_role("button", name="Keep this page").click()
    expect(page.get_by_role("alert")).to_contain_text("One page has room for 200,000 characters")
    expect(note).to_contain_text("This is 10 characters too long")
    assert body.evaluate("one => [...one.value].length") == 200_010
