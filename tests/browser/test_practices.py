"""Quiet pages that count on the screen alone, and a practice answered with scripts and without."""

from playwright.sync_api import expect

from tests.browser.actions import ENTRY, member
from tests.browser.conftest import NewContext


def test_a_pause_and_a_breath_count_on_the_screen(new_context: NewContext) -> None:
    page = new_context().new_page()
    page.goto("/journal/practices/")
    lines = "some => some.map((card) => getComputedStyle(card).borderBlockEndWidth)"
    assert set(page.locator("main .contents.two > li").evaluate_all(lines)) == {"0px"}
    page.clock.install()
    page.goto("/journal/pause/")
    page.get_by_role("button", name="Begin").click()
    said = page.locator("pause-timer [role=status]")
    expect(said).to_have_text("20 minutes left")
    page.clock.fast_forward("19:30")
    expect(said).to_have_text("One minute left")
    page.clock.fast_forward("00:31")
    expect(said).to_have_text("The time is over. You said that you would be back.")
    page.goto("/journal/breathing/")
    page.get_by_role("button", name="Begin").click()
    said = page.locator("breathing-timer [role=status]")
    expect(said).to_have_text("In")
    page.clock.fast_forward(4000)
    expect(said).to_have_text("Out")
    page.get_by_role("button", name="Stop").click()
    expect(said).to_have_text("")


def test_a_practice_is_looked_over_and_kept(new_context: NewContext, either_way: bool) -> None:
    page = member(new_context(java_script_enabled=either_way))
    page.goto("/journal/practices/i-sentence/new/")
    page.get_by_label("What happened, as anyone in the room would tell it?").fill(
        "You always leave."
    )
    page.get_by_label("What did you feel?").fill("small")
    page.get_by_role("button", name="Look it over first").click()
    expect(page.get_by_text("This happened: you always leave. I felt small.")).to_be_visible()
    expect(page.get_by_text("easy to argue with")).to_be_visible()
    page.get_by_role("button", name="Keep this page").click()
    page.wait_for_url(ENTRY)
    page.goto("/journal/practices/i-sentence/")
    expect(page.get_by_role("cell", name="small")).to_be_visible()
