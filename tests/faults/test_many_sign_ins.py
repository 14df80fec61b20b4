"""Many members sign in and unlock at the same moment, at the real cost, on the real server."""

import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from urllib.request import urlopen

import pytest

from tests.browser.server import RealServer, real_server
from tests.faults.writer import PASSWORD, Browser

AT_ONCE = 20
PATIENCE = 60  # seconds for one answer; a quiet machine needs two
LONGEST = 240  # seconds until everybody is in
IN, BUSY = {302, 303}, 429


@pytest.fixture(scope="module")
def server() -> Iterator[RealServer]:
    with real_server() as server:
        yield server


def a_member(server: RealServer, number: int) -> tuple[str, Browser]:
    """The name, and the browser in which the account was made: signed in, the journal locked."""
    name = f"member-{number}"
    server.forget_tries()  # one network may sign up only so many
    browser = Browser(port=server.port, patience=PATIENCE)
    browser.sign_up(name)
    assert browser.post("/vault/lock/", {}) in IN
    return name, browser


def test_twenty_sign_ins_and_twenty_unlocks_at_once_get_in_or_hear_when_to_come_back(
    server: RealServer,
) -> None:
    members = [a_member(server, number) for number in range(AT_ONCE + 1)]
    names = [name for name, _browser in members]
    fresh = [Browser(port=server.port, patience=PATIENCE) for _name in names[:AT_ONCE]]
    together = Barrier(2 * AT_ONCE)

    def get_in(name: str, browser: Browser) -> Browser:
        together.wait(PATIENCE)
        give_up = time.monotonic() + LONGEST
        while (status := try_to_get_in(browser, name)) == BUSY:
            assert browser.retry_after is not None, "429 says when to come back"
            assert time.monotonic() < give_up, f"{name} never gets in"
            time.sleep(int(browser.retry_after))
        assert status in IN, f"{name}: {status}"
        return browser

    known = [browser for _name, browser in members[:AT_ONCE]]
    with ThreadPoolExecutor(2 * AT_ONCE) as threads:
        browsers = list(threads.map(get_in, names[:AT_ONCE] * 2, fresh + known))
    assert all("__Host-jkey" in browser.cookies for browser in browsers), "the journal is open"

    last = Browser(port=server.port, patience=PATIENCE)
    assert try_to_get_in(last, names[-1]) in IN
    with urlopen(f"{server.address}/readyz/", timeout=PATIENCE) as answer:
        assert answer.status == 200
    assert "derivation" not in server.logged()


def try_to_get_in(browser: Browser, name: str) -> int:
    """What the page in front of the member offers: to sign in, or then to open the journal."""
    if "__Host-session" in browser.cookies:
        return browser.post("/vault/unlock/", {"password": PASSWORD})
    return browser.post("/account/sign-in/", {"login": name, "password": PASSWORD})
