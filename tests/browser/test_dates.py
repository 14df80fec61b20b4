"""A page has its writer's day: by the zone of the device, which the first form brings along.

Where the journal was open before a zone was known, the device's clock dates what is written.
"""

import re
from collections.abc import Iterator
from datetime import datetime
from typing import Any, cast
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.browser.actions import (
    ENTRY,
    PASSWORD,
    lock,
    member,
    name_of,
    open_details,
    sign_in,
    watch_of,
)
from tests.browser.conftest import NewContext
from tests.sample_objects import SLUG

GUIDE = f"/guides/{SLUG}/"
# The same evening by three clocks: a minute of the day before, and one of the day after. In UTC it
# is still the day before on the first and the third, and already the day after on the second.
MIDNIGHTS = {
    "Pacific/Kiritimati": ("2026-11-20T09:30Z", "2026-11-20T10:30Z"),
    "Pacific/Pago_Pago": ("2026-11-21T10:30Z", "2026-11-21T11:30Z"),
    "Australia/Sydney": ("2026-11-20T12:30Z", "2026-11-20T13:30Z"),
}
BEFORE, AFTER = ("2026-11-20", "23:30"), ("2026-11-21", "00:30")
COMPOSERS = ("/", "/journal/new/", "/journal/practices/three-columns/new/")
SAYS = "Dated by this device’s clock."
IN_UTC = "Dated by UTC, where it is"


def without_zone(page: Page) -> Page:
    """As for somebody whose journal was open already when zones came to be taken."""
    keep_zone(page, "")
    return page


def keep_zone(page: Page, zone: str) -> None:
    page.goto("/journal/settings/")
    page.locator("#id_zone").select_option(zone)
    page.get_by_role("button", name="Keep these settings").click()
    page.get_by_text("Kept.", exact=True).wait_for()


def both_sides(page: Page, zone: str) -> Iterator[tuple[str, str]]:
    """What the device shows, a moment before midnight and a moment after."""
    for instant, shown in zip(MIDNIGHTS[zone], (BEFORE, AFTER), strict=True):
        page.clock.set_fixed_time(instant)
        yield shown


def dated(page: Page) -> tuple[str, str]:
    form = page.locator("form:has([name=day])")
    return form.locator("[name=day]").input_value(), form.locator("[name=time]").input_value()


def kept(page: Page) -> tuple[str, str, str]:
    """The day, time and zone of the page that was just kept."""
    page.wait_for_url(ENTRY)
    page.goto(f"{urlsplit(page.url).path}edit/")
    return (*dated(page), page.locator("form:has([name=day]) [name=zone]").input_value())


def keep_words(page: Page, words: str = "An evening.") -> None:
    page.get_by_label("Your page").fill(words)
    page.get_by_role("button", name="Keep this page").click()


@pytest.mark.parametrize("zone", MIDNIGHTS)
def test_a_new_page_has_the_day_and_time_of_the_device(new_context: NewContext, zone: str) -> None:
    page = member(new_context(timezone_id=zone))
    for shown in both_sides(page, zone):
        without_zone(page)
        for address in COMPOSERS:
            page.goto(address)
            expect(page.locator("device-clock p")).to_have_text(SAYS)
            assert dated(page) == shown, address
        page.goto("/")
        expect(page.locator("h1")).to_have_text(
            "Friday 20 November" if shown == BEFORE else "Saturday 21 November"
        )
        expect(page.locator("[data-device-moment]")).to_contain_text(f"November, {shown[1]}")
        keep_words(page)
        assert kept(page) == (*shown, zone)


