"""The cover screen: nothing of a page is shown, the journal is locked, and no word is lost."""

import pytest
from playwright.sync_api import BrowserContext, Page, Route, expect

from apps.vault.unlocking.unlock import UNLOCK_LIMIT
from tests.browser.actions import (
    ENTRY,
    PASSWORD,
    SETTLES,
    lock,
    log_out,
    member,
    name_of,
    new_name,
    sign_in,
    sign_up_unseen,
    unlock,
    until,
    watch_of,
    write,
)
from tests.browser.conftest import NewContext
from tests.browser.server import RealServer
from tests.browser.virtual_passkeys import VirtualAuthenticator, make_passkey

LOCK, MARK = "/vault/lock/", "__Host-covered"
AWAY = "https://www.bbc.co.uk/weather"
SECRET = "She said nothing for three days."
# What is painted at some points of the screen, and what can be read there.
SEEN = """() => {
  const shown = (each) => each.checkVisibility({ visibilityProperty: true });
  const words = [...document.querySelectorAll("main *, header *, footer *")].filter(shown);
  const leave = document.querySelector("quick-exit button").getBoundingClientRect();
  const at = document.elementFromPoint(leave.x + leave.width / 2, leave.y + leave.height / 2);
  const middle = document.elementFromPoint(innerWidth / 2, innerHeight / 2);
  return {
    words: words.filter((each) => !each.closest("quick-exit")).length,
    leave: at?.closest("quick-exit") !== null,
    covered: middle?.closest("cover-screen") !== null,
    title: document.title,
  };
}"""
COVERED = {"words": 0, "leave": True, "covered": True, "title": "Leeway"}
SIGHT = """(hidden) => {
  Object.defineProperty(document, "hidden", { configurable: true, get: () => hidden });
  document.dispatchEvent(new Event("visibilitychange"));
}"""
TWICE = """(css) => {
  const form = document.querySelector(css);
  form.requestSubmit();
  form.requestSubmit();
}"""
# Holds back the first answer to an unlock, until `letGo()`.
HELD_BACK = """() => {
  const real = window.fetch;
  let count = 0;
  window.fetch = async (address, options) => {
    const answer = await real(address, options);
    const isUnlock = String(address).includes("/vault/unlock/") && options?.method === "POST";
    if (isUnlock && !count++) await new Promise((done) => (window.letGo = done));
    return answer;
  };
}"""
IS_BLANK = """() => getComputedStyle(document.body).visibility === "hidden" """


def three_escapes(page: Page) -> None:
    for _press in range(3):
        page.keyboard.press("Escape")


def is_locked(context: BrowserContext) -> bool:
    return "/vault/unlock/" in context.request.get("/journal/").url


def test_escape_three_times_covers_and_the_password_opens_the_same_words(
    new_context: NewContext, server: RealServer
) -> None:
    context = new_context()
    page = member(context)
    field = page.get_by_label("Your page")
    field.press_sequentially(SECRET)
    page.keyboard.press("Control+/")  # the sheet of keys lies open while the page is covered
    expect(page.get_by_role("dialog")).to_be_visible()
    page.evaluate("document.querySelector('form.lock').requestSubmit()")
    asked = page.get_by_label("Your password")
    expect(asked).to_be_focused()
    assert page.evaluate(SEEN) == COVERED
    page.keyboard.press("Control+/")  # and no key opens it again
    assert page.locator("dialog[open]").count() == 0
    expect(asked).to_be_focused()
    assert is_locked(context)
    asked.fill("not the password")
    asked.press("Enter")
    said, cover = page.get_by_role("alert"), page.locator("cover-screen form").first
    expect(said).to_contain_text("That password didn")
    assert page.evaluate(SEEN) == COVERED
    for _try in range(UNLOCK_LIMIT.most):
        asked.fill("not the password")
        with page.expect_response("**/vault/unlock/"):
            asked.press("Enter")
        expect(cover).to_have_attribute("aria-busy", "false")
    expect(said).to_contain_text("That was many tries in a short time. Try again in about")
    expect(said).to_contain_text("Your words are still beneath.")
    server.forget_tries()
    asked.fill(PASSWORD)
    asked.press("Enter")
    expect(field).to_be_focused()
    assert field.input_value() == SECRET
    field.press_sequentially(" And then she sang.")
    three_escapes(page)  # once more, with the form token of the second unlocking
    asked.fill(PASSWORD)
    asked.press("Enter")
    expect(field).to_be_focused()
    page.get_by_role("button", name="Keep this page").click()
    page.wait_for_url(ENTRY)
    expect(page.locator("article")).to_contain_text(f"{SECRET} And then she sang.")
    address = page.url
    lock(page)  # a page without words in the making goes, and comes again
    assert SECRET not in page.content()
    unlock(page)
    page.wait_for_url(address)


