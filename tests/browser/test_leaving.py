"""Leaving at once, and what Back shows afterwards: nothing that is private."""

import re
from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import BrowserContext, Dialog, Page, Route, expect

from tests.browser.actions import back, forward, log_out, member, until, watch_of, write
from tests.browser.conftest import NewContext
from tests.browser.elsewhere import ELSEWHERE
from tests.browser.test_cover_screen import IS_BLANK, SIGHT

SECRET = "She said nothing for three days."
AWAY = "https://www.bbc.co.uk/weather"
# Tells when the page went blank, in milliseconds after the click or the key, and what is left; and
# whether anything else could run between the two, which is the same on a slow machine.
STOPWATCH = """
  let began = 0, told = false, waited = false;
  const { port1, port2 } = new MessageChannel();
  port1.onmessage = () => { waited = true; };
  for (const kind of ["click", "keydown"])
    addEventListener(kind, () => {
      [began, waited] = [performance.now(), false];
      port2.postMessage(null);
    }, true);
  new MutationObserver(() => {
    if (told || !("left" in document.documentElement.dataset)) return;
    told = true;
    const took = performance.now() - began;
    noted([waited, took, document.title, getComputedStyle(document.body).visibility]);
  }).observe(document, { attributes: true, subtree: true });
"""
AT_ONCE = 500
# Milliseconds, and bytes a second. Leave blanks the page at once: it waits for no answer.
SLOW_3G = {
    "offline": False,
    "latency": 600,
    "downloadThroughput": 50_000,
    "uploadThroughput": 50_000,
}
# Where an address leads when whatever the cache has of it is good enough, however old.
FROM_CACHE = """async (address) => (await fetch(address, { cache: "force-cache" })).url"""

# The cookie of Leave is set in one process of the browser, and its message may come sooner.
NO_COOKIE_YET = "Object.defineProperty(Document.prototype, 'cookie', { get: () => '' })"
SEND_PLAIN_FORM = """() => {
  HTMLFormElement.prototype.submit.call(document.querySelector("quick-exit form"));
}"""
# Whether it is blank as soon as it is seen.
SEEN_AGAIN = f"() => {{ ({SIGHT})(false); return ({IS_BLANK})(); }}"
HIDDEN_AND_SEEN = f"() => {{ ({SIGHT})(true); ({SIGHT})(false); return ({IS_BLANK})(); }}"


def assert_nothing_private(page: Page) -> None:
    shown = page.evaluate(
        "'left' in document.documentElement.dataset ? '' : (document.body?.innerText ?? '')"
    )
    assert SECRET not in shown
    assert SECRET not in page.title()


def assert_signed_out(context: BrowserContext) -> None:
    """The cookies go with the answer to Leave, which may be a moment behind the page."""
    page = context.new_page()
    gone = {"__Host-session", "__Host-jkey", "__Host-quiz"}
    until(page, lambda: gone.isdisjoint(str(each.get("name")) for each in context.cookies()))
    page.goto("/journal/")
    assert "/account/sign-in/" in page.url
    page.close()


def before_an_entry(context: BrowserContext) -> Page:
    page = member(context)
    write(page, title="Three days", body=SECRET)
    page.goto("/journal/")
    page.get_by_role("link", name="Three days").click()
    expect(page.locator("article")).to_contain_text(SECRET)
    return page


def test_back_after_logging_out_shows_nothing_private(
    new_context: NewContext, either_way: bool
) -> None:
    context = new_context(java_script_enabled=either_way)
    page = before_an_entry(context)
    log_out(page)
    for _step in range(3):
        back(page)
        assert_nothing_private(page)
    forward(page)
    assert_nothing_private(page)
    assert_signed_out(context)


def test_the_button_blanks_the_page_at_once_and_replaces_it(new_context: NewContext) -> None:
    context = new_context()
    noted: list[Any] = []
    held: list[Route] = []
    context.expose_function("noted", lambda told: noted.append(told))
    context.add_init_script(STOPWATCH)
    context.route(AWAY, lambda route: held.append(route))  # a slow network: it does not come yet
    page = before_an_entry(context)
    page.get_by_role("button", name="Leave this page").click(no_wait_after=True)
    until(page, lambda: bool(noted and held))
    assert "referer" not in held[0].request.headers
    held[0].fulfill(body=ELSEWHERE, content_type="text/html")
    context.unroute(AWAY)  # whoever goes forward again is answered at once
    page.wait_for_url(AWAY)
    (waited, took, title, visibility), *_more = noted
    assert not waited
    assert took < AT_ONCE
    assert (title, visibility) == ("www.bbc.co.uk", "hidden")
    assert_signed_out(context)
    back(page)
    assert_nothing_private(page)
    forward(page)
    assert_nothing_private(page)


