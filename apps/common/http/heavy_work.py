"""Places for work that takes long: few at once in a process, a short wait, then a refusal.

The server has a few threads for everybody. Work without a place would take all of them.
"""

import threading
import weakref
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from enum import StrEnum
from typing import Final

from django.conf import settings


class HeavyWork(StrEnum):
    """The kinds of it; all but a long look are done once at a time."""

    PDF = "pdf"
    COMPARISON = "comparison"
    PHOTO = "photo"
    TRANSFER = "transfer"  # a file of a whole journal comes in or goes out
    LONG_LOOK = "long_look"  # through many pages


LONG_JOURNAL: Final = 3000  # rows ever numbered, from which on a look at all of them is heavy
MORE_THAN_ONE: Final = frozenset({HeavyWork.LONG_LOOK})
RETRY_AFTER: Final = {HeavyWork.PDF: 20, HeavyWork.TRANSFER: 30}  # seconds
RETRY_AFTER_OTHERS: Final = 5  # seconds


class NoPlace(Exception):
    """As much heavy work as may be done at once is being done. Answered with a 503."""

    def __init__(self, work: HeavyWork) -> None:
        super().__init__(f"There is no place for a {work}.")
        self.retry_after = RETRY_AFTER.get(work, RETRY_AFTER_OTHERS)


class Place:
    """A place that is held until `release`, or until nobody has it any more."""

    def __init__(self, work: HeavyWork) -> None:
        self.release = weakref.finalize(self, _give_back, work)


_free = threading.Condition(threading.RLock())  # a finalizer may run wherever the lock is held
_used: Counter[HeavyWork] = Counter()
_waiting = 0
_refused: Counter[HeavyWork] = Counter()


def take_place(work: HeavyWork, *, wait_seconds: float | None = None) -> Place:
    """A place for this work, within the wait of the settings. Raises NoPlace.

    Few wait at once, and the next is refused without a wait: whoever waits keeps a thread.
    """
    global _waiting
    with _free:
        if not _has_room(work):
            if _waiting >= settings.HEAVY_WORK_WAITING:
                _refuse(work)
            _waiting += 1
            seconds = settings.HEAVY_WORK_WAIT_SECONDS if wait_seconds is None else wait_seconds
            try:
                came_free = _free.wait_for(lambda: _has_room(work), seconds)
            finally:
                _waiting -= 1
            if not came_free:
                _refuse(work)
        _used[work] += 1
    return Place(work)


@contextmanager
def place_for(work: HeavyWork) -> Iterator[None]:
    """Hold a place for this work in the block. Raises NoPlace."""
    place = take_place(work)
    try:
        yield
    finally:
        place.release()


def in_use() -> dict[HeavyWork, int]:
    """How many places of this process each kind of work holds now."""
    return {work: _used[work] for work in HeavyWork}


def refused() -> dict[HeavyWork, int]:
    """How often this process had no place for each kind of work since it started."""
    return {work: _refused[work] for work in HeavyWork}


def _has_room(work: HeavyWork) -> bool:
    if not (work in MORE_THAN_ONE or _used[work] == 0):
        return False
    return _used.total() < settings.HEAVY_WORK_AT_ONCE


def _refuse(work: HeavyWork) -> None:
    _refused[work] += 1
    raise NoPlace(work)


def _give_back(work: HeavyWork) -> None:
    with _free:
        _used[work] -= 1
        _free.notify_all()