def test_enter_twice_on_the_cover_unlocks_once(new_context: NewContext) -> None:
    context = new_context()
    page = member(context)
    field = page.get_by_label("Your page")
    field.press_sequentially(SECRET)
    three_escapes(page)
    page.get_by_label("Your password").fill(PASSWORD)
    asked: list[str] = []
    context.on("request", lambda one: asked.append(f"{one.method} {one.url.partition('?')[0]}"))
    page.evaluate(TWICE, "cover-screen form")
    expect(field).to_be_focused()
    assert sum(one.startswith("POST") and one.endswith("/vault/unlock/") for one in asked) == 1
    assert not is_locked(context)


@pytest.mark.parametrize("password", [PASSWORD, "not the password"])
def test_a_late_answer_opens_and_says_nothing_once_the_page_was_covered_again(
    new_context: NewContext, password: str
) -> None:
    context = new_context()
    page = member(context)
    page.get_by_label("Your page").press_sequentially(SECRET)
    page.clock.install()
    page.evaluate(HELD_BACK)
    watch_of(context).forgive_lost_line("/vault/unlock/")
    three_escapes(page)
    asked, said = page.get_by_label("Your password"), page.locator("#cover-problem")
    asked.fill(password)
    asked.press("Enter")
    until(page, lambda: bool(page.evaluate("!!window.letGo")))
    expect(said).to_be_empty()
    page.clock.fast_forward(21_000)
    expect(said).to_contain_text("It could not be unlocked here.")
    asked.fill(PASSWORD)
    asked.press("Enter")
    expect(page.get_by_label("Your page")).to_be_visible()
    three_escapes(page)
    expect(asked).to_be_focused()
    until(page, lambda: is_locked(context))
    page.evaluate("letGo()")
    page.wait_for_timeout(SETTLES)
    assert page.evaluate(SEEN) == COVERED
    expect(said).to_be_empty()


def test_a_page_out_of_sight_is_blank_on_phones_and_locked_after_a_minute(
    new_context: NewContext,
) -> None:
    context = new_context(viewport={"width": 390, "height": 844}, has_touch=True, is_mobile=True)
    page = member(context)
    write(page, body=SECRET)
    page.clock.install()
    page.reload()
    page.evaluate(SIGHT, True)
    assert page.evaluate(IS_BLANK)
    page.evaluate(SIGHT, False)
    assert not page.evaluate(IS_BLANK)
    assert not is_locked(context)
    page.evaluate(SIGHT, True)
    page.clock.fast_forward(59_000)
    assert not is_locked(context)
    page.clock.fast_forward(2_000)
    page.clock.fast_forward(1_000)  # in which another tab that is seen would answer
    page.wait_for_url("**/vault/unlock/**")
    until(page, lambda: is_locked(context))
    page.evaluate(SIGHT, True)  # while it is locked, too
    assert page.evaluate(IS_BLANK)


