"""Half-sent bodies, a body of 200 MB, answers that nobody hears: others are served meanwhile.

Straight at the server, without the proxy that an operator must have: it keeps half-sent bodies and
slow readers away (tests/deploy/test_proxies.py), and here only the monitor is sure to answer.
"""

import re
import socket
import time
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import urlencode

from tests.faults.conftest import THREADS
from tests.faults.server import FaultServer, output_of
from tests.faults.writer import Browser, text

MEGABYTE = 1 << 20
SIGN_IN = "/account/sign-in/"
FORM = "application/x-www-form-urlencoded"


def head(path: str, *, length: int, browser: Browser | None = None) -> bytes:
    cookies = browser.cookies if browser else {}
    return (
        f"POST {path} HTTP/1.1\r\nHost: localhost\r\nContent-Type: {FORM}\r\n"
        f"Cookie: {'; '.join(f'{name}={value}' for name, value in cookies.items())}\r\n"
        f"Sec-Fetch-Site: same-origin\r\nContent-Length: {length}\r\n\r\n"
    ).encode()


@contextmanager
def half_sent(home: FaultServer, count: int) -> Iterator[None]:
    held, browser = [], Browser(port=home.port)
    try:
        for _ in range(count):
            line = socket.create_connection(("127.0.0.1", home.port), timeout=20)
            # with its cookie: without one the form is refused unread
            line.sendall(head(SIGN_IN, length=1000, browser=browser) + b"login=a")
            held.append(line)
        yield
    finally:
        for line in held:
            line.close()


def memory_of(home: FaultServer) -> int:
    """The memory of the server's processes together, in MB."""
    assert home.web is not None
    total = 0
    for path in Path("/proc").glob("[0-9]*/stat"):
        try:
            group = int(path.read_text().rpartition(")")[2].split()[2])
            if group == home.web.pid:
                told = re.search(r"^Pss:\s+(\d+)", (path.parent / "smaps_rollup").read_text(), re.M)
                total += int(told[1]) if told else 0
        except OSError:
            continue
    return total // 1024


def test_the_monitor_answers_with_every_thread_held_by_a_half_sent_body(
    busy_home: FaultServer,
) -> None:
    monitor = Browser(port=int(busy_home.settings["LEEWAY_MONITOR_PORT"]), patience=20)
    server = Browser(port=busy_home.port, patience=2)
    with half_sent(busy_home, THREADS):
        time.sleep(0.5)
        assert server.get("/healthz/") == 0, "the threads are not held"
        took = []
        for _ in range(10):
            begun = time.monotonic()
            assert monitor.get("/healthz/") == 200
            took.append(time.monotonic() - begun)
        assert min(took) < 0.05, took  # of a machine that may be busy
    server.patience = 20
    assert server.get("/healthz/") == 200
    assert monitor.get("/metrics") == 200
    assert 'leeway_requests_total{route="pages:healthz",status="2xx"}' in monitor.body


def test_a_body_of_200_mb_is_refused_early_and_takes_no_memory(busy_home: FaultServer) -> None:
    before = memory_of(busy_home)
    for path in (SIGN_IN, "/journal/import/", "/journal/new/"):
        with socket.create_connection(("127.0.0.1", busy_home.port), timeout=30) as line:
            line.sendall(head(path, length=200 * MEGABYTE))
            piece, sent = b"a" * MEGABYTE, 0
            line.settimeout(5)
            try:
                while sent < 200:
                    line.sendall(piece)
                    sent += 1
            except OSError:
                pass  # nobody reads on
        assert sent < 100, path
    assert memory_of(busy_home) < before + 50
    assert Browser(port=busy_home.port, patience=20).get("/healthz/") == 200


def test_a_save_whose_answer_nobody_hears_is_there_once(busy_home: FaultServer) -> None:
    """The proxy died after the form was sent; whoever wrote it presses the button once more."""
    browser = Browser(port=busy_home.port, patience=30)
    browser.sign_up()
    sent = {}
    for _ in range(3):
        entry = str(uuid.uuid4())
        form = {"entry_id": entry, "revision": "0", "title": f"{entry} 1", "day": "2026-11-24"}
        sent[entry] = form | {"body": text(entry, 1)}
    for number, (entry, form) in enumerate(sent.items()):
        body = urlencode(form | {"csrfmiddlewaretoken": browser.cookies["__Host-csrf"]}).encode()
        whole = head("/journal/new/", length=len(body), browser=browser) + body
        with socket.create_connection(("127.0.0.1", busy_home.port)) as line:
            line.sendall(whole[: len(whole) - 10] if number == 2 else whole)
            time.sleep(0.05 * number)
        assert browser.post("/journal/new/", form) == 303, (number, browser.body[:300])
        assert browser.get(f"/journal/{entry}/") == 200
    kept = output_of(busy_home, "tests.faults.journal_dump")
    assert sorted(page for page, _title, _body in kept["pages"]) == sorted(sent)
    assert all(body == text(page, 1) for page, _title, body in kept["pages"])
    assert kept["versions"] == []
