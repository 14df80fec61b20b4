"""The runner behind `make run` and `make dev`.

Imported before the runner itself, so that Ctrl-C in its first moments ends it with a plain line:
nothing has been started by then. `stop_signals` takes over as soon as it listens.
"""

import signal
import sys
from types import FrameType


def _end_at_once(_signal: int, _frame: FrameType | None) -> None:
    sys.stdout.write("Stopped before anything was started.\n")
    sys.stdout.flush()
    raise SystemExit(0)


if sys.orig_argv[1:3] == ["-m", "config.local.serve"]:
    signal.signal(signal.SIGINT, _end_at_once)
