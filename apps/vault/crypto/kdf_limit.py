"""The limit on key derivations: few run at once, since each is costly on purpose."""

import logging
import math
import os
import secrets
import sys
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import Future
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from time import monotonic
from typing import Any, Final, NoReturn

from django.conf import settings

RETRY_AFTER_SECONDS = 2  # at least
LONGEST_RETRY_SECONDS: Final = 240
USUAL_SECONDS: Final = 0.5  # of a derivation, until one was measured
IDLE_SECONDS: Final = 5.0  # without a derivation: those who were given turns stay away
# A derivation that never ends keeps its memory and its threads: with so many, no other begins.
MOST_STUCK: Final = 8
# A derivation fills four cores for a fifth of a second. Whatever else the server does is short and
# goes first; `nice` leaves a derivation a tenth of a core beside it.
NICENESS: Final = 10


class DerivationsBusy(Exception):
    """A derivation found no slot or no memory, or did not end in time. Answered with a 429.

    `retry_after` is in seconds.
    """

    def __init__(self, *args: object, retry_after: int = RETRY_AFTER_SECONDS) -> None:
        super().__init__(*args)
        self.retry_after = retry_after


@dataclass
class DerivationTally:
    """What this process counts for a monitor; two threads at one moment may lose a count."""

    begun: int = 0
    refused: int = 0
    waited_seconds: float = 0.0


tally: Final = DerivationTally()


class Turns:
    """When each of those who were refused comes back: one after the other, as places come free.

    All told the same, a thousand would come back at once, again and again, and their refusals would
    take the time that derivations need. A turn is no place that is kept.
    """

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._last = 0.0  # the turn given last, on the monotonic clock; 0: none
        self._at_work = 0.0  # when a derivation ended last, on the monotonic clock
        self._seconds = USUAL_SECONDS  # of a derivation, as the last ones took

    def next(self) -> int:
        """Seconds until the next free turn, from RETRY_AFTER_SECONDS to LONGEST_RETRY_SECONDS.

        Where all of those are given, anything from half of that on, so that no crowd comes at once.
        """
        with self._lock:
            now = monotonic()
            step = self._seconds / settings.DERIVATIONS_AT_ONCE
            turn = max(now, self._last) + step
            if turn > now + LONGEST_RETRY_SECONDS:
                half = LONGEST_RETRY_SECONDS // 2
                return half + secrets.randbelow(half + 1)
            self._last = turn
            return max(RETRY_AFTER_SECONDS, math.ceil(self._last - now))

    def end_if_idle(self) -> None:
        """A place was free. After some seconds without any derivation nobody comes at a turn.

        In a crowd a place is free now and then, between one turn and the next: all turns stand.
        """
        with self._lock:
            if monotonic() - self._at_work > IDLE_SECONDS:
                self._last = 0.0

    def note(self, seconds: float) -> None:
        """A derivation took so long, and ended now."""
        with self._lock:
            self._at_work = monotonic()
            self._seconds += (min(seconds, USUAL_SECONDS * 10) - self._seconds) / 8


logger = logging.getLogger(__name__)
_turns: Final = Turns()
_places = threading.BoundedSemaphore(settings.DERIVATIONS_AT_ONCE)
_waiting = threading.BoundedSemaphore(settings.DERIVATIONS_WAITING)
_thread = threading.local()
_stuck: set[Future[Any]] = set()


@contextmanager
def derivation_slot() -> Iterator[None]:
    """Hold a derivation slot in the block. Raises DerivationsBusy within a second (statement 5).

    Few wait for a slot at once, and the next is refused without a wait: the others would take
    every thread of the server, and those behind them would hear nothing for seconds. A thread never
    holds two slots: a check that ends in a new hash would wait for itself.
    """
    if getattr(_thread, "holds_a_slot", False):
        yield
        return
    if stuck() >= MOST_STUCK or not (_took_a_free_place() or _waited_for_a_place()):
        tally.refused += 1
        raise DerivationsBusy(retry_after=_turns.next())
    tally.begun += 1
    _thread.holds_a_slot = True
    begun = monotonic()
    try:
        yield
    finally:
        _thread.holds_a_slot = False
        _places.release()
        _turns.note(monotonic() - begun)


def refuse_where_full() -> None:
    """Raises DerivationsBusy where a derivation could not even wait, before anything is counted.

    Of a thousand tries at once nearly all are refused. Each wrote that it came and that it did not
    count, which took longer than the refusal, and everybody else's pages stood behind it.
    """
    for places in (_places, _waiting):
        if places.acquire(blocking=False):
            places.release()
            return
    tally.refused += 1
    raise DerivationsBusy(retry_after=_turns.next())


def _took_a_free_place() -> bool:
    is_free = _places.acquire(blocking=False)
    if is_free:
        _turns.end_if_idle()
    return is_free


def _waited_for_a_place() -> bool:
    if not _waiting.acquire(blocking=False):
        return False
    begun = monotonic()
    try:
        return _places.acquire(timeout=settings.DERIVATION_WAIT_SECONDS)
    finally:
        tally.waited_seconds += monotonic() - begun
        _waiting.release()


def in_time[Result](derive: Callable[[], Result]) -> Result:
    """The key that `derive` returns. Raises DerivationsBusy if time or memory is short.

    Nothing can end a thread that is stuck in C. So the derivation has a thread of its own; the
    thread of the request stops waiting for that one and gives its slot back. `derive` must not
    ask the database: its thread would open another connection.
    """
    done: Future[Result] = Future()
    thread = threading.Thread(target=_fulfil, args=(done, derive), name="derivation", daemon=True)
    try:
        thread.start()
    except RuntimeError:  # the system has no more threads
        _short_of("threads")
    try:
        return done.result(settings.DERIVATION_LONGEST_SECONDS)
    except MemoryError:
        _short_of("memory")
    except TimeoutError:
        _leave_alone(done)
        raise DerivationsBusy(retry_after=_turns.next()) from None


def stuck() -> int:
    """How many derivations of this process still run although no request waits for them."""
    return len(_stuck)


def _fulfil[Result](done: Future[Result], derive: Callable[[], Result]) -> None:
    _let_others_go_first()
    try:
        done.set_result(derive())
    except BaseException as error:
        done.set_exception(error)


def _let_others_go_first() -> None:
    """For this thread and those that it starts; elsewhere than on Linux it would be the process."""
    if sys.platform == "linux":
        with suppress(OSError):
            os.nice(NICENESS)


def _leave_alone(done: Future[Any]) -> None:
    _stuck.add(done)
    logger.error(
        "A derivation did not end within %s seconds and gave its place back; %d are stuck.",
        settings.DERIVATION_LONGEST_SECONDS,
        stuck(),
    )
    done.add_done_callback(_ended_after_all)  # runs at once if the derivation ended meanwhile


def _ended_after_all(done: Future[Any]) -> None:
    _stuck.discard(done)
    logger.warning("A derivation that was stuck ended after all; %d are stuck.", stuck())


def _short_of(what: str) -> NoReturn:
    logger.error("There is not enough room for a derivation: no %s left.", what)
    raise DerivationsBusy(retry_after=_turns.next()) from None
