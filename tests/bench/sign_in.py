"""What a sign-in costs beside one derivation, and whether its time tells known names from unknown.

Members of its own, on the local database, at the full cost; they are deleted in the end. The limits
are taken off for the run. `.venv/bin/python -m tests.bench.sign_in`, 200 tries each.
"""

import os
import secrets
import statistics
import sys
import time
from collections.abc import Callable, Iterator
from unittest.mock import patch

from tests.bench.output import print_line

TRIES = 200
PASSWORD = "harbour tern velvet ladder"


def lines(tries: int = TRIES) -> Iterator[str]:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
    from config.local.serve import prepare_tables, running_database

    with running_database():
        prepare_tables()
        yield from _measured(tries)


def _measured(tries: int) -> Iterator[str]:
    from django.test import Client

    from apps.accounts.deletion import delete_member
    from apps.accounts.models import User
    from apps.common.rate_limits import RateLimit
    from apps.vault.crypto.keys import Argon2Parameters, stretched_password

    user = User.objects.create_user(f"bench{secrets.token_hex(4)}", PASSWORD)
    unknown = f"bench{secrets.token_hex(4)}"

    def post(name: str, password: str) -> Callable[[], object]:
        fields = {"login": name, "password": password}
        return lambda: Client(headers={"host": "localhost"}).post("/account/sign-in/", fields)

    def page() -> object:
        return Client(headers={"host": "localhost"}).get("/account/sign-in/")

    def derivation() -> object:
        return stretched_password(PASSWORD, salt=bytes(16), parameters=Argon2Parameters())

    try:
        with patch.object(RateLimit, "take", return_value=0):
            post(user.username, PASSWORD)()
            wrong, nobody = post(user.username, "not it at all"), post(unknown, "not it at all")
            yield _alike(wrong(), nobody(), names=(user.username, unknown))
            steps = {
                "one derivation": derivation,
                "sign-in page": page,
                "sign-in to Today": lambda: _signed_in(post(user.username, PASSWORD)()),
                "wrong password": wrong,
                "unknown name": nobody,
            }
            times = _interleaved(steps, tries)
        yield from (f"{name:<18}{_median(each):7.1f} ms" for name, each in times.items())
        floor = _median(times["one derivation"]) + _median(times["sign-in page"])
        yield f"sign-in / (derivation + page) {_median(times['sign-in to Today']) / floor:.2f}"
        apart = _median(times["wrong password"]) - _median(times["unknown name"])
        yield f"wrong password - unknown name {apart:+.1f} ms over {tries} tries each"
    finally:
        delete_member(user)


def _signed_in(answer: object) -> None:
    assert getattr(answer, "status_code", 0) == 302, answer


def _alike(known: object, unknown: object, *, names: tuple[str, str]) -> str:
    """Whether status, headers and words are the same, the typed name and the form token apart."""
    seen = []
    for answer, name in zip((known, unknown), names, strict=True):
        words = answer.content.decode().replace(name, "")  # type: ignore[attr-defined]
        kept = [line for line in words.split("\n") if "csrfmiddlewaretoken" not in line]
        seen.append((answer.status_code, sorted(answer.headers), kept))  # type: ignore[attr-defined]
    return f"status, headers and words alike: {seen[0] == seen[1]}"


def _interleaved(steps: dict[str, Callable[[], object]], tries: int) -> dict[str, list[float]]:
    """In turn, so that whatever else the machine does falls on all of them."""
    times: dict[str, list[float]] = {name: [] for name in steps}
    for _ in range(tries):
        for name, step in steps.items():
            began = time.perf_counter()
            step()
            times[name].append((time.perf_counter() - began) * 1000)
    return times


def _median(times: list[float]) -> float:
    return statistics.median(times)


if __name__ == "__main__":
    print_line(lines(int(sys.argv[1]) if sys.argv[1:] else TRIES))
