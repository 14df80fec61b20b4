"""A journal of 10,000 sealed pages: what looking into it costs, beside fetching and unsealing.

Each step is measured in turn with its own floor: as many heads and bodies as the page has to open,
fetched and unsealed with nothing else. Other work on the machine hits a step and its floor alike,
so the ratios count; `busy` is our own process alone, without the database. The stages of each step
are those of one run that was watched (`tests/bench/stages.py`), so they add up to a little more.

Everything is made in one transaction of the local copy's database, which is rolled back. The cost
of an autosave, which is committed, stands in `tests/bench/autosave.py`.
"""

import os
import time
import uuid
from collections.abc import Iterator
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple
from unittest.mock import patch

from tests.bench.long_journal import PAGES, TODAY, fetched, fill, opened
from tests.bench.output import print_line
from tests.bench.stages import Step, stages_of

if TYPE_CHECKING:
    from django.test import Client

    from apps.vault.unlocked_vault import UnlockedVault

PASSWORD = "lantern gravel otter seventeen"
TURNS = 4


class Cost(NamedTuple):
    """Milliseconds, the best of some turns."""

    waited: float
    busy: float


class Look(NamedTuple):
    """A step with its limit in milliseconds."""

    name: str
    limit: int
    step: Step


def lines() -> Iterator[str]:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
    from config.local.serve import prepare_tables, running_database

    with running_database():
        prepare_tables()
        from django.db import transaction

        import config.wsgi  # noqa: F401  (a process as a server's is; it closes its connections)

        with transaction.atomic():
            yield from _measured()
            transaction.set_rollback(True)


def _measured() -> Iterator[str]:
    from django.test import Client

    from apps.accounts.models import User
    from tests.factories import open_vault_of

    name = f"bench-{uuid.uuid4().hex[:12]}"
    User.objects.create_user(name, PASSWORD)
    client = Client(SERVER_NAME="localhost", headers={"sec-fetch-site": "same-origin"})
    client.post("/account/sign-in/", {"login": name, "password": PASSWORD}, secure=True)
    vault = open_vault_of(client)
    fill(vault)

    for number in range(20):
        form = {"entry_id": str(uuid.uuid4()), "revision": "0", "day": "2026-11-24", "body": "x"}
        form["draft"] = f"{uuid.uuid4()}:{number + 1}"
        _expect(client.post("/journal/autosave/", form, secure=True))

    def get(address: str) -> Step:
        return lambda: _expect(client.get(address, secure=True))

    def search(**form: str) -> Step:
        return lambda: _expect(client.post("/journal/search/", form, secure=True))

    for what, bodies in (("heads", 0), ("heads with their bodies", PAGES)):
        alone = _cost(partial(fetched, vault, heads=PAGES, bodies=bodies))
        whole = _cost(partial(opened, vault, heads=PAGES, bodies=bodies))
        yield f"{PAGES} {what}: fetched {alone.waited:.0f} ms, and unsealed {whole.waited:.0f} ms"
    yield f"{'':<25}    ms  (busy)  limit   of its floor (busy)"
    for look in (
        Look("Today, without a card", 50, _without_card(get("/"))),
        Look("a page of this day", 300, _page_of_this_day(vault)),
        Look("recent list", 60, get("/journal/")),
        Look("list from a month", 60, get(f"/journal/?month={TODAY.year - 9}-03&skip=5")),
        Look("month", 60, get(f"/journal/calendar/{TODAY.year}/{TODAY.month}/")),
        Look("search, no hit", 800, search(q="xylophone")),
        Look("search, few hits", 800, search(q="needle harbour")),
        Look("search, 200 hits", 800, search(q="harbour")),
        Look("search by tag, no hit", 800, search(tag="no such")),
        Look("search by tag and word", 800, search(tag="work", q="xylophone")),
        Look("search, a field's name", 800, search(q="water")),
        Look("search, a phrase", 800, search(q='"harbour gull late table"')),
        Look("insights over all", 800, get("/journal/insights/?span=all")),
        Look("insights, 3 months", 800, get("/journal/insights/")),
        Look("2,000 sittings, newest", 300, get("/journal/practices/check-in/")),
        Look("2,000 sittings, a part", 300, get("/journal/practices/check-in/?all=2")),
        Look("a new sitting", 300, get("/journal/practices/check-in/new/")),
        Look("looking back", 300, get("/journal/progress/")),
        Look("today", 300, get("/")),
        Look("trash", 300, get("/journal/trash/")),
        Look("20 drafts", 300, get("/journal/drafts/")),
        Look("what to export", 300, get("/journal/export/")),
    ):
        yield from _told(vault, look)
    yield f"peak memory of the process, with sign-in and searches {_peak():.0f} MB (under 250)"
    for kind in ("json", "zip"):
        for passphrase in ("", PASSWORD):
            yield _exported(client, form=kind, passphrase=passphrase)


