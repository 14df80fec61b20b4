"""Derives keys where memory is short (`-m tests.vault.low_memory_derivations MIB`)."""

import json
import os
import resource
import sys
import threading
from collections.abc import Callable
from functools import partial
from pathlib import Path

import django

MIB = 1024 * 1024


def outcome(derive: Callable[[], object]) -> str:
    from apps.vault.crypto.kdf_limit import DerivationsBusy

    try:
        return str(derive())
    except DerivationsBusy:
        return "Busy"


def leave_room(mib: int) -> None:
    pages = int(Path("/proc/self/statm").read_text().split()[0])
    most = pages * resource.getpagesize() + mib * MIB
    resource.setrlimit(resource.RLIMIT_AS, (most, most))


def main(mib: int) -> None:
    from apps.accounts.passwords.hashers import MemberPasswordHasher, PepperedPasswordHasher
    from apps.vault.crypto.kdf_limit import in_time, stuck
    from apps.vault.crypto.keys import Argon2Parameters, stretched_password

    hasher, earlier = PepperedPasswordHasher(), MemberPasswordHasher()
    kept = hasher.encode("correct horse", hasher.salt())
    of_before = earlier.encode("correct horse", earlier.salt())
    key = partial(
        in_time,
        partial(
            stretched_password,
            "correct horse",
            salt=bytes(16),
            parameters=Argon2Parameters(),
        ),
    )
    leave_room(mib)
    outcomes = {
        "key": outcome(key),
        "hash": outcome(lambda: hasher.encode("correct horse", hasher.salt())),
        "check": outcome(lambda: hasher.verify("correct horse", kept)),
        "earlier check": outcome(lambda: earlier.verify("correct horse", of_before)),
    }
    threading.stack_size(mib * MIB * 2)
    outcomes["thread"] = outcome(key)
    sys.stdout.write(json.dumps(outcomes | {"stuck": stuck()}))


if __name__ == "__main__":
    os.environ["LEEWAY_LOCAL"] = "1"
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
    django.setup()
    main(int(sys.argv[1]))
