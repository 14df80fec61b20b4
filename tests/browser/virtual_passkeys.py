"""Chromium's own virtual authenticator: it makes and uses passkeys as a device does."""

from typing import Any

from playwright.sync_api import CDPSession, Page

from tests.browser.actions import PASSWORD


class VirtualAuthenticator:
    """The authenticator of one page; `gives_keys` is whether it has the PRF extension."""

    def __init__(self, page: Page, *, gives_keys: bool) -> None:
        self._devtools: CDPSession = page.context.new_cdp_session(page)
        self._devtools.send("WebAuthn.enable")
        options = {
            "protocol": "ctap2",
            "ctap2Version": "ctap2_1",
            "transport": "internal",
            "hasResidentKey": True,
            "hasUserVerification": True,
            "isUserVerified": True,
            "automaticPresenceSimulation": True,
            "hasPrf": gives_keys,
        }
        made = self._devtools.send("WebAuthn.addVirtualAuthenticator", {"options": options})
        self._id = {"authenticatorId": made["authenticatorId"]}

    def verifies(self, is_owner: bool) -> None:
        """Whether the finger that touches it from now on is its owner's."""
        self._devtools.send("WebAuthn.setUserVerified", {**self._id, "isUserVerified": is_owner})

    def passkeys(self) -> list[dict[str, Any]]:
        held: list[dict[str, Any]] = self._devtools.send("WebAuthn.getCredentials", self._id)[
            "credentials"
        ]
        return held


def make_passkey(page: Page, made: str) -> None:
    """From the list: the password if it is asked for, the question, and the touch."""
    page.goto("/account/passkeys/")
    page.get_by_role("link", name="Make a passkey").click()
    page.wait_for_url("**/passkeys/new/")
    if page.locator("#id_own_password").count():
        page.locator("#id_own_password").fill(PASSWORD)
        page.get_by_role("button", name="Go on").click()
        page.get_by_role("heading", name="One question first").wait_for()
    page.get_by_text("No, only mine").click()
    page.get_by_role("button", name="Go on").click()
    page.wait_for_url("**/passkeys/make/")
    page.get_by_role("button", name="Make it now").click()
    page.wait_for_url(f"**/passkeys/?made={made}")
