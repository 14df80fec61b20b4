"""A thousand journals are unlocked in the same second, at the real cost, on one worker.

By hand: `.venv/bin/python -m tests.faults.thousand_unlocks [MEMBERS SIGN_INS_OF_EACH]`. Everybody
who is told to wait comes back when they were told to, with the password typed anew.
"""

import asyncio
import contextlib
import random
import re
import shutil
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlencode

from tests.faults.server import FaultServer, fault_server, free_port, output_of
from tests.faults.test_too_much import memory_of
from tests.faults.writer import PASSWORD, SECRET

MEMBERS, EACH = 10, 100
THREADS = 8
IN, BUSY = {302, 303}, {429, 503}
LONGEST = 3600.0  # seconds
SAMPLE = 0.5  # seconds between two looks at the others' pages
WHEN = re.compile(r"Try again in (?:about )?[\d½]+ (?:second|minute)s?")


@dataclass
class Seen:
    """What everybody was answered, and how the rest of the site did meanwhile."""

    statuses: Counter[int] = field(default_factory=Counter)
    arrived: list[float] = field(default_factory=list)
    tries: list[int] = field(default_factory=list)
    waits: Counter[int] = field(default_factory=Counter)
    wrong: Counter[str] = field(default_factory=Counter)
    memory: list[int] = field(default_factory=list)
    health: list[float] = field(default_factory=list)
    page: list[float] = field(default_factory=list)


async def asked(
    port: int, method: str, address: str, *, cookies: str = "", form: dict[str, str] | None = None
) -> tuple[int, int, str]:
    """Status, seconds to wait and body of an answer; 0 where nobody answered."""
    body = urlencode(form or {})
    head = (
        f"{method} {address} HTTP/1.1\r\nHost: localhost\r\nCookie: {cookies}\r\n"
        "Sec-Fetch-Site: same-origin\r\nContent-Type: application/x-www-form-urlencoded\r\n"
        f"Content-Length: {len(body)}\r\nConnection: close\r\n\r\n{body}"
    )
    try:
        reader, writer = await asyncio.open_connection("127.0.0.1", port)
        try:
            writer.write(head.encode())
            answer = (await reader.read()).decode(errors="replace")
        finally:
            writer.close()
    except OSError:
        return 0, 2, ""
    if not answer:
        return 0, 2, ""
    again = re.search(r"^retry-after: (\d+)", answer, re.I | re.M)
    return int(answer.split()[1]), int(again[1]) if again else 0, answer


async def unlock(port: int, session: str, seen: Seen, begun: float) -> None:
    cookies = f"__Host-session={session}; __Host-csrf={SECRET}"
    form = {"password": PASSWORD, "csrfmiddlewaretoken": SECRET}
    tries = 0
    while time.monotonic() - begun < LONGEST:
        tries += 1
        status, wait, body = await asked(port, "POST", "/vault/unlock/", cookies=cookies, form=form)
        seen.statuses[status] += 1
        if status in IN:
            seen.arrived.append(time.monotonic() - begun)
            seen.tries.append(tries)
            return
        if status in BUSY:
            seen.waits[wait] += 1
            seen.wrong["without a time"] += not wait
            seen.wrong["with the password"] += PASSWORD in body
            seen.wrong["page without a time"] += WHEN.search(body) is None
        elif status:
            seen.wrong[f"status {status}"] += 1
            return
        await asyncio.sleep(wait + random.random())
    seen.wrong["never in"] += 1


async def look(home: FaultServer, seen: Seen, done: asyncio.Event) -> None:
    monitor = int(home.settings["LEEWAY_MONITOR_PORT"])
    while not done.is_set():
        seen.memory.append(memory_of(home))
        for port, address, took in (
            (monitor, "/healthz/", seen.health),
            (home.port, "/safety/", seen.page),
        ):
            begun = time.monotonic()
            status, _wait, _body = await asked(port, "GET", address)
            took.append(time.monotonic() - begun)
            seen.wrong[f"{address} {status}"] += status != 200
        with contextlib.suppress(TimeoutError):
            await asyncio.wait_for(done.wait(), SAMPLE)


async def everybody(home: FaultServer, sessions: list[str]) -> Seen:
    seen, done = Seen(), asyncio.Event()
    looking = asyncio.create_task(look(home, seen, done))
    await asyncio.sleep(2)
    begun = time.monotonic()
    await asyncio.gather(*(unlock(home.port, each, seen, begun) for each in sessions))
    done.set()
    await looking
    return seen


def lines(members: int, each: int) -> Iterator[str]:
    folder = Path(tempfile.mkdtemp(prefix="leeway-unlocks-"))
    try:
        settings = {"LEEWAY_MONITOR_PORT": str(free_port())}
        with fault_server(folder, THREADS, **settings) as home:
            home.run("-m", "config.collect_static")
            home.kill_web()
            home.start_web()
            sessions = output_of(home, "tests.faults.member_sessions", str(members), str(each))
            before = memory_of(home)
            seen = asyncio.run(everybody(home, sessions))
    finally:
        shutil.rmtree(folder)
    yield f"{len(seen.arrived)} of {len(sessions)} in; the last after {max(seen.arrived):.0f} s"
    yield f"answers: {dict(seen.statuses)}; tries of one: {_spread(seen.tries)}"
    yield f"told to wait (seconds: times): {dict(sorted(seen.waits.items()))}"
    yield f"memory: {before} MB before, {max(seen.memory)} MB at most"
    yield f"/healthz/ of the monitor: {_spread(seen.health)} s"
    yield f"/safety/ meanwhile: {_spread(seen.page)} s"
    yield f"wrong: { {what: count for what, count in seen.wrong.items() if count} or 'nothing' }"


def _spread(values: list[float] | list[int]) -> str:
    ordered = sorted(values)
    half, most = ordered[len(ordered) // 2], ordered[int(len(ordered) * 0.95)]
    return f"half {half:.3g}, 95 of 100 {most:.3g}, at most {ordered[-1]:.3g}"


if __name__ == "__main__":
    given = [int(each) for each in sys.argv[1:]] or [MEMBERS, EACH]
    for line in lines(*given):
        sys.stdout.write(f"{line}\n")
        sys.stdout.flush()
