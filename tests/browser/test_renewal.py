"""“Make everything new” from its first step to its last, with a break and in another browser."""

from playwright.sync_api import Page, expect

from tests.browser.actions import NEW_PASSWORD, PASSWORD, member, name_of, sign_in, write
from tests.browser.conftest import NewContext

RENEWAL = "/account/renewal/"
BACK = "Make everything new, step by step"
SECRET = "The keys are with Ines."


def test_everything_is_made_new_over_a_break_and_in_another_browser(
    new_context: NewContext,
) -> None:
    first = member(new_context())
    name = name_of(first.context)
    kept = write(first, body=SECRET)
    partner = new_context().new_page()
    sign_in(partner, name, password=PASSWORD)
    first.goto(RENEWAL)
    first.get_by_role("button", name="Begin").click()
    is_at(first, "password", done=1)  # there is no address to change
    first.get_by_role("link", name="Change the password").click()
    first.locator("#id_oldpassword").fill(PASSWORD)
    first.locator("#id_password1").fill(NEW_PASSWORD)
    first.locator("#id_is_known").check()
    first.locator("main form button[type=submit]").first.click()
    is_at(first, "key", done=3)
    partner.goto(kept)
    assert "/account/sign-in/" in partner.url

    second = new_context().new_page()  # the first browser is left as it is
    sign_in(second, name, password=NEW_PASSWORD)
    second.goto(RENEWAL)
    is_at(second, "key", done=2)  # for here the first one is another sign-in, from before
    second.locator("#key a").click()
    second.get_by_text("Everything is under the new key").wait_for()
    second.get_by_role("link", name=BACK).click()
    is_at(second, "code", done=3)
    second.locator("#code a").click()
    second.wait_for_url("**/vault/recovery/**")
    second.locator("main form button").first.click()
    second.locator("#code-groups").wait_for()
    groups = second.locator("#code-groups li").all_inner_texts()
    second.get_by_label("Group 3").fill(groups[2])
    second.get_by_label("Group 6").fill(groups[5])
    second.get_by_role("button", name="I have kept it").click()
    is_at(second, "devices", done=4)
    expect(second.locator("#devices")).to_contain_text("1 other sign-in is left.")
    second.get_by_role("link", name="To the sign-ins").click()
    second.locator("#id_own_password").fill(NEW_PASSWORD)
    second.get_by_role("button", name="End it").click()
    second.get_by_text("Ended. Nobody is signed in there").wait_for()
    second.get_by_role("link", name=BACK).click()
    is_at(second, "settings", done=5)
    second.get_by_role("button", name="Both are right").click()
    expect(second.get_by_text("All of it is done. Everything is new.")).to_be_visible()

    first.goto(kept)
    assert "/account/sign-in/" in first.url
    second.goto(kept)
    expect(second.locator("article")).to_contain_text(SECRET)
    second.goto(RENEWAL)
    second.get_by_role("button", name="Put this list away").click()
    expect(second.get_by_role("button", name="Begin")).to_be_visible()


def is_at(page: Page, step: str, *, done: int) -> None:
    """The list says how many steps are done, and which one comes next."""
    page.wait_for_url(f"**{RENEWAL}")
    expect(page.get_by_text(f"{done} of 6 steps are done.")).to_be_visible()
    expect(page.locator("[aria-current=step]")).to_have_id(step)
