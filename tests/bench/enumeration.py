"""Whether the time of an answer tells a known name or address from an unknown one.

Medians of the processor time of the request's own thread (mails go out in another one) over 200
tries each, in turn, on the local database; derivations are cheap, so that what else differs shows.
Sign-in is measured once more at the full cost, with every thread, since a key has one of its own.
`.venv/bin/python -m tests.bench.enumeration [tries]`.
"""

import logging
import os
import secrets
import statistics
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from typing import Any
from unittest.mock import patch

from tests.bench.output import print_line

TRIES, TRIES_AT_FULL_COST = 200, 30
PASSWORD = "harbour tern velvet ladder"
HOST = {"host": "localhost"}


def lines(tries: int = TRIES) -> Iterator[str]:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
    from config.local.serve import prepare_tables, running_database

    with running_database():
        prepare_tables()
        yield from _measured(tries)


def _measured(tries: int) -> Iterator[str]:
    from django.conf import settings
    from django.test import Client

    from apps.accounts.deletion import delete_member
    from apps.accounts.models import User
    from apps.accounts.rate_limits import NOBODY_LIMIT
    from apps.common.rate_limits import RateLimit
    from apps.vault.crypto import password_derivation
    from apps.vault.crypto.keys import Argon2Parameters
    from apps.vault.crypto.recovery_code import new_code
    from apps.vault.key_changes.recovery_codes import accept_code, offer_code
    from apps.vault.keyslots import make_vault

    def cheap() -> Argon2Parameters:
        return Argon2Parameters(memory_kib=64, iterations=1, lanes=1)

    take = RateLimit.take

    def unlimited(limit: RateLimit, subject: str) -> int:
        """Refuses nobody; the row that is written for an unknown address is written."""
        return take(limit, subject) and 0 if limit == NOBODY_LIMIT else 0

    word = secrets.token_hex(4)
    known, unknown, address = f"known{word}", f"other{word}", f"known{word}@example.org"
    code = new_code()
    typed = " ".join([*code.groups, code.check])
    mailer = {"default": {"BACKEND": "django.core.mail.backends.dummy.EmailBackend"}}
    logging.disable(logging.WARNING)  # each refused try is one
    with ExitStack() as stack:
        stack.enter_context(patch.object(RateLimit, "take", unlimited))
        stack.enter_context(patch.object(settings, "MAILERS", mailer))
        full = Argon2Parameters()
        stack.enter_context(patch.object(password_derivation, "Argon2Parameters", cheap))
        member = User.objects.create_user(known, PASSWORD, email=address, is_email_verified=True)
        asking = User.objects.create_user(f"asking{word}", PASSWORD)
        try:
            vault, keys = make_vault(member, password=PASSWORD)
            accept_code(vault, keys, offer_code(vault, keys))
            browser = Client(headers=HOST)
            browser.post("/account/sign-in/", {"login": asking.username, "password": PASSWORD})

            def by(path: str, client: Client | None = None, **form: Any) -> Callable[[], object]:
                return lambda: (client or Client(headers=HOST)).post(path, form)

            pairs = {
                "sign-in": [
                    by("/account/sign-in/", login=each, password="not it at all")
                    for each in (known, unknown)
                ],
                "recovery by code": [
                    by("/account/recover/", username=each, code=typed) for each in (known, unknown)
                ],
                "reset by mail": [
                    by("/account/forgotten/email/", email=each)
                    for each in (address, f"other{word}@example.org")
                ],
                "confirm an address": [
                    by("/account/email/", browser, email=each, own_password=PASSWORD)
                    for each in (address, f"other{word}@example.org")
                ],
            }
            for name, pair in pairs.items():
                yield _compared(name, pair, tries)
            with patch.object(password_derivation, "Argon2Parameters", lambda: full):
                member.set_password(PASSWORD)
                member.save()
                at_full_cost = max(2, tries * TRIES_AT_FULL_COST // TRIES)
                yield _compared(
                    "sign-in, full cost", pairs["sign-in"], at_full_cost, time.process_time
                )
        finally:
            delete_member(member)
            delete_member(asking)


def _compared(
    name: str,
    pair: list[Callable[[], object]],
    tries: int,
    clock: Callable[[], float] = time.thread_time,
) -> str:
    """In turn, so that whatever else the machine does falls on both."""
    times: tuple[list[float], list[float]] = [], []
    for step in pair:
        step()
    for number in range(tries):
        for place in (0, 1) if number % 2 else (1, 0):
            began = clock()
            pair[place]()
            times[place].append((clock() - began) * 1000)
    known, unknown = (statistics.median(each) for each in times)
    return (
        f"{name:<20} known {known:6.1f} ms, unknown {unknown:6.1f} ms, "
        f"apart {known - unknown:+.2f} ms ({tries} tries each)"
    )


if __name__ == "__main__":
    print_line(lines(int(sys.argv[1]) if sys.argv[1:] else TRIES))
