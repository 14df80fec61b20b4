"""To unlock, or to come in with the recovery code: the field is ready and large enough."""

from playwright.sync_api import expect

from tests.browser.actions import lock, member
from tests.browser.conftest import NewContext
from tests.browser.phones import PHONE, SIZES

CODE = "ABCD " * 8 + "E"
# Whether the field has the caret, and the heading above it can still be read.
READY = """() => {
  const heading = document.querySelector("h1");
  const { left, top, height } = heading.getBoundingClientRect();
  return document.activeElement.id === "id_password"
    && heading.contains(document.elementFromPoint(left + 5, top + height / 2));
}"""
# The field takes the focus as it does when the page comes.
ANEW = """() => {
  document.activeElement.blur();
  scrollTo({ top: 0, behavior: "instant" });
  document.getElementById("id_password").focus();
}"""
HOLDS = """(field) => field.scrollWidth <= field.clientWidth
  && field.scrollHeight <= field.clientHeight + 1"""


def test_unlock_is_ready_to_type_and_the_recovery_code_fits_its_field(
    new_context: NewContext,
) -> None:
    page = member(new_context())
    lock(page)
    for address in ("/vault/unlock/", "/"):
        page.set_viewport_size(PHONE)
        page.goto(address)
        page.wait_for_function(READY)
        for width, height in (*SIZES, (1280, 900)):
            page.set_viewport_size({"width": width, "height": height})
            page.evaluate(ANEW)
            page.wait_for_function(READY)
    visitor = new_context().new_page()
    visitor.goto("/account/recover/")
    visitor.get_by_label("Recovery code").fill(CODE)
    for width in (320, 390, 1280):
        visitor.set_viewport_size({"width": width, "height": 844})
        assert visitor.get_by_label("Recovery code").evaluate(HOLDS), width


def test_another_time_until_the_journal_locks_is_told_in_every_tab(new_context: NewContext) -> None:
    page = member(new_context())
    other = page.context.new_page()
    other.goto("/journal/new/")
    other.get_by_label("Your page").fill("Half a sentence.")
    clock = other.locator("vault-clock")
    expect(clock).to_have_text("15 min")
    for minutes in ("5", "60"):
        page.goto("/journal/settings/")
        page.get_by_label("The journal locks itself after").select_option(minutes)
        page.get_by_role("button", name="Keep").click()
        page.wait_for_url("**/settings/?saved")
        expect(clock).to_have_text(f"{minutes} min")
    expect(other.get_by_label("Your page")).to_have_value("Half a sentence.")