def test_over_a_slow_network_neither_reload_nor_forward_nor_a_reopened_tab_shows_it_again(
    new_context: NewContext,
) -> None:
    context = new_context()
    noted: list[Any] = []
    held: list[Route] = []
    context.expose_function("noted", lambda told: noted.append(told))
    context.add_init_script(STOPWATCH)
    page = before_an_entry(context)
    kept = page.url
    network = context.new_cdp_session(page)
    network.send("Network.enable")
    network.send("Network.emulateNetworkConditions", SLOW_3G)
    context.route(AWAY, lambda route: held.append(route))
    page.get_by_role("button", name="Leave this page").click(no_wait_after=True)
    until(page, lambda: bool(noted and held))
    held[0].fulfill(body=ELSEWHERE, content_type="text/html")
    context.unroute(AWAY)
    page.wait_for_url(AWAY)
    (waited, took, _title, visibility), *_more = noted
    assert (waited, visibility) == (False, "hidden")
    assert took < AT_ONCE
    assert_signed_out(context)
    back(page)
    assert_nothing_private(page)
    page.reload()
    assert "/account/sign-in/" in page.url
    assert_nothing_private(page)
    back(page)  # to the list of pages, and forward from there
    assert_nothing_private(page)
    forward(page)
    assert_nothing_private(page)
    page.close()
    reopened = context.new_page()  # a browser that reopens a tab takes what its cache has
    reopened.goto("/guides/")
    assert "/account/sign-in/" in reopened.evaluate(FROM_CACHE, kept)
    reopened.goto(kept)
    assert "/account/sign-in/" in reopened.url
    assert_nothing_private(reopened)


def test_a_reload_that_overtakes_leave_shows_nothing_private(new_context: NewContext) -> None:
    """The other site has not come yet, and the request that ends everything is lost."""
    context = new_context()
    held: list[Route] = []
    context.route(AWAY, lambda route: held.append(route))
    watch_of(context).forgive_lost_line("/leave/")
    context.route("**/leave/", lambda route: route.abort())
    page = before_an_entry(context)
    page.get_by_role("button", name="Leave this page").click(no_wait_after=True)
    until(page, lambda: bool(held))
    context.new_cdp_session(page).send("Page.stopLoading")
    page.reload()
    page.wait_for_url("**/vault/unlock/**")
    assert_nothing_private(page)
    expect(page.get_by_role("button", name="Continue")).to_be_visible()
    context.unroute("**/leave/")


def test_shift_three_times_leaves_and_a_capital_letter_does_not(new_context: NewContext) -> None:
    context = new_context()
    page = before_an_entry(context)
    for _press in range(4):
        page.keyboard.press("Shift+A")
    page.keyboard.press("Shift")
    page.keyboard.press("Shift")
    page.keyboard.press("b")
    page.keyboard.press("Shift")
    page.wait_for_timeout(300)
    assert page.url.startswith(watch_of(context).site)
    page.keyboard.press("Shift")
    page.keyboard.press("Shift")
    page.wait_for_url(AWAY)
    assert_signed_out(context)
    back(page)
    assert_nothing_private(page)


def three_shifts(page: Page) -> None:
    for _press in range(3):
        page.keyboard.press("Shift")


def test_three_shifts_do_not_leave_while_somebody_types_nor_where_that_is_switched_off(
    new_context: NewContext,
) -> None:
    context = new_context()
    page = member(context)
    for wanted in (False, True):
        page.goto("/journal/settings/")
        page.get_by_label("Shift, pressed three times").set_checked(wanted)
        page.get_by_label("The journal locks itself after").select_option("5")
        page.get_by_role("button", name="Keep these settings").click()
        page.get_by_text("Kept.", exact=True).wait_for()
        expect(page.locator("vault-clock").first).to_contain_text(re.compile(r"[45] min"))
        if not wanted:
            three_shifts(page)
    page.goto("/journal/new/")
    page.get_by_label("Your page").press("a")
    three_shifts(page)
    page.wait_for_timeout(2100)
    assert page.url.startswith(watch_of(context).site)
    three_shifts(page)
    page.wait_for_url(AWAY)
    assert_signed_out(context)


