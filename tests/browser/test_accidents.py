"""Accidents: in each the text is stored, or still in front of its writer."""

from collections.abc import Callable

import pytest
from playwright.sync_api import BrowserContext, Dialog, Page, expect

from tests.browser.actions import (
    PASSWORD,
    lock,
    log_out,
    member,
    name_of,
    sign_in,
    tab_that_tells_nobody,
    unlock,
    until,
    watch_of,
)
from tests.browser.conftest import NewContext

SAVED = "Draft saved"
AWAY = "https://www.bbc.co.uk/weather"
AUTOSAVE = "**/journal/autosave/"


def compose(context: BrowserContext, text: str) -> Page:
    page = member(context)
    page.goto("/journal/new/")
    page.get_by_label("Your page").fill(text)
    return page


def status(page: Page, says: str) -> None:
    expect(page.locator("auto-save [role=status]")).to_contain_text(says)


def write_on(page: Page, text: str) -> None:
    page.get_by_label("Your page").press("Control+End")
    page.get_by_label("Your page").press_sequentially(text)


def assert_drafted(page: Page, *texts: str) -> None:
    """Found in the drafts, from a page of its own; what was sent at the last may come late."""

    def is_there() -> bool:
        page.goto("/journal/drafts/")
        found = page.locator("main").inner_text()
        return all(text in found for text in texts)

    until(page, is_there)
    expect(page.locator(".contents > li")).to_have_count(len(texts))
    for text in texts:
        expect(page.locator("main")).to_contain_text(text)


def when_back(page: Page) -> None:
    page.goto("/journal/")
    page.go_back()


def when_closed(page: Page) -> None:
    page.close(run_before_unload=True)


def when_asleep(page: Page) -> None:
    """As a phone does it: hidden, and then nothing runs any more."""
    with page.expect_response(AUTOSAVE):
        page.evaluate(
            "Object.defineProperty(document, 'hidden', { value: true });"
            "document.dispatchEvent(new Event('visibilitychange'))"
        )
    page.route(AUTOSAVE, lambda route: route.abort())


@pytest.mark.parametrize("accident", [when_back, when_closed, when_asleep])
def test_words_of_the_last_moment_are_sent_as_the_page_goes(
    new_context: NewContext, accident: Callable[[Page], None]
) -> None:
    context = new_context()
    page = compose(context, "typed a moment ago")
    other = context.new_page()
    dialogs: list[str] = []
    page.on("dialog", lambda dialog: _answer(dialog, dialogs, stay=False))
    accident(page)
    assert_drafted(other, "typed a moment ago")
    assert dialogs == []


def test_offline_keeps_the_words_and_says_so_and_saves_when_the_line_is_back(
    new_context: NewContext,
) -> None:
    context = new_context()
    page = compose(context, "one")
    status(page, SAVED)
    watch_of(context).forgive_lost_line()
    context.set_offline(True)
    write_on(page, " two")
    status(page, "Not saved: you are offline.")
    page.get_by_role("button", name="Keep this page").click()
    page.wait_for_timeout(500)
    expect(page.get_by_label("Your page")).to_have_value("one two")
    dialogs: list[str] = []
    page.on("dialog", lambda dialog: _answer(dialog, dialogs, stay=True))
    page.close(run_before_unload=True)
    until(page, lambda: bool(dialogs))
    assert dialogs == ["beforeunload"]
    context.set_offline(False)
    status(page, SAVED)
    page.get_by_role("button", name="Keep this page").click()
    expect(page.locator("article")).to_contain_text("one two")
    assert_nothing_drafted(page)


def _answer(dialog: Dialog, dialogs: list[str], *, stay: bool) -> None:
    dialogs.append(dialog.type)
    if stay:
        dialog.dismiss()
    else:
        dialog.accept()


def assert_nothing_drafted(page: Page) -> None:
    page.goto("/journal/drafts/")
    expect(page.locator("main")).to_contain_text("Nothing is waiting")


