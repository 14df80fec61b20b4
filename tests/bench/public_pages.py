"""Public pages beside the least that Django can do, in one run, with one worker each.

The addresses are asked in turn, three rounds of a few seconds: a bare view that sends the bytes of
a guide, the same view with one query, and the pages. Other work on the machine hits all alike, so
only the ratios count. Every page must reach half of the view with one query.
"""

import contextlib
import os
import re
import shutil
import socket
import statistics
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Iterator
from pathlib import Path

from tests.bench.output import print_line

GUIDE = "/guides/stopping-and-coming-back/"
PAGES = (
    *("/", "/guides/", GUIDE, "/guides/topics/talking-and-listening/", "/guides/evidence/"),
    *("/glossary/", "/reading-list/", "/support/", "/support/united-kingdom/", "/safety/"),
    *("/quiz/", "/journal/practices/", "/journal/breathing/"),
)
ROUNDS, SECONDS, CONNECTIONS = 3, 3, 8
START_SECONDS = 60
RATE = re.compile(r"Requests/sec:\s+([\d.]+)")


def lines() -> Iterator[str]:
    wrk = _wrk()
    if not wrk:
        yield "public pages: not measured, wrk is missing (Debian's package wrk)"
        return
    rates: dict[str, list[float]] = {}
    with _both_servers() as addresses:
        for _round in range(ROUNDS):
            for name, address in addresses.items():
                rates.setdefault(name, []).append(_rate(wrk, address))
    medians = {name: statistics.median(all_of) for name, all_of in rates.items()}
    floor = medians["one query"]
    for name, rate in medians.items():
        yield f"{name:<40} {rate:7.0f} a second   (ratio to one query {rate / floor:.2f})"


@contextlib.contextmanager
def _both_servers() -> Iterator[dict[str, str]]:
    """The site and the bare views on ports of their own, on the local copy's database."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
    from config.local.serve import load_content, prepare_tables, running_database

    with running_database(), tempfile.NamedTemporaryFile(suffix=".br") as body:
        prepare_tables()
        load_content()
        with _granian("config.wsgi:application") as site:
            request = urllib.request.Request(f"{site}{GUIDE}", headers={"Accept-Encoding": "br"})
            with urllib.request.urlopen(request) as answer:
                Path(body.name).write_bytes(answer.read())
            with _granian("tests.bench.django_floor:application", BENCH_BODY=body.name) as floor:
                yield {
                    "bare view": f"{floor}/bare/",
                    "one query": f"{floor}/with-query/",
                    **{path: f"{site}{path}" for path in PAGES},
                }


@contextlib.contextmanager
def _granian(application: str, **environment: str) -> Iterator[str]:
    """One worker, set up as `make run` sets it up; its address."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = int(probe.getsockname()[1])
    command = [
        *(sys.executable, "-m", "granian", application, "--interface", "wsgi"),
        *("--host", "127.0.0.1", "--port", str(port), "--workers", "1"),
        *("--blocking-threads", "4", "--backpressure", "64", "--log-level", "error"),
    ]
    server = subprocess.Popen(command, env={**os.environ, **environment})
    try:
        _wait_for(port)
        yield f"http://127.0.0.1:{port}"
    finally:
        server.terminate()
        server.wait(10)


def _wait_for(port: int) -> None:
    give_up = time.monotonic() + START_SECONDS
    while time.monotonic() < give_up:
        with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", port), 1):
            return
        time.sleep(0.1)
    raise TimeoutError(f"nothing answers on port {port}")


def _rate(wrk: str, address: str) -> float:
    """Requests a second, asked as a browser asks; 0 where an answer was not 200."""
    command = [
        wrk,
        "-t1",
        f"-c{CONNECTIONS}",
        f"-d{SECONDS}s",
        "-H",
        "Accept-Encoding: br",
        address,
    ]
    said = subprocess.run(command, capture_output=True, text=True, check=True).stdout
    found = RATE.search(said)
    return float(found[1]) if found and "Non-2xx" not in said else 0.0


def _wrk() -> str | None:
    if not shutil.which("wrk") and os.geteuid() == 0 and shutil.which("apt-get"):
        command = ["apt-get", "-qq", "install", "-y", "--no-install-recommends", "wrk"]
        subprocess.run(command, capture_output=True, check=False)
    return shutil.which("wrk")


if __name__ == "__main__":
    print_line(lines())
