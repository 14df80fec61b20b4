"""What a member does first in most journeys."""

import re

from tests.browser.actions import PASSWORD, new_name
from tests.browser.engines.page import Page

ENTRY = re.compile(r"/journal/[0-9a-f-]{36}/")


def sign_up(page: Page) -> str:
    """Up to the page that offers a recovery code; the name."""
    name = new_name()
    page.until("the sign-up form", lambda: _is_at_sign_up(page))
    page.fill("#id_username", name)
    page.fill("#id_password1", PASSWORD)
    page.click("label", "I am 18 or over")
    page.click("label", "I understand that")
    page.click("main button", "Create account")
    page.until_at("/vault/recovery/")
    return name


def _is_at_sign_up(page: Page) -> bool:
    """A late answer to a page of the journey before may bring its cookie back: forget it again."""
    page.goto("/account/sign-up/")
    if page.path == "/account/sign-up/":
        return True
    page.forget()
    return False


def keep(page: Page) -> str:
    """Keep the page that is being written; its path."""
    page.click("main button", "Keep this page")
    page.until("the kept page", lambda: ENTRY.fullmatch(page.path))
    page.shows("article")
    return page.path


def write(page: Page, *, body: str) -> str:
    page.goto("/journal/new/")
    page.fill("#id_body", body)
    return keep(page)


def unlock(page: Page, password: str = PASSWORD) -> None:
    page.fill("#id_password", password)
    page.click("main button", "Unlock")