def test_a_server_that_is_down_is_tried_again_until_it_answers(new_context: NewContext) -> None:
    context = new_context()
    page = compose(context, "one")
    status(page, SAVED)
    watch_of(context).forgive_lost_line()
    fails = ["abort", 500, 503]
    answers, tried = iter(fails), []

    def fail(route: object) -> None:
        answer = next(answers, None)
        tried.append(answer)
        if answer == "abort":
            route.abort()  # type: ignore[attr-defined]
        elif answer:
            route.fulfill(status=answer, body="")  # type: ignore[attr-defined]
        else:
            route.continue_()  # type: ignore[attr-defined]

    page.route(AUTOSAVE, fail)
    page.clock.install()
    write_on(page, " two")
    status(page, "Not saved: we could not be reached.")
    for times in range(1, len(fails) + 1):  # between them the clock of the page goes on by itself
        until(page, lambda: len(tried) >= times)  # noqa: B023  called in this round alone
        page.clock.fast_forward(10_000)
    expect(page.locator("auto-save [role=status]")).to_contain_text(SAVED)
    assert_drafted(context.new_page(), "one two")


def test_with_the_journal_closed_words_wait_sealed_and_come_back(new_context: NewContext) -> None:
    context = new_context()
    page = compose(context, "one")
    status(page, SAVED)
    other = tab_that_tells_nobody(context)
    other.goto("/journal/")
    lock(other)
    write_on(page, " two")
    status(page, "The journal is locked. Draft saved at")
    unlock(other)
    expect(other.locator("main")).to_contain_text("1 draft was saved while the journal was locked")
    write_on(page, " three")
    status(page, SAVED)
    assert_drafted(other, "one two three")


def test_signed_out_says_so_and_saves_after_signing_in_elsewhere(new_context: NewContext) -> None:
    context = new_context()
    page = compose(context, "one")
    status(page, SAVED)
    other = tab_that_tells_nobody(context)
    other.goto("/journal/")
    log_out(other)
    write_on(page, " two")
    status(page, "Not saved: you are signed out.")
    sign_in(other, name_of(context), password=PASSWORD)
    expect(page.locator("auto-save [role=status]")).to_contain_text(SAVED)
    assert_drafted(other, "one two")


def test_words_of_one_member_are_never_saved_for_another(new_context: NewContext) -> None:
    context = new_context()
    page = compose(context, "hers alone")
    status(page, SAVED)
    other = tab_that_tells_nobody(context)
    other.goto("/journal/")
    log_out(other)
    member_two = member(context)
    write_on(page, " and more")
    status(page, "Not saved: somebody else is signed in now.")
    expect(page.get_by_label("Your page")).to_have_value("hers alone and more")
    assert_nothing_drafted(member_two)


def test_two_devices_with_one_page_keep_both_texts(new_context: NewContext) -> None:
    context = new_context()
    page = compose(context, "at the start")
    page.get_by_role("button", name="Keep this page").click()
    expect(page.locator("article")).to_contain_text("at the start")
    entry = page.url
    page.goto(f"{entry}edit/")
    phone = new_context(viewport={"width": 390, "height": 800}).new_page()
    sign_in(phone, name_of(context), password=PASSWORD)
    phone.goto(f"{entry}edit/")
    phone.get_by_label("Your page").fill("from the phone")
    phone.get_by_role("button", name="Keep this page").click()
    phone.wait_for_url(entry)
    page.get_by_label("Your page").fill("from the desk")
    status(page, "Both texts are kept")
    page.get_by_role("link", name="See both").click()
    expect(page.locator("h1")).to_have_text("Two texts, both here")
    expect(page.get_by_label("Your page")).to_have_value("from the desk")
    expect(page.locator("main")).to_contain_text("from the phone")


def test_leave_takes_the_last_words_along(new_context: NewContext) -> None:
    context = new_context()
    page = compose(context, "before I had to go")
    page.get_by_role("button", name="Leave this page").click(no_wait_after=True)
    page.wait_for_url(AWAY)
    back = new_context().new_page()
    sign_in(back, name_of(context), password=PASSWORD)
    assert_drafted(back, "before I had to go")
