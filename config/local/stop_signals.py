"""Ctrl-C, a closed terminal and TERM end a local copy in good order, however often they come."""

import contextlib
import signal
from collections.abc import Iterator
from types import FrameType

NAMES = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP, signal.SIGQUIT)


class StopSignals:
    """Remembers that a stop was asked for.

    Only an interruptible block is cut short, by one KeyboardInterrupt. Everything else runs to its
    end: a start or an end of a process that is cut in half would leave that process behind.
    """

    def __init__(self) -> None:
        self.asked = False
        self._may_interrupt = False

    def listen(self) -> None:
        for name in NAMES:
            if name is signal.SIGHUP and signal.getsignal(name) is signal.SIG_IGN:
                continue  # nohup
            signal.signal(name, self._receive)

    @contextlib.contextmanager
    def interruptible(self) -> Iterator[None]:
        """For long work that starts no process which could be left behind."""
        self._may_interrupt = True
        try:
            if self.asked:
                raise KeyboardInterrupt
            yield
        finally:
            self._may_interrupt = False

    def _receive(self, _signal: int, _frame: FrameType | None) -> None:
        self.asked = True
        if self._may_interrupt:
            self._may_interrupt = False
            raise KeyboardInterrupt
