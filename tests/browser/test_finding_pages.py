"""A page is found by its month, by its words and from the page beside it, on a phone."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

from playwright.sync_api import BrowserContext, Page, expect

from tests.browser.actions import ENTRY, member

NewContext = Callable[..., BrowserContext]


def kept(page: Page, body: str, *, day: str) -> None:
    page.goto(f"/journal/new/?day={day}")
    page.get_by_label("Your page").fill(body)
    page.get_by_role("button", name="Keep this page").click()
    page.wait_for_url(ENTRY)


def test_a_page_is_found_by_month_and_leads_on_and_back(new_context: NewContext) -> None:
    context = new_context(viewport={"width": 320, "height": 640}, timezone_id="UTC")
    page = member(context)
    kept(page, "In the spring he left early.", day="2026-03-05")
    kept(page, "# Half past nine\n\nThe gulls again.", day="2026-03-07")
    kept(page, "Before that, a walk.", day="2026-03-06")
    kept(page, "A summer line.", day="2026-06-01")

    page.goto("/journal/")
    names = page.locator(".entries h3")
    expect(names).to_have_text(
        ["A summer line.", "Half past nine", "Before that, a walk.", "In the spring he left early."]
    )
    assert page.evaluate("document.documentElement.scrollWidth") <= 320
    page.get_by_text("Go to a month", exact=True).click()
    page.get_by_label("Month").select_option("2026-03")
    page.get_by_role("button", name="Go there").click()
    expect(names).to_have_count(3)
    expect(page.locator("main h2[id^=part-]").first).to_have_text("March 2026")

    page.get_by_role("link", name="Before that, a walk.").click()
    page.get_by_role("link", name="Later page, 7 March 2026").click()
    expect(page.locator("article")).to_contain_text("The gulls again.")
    page.get_by_role("link", name="Earlier page, 6 March 2026").click()
    page.get_by_role("link", name="Earlier page, 5 March 2026").click()
    expect(page.get_by_role("link", name="Earlier page")).to_have_count(0)
    page.get_by_role("link", name="All pages").click()
    expect(page.locator("main h2[id^=part-]").first).to_have_text("March 2026")

    page.goto("/journal/calendar/2026/3/")
    buttons = page.locator(".months .btn")
    tops = {round(box["y"]) for each in buttons.all() if (box := each.bounding_box())}
    assert len(tops) == 1, "earlier, this month and later stand in one row"
    assert page.evaluate("document.documentElement.scrollWidth") <= 320
    page.locator("a[href$='day=2026-03-09']").click()
    expect(page.locator("[name=day]")).to_have_value("2026-03-09")
    page.goto("/journal/calendar/2026/3/#day-6")
    page.get_by_role("link", name="Before that, a walk.").click()
    expect(page.locator("article")).to_contain_text("Before that, a walk.")
    page.get_by_role("link", name="Calendar").first.click()
    page.wait_for_url("**/journal/calendar/**")

    page.goto("/journal/search/")
    expect(page.get_by_label("Words", exact=True)).to_be_focused()
    page.keyboard.type("walk")
    expect(names).to_have_text(["Before that, a walk."])

    tomorrow = datetime.now(UTC).date() + timedelta(days=1)
    page.goto(f"/journal/calendar/{tomorrow.year}/{tomorrow.month}/")
    expect(page.locator(f"a[href$='day={tomorrow}']")).to_have_count(0)