def test_without_scripts_the_button_is_a_form_and_a_refresh(new_context: NewContext) -> None:
    context = new_context(java_script_enabled=False)
    page = before_an_entry(context)
    answers: list[Any] = []
    page.on("response", lambda answer: answers.append(answer) if "/leave/" in answer.url else None)
    page.get_by_role("button", name="Leave this page").click()
    page.wait_for_url(AWAY)
    headers = answers[0].all_headers()
    assert (answers[0].status, headers["refresh"]) == (200, f"0; url={AWAY}")
    assert headers["clear-site-data"] == '"cache", "storage"'
    assert_signed_out(context)
    for _step in range(3):
        back(page)
        assert_nothing_private(page)


def press_leave(page: Page) -> None:
    page.get_by_role("button", name="Leave this page").click(no_wait_after=True)


def press_shift_outside_of_fields(page: Page) -> None:
    page.evaluate("document.activeElement.blur()")
    three_shifts(page)


@pytest.mark.parametrize("leave", [press_leave, press_shift_outside_of_fields])
def test_words_that_were_not_sent_never_hold_somebody_back(
    new_context: NewContext, leave: Callable[[Page], None]
) -> None:
    context = new_context()
    page = member(context)
    dialogs: list[str] = []

    def note(dialog: Dialog) -> None:
        dialogs.append(dialog.type)
        dialog.accept()

    page.on("dialog", note)
    page.goto("/journal/new/")
    page.get_by_label("Your page").fill(SECRET)
    leave(page)
    page.wait_for_url(AWAY)
    assert dialogs == []


def test_public_pages_stay_covered_after_leaving_until_continue(new_context: NewContext) -> None:
    context = new_context()
    page, beside, late = context.new_page(), context.new_page(), context.new_page()
    late.add_init_script(NO_COOKIE_YET)
    for other in (beside, late):
        other.goto("/guides/")
        expect(other.get_by_role("button", name="Continue")).to_be_hidden()
    page.goto("/guides/")
    page.goto("/safety/")
    page.get_by_role("button", name="Leave this page").click(no_wait_after=True)
    page.wait_for_url(AWAY)
    for other in (beside, late):
        expect(other.get_by_role("button", name="Continue")).to_be_visible()
        assert other.title() == "Leeway"
    back(page)
    cover = page.get_by_role("button", name="Continue")
    expect(cover).to_be_visible()
    assert page.title() == "Leeway"
    assert page.evaluate("document.elementFromPoint(30, 30).closest('page-cover') !== null")
    cover.click()
    expect(cover).to_be_hidden()
    page.goto("/guides/")
    expect(page.get_by_role("button", name="Continue")).to_be_hidden()


def test_leave_before_its_scripts_stand_closes_other_tabs_when_they_are_seen(
    new_context: NewContext,
) -> None:
    """The form is sent as it is, and no tab is told."""
    context = new_context()
    public = context.new_page()
    public.goto("/guides/")  # as a visitor
    page = before_an_entry(context)
    private, in_sight = context.new_page(), context.new_page()
    for other in (private, in_sight):
        other.goto(page.url)
    for other in (private, public):
        other.evaluate(SIGHT, True)
    page.evaluate(SEND_PLAIN_FORM)
    page.wait_for_url(AWAY)
    for other in (private, in_sight):
        assert SECRET in other.locator("article").inner_text()
    assert in_sight.evaluate(HIDDEN_AND_SEEN)  # beside the other window until now
    in_sight.wait_for_url("**/account/sign-in/**")
    assert_nothing_private(in_sight)
    expect(public.get_by_role("button", name="Continue")).to_be_hidden()
    assert private.evaluate(SEEN_AGAIN)
    public.evaluate(SIGHT, False)
    expect(public.get_by_role("button", name="Continue")).to_be_visible()
    private.wait_for_url("**/account/sign-in/**")
    assert_nothing_private(private)


def test_leave_comes_third_by_keyboard_and_is_large_enough_on_a_phone(
    new_context: NewContext,
) -> None:
    page = new_context(viewport={"width": 320, "height": 640}).new_page()
    page.goto("/guides/")
    for _press in range(3):
        page.keyboard.press("Tab")
    button = page.get_by_role("button", name="Leave this page")
    expect(button).to_be_focused()
    box = button.bounding_box()
    assert box is not None
    assert min(box["height"], box["width"]) >= 44
    page.mouse.wheel(0, 2000)
    expect(button).to_be_in_viewport()
