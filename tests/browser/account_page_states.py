"""The states of an account's pages that a link in a mail, a new key or a deletion leads to."""

import email
import re
from collections.abc import Iterator
from pathlib import Path

from playwright.sync_api import Page

from tests.browser.actions import NEW_PASSWORD, PASSWORD, log_out, new_name, sign_up, until
from tests.browser.page_states import Go, PageState, at

LINK = re.compile(r"http\S+\?token=\S+")
ADDRESS = "long.name.of.somebody@example.org"


def account_states(name: str, mails: Path) -> Iterator[PageState]:
    """For the member of this name, in this order: each goes on from where the one before ended."""
    yield PageState(name="a refused user name", go=refused_name)
    yield PageState(name="a refused address", go=refused_address)
    yield PageState(name="a link on its way to an address", go=asked_address)
    yield PageState(name="an address to confirm", go=by_link(mails))
    yield PageState(name="a confirmed address", go=pressed)
    yield PageState(name="an address to change", go=at("/account/email/"))
    yield PageState(name="everything new, begun", go=begun_renewal)
    yield PageState(name="a refused new key", go=refused_key)
    yield PageState(name="a refused deletion", go=refused_deletion)
    yield PageState(name="every page that goes, asked", go=asked_deletion)
    yield PageState(name="sign-ins that ended", go=ended_sign_ins(name))
    yield PageState(name="a way back by mail", go=asked_reset)
    yield PageState(name="a new password by mail", go=by_link(mails))
    yield PageState(name="a refused password by mail", go=refused_reset)
    yield PageState(name="a password that was set by mail", go=reset)
    yield PageState(name="settings after a reset", go=signed_in_after_reset(name))
    yield PageState(name="a deletion that waits", go=at("/account/delete/"))
    yield PageState(name="an account that is gone", go=deleted)


def refused_name(page: Page) -> None:
    page.goto("/account/name/")
    _send_as_it_is(page, 0)


def refused_address(page: Page) -> None:
    page.goto("/account/email/")
    _send_as_it_is(page, 0)


def _send_as_it_is(page: Page, number: int) -> None:
    form = page.locator("main form").nth(number)
    form.evaluate("(form) => { form.noValidate = true; form.submit(); }")
    page.locator("main [role=alert]").wait_for()


def asked_address(page: Page) -> None:
    page.locator("[name=email]").fill(ADDRESS)
    page.locator("#id_own_password").fill(PASSWORD)
    page.get_by_role("button", name="Send the link").click()
    page.get_by_role("link", name="Back to the settings").wait_for()


def by_link(mails: Path) -> Go:
    """By the link of the newest mail that no other state has used."""

    def go(page: Page) -> None:
        until(page, lambda: bool(_links(mails)))
        found = _links(mails)
        page.goto(found[-1])
        for path in mails.iterdir():
            path.unlink()

    return go


def _links(mails: Path) -> list[str]:
    paths = sorted(mails.glob("*"), key=lambda path: path.stat().st_mtime)
    return [link for path in paths for link in LINK.findall(_body(path))]


def _body(path: Path) -> str:
    payload = email.message_from_bytes(path.read_bytes()).get_payload(decode=True)
    return payload.decode() if isinstance(payload, bytes) else ""


def pressed(page: Page) -> None:
    with page.expect_navigation():
        page.locator("main form button[type=submit]").first.click()


def begun_renewal(page: Page) -> None:
    page.goto("/account/renewal/")
    page.get_by_role("button", name="Begin").click()
    page.locator("#address", has_text=ADDRESS).wait_for()


def refused_key(page: Page) -> None:
    page.goto("/vault/new-key/")
    _send_as_it_is(page, 0)


def refused_deletion(page: Page) -> None:
    page.goto("/account/delete/")
    _send_as_it_is(page, 0)


def asked_deletion(page: Page) -> None:
    page.goto("/journal/delete/")
    page.locator("[name=what][value=all]").check()
    with page.expect_navigation():
        page.locator("main form button[type=submit]").first.click()


def ended_sign_ins(name: str) -> Go:
    def go(page: Page) -> None:
        log_out(page)
        page.goto("/account/sign-in/")
        _type_password(page, name, "not it at all")
        page.locator("main [role=alert]").wait_for()
        _type_password(page, name, PASSWORD)
        page.wait_for_url(re.compile(r"^[^/]+//[^/]+/$"))
        page.goto("/account/sign-ins/")
        page.get_by_text("1 try to sign in failed").wait_for()

    return go


def _type_password(page: Page, name: str, password: str) -> None:
    page.get_by_label("User name").fill(name)
    page.locator("#id_password").fill(password)
    page.locator("main form button[type=submit]").first.click()


def asked_reset(page: Page) -> None:
    log_out(page)
    page.goto("/account/forgotten/email/")
    page.locator("[name=email]").fill(ADDRESS)
    page.locator("main form button[type=submit]").first.click()
    page.wait_for_url("**/email/sent/")


def refused_reset(page: Page) -> None:
    _send_as_it_is(page, 0)


def reset(page: Page) -> None:
    page.locator("[name=password1]").fill(NEW_PASSWORD)
    page.locator("main form button[type=submit]").first.click()
    page.wait_for_url("**/reset/done/")


def signed_in_after_reset(name: str) -> Go:
    def go(page: Page) -> None:
        page.goto("/account/sign-in/")
        _type_password(page, name, NEW_PASSWORD)
        page.get_by_text("Your earlier password").first.wait_for()
        page.goto("/account/")

    return go


def deleted(page: Page) -> None:
    """Of another member: this one has to wait."""
    log_out(page)
    sign_up(page, new_name())
    page.goto("/account/delete/")
    page.locator("#id_password").fill(PASSWORD)
    page.get_by_role("button", name="Delete the account").click()
    page.get_by_text("has been deleted").wait_for()
