"""Reading without an account: the live search, the looks, with scripts and without."""

import re
from collections.abc import Callable

from playwright.sync_api import Locator, Page, Route, expect

from tests.browser.actions import until, watch_of
from tests.browser.conftest import NewContext
from tests.browser.page_states import error_page


def lightness(page: Page) -> float:
    """The background's mean of red, green and blue, 0 to 255, as a screen would draw it."""
    page.wait_for_load_state("load")
    return float(
        page.evaluate(
            """() => {
              const canvas = new OffscreenCanvas(1, 1).getContext("2d");
              canvas.fillStyle = getComputedStyle(document.body).backgroundColor;
              canvas.fillRect(0, 0, 1, 1);
              const [red, green, blue] = canvas.getImageData(0, 0, 1, 1).data;
              return (red + green + blue) / 3;
            }"""
        )
    )


def test_a_chosen_theme_stays_through_every_page(new_context: NewContext, either_way: bool) -> None:
    page = new_context(java_script_enabled=either_way, color_scheme="light").new_page()
    page.goto("/about/")
    assert lightness(page) > 200
    looks = page.locator("form.display-preferences")
    looks.get_by_text("Dark", exact=True).click()
    if not either_way:
        looks.get_by_role("button", name="Keep").click()
    expect(page.locator("html")).to_have_attribute("data-theme", "dark")
    assert page.url.endswith("/about/")
    for address in ("/guides/", "/guides/what-avoidance-is/", "/quiz/", "/account/sign-in/"):
        wait_for_cookie(page)
        page.goto(address)
        expect(page.locator("html")).to_have_attribute("data-theme", "dark")
        assert lightness(page) < 70
    looks = page.locator("form.display-preferences")
    expect(looks.get_by_label("Dark")).to_be_checked()
    looks.get_by_text("Device", exact=True).click()
    if not either_way:
        looks.get_by_role("button", name="Keep").click()
    expect(page.locator("html")).to_have_attribute("data-theme", "auto")
    assert lightness(page) > 200


def wait_for_cookie(page: Page) -> None:
    """With scripts the choice is sent by itself and may be a moment behind."""
    until(
        page,
        lambda: any(each.get("name") == "__Host-look" for each in page.context.cookies()),
    )


def test_the_library_answers_while_one_types(new_context: NewContext) -> None:
    context = new_context()
    page = context.new_page()
    page.goto("/guides/")
    page.evaluate("window.sameDocument = true")
    cards = page.locator("#results .contents > li")
    everything = cards.count()
    page.get_by_label("Search the guides").press_sequentially("therapist", delay=20)
    expect(page.locator("#found")).to_contain_text("therapist")
    assert 0 < cards.count() <= everything
    expect(cards.first).to_contain_text("therapist")
    assert page.evaluate("window.sameDocument")
    page.wait_for_url("**q=therapist**")
    page.get_by_label("Search the guides").fill("qqqqxxyy")
    expect(page.locator("#found")).to_contain_text("We have nothing on")
    expect(cards).to_have_count(0)
    page.reload()
    expect(page.get_by_label("Search the guides")).to_have_value("qqqqxxyy")
    page.locator("#clear a").click()
    expect(cards).to_have_count(everything)
    assert watch_of(context).left_for == []


def test_back_takes_back_a_filter_and_a_search_and_then_leaves(new_context: NewContext) -> None:
    page = new_context().new_page()
    page.goto("/about/")
    page.goto("/guides/")
    box, found = page.get_by_label("Search the guides"), page.locator("#found")
    page.get_by_text("I keep a distance").click()
    page.wait_for_url("**for=self**")
    box.press_sequentially("stone", delay=20)
    page.wait_for_url("**q=stone**")
    box.press_sequentially("walling", delay=20)
    page.wait_for_url("**q=stonewalling**")
    jump = page.locator("#results .jump").first
    address = jump.get_attribute("href") or ""
    # WebKit empties the box of a page that it keeps
    page.evaluate("addEventListener('pagehide', () => { document.querySelector('#q').value = '' })")
    jump.click()
    page.wait_for_url(f"**{address}")
    expect(page.locator(f'[id="{address.partition("#")[2]}"]')).to_be_in_viewport()
    back(page)
    expect(found).to_contain_text("stonewalling")
    expect(box).to_have_value("stonewalling")
    back(page)
    expect(found).to_have_text(re.compile(r"guides\s*· I keep a distance"))
    expect(box).to_have_value("")
    expect(page.get_by_label("I keep a distance")).to_be_checked()
    back(page)
    expect(found).to_have_text(re.compile(r"guides\s*$"))
    expect(page.get_by_label("Everyone")).to_be_checked()
    back(page)
    expect(page).to_have_url(re.compile("/about/$"))


