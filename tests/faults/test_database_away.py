"""The database is gone: help still answers, everything else says when to come back, words stay."""

import json
import re
import time
from collections.abc import Iterator
from html import unescape

import pytest

from tests.faults.server import FaultServer, fault_site
from tests.faults.writer import Browser

LONGEST = 2.5  # seconds for an answer, on a machine that is busy with other tests
WORDS = "we did not speak <at> dinner & I said so"
ENTRY = "0198c0de-0000-7000-8000-000000000001"
HELP = "/support/united-kingdom/"
PRIVATE = ("/journal/", "/journal/new/")
PUBLIC = ("/support/", HELP, "/safety/", "/privacy/", "/quiz/", "/healthz/")


def seconds_for(browser: Browser, address: str, status: int) -> float:
    begun = time.monotonic()
    assert browser.get(address) == status, (address, browser.body[:500])
    return time.monotonic() - begun


def save(browser: Browser, body: str) -> int:
    form = {"entry_id": ENTRY, "revision": "0", "title": "Tuesday", "body": body}
    return browser.post("/journal/new/", form | {"day": "2026-11-24"})


def fields_of(page: str) -> dict[str, str]:
    """The names and values that a browser would send with the page's form."""
    form = page[page.index('<form class="stack panel"') :]
    inputs = re.findall(r'<input [^>]*?\bname="([^"]+)"[^>]*? value="([^"]*)"', form)
    areas = re.findall(r'<textarea[^>]* name="([^"]+)"[^>]*>\n(.*?)</textarea>', form, re.S)
    return {name: unescape(value) for name, value in [*inputs, *areas]}


def check_outage(visitor: Browser, member: Browser, before: str) -> str:
    """Look round while the database is gone; the answer is the page of a save that failed."""
    for browser in (visitor, member):
        for address in PUBLIC:
            assert seconds_for(browser, address, 200) < LONGEST, address
    assert visitor.get(HELP) == 200
    assert visitor.body == before
    assert visitor.get("/readyz/") == 503
    assert member.get(HELP) == 200
    assert 'href="tel:' in member.body
    for address in (*PRIVATE, f"/journal/{ENTRY}/"):
        assert seconds_for(member, address, 503) < LONGEST, address
        assert member.retry_after == "10"
    assert save(member, WORDS) == 503
    assert member.retry_after == "10"
    return member.body


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Iterator[FaultServer]:
    """With help lines and static files, which the pages need."""
    folder = tmp_path_factory.mktemp("away") / "home"
    logs = {"LEEWAY_LOG_FORMAT": "json", "LEEWAY_LOG_REQUESTS": "1"}
    with fault_site(folder, LEEWAY_DATABASE_WAIT_MS="1500", **logs) as built:
        yield built


@pytest.fixture(scope="module")
def member(home: FaultServer) -> Browser:
    browser = Browser(port=home.port)
    browser.sign_up()
    return browser


def test_a_database_that_was_started_anew_costs_nobody_a_request(
    home: FaultServer, member: Browser
) -> None:
    for address in PRIVATE:
        assert member.get(address) == 200
    home.cluster.stop()
    home.cluster.start()
    for address in PRIVATE * 2:
        assert member.get(address) == 200, address


def test_without_the_database_help_answers_and_a_failed_save_gives_its_words_back(
    home: FaultServer, member: Browser
) -> None:
    visitor = Browser(port=home.port)
    assert visitor.get(HELP) == 200
    before = visitor.body
    home.kill_database()
    try:
        failed = check_outage(visitor, member, before)
    finally:
        home.cluster.start()
    sent = fields_of(failed)
    assert sent["body"] == WORDS
    assert sent["title"] == "Tuesday"
    give_up = time.monotonic() + 10
    while visitor.get("/readyz/") != 200:
        assert time.monotonic() < give_up, "the server does not find its database again"
        time.sleep(0.1)
    assert member.post("/journal/new/", sent) == 303, member.body[:500]
    assert member.get(f"/journal/{ENTRY}/") == 200
    assert "we did not speak &lt;at&gt; dinner &amp; I said so" in member.body


def test_the_log_has_one_line_for_each_and_no_address_of_a_page(
    home: FaultServer, member: Browser
) -> None:
    """Runs after the outage above."""
    member.get(f"/journal/{ENTRY}/")
    text = (home.folder / "web.log").read_text()
    lines = [json.loads(line) for line in text.splitlines()]
    assert ENTRY not in text
    assert "maya" not in text
    assert "127.0.0.1:" not in text
    ended = [line for line in lines if line["logger"] == "leeway.requests"]
    assert {"method", "route", "status", "ms", "time", "request"} <= ended[-1].keys()
    assert ended[-1]["route"] == "journal:entry"
    away = [line for line in lines if line["logger"] == "django.request"]
    assert any("couldn't get a connection" in line["message"] for line in away)
    assert not any("traceback" in line for line in lines)
    request = away[-1]["request"]
    assert [line["status"] for line in ended if line["request"] == request] == [503]
