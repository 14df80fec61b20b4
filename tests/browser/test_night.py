"""On a phone in the night: how many taps and screens stand before what somebody needs."""

from playwright.sync_api import Locator, Page, expect

from tests.browser.conftest import NewContext
from tests.browser.phones import PHONE, SIZES

TONIGHT = "/guides/when-someone-pulls-away/"
LINE = 30  # pixels
UNDER_A_FINGER = """(one) => {
  const { left, right, top, bottom } = one.getBoundingClientRect();
  return scrollY === 0
    && one.contains(document.elementFromPoint((left + right) / 2, (top + bottom) / 2));
}"""


def test_from_the_home_page_to_the_guide_for_tonight_is_one_tap_without_scrolling(
    new_context: NewContext, either_way: bool
) -> None:
    page = new_context(java_script_enabled=either_way, viewport=PHONE).new_page()
    page.goto("/")
    cards = page.locator(".link-card a")
    for width, height in SIZES:
        page.set_viewport_size({"width": width, "height": height})
        assert _bottom(cards.last) < _top(page.locator(".hero .art"))
        assert _is_under_a_finger(cards.first), f"at {width}×{height}"
    _tap(page, cards.first)
    page.wait_for_url(f"**{TONIGHT}")


def test_the_first_guide_of_the_library_is_on_the_first_screen(
    new_context: NewContext, either_way: bool
) -> None:
    page = new_context(java_script_enabled=either_way, viewport=PHONE).new_page()
    for address in (
        "/guides/",
        "/guides/?for=partner",
        "/guides/topics/talking-and-listening/",
    ):
        page.goto(address)
        first = page.locator(".contents > .card h3 a").first
        for width, height in SIZES:
            page.set_viewport_size({"width": width, "height": height})
            assert _bottom(first) < height, f"{address} at {width}×{height}"
            assert _is_under_a_finger(first), f"{address} at {width}×{height}"
        _tap(page, first)
        page.wait_for_url("**/guides/*/")


def test_a_guide_begins_high_and_says_what_can_be_done_right_now(
    new_context: NewContext, either_way: bool
) -> None:
    context = new_context(java_script_enabled=either_way, viewport=PHONE)
    page = context.new_page()
    page.goto(TONIGHT)
    for width, height in SIZES:
        page.set_viewport_size({"width": width, "height": height})
        answer, calm = page.locator("#answer"), page.locator("#one-calm-thing-to-do-today")
        assert _top(answer) + LINE < height, f"at {width}×{height}"
        if height > 800:
            assert _top(answer) < height / 2, f"at {width}×{height}"
            assert _bottom(calm) < 2 * height, f"at {width}×{height}"
        expect(page.get_by_role("button", name="Print")).to_be_hidden()
    page.get_by_text("Tools", exact=True).click()
    expect(page.locator("main").get_by_text("A++")).to_be_visible()
    page.locator(".takeaways").get_by_role("link", name="one warm, clear thing").click()
    expect(calm).to_be_in_viewport()
    page.locator(".takeaways").get_by_role("link", name="slow breathing").click()
    page.wait_for_url("**/breathing/")
    assert context.cookies() == []
    page.set_viewport_size({"width": 1280, "height": 900})
    page.goto(TONIGHT)
    expect(page.locator("main").get_by_text("A++")).to_be_visible()


def _is_under_a_finger(target: Locator) -> bool:
    """Whether its middle is on the screen, before anybody scrolls, and nothing lies over it."""
    return bool(target.evaluate(UNDER_A_FINGER))


def _tap(page: Page, target: Locator) -> None:
    """Press the middle of something where it stands on the screen, without scrolling to it."""
    box = target.bounding_box()
    assert box is not None
    page.mouse.click(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)


def _top(place: Locator) -> float:
    box = place.bounding_box()
    assert box is not None
    return box["y"]


def _bottom(place: Locator) -> float:
    box = place.bounding_box()
    assert box is not None
    return box["y"] + box["height"]
