"""Whether this server was told that it is about to be stopped (`python -m config.drain`)."""

import os
import time
from pathlib import Path


def is_draining(mark: str) -> bool:
    """Whether the file `mark` is there and was touched after this server began.

    The server is the parent of this process, a worker of it: one that is started anew meanwhile
    belongs to the same server, and a mark of an earlier server says nothing of this one. An empty
    `mark` is no file.
    """
    try:
        return bool(mark) and Path(mark).stat().st_mtime > _beginning_of(os.getppid())
    except OSError:  # no file, or none that may be looked at
        return False


def _beginning_of(process: int) -> float:
    """When it began, in seconds since 1970 of the clock of now. Raises FileNotFoundError."""
    fields = Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()
    after_boot = int(fields[19]) / os.sysconf("SC_CLK_TCK")
    return time.time() - (time.clock_gettime(time.CLOCK_BOOTTIME) - after_boot)
