"""Limits of processor seconds that hold on a slow or busy machine as well."""

import time
from typing import Final

# Seconds of the processor for `_work` where the limits of the tests were set.
USUAL: Final = 0.08


def is_quick(seconds: float, *, limit: float) -> bool:
    """Whether it took less than the limit, or than the limit of a machine as slow as this one.

    Seconds of the processor. What costs the square of its length passes the limit of any machine.
    """
    return seconds < limit or seconds < limit * _work() / USUAL


def _work() -> float:
    """Seconds of the processor for the same small piece of work each time."""
    began = time.thread_time()
    counted: dict[str, int] = {}
    for number in range(150_000):
        counted[str(number)] = counted.get(str(number % 1000), 0) + number
    return time.thread_time() - began