def test_what_was_changed_is_left_alone(new_context: NewContext) -> None:
    zone = "Pacific/Kiritimati"
    page = without_zone(member(new_context(timezone_id=zone)))
    page.clock.set_fixed_time(MIDNIGHTS[zone][1])
    page.goto("/journal/new/")
    open_details(page)
    page.locator("#id_day").fill("2026-11-03")
    page.locator("#id_time").fill("07:15")
    expect(page.get_by_text(SAYS)).to_be_hidden()
    page.get_by_label("Your page").fill("An older evening.")
    page.get_by_text("Draft saved").wait_for()
    page.goto("/journal/drafts/")
    page.locator("main").get_by_role("link", name="An older evening.").first.click()
    page.locator("h1", has_text="Go on with a draft").wait_for()
    assert dated(page) == ("2026-11-03", "07:15")
    page.get_by_role("button", name="Keep this page").click()
    assert kept(page) == ("2026-11-03", "07:15", zone)


def test_a_draft_keeps_the_day_on_which_it_was_begun(new_context: NewContext) -> None:
    page = without_zone(member(new_context(timezone_id="Australia/Sydney")))
    before, after = MIDNIGHTS["Australia/Sydney"]
    page.clock.set_fixed_time(before)
    page.goto("/journal/new/")
    page.get_by_label("Your page").fill("Half a sentence")
    page.get_by_text("Draft saved").wait_for()
    page.clock.set_fixed_time(after)
    page.goto("/journal/drafts/")
    page.locator("main").get_by_role("link", name="Half a sentence").first.click()
    page.locator("h1", has_text="Go on with a draft").wait_for()
    assert dated(page) == BEFORE


def test_a_field_that_was_changed_before_the_script_came_is_left_alone(
    new_context: NewContext,
) -> None:
    page = without_zone(member(new_context(timezone_id="Pacific/Kiritimati")))
    page.goto("/journal/new/")
    page.evaluate("""() => {
      const old = document.querySelector("device-clock");
      const { day, time, clock } = old.closest("form").elements;
      [time.value, clock.value, day.value] = ["", "", "2026-11-03"];
      old.replaceWith(old.cloneNode(true));  // starts anew, as after a slow load
    }""")
    assert dated(page) == ("2026-11-03", "")


def test_a_chosen_time_zone_wins_over_the_device(new_context: NewContext) -> None:
    """Also where the journal was closed when the composer opened, and its zone unknown."""
    page = member(new_context(timezone_id="Pacific/Kiritimati"))
    keep_zone(page, "Pacific/Pago_Pago")
    page.clock.set_fixed_time("2026-11-20T10:30Z")
    page.goto("/journal/new/")
    expect(page.locator("device-clock[known]")).to_contain_text("Your days follow Pago Pago.")
    assert page.locator("form:has([name=day]) [name=zone]").input_value() == "Pacific/Pago_Pago"
    lock(page)
    page.goto(GUIDE)
    prompt = page.locator(".reflect").first
    prompt.locator("summary").click()
    prompt.get_by_role("link", name="Write in the journal").click()
    prompt.get_by_label("Your answer").fill("A tight jaw.")
    prompt.get_by_label("Your password").fill(PASSWORD)
    prompt.get_by_role("button", name="Unlock the journal and keep it").click()
    page.wait_for_url(f"**{GUIDE}#**")  # back where it was asked
    page.goto("/journal/")
    page.locator(".entries a").first.click()
    assert kept(page) == ("2026-11-19", "23:30", "Pacific/Pago_Pago")


def test_an_answer_inside_a_guide_follows_the_device(new_context: NewContext) -> None:
    page = without_zone(member(new_context(timezone_id="Pacific/Kiritimati")))
    page.clock.set_fixed_time(MIDNIGHTS["Pacific/Kiritimati"][1])
    page.goto(GUIDE)
    prompt = page.locator(".reflect").first
    prompt.locator("summary").click()
    prompt.get_by_role("link", name="Write in the journal").click()
    prompt.get_by_label("Your answer").fill("A tight jaw.")
    expect(prompt.get_by_text(SAYS)).to_be_visible()
    prompt.get_by_role("button", name="Keep in journal").click()
    expect(prompt.get_by_text("Kept in your journal.")).to_be_visible()
    page.goto("/journal/")
    page.locator(".entries a").first.click()
    assert kept(page) == (*AFTER, "Pacific/Kiritimati")


