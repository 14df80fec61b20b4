"""Derives four keys at the full cost at once, on two CPUs (`-m tests.vault.four_derivations`)."""

import os
import sys
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

AT_ONCE = 4
# A library with one pool of threads for the process makes it as large as the CPUs that it sees.
os.sched_setaffinity(0, sorted(os.sched_getaffinity(0))[:2])

from apps.vault.crypto.keys import (  # noqa: E402
    Argon2Parameters,
    slot_key,
    stretched_password,
)

together = Barrier(AT_ONCE)


def derive(number: int) -> str:
    together.wait(10)
    stretched = stretched_password(
        f"correct horse {number}", salt=bytes([number]) * 16, parameters=Argon2Parameters()
    )
    return slot_key(stretched, pepper=b"p" * 32, info=b"info").hex()


if __name__ == "__main__":
    with ThreadPoolExecutor(AT_ONCE) as threads:
        sys.stdout.write("\n".join(threads.map(derive, range(AT_ONCE))))