def back(page: Page) -> None:
    """Back, once htmx listens: it renews a page whose address alone went back."""
    page.wait_for_load_state()
    page.evaluate("setTimeout(() => history.back())")  # the page may be gone before it answers


def test_on_a_phone_the_search_stands_first_and_what_is_found_right_below(
    new_context: NewContext, either_way: bool
) -> None:
    page = new_context(
        java_script_enabled=either_way, viewport={"width": 390, "height": 844}
    ).new_page()
    page.goto("/guides/")
    box, topics = page.get_by_label("Search the guides"), page.locator(".nav-list")
    assert _top(box) < _top(topics) < _top(page.locator("#found"))
    topics.get_by_text("Topics and reading paths").click()
    expect(topics.get_by_role("link", name="Tonight they went quiet")).to_be_visible()
    box.fill("therapist")
    expect(topics).to_be_hidden()
    page.set_viewport_size({"width": 1280, "height": 800})
    assert abs(_top(box) - _top(topics)) < 40


def fulfil(status: int, body: str) -> Callable[[Route], None]:
    return lambda route: route.fulfill(status=status, body=body, content_type="text/html")


def _top(place: Locator) -> float:
    """How far below the top of the window something stands, in pixels."""
    box = place.bounding_box()
    assert box is not None
    return box["y"]


def test_the_library_is_a_plain_form_without_scripts(new_context: NewContext) -> None:
    page = new_context(java_script_enabled=False).new_page()
    page.goto("/guides/")
    page.get_by_label("Search the guides").fill("therapist")
    page.get_by_text("I keep a distance").click()
    page.get_by_role("button", name="Search").click()
    expect(page.locator("#found")).to_contain_text("therapist")
    assert "q=therapist" in page.url
    assert "for=self" in page.url
    expect(page.get_by_label("I keep a distance")).to_be_checked()


def test_support_is_two_presses_from_anywhere_and_goes_nowhere_by_itself(
    new_context: NewContext, either_way: bool
) -> None:
    context = new_context(java_script_enabled=either_way)
    page = context.new_page()
    page.goto("/quiz/")
    page.get_by_role("navigation", name="Rooms").get_by_role("link", name="Support").click()
    page.wait_for_url("**/support/")
    page.goto("/support/united-kingdom/")
    links = page.locator('main a[href^="http"]')
    assert links.count() > 0
    for link in links.all():
        assert "noreferrer" in (link.get_attribute("rel") or "")
    assert watch_of(context).left_for == []


def test_an_error_is_said_below_what_was_pressed(new_context: NewContext) -> None:
    """In the words of the server's own page; by our own where a proxy or nobody answers."""
    context = new_context()
    page = context.new_page()
    watch_of(context).forgive_lost_line("/guides/")
    error_page("429", status=429)(page)
    limited = page.content()
    page.goto("/guides/")
    box = page.get_by_label("Search the guides")
    cards = page.locator("#results .contents > li")
    there = cards.count()
    said = page.locator("main [role=alert]")
    for status, body, words in (
        (429, limited, r"Please wait a little\. .*many tries.* Try again in"),
        (502, "<h1>502 Bad Gateway</h1>", r"Leeway did not answer"),
    ):
        page.route("**/guides/?*", fulfil(status, body))
        box.fill(f"silence {status}")
        expect(said).to_have_text(re.compile(words))
        expect(said).to_have_count(1)
        assert _top(said) > _top(box)
        page.unroute("**/guides/?*")
    context.set_offline(True)
    box.fill("silence offline")
    expect(said).to_have_text(re.compile("You seem to be offline"))
    assert cards.count() == there
    context.set_offline(False)
    box.fill("therapist")
    expect(page.locator("#found")).to_contain_text("therapist")
    expect(said).to_have_count(0)