def today_in(zone: str) -> str:
    """The real day there, as Today says it."""
    return f"{datetime.now(ZoneInfo(zone)):%A %-d %B}"


def refused_while_locked(page: Page, button: Locator) -> None:
    """The button of an htmx form, pressed as the journal is locked: told, and no page in a page."""
    watch_of(page.context).forgive_lost_line("/journal/time-zone/")
    cookies = page.context.cookies()
    page.context.clear_cookies(name=re.compile("jkey$"))
    button.click()
    expect(page.get_by_role("alert").filter(has_text="locked")).to_be_visible()
    assert page.locator("h1").count() == 1
    expect(button).to_be_visible()
    page.context.add_cookies(cast(Any, cookies))


def test_the_first_today_has_the_day_of_the_device_and_another_device_is_asked(
    new_context: NewContext,
) -> None:
    """Written down as it comes from the server: nothing is dated anew while the page stands."""
    home, away, farther = "America/Los_Angeles", "Australia/Sydney", "Asia/Tokyo"
    context = new_context(timezone_id=home)
    page = member(context)
    page.goto("/")
    assert page.locator("h1").inner_text() == today_in(home)
    expect(page.locator("p.small", has_text="Your days follow Los Angeles.")).to_be_visible()
    assert page.locator("form:has([name=day]) [name=zone]").first.input_value() == home
    expect(page.locator("travel-offer")).to_be_hidden()
    keep_words(page)
    assert kept(page)[2] == home

    abroad = new_context(timezone_id=away).new_page()
    sign_in(abroad, name_of(context), password=PASSWORD)
    assert abroad.locator("h1").inner_text() == today_in(home)
    offer = abroad.locator("travel-offer")
    expect(offer).to_contain_text("This device is set to the time of Sydney.")
    refused_while_locked(abroad, offer.get_by_role("button", name="Not now"))
    abroad.get_by_label("Your page").fill("Half a sentence")
    offer.get_by_role("button", name="Not now").click()
    expect(offer).to_contain_text("Your days go on following Los Angeles.")
    expect(abroad.get_by_label("Your page")).to_have_value("Half a sentence")
    for address in ("/", "/journal/new/"):
        abroad.goto(address)
        expect(abroad.locator("travel-offer")).to_be_hidden()

    there = new_context(timezone_id=farther).new_page()
    sign_in(there, name_of(context), password=PASSWORD)
    there.get_by_label("Your page").fill("From the train.")
    there.get_by_role("button", name="Follow Tokyo").click()
    expect(there.locator("travel-offer")).to_contain_text("Your days follow Tokyo now.")
    expect(there.locator("[data-whose-day]")).to_be_hidden()
    day, _time = dated(there)
    assert day == f"{datetime.now(ZoneInfo(farther)):%Y-%m-%d}"
    there.get_by_role("button", name="Keep this page").click()
    assert kept(there)[::2] == (day, farther)
    there.goto("/")
    assert there.locator("h1").inner_text() == today_in(farther)


def test_without_scripts_the_page_says_whose_day_it_is(new_context: NewContext) -> None:
    page = member(new_context(java_script_enabled=False, timezone_id="Pacific/Kiritimati"))
    for address in ("/", "/journal/new/"):
        page.goto(address)
        expect(page.locator("[data-device-moment]")).to_contain_text("UTC")
        open_details(page)
        expect(page.locator("device-clock").get_by_text(IN_UTC)).to_be_visible()
    page.goto("/")
    expect(page.locator("[data-whose-day]")).to_contain_text(IN_UTC)
    page.locator("[data-whose-day] a").click()
    page.wait_for_url("**/journal/settings/")
    keep_zone(page, "Pacific/Kiritimati")
    page.goto("/")
    assert page.locator("h1").inner_text() == today_in("Pacific/Kiritimati")
    assert page.get_by_text(IN_UTC).count() == 0