def test_a_passkey_opens_the_same_words_and_no_other_account_does(new_context: NewContext) -> None:
    context = new_context()
    page = member(context)
    VirtualAuthenticator(page, gives_keys=True)
    make_passkey(page, "opens")
    page.goto("/journal/new/")
    field = page.get_by_label("Your page")
    touch = page.get_by_role("button", name="Unlock with your passkey")
    for _time in range(2):  # the second time with the form token of the first
        field.press_sequentially(SECRET)
        three_escapes(page)
        assert page.evaluate(SEEN) == COVERED
        touch.click()
        expect(field).to_be_focused()
        expect(touch).to_be_hidden()
        assert not is_locked(context)
    assert field.input_value() == SECRET * 2
    three_escapes(page)
    asked = page.get_by_label("Your password")
    expect(asked).to_be_focused()
    expect(touch).to_be_visible()
    name, other = name_of(context), context.new_page()
    other.goto("/guides/")
    log_out(other)
    asked.fill(PASSWORD)
    asked.press("Enter")
    expect(page.locator("cover-screen [role=alert]")).to_contain_text("You are signed out.")
    assert page.evaluate(SEEN) == COVERED
    sign_up_unseen(other, new_name())
    asked.fill(PASSWORD)  # which is that of the other account, too
    asked.press("Enter")
    expect(page.locator("cover-screen [role=alert]")).to_contain_text("Another account")
    assert page.evaluate(SEEN) == COVERED
    other.goto("/")
    log_out(other)
    sign_in(other, name, password=PASSWORD)
    asked.fill(PASSWORD)
    asked.press("Enter")
    expect(field).to_be_focused()
    assert field.input_value() == SECRET * 2


def test_a_passkey_that_fails_leaves_the_password_usable(new_context: NewContext) -> None:
    """Also where the answer to a password is under way: the passkey took its place."""
    context = new_context()
    page = member(context)
    VirtualAuthenticator(page, gives_keys=True)
    make_passkey(page, "opens")
    page.goto("/journal/new/")
    field, asked = page.get_by_label("Your page"), page.get_by_label("Your password")
    touch = page.get_by_role("button", name="Unlock with your passkey")
    field.press_sequentially(SECRET)
    page.evaluate(HELD_BACK)
    three_escapes(page)
    watch_of(context).forgive_lost_line("/account/passkeys/unlock/")
    context.route("**/account/passkeys/unlock/", lambda route: route.abort())
    asked.fill(PASSWORD)
    asked.press("Enter")
    until(page, lambda: bool(page.evaluate("!!window.letGo")))
    touch.click()
    expect(page.locator("cover-screen [role=status]")).to_contain_text("That did not work here.")
    asked.fill(PASSWORD)
    asked.press("Enter")
    expect(field).to_be_focused()
    assert field.input_value() == SECRET


def test_the_slower_of_two_unlocks_hears_that_it_was_no_wrong_password(
    new_context: NewContext,
) -> None:
    """`test_of_two_unlocks_at_once…` (tests/accounts/test_sessions.py) has the server say 409."""
    context = new_context(viewport={"width": 320, "height": 640})
    page = member(context)
    page.get_by_label("Your page").press_sequentially(SECRET)
    three_escapes(page)
    watch_of(context).forgive_lost_line("/vault/unlock/")
    context.route("**/vault/unlock/", lambda route: route.fulfill(status=409, body=""))
    asked, said = page.get_by_label("Your password"), page.locator("#cover-problem")
    asked.fill(PASSWORD)
    asked.press("Enter")
    expect(said).to_contain_text("You were signed out meanwhile, or another tab unlocked")
    assert page.evaluate("document.documentElement.scrollWidth") <= 320
    context.unroute("**/vault/unlock/")
    asked.press("Enter")
    expect(page.get_by_label("Your page")).to_be_focused()


def test_words_in_another_tab_are_covered_when_one_tab_locks_or_leaves(
    new_context: NewContext,
) -> None:
    context = new_context()
    page, other = member(context), context.new_page()
    other.goto("/journal/new/")
    field = other.get_by_label("Your page")
    field.press_sequentially(SECRET)
    lock(page)
    asked = other.get_by_label("Your password")
    expect(asked).to_be_visible()
    assert other.evaluate(SEEN) == COVERED
    until(page, lambda: is_locked(context))
    asked.fill(PASSWORD)
    asked.press("Enter")
    expect(asked).to_be_hidden()
    assert field.input_value() == SECRET
    page.goto("/journal/")
    page.get_by_role("button", name="Leave this page").click(no_wait_after=True)
    page.wait_for_url(AWAY)
    expect(asked).to_be_visible()
    assert other.evaluate(SEEN) == COVERED


