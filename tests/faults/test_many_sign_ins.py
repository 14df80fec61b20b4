"""Many browsers sign in, then unlock, at the same moment, at the real cost, on the real server."""

import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from threading import Barrier, Event

from tests.faults.conftest import forget_tries
from tests.faults.server import FaultServer
from tests.faults.writer import PASSWORD, Browser

AT_ONCE = 20
MEMBERS = 10  # each in two browsers
PATIENCE = 60  # seconds for one answer; a quiet machine needs two
LONGEST = 240  # seconds until everybody is in
IN, BUSY = {302, 303}, 429
PAGE = "/safety/"
# Seconds for a look at pages of others and at health, at most moments. By their number, a few looks
# that wait long would not be seen among many that are quick. With a load of 3 none took 0.4.
PROMPT = 0.5


def a_member(home: FaultServer, number: int) -> str:
    name = f"arrives-{number}"
    forget_tries(home)  # one network may sign up only so many
    Browser(port=home.port, patience=PATIENCE).sign_up(name)
    return name


@contextmanager
def looked_at(browser: Browser, address: str) -> Iterator[list[float]]:
    """The seconds of each look at a page, one after the other, while the block runs."""
    took: list[float] = []
    done = Event()

    def look() -> None:
        while not done.is_set():
            begun = time.monotonic()
            assert browser.get(address) == 200, address
            took.append(time.monotonic() - begun)
            done.wait(0.02)

    with ThreadPoolExecutor(1) as threads:
        looking = threads.submit(look)
        try:
            yield took
        finally:
            done.set()
        looking.result(PATIENCE)


def test_twenty_sign_ins_then_twenty_unlocks_at_once_get_in_or_hear_when_to_come_back(
    busy_home: FaultServer,
) -> None:
    names = [a_member(busy_home, number) for number in range(MEMBERS)] * 2
    together = Barrier(AT_ONCE)

    def get_in(name: str, browser: Browser) -> None:
        together.wait(PATIENCE)
        give_up = time.monotonic() + LONGEST
        while (status := try_to_get_in(browser, name)) == BUSY:
            assert browser.retry_after is not None, "429 says when to come back"
            assert time.monotonic() < give_up, f"{name} never gets in"
            time.sleep(int(browser.retry_after))
        assert status in IN, f"{name}: {status}"

    browsers = [Browser(port=busy_home.port, patience=PATIENCE) for _name in names]
    visitor = Browser(port=busy_home.port, patience=PATIENCE)
    monitor = Browser(port=int(busy_home.settings["LEEWAY_MONITOR_PORT"]), patience=PATIENCE)
    for _what in ("sign in", "unlock"):
        with (
            looked_at(visitor, PAGE) as page,
            looked_at(monitor, "/healthz/") as health,
            ThreadPoolExecutor(AT_ONCE) as threads,
        ):
            list(threads.map(get_in, names, browsers))
        for what, took in (("pages", page), ("health", health)):
            slow = sum(each for each in took if each > PROMPT)
            assert slow < sum(took) / 2, (what, took)
        assert all(is_open(browser) for browser in browsers)
        for browser in browsers:
            assert browser.post("/vault/lock/", {}) in IN
            assert not is_open(browser)

    last = Browser(port=busy_home.port, patience=PATIENCE)
    assert try_to_get_in(last, names[-1]) in IN
    assert monitor.get("/metrics") == 200
    assert "leeway_derivations_stuck 0.0" in monitor.body
    assert "derivation" not in (busy_home.folder / "web.log").read_text()


def is_open(browser: Browser) -> bool:
    return bool(browser.cookies.get("__Host-jkey", "").strip('"'))


def try_to_get_in(browser: Browser, name: str) -> int:
    """What the page in front of the member offers: to sign in, or then to open the journal."""
    if "__Host-session" in browser.cookies:
        return browser.post("/vault/unlock/", {"password": PASSWORD})
    return browser.post("/account/sign-in/", {"login": name, "password": PASSWORD})
