"""Derivations are dear on purpose, so only a few run at once; the next one is told to come back."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager

from django.conf import settings

RETRY_AFTER_SECONDS = 2


class Busy(Exception):
    """Every place for a derivation is taken; answer 429 with Retry-After."""


_places = threading.BoundedSemaphore(settings.DERIVATIONS_AT_ONCE)
_of_this_thread = threading.local()


@contextmanager
def a_place() -> Iterator[None]:
    """Hold one of the places while deriving. Raises Busy within a second (statement 5).

    A thread never holds two: a check that ends in a new hash would wait for itself.
    """
    if getattr(_of_this_thread, "has_a_place", False):
        yield
        return
    if not _places.acquire(timeout=settings.DERIVATION_WAIT_SECONDS):
        raise Busy
    _of_this_thread.has_a_place = True
    try:
        yield
    finally:
        _of_this_thread.has_a_place = False
        _places.release()
