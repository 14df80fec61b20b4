"""PDFs, comparisons and an import at once: everybody else is served meanwhile."""

import re
import time
import uuid
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from http.client import HTTPConnection
from threading import Event

from tests.faults.server import FaultServer
from tests.faults.writer import PASSWORD, Browser

LONGEST = 60  # seconds for one piece of heavy work, on a machine that is busy with other tests
# Others may take so many times their time of a quiet moment, and this many seconds: a thread of
# Python's waits for its turn beside the work itself.
FACTOR, SECONDS = 10, 1.0
MEMBERS = 4
PAGES, PARAGRAPHS = 3, 150
LINES, WORDS = 90, 700  # what takes longest to compare
PLACES = 2  # LEEWAY_HEAVY_WORK_AT_ONCE, as it is by default


@dataclass
class HeavyMember:
    """Somebody with pages for a long PDF and two versions that take long to compare."""

    browser: Browser
    version: str = ""
    answers: list[tuple[int, float]] = field(default_factory=list)

    def prepare(self) -> None:
        for number in range(PAGES):
            body = "\n\n".join(
                f"Paragraph {number} {n}. " + "word " * 180 for n in range(PARAGRAPHS)
            )
            self._keep(str(uuid.uuid4()), body, revision=0)
        entry = str(uuid.uuid4())
        for revision, modulus in ((0, 7), (1, 5)):
            lines = (
                " ".join(f"w{(line * word) % modulus}" for word in range(WORDS))
                for line in range(1, LINES + 1)
            )
            self._keep(entry, "\n".join(lines), revision=revision)
        assert self.browser.get(f"/journal/{entry}/history/") == 200
        found = re.search(f"/journal/{entry}/history/[0-9a-f-]{{36}}/", self.browser.body)
        assert found is not None
        self.version = found[0]

    def pdf(self) -> None:
        sent = {"what": "all", "form": "pdf", "password": PASSWORD}
        self._timed(lambda: self.browser.post("/journal/export/", sent))

    def compare(self) -> None:
        self._timed(lambda: self.browser.get(self.version))

    def _timed(self, ask: Callable[[], int]) -> None:
        begun = time.monotonic()
        self.answers.append((ask(), time.monotonic() - begun))

    def _keep(self, entry: str, body: str, *, revision: int) -> None:
        form = {"entry_id": entry, "revision": str(revision), "title": "", "day": "2026-11-24"}
        address = f"/journal/{entry}/edit/" if revision else "/journal/new/"
        assert self.browser.post(address, form | {"body": body}) == 303


def seconds_for(browser: Browser, address: str) -> float:
    begun = time.monotonic()
    assert browser.get(address) == 200, (address, browser.body[:300])
    return time.monotonic() - begun


def places(monitor: Browser) -> tuple[float, float]:
    """How many places are held now, and how many were refused so far, as the monitor tells it."""
    assert monitor.get("/metrics") == 200
    held, refused = (
        sum(map(float, re.findall(rf"^{name}{{[^}}]*}} (\S+)$", monitor.body, re.M)))
        for name in ("leeway_heavy_work", "leeway_heavy_work_refused_total")
    )
    return held, refused


def half_an_import(browser: Browser) -> HTTPConnection:
    """An import whose file stops in the middle: a slow line."""
    connection = HTTPConnection("127.0.0.1", browser.port, timeout=LONGEST)
    connection.putrequest("POST", "/journal/import/")
    for name, value in {
        "Cookie": "; ".join(f"{name}={value}" for name, value in browser.cookies.items()),
        "Sec-Fetch-Site": "same-origin",
        "Content-Type": "multipart/form-data; boundary=x",
        "Content-Length": "1000000",
    }.items():
        connection.putheader(name, value)
    connection.endheaders(
        b'--x\r\nContent-Disposition: form-data; name="file"; filename="a.json"\r\n\r\n{'
    )
    return connection


def test_four_pdfs_four_comparisons_and_an_import_leave_others_their_server(
    busy_home: FaultServer,
) -> None:
    members = [HeavyMember(Browser(port=busy_home.port, patience=LONGEST)) for _ in range(MEMBERS)]
    for number, member in enumerate(members):
        member.browser.sign_up(f"member-{number}")
        member.prepare()
    other = Browser(port=busy_home.port, patience=LONGEST)
    other.sign_up("other")
    watched = ("/healthz/", "/journal/")
    quiet = {address: max(seconds_for(other, address) for _ in range(5)) for address in watched}
    slowest = dict.fromkeys(watched, 0.0)
    monitor = Browser(port=int(busy_home.settings["LEEWAY_MONITOR_PORT"]), patience=LONGEST)
    most_held, done = 0.0, Event()

    def look() -> None:
        nonlocal most_held
        while not done.is_set():
            most_held = max(most_held, places(monitor)[0])
            for address in watched:
                slowest[address] = max(slowest[address], seconds_for(other, address))

    connection = half_an_import(members[0].browser)
    with ThreadPoolExecutor(2 * MEMBERS + 1) as threads:
        looking = threads.submit(look)
        for ended in [
            *[threads.submit(member.pdf) for member in members],
            *[threads.submit(member.compare) for member in members],
        ]:
            ended.result(3 * LONGEST)
        done.set()
        looking.result(LONGEST)
    connection.close()
    for address in watched:
        assert slowest[address] < FACTOR * quiet[address] + SECONDS, (quiet, slowest)
    assert most_held == PLACES, "as much at once as may be, and no more"
    assert places(monitor)[1] > 0, "whoever had no place heard so"
    answers = [answer for member in members for answer in member.answers]
    statuses = {status for status, _ in answers}
    assert 200 in statuses, answers
    assert statuses <= {200, 429, 503}, answers  # 429: no place to prove the password
    assert (
        members[1].browser.post(
            "/journal/export/", {"what": "all", "form": "pdf", "password": PASSWORD}
        )
        == 200
    )