def _page_of_this_day(vault: "UnlockedVault") -> Step:
    from apps.journal.entries.timeline import timeline_of
    from apps.journal.on_this_day import page_of_this_day

    return lambda: page_of_this_day(vault, timeline=timeline_of(vault), today=TODAY, passed=())


def _exported(client: "Client", *, form: str, passphrase: str) -> str:
    """The whole of it as a file, read to its end; the memory is that of the process at its most."""
    sent = {"what": "all", "form": form, "password": PASSWORD, "passphrase": passphrase}
    before = _peak(anew=True)
    start = time.perf_counter()
    sent |= {"passphrase_again": passphrase}
    answer: Any = client.post("/journal/export/", sent, secure=True)
    size = sum(len(piece) for piece in answer.streaming_content)
    took = time.perf_counter() - start
    name = f"export as {form}{', locked' if passphrase else ''}"
    sizes = f"{size / 2**20:.1f} MB in {took:.1f} s"
    return f"{name:<25} {sizes}, memory {before:.0f} MB, at most {_peak():.0f} MB (under 250)"


def _peak(*, anew: bool = False) -> float:
    """The most memory that this process ever held, in MB; `anew` begins again from now."""
    if anew:
        Path("/proc/self/clear_refs").write_text("5")
    status = Path("/proc/self/status").read_text()
    [kilobytes] = (line.split()[1] for line in status.splitlines() if line.startswith("VmHWM"))
    return int(kilobytes) / 1024


def _told(vault: "UnlockedVault", look: Look) -> Iterator[str]:
    from apps.journal.models import BODY, HEAD

    look.step()  # templates and code are loaded once, not with every request
    stages = stages_of(look.step)
    heads, bodies = stages.opened[HEAD], stages.opened[BODY]
    took, beside = _side_by_side(look.step, partial(opened, vault, heads=heads, bodies=bodies))
    ratio = (
        f"   {took.waited / beside.waited:5.2f} ({took.busy / beside.busy:.2f})"
        f" of {beside.waited:.0f} ms: {heads} heads, {bodies} bodies"
    )
    yield (
        f"{look.name:<25} {took.waited:5.0f} {took.busy:6.0f}   {look.limit:5}"
        f"{ratio if stages.opened[HEAD] else ''}"
    )
    yield f"{'':<25}       {stages}"


def _without_card(step: Step) -> Step:
    """As on most days of a week; which days have one follows from the vault's random id."""

    def plain() -> None:
        with patch("apps.pages.look_back_cards.card_on", return_value=None):
            step()

    return plain


def _expect(answer: object) -> None:
    status = getattr(answer, "status_code", 0)
    if status != 200:
        raise RuntimeError(f"answered {status}")


def _cost(step: Step) -> Cost:
    [cost] = _side_by_side(step)
    return cost


def _side_by_side(*steps: Step) -> list[Cost]:
    """The cost of each, in turn: other work on the machine hits all alike."""
    best = [Cost(float("inf"), float("inf"))] * len(steps)
    for _ in range(TURNS):
        for place, step in enumerate(steps):
            start, busy = time.perf_counter(), time.process_time()
            step()
            took = time.perf_counter() - start, time.process_time() - busy
            waited, busy = (min(b, t * 1000) for b, t in zip(best[place], took, strict=True))
            best[place] = Cost(waited, busy)
    return best


if __name__ == "__main__":
    print_line(lines())
