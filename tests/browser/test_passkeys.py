"""Passkeys and the second factor in a real browser, with Chromium's own virtual authenticator."""

import re
import time

from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value
from playwright.sync_api import Page, expect

from tests.browser.actions import (
    HOME,
    PASSWORD,
    lock,
    log_out,
    member,
    name_of,
    sign_up_unseen,
    unlock,
    watch_of,
    write,
)
from tests.browser.conftest import NewContext
from tests.browser.server import RealServer
from tests.browser.virtual_passkeys import VirtualAuthenticator, make_passkey


def sign_in_by_touch(page: Page) -> None:
    page.goto("/account/sign-in/")
    page.get_by_role("button", name="Sign in with a passkey").click()


def test_one_touch_signs_in_and_opens_the_journal_until_the_passkey_is_removed(
    new_context: NewContext,
) -> None:
    page = member(new_context())
    device = VirtualAuthenticator(page, gives_keys=True)
    kept = write(page, body="The ferry was late.")
    make_passkey(page, "opens")
    assert [each["userName"] for each in device.passkeys()] == [name_of(page.context)]

    page.goto(kept)
    lock(page)
    page.goto(kept)
    page.get_by_role("button", name="Unlock with your passkey").click()
    page.wait_for_url(kept)
    expect(page.get_by_text("The ferry was late.")).to_be_visible()

    log_out(page)
    sign_in_by_touch(page)
    page.wait_for_url(HOME)
    page.goto(kept)
    expect(page.get_by_text("The ferry was late.")).to_be_visible()

    page.goto("/account/passkeys/")
    page.get_by_role("link", name="Remove passkey 1").click()
    page.wait_for_url("**/remove/")
    page.locator("#id_own_password").fill(PASSWORD)
    page.get_by_role("button", name="Go on").click()
    page.get_by_role("button", name="Remove it").click()
    page.wait_for_url("**/account/passkeys/")
    lock(page)
    expect(page.get_by_role("button", name="Unlock", exact=True)).to_be_visible()
    expect(page.get_by_role("button", name="Unlock with your passkey")).to_have_count(0)
    log_out(page)
    sign_in_by_touch(page)
    page.get_by_role("heading", name="This passkey does not sign in here").wait_for()


def test_without_a_key_of_the_device_it_signs_in_and_the_password_opens(
    new_context: NewContext, server: RealServer
) -> None:
    page = member(new_context())
    device = VirtualAuthenticator(page, gives_keys=False)
    make_passkey(page, "no-key")
    expect(page.get_by_text("It can’t open the journal")).to_be_visible()
    page.get_by_role("button", name="Ask for a passkey as well").click()
    page.wait_for_url("**/second-factor/codes/")
    log_out(page)
    sign_in_by_touch(page)
    page.wait_for_url(HOME)
    expect(page.get_by_role("button", name="Unlock with your passkey")).to_have_count(0)
    unlock(page)
    log_out(page)

    first_step(page, name_of(page.context))
    page.get_by_role("button", name="Use your passkey").click()
    page.wait_for_url(HOME)
    page.goto("/journal/")
    expect(page).to_have_url(re.compile("/journal/$"))
    log_out(page)
    device.verifies(False)
    sign_in_by_touch(page)
    expect(page.get_by_text("No passkey came")).to_be_visible()
    server.use_up_tries()
    watch_of(page.context).forgive_lost_line("/account/passkeys/options/")
    page.get_by_role("button", name="Sign in with a passkey").click()
    told = page.locator("passkey-button [role=status]")
    expect(told).to_contain_text(re.compile(r"That was a lot .* Try again in about \d+"))


def test_a_code_of_an_app_is_asked_for_after_the_password(
    new_context: NewContext, either_way: bool
) -> None:
    page = new_context(java_script_enabled=either_way).new_page()
    name = f"coder{'s' if either_way else ''}{time.time_ns() % 10**9}"
    sign_up_unseen(page, name)
    page.goto("/account/second-factor/")
    page.get_by_role("link", name="Set it up").click()
    page.locator("#id_own_password").fill(PASSWORD)
    page.get_by_role("button", name="Go on").click()
    page.get_by_role("button", name="Show the picture").click()
    secret = page.locator(".secret").inner_text().replace(" ", "")
    assert page.locator(".qr").evaluate("(picture) => picture.naturalWidth") > 0
    page.locator("#id_code").fill(code_of(secret))
    page.get_by_role("button", name="Turn it on").click()
    page.wait_for_url("**/second-factor/codes/")
    backup = page.locator("#backup-codes code").all_inner_texts()
    assert len(backup) == 10
    log_out_of(page)

    first_step(page, name)
    page.locator("#id_code").fill("000000")
    press_sign_in(page)
    expect(page.locator("main [role=alert]")).to_contain_text("not the current code")
    page.locator("#id_code").fill(code_of(secret, later=1))
    press_sign_in(page)
    page.wait_for_url(HOME)
    page.goto("/journal/")
    expect(page).to_have_url(re.compile("/journal/$"))
    log_out_of(page)

    first_step(page, name)
    page.locator("#id_code").fill(backup[0])
    press_sign_in(page)
    page.wait_for_url(HOME)
    if not either_way:
        page.goto("/account/passkeys/new/")
        page.locator("#id_own_password").fill(PASSWORD)
        page.get_by_role("button", name="Go on").click()
        page.get_by_text("No, only mine").click()
        page.get_by_role("button", name="Go on").click()
        page.wait_for_url("**/passkeys/make/")
        expect(page.get_by_text("This step needs scripts")).to_be_visible()
        expect(page.get_by_role("button", name="Make it now")).to_have_count(0)


def first_step(page: Page, name: str) -> None:
    page.goto("/account/sign-in/")
    page.get_by_label("User name").fill(name)
    page.locator("#id_password").fill(PASSWORD)
    page.locator("main").get_by_role("button", name="Sign in", exact=True).click()
    page.wait_for_url("**/account/sign-in/code/")


def press_sign_in(page: Page) -> None:
    page.locator("main").get_by_role("button", name="Sign in", exact=True).click()


def log_out_of(page: Page) -> None:
    page.goto("/account/sign-out/")
    page.locator("main").get_by_role("button", name="Sign out").click()
    page.wait_for_url(HOME)


def code_of(secret: str, *, later: int = 0) -> str:
    """The code of now; the one after it, which a slow machine may use as well, where that was."""
    return str(format_hotp_value(hotp_value(secret, int(time.time()) // 30 + later)))
