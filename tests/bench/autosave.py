"""What one autosave costs the server, whole, with the journal open and with it closed.

A member of its own, on the local copy's durable database; each save is committed, and the member
is deleted in the end. The floor is the least that any save can do: one row, committed.
"""

import os
import secrets
import statistics
import time
import uuid
from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING

from tests.bench.output import print_line

if TYPE_CHECKING:
    from django.test import Client

SAVES, WARM = 200, 10
TEXT = "She said nothing for three days, and then she said that it was nothing. " * 80
PASSWORD = "harbour tern velvet ladder"


def lines() -> Iterator[str]:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
    from config.local.serve import prepare_tables, running_database

    with running_database():
        prepare_tables()
        yield from _measured()


def _measured() -> Iterator[str]:
    from django.test import Client

    from apps.accounts.models import User
    from apps.vault.keyslots import make_vault
    from apps.vault.models import Vault
    from apps.vault.registry import delete_rows_of

    user = User.objects.create_user(f"bench{secrets.token_hex(4)}", PASSWORD)
    vault, _keys = make_vault(user, password=PASSWORD)
    try:
        client = Client(headers={"host": "localhost"})
        client.post("/account/sign-in/", {"login": user.username, "password": PASSWORD})
        yield _told("autosave, open", _times(_saves(client)))
        client.post("/vault/lock/")
        yield _told("autosave, closed", _times(_saves(client)))
        choice = Vault.RecoveryChoice.OPEN
        yield _told("one row, committed", _times(lambda _count: vault.choose_recovery(choice)))
    finally:
        delete_rows_of(vault.id)
        Vault.objects.of(user).delete()
        user.delete()


def _saves(client: "Client") -> Callable[[int], None]:
    """One page that grows, as its composer sends it."""
    tab, entry = uuid.uuid4(), str(uuid.uuid4())
    form = {"entry_id": entry, "revision": "0", "day": "2026-11-24", "title": "Three days"}

    def save(count: int) -> None:
        body = f"{TEXT}{'and so on ' * count}"
        sent = {**form, "body": body, "draft": f"{tab}:{count}"}
        answer = client.post("/journal/autosave/", sent)
        assert answer.status_code == 200, answer.status_code

    return save


def _times(save: Callable[[int], None]) -> tuple[list[float], float]:
    """Milliseconds of each, after a few that are not counted, and what one keeps us busy."""
    for count in range(1, WARM + 1):
        save(count)
    found, busy = [], time.process_time()
    for count in range(WARM + 1, WARM + SAVES + 1):
        start = time.perf_counter()
        save(count)
        found.append((time.perf_counter() - start) * 1000)
    return found, (time.process_time() - busy) * 1000 / SAVES


def _told(name: str, measured: tuple[list[float], float]) -> str:
    times, busy = measured
    slow = statistics.quantiles(times, n=20)[-1]
    median = f"{name:<22} {statistics.median(times):7.1f} ms"
    return f"{median}, one in twenty over {slow:.1f} ms   ({busy:.1f} ms of our own work each)"


if __name__ == "__main__":
    print_line(lines())