def test_a_tab_that_is_seen_keeps_a_hidden_one_from_locking(new_context: NewContext) -> None:
    context = new_context()
    seen = member(context)
    hidden = context.new_page()
    hidden.clock.install()
    hidden.goto("/journal/")
    hidden.evaluate(SIGHT, True)
    hidden.clock.fast_forward(60_000)
    hidden.wait_for_timeout(300)
    hidden.clock.fast_forward(1_000)
    seen.reload()
    expect(seen.get_by_label("Your page")).to_be_visible()
    assert not is_locked(context)


def test_another_tab_closes_also_where_locking_takes_long(new_context: NewContext) -> None:
    context = new_context()
    page = member(context)
    other = context.new_page()
    other.goto("/journal/")
    expect(other.get_by_role("heading", level=1)).to_be_visible()
    held: list[Route] = []
    page.route("**/vault/lock/", lambda route: held.append(route))
    three_escapes(page)
    other.wait_for_url("**/vault/unlock/**")  # although the journal is still unlocked
    until(page, lambda: len(held) == 1)
    held[0].continue_()
    page.wait_for_url("**/vault/unlock/**")


def test_a_reload_that_overtakes_the_lock_shows_no_page(new_context: NewContext) -> None:
    """The request that locks is lost; where words wait to be sent first, it goes all the same."""
    context = new_context()
    page = member(context)
    entry = write(page, body=SECRET)
    watch_of(context).forgive_lost_line(LOCK)
    page.route(f"**{LOCK}", lambda route: route.abort())
    three_escapes(page)
    page.reload()
    page.wait_for_url("**/vault/unlock/**")
    assert SECRET not in page.content()
    page.goto(entry)
    page.wait_for_url("**/vault/unlock/**")
    unlock(page)
    page.wait_for_url(entry)
    expect(page.locator("article")).to_contain_text(SECRET)
    assert MARK not in {each.get("name") for each in context.cookies()}
    page.unroute(f"**{LOCK}")
    page.goto("/journal/new/")
    held: list[Route] = []
    page.route("**/journal/autosave/", lambda route: held.append(route))
    page.get_by_label("Your page").press_sequentially(SECRET)
    three_escapes(page)
    page.on("dialog", lambda dialog: dialog.accept())
    page.reload()
    page.wait_for_url("**/vault/unlock/**")
    until(page, lambda: is_locked_by_the_server(context))


def is_locked_by_the_server(context: BrowserContext) -> bool:
    """Without the mark, which alone would keep every page from being shown."""
    context.clear_cookies(name=MARK)
    return is_locked(context)


def test_when_its_time_is_up_words_are_covered_also_on_a_page_made_while_locked(
    new_context: NewContext,
) -> None:
    context = new_context()
    page = member(context)
    page.clock.install()
    page.reload()
    field, asked = page.get_by_label("Your page"), page.locator("#cover-password")
    field.fill(SECRET)
    page.clock.fast_forward(1500)
    expect(page.get_by_text("Draft saved")).to_be_visible()
    page.clock.fast_forward("16:00")
    expect(asked).to_be_focused()
    assert page.evaluate(SEEN) == COVERED
    asked.fill(PASSWORD)
    asked.press("Enter")
    expect(field).to_be_focused()
    assert field.input_value() == SECRET
    page.goto("/guides/")
    lock(page)
    page.goto("/guides/where-distance-comes-from/")
    page.locator(".reflect summary").first.click()
    page.locator(".reflect").first.get_by_role("link", name="Write in the journal").click()
    answer = page.get_by_label("Your answer")
    answer.press_sequentially(SECRET)
    page.clock.fast_forward("14:00")
    answer.press_sequentially(" And then she sang.")
    page.clock.fast_forward("14:00")
    assert not page.locator("html[data-covered]").count()
    page.clock.fast_forward("02:00")
    expect(asked).to_be_focused()
    assert page.evaluate(SEEN) == COVERED
    asked.fill(PASSWORD)
    asked.press("Enter")
    expect(asked).to_be_hidden()
    assert answer.input_value() == f"{SECRET} And then she sang."
