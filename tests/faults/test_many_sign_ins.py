"""Many browsers sign in, then unlock, at the same moment, at the real cost, on the real server."""

import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from urllib.request import urlopen

import pytest

from tests.browser.server import RealServer, real_server
from tests.faults.writer import PASSWORD, Browser

AT_ONCE = 20
MEMBERS = 10  # each in two browsers
PATIENCE = 60  # seconds for one answer; a quiet machine needs two
LONGEST = 240  # seconds until everybody is in
IN, BUSY = {302, 303}, 429


@pytest.fixture(scope="module")
def server() -> Iterator[RealServer]:
    with real_server() as server:
        yield server


def a_member(server: RealServer, number: int) -> str:
    name = f"member-{number}"
    server.forget_tries()  # one network may sign up only so many
    Browser(port=server.port, patience=PATIENCE).sign_up(name)
    return name


def test_twenty_sign_ins_then_twenty_unlocks_at_once_get_in_or_hear_when_to_come_back(
    server: RealServer,
) -> None:
    names = [a_member(server, number) for number in range(MEMBERS)] * 2
    together = Barrier(AT_ONCE)

    def get_in(name: str, browser: Browser) -> None:
        together.wait(PATIENCE)
        give_up = time.monotonic() + LONGEST
        while (status := try_to_get_in(browser, name)) == BUSY:
            assert browser.retry_after is not None, "429 says when to come back"
            assert time.monotonic() < give_up, f"{name} never gets in"
            time.sleep(int(browser.retry_after))
        assert status in IN, f"{name}: {status}"

    browsers = [Browser(port=server.port, patience=PATIENCE) for _name in names]
    for _what in ("sign in", "unlock"):
        with ThreadPoolExecutor(AT_ONCE) as threads:
            list(threads.map(get_in, names, browsers))
        assert all(is_open(browser) for browser in browsers)
        for browser in browsers:
            assert browser.post("/vault/lock/", {}) in IN
            assert not is_open(browser)

    last = Browser(port=server.port, patience=PATIENCE)
    assert try_to_get_in(last, names[-1]) in IN
    with urlopen(f"{server.address}/readyz/", timeout=PATIENCE) as answer:
        assert answer.status == 200
    assert "derivation" not in server.logged()


def is_open(browser: Browser) -> bool:
    return bool(browser.cookies.get("__Host-jkey", "").strip('"'))


def try_to_get_in(browser: Browser, name: str) -> int:
    """What the page in front of the member offers: to sign in, or then to open the journal."""
    if "__Host-session" in browser.cookies:
        return browser.post("/vault/unlock/", {"password": PASSWORD})
    return browser.post("/account/sign-in/", {"login": name, "password": PASSWORD})
