"""Keeps new requests away before the server is stopped: `python -m config.drain <its process id>`.

From now on `/healthz/` of this node answers 503, and nothing else changes. A proxy that asks every
second sends what comes to another node. This asks the server itself until it hears that 503, and
returns when every proxy has had the time to ask three times; then stop the server. Where it hears
none (the server listens elsewhere, or is too busy to answer) it returns after MOST_SECONDS. Without
a process id, as systemd calls it after the server ended by itself, there is nothing to wait for.

`python -m config.drain --end` takes it back: the server goes on, and proxies send to it again.
"""

import os
import sys
import time
from http import HTTPStatus
from http.client import HTTPConnection, HTTPException
from pathlib import Path
from typing import Final

SECONDS: Final = 4.0  # more than three times the health_interval of config/deploy/Caddyfile
MOST_SECONDS: Final = 20.0  # below TimeoutStopSec of config/deploy/leeway.service
PORT: Final = 8000


def main(arguments: list[str]) -> int:
    mark = os.environ.get("LEEWAY_DRAIN_FILE", "")
    if not mark or not arguments:
        return 0
    if arguments[0] == "--end":
        Path(mark).unlink(missing_ok=True)
        return 0
    server = Path(f"/proc/{int(arguments[0])}")
    Path(mark).touch()
    give_up = time.monotonic() + MOST_SECONDS
    while server.exists() and not _is_told(give_up):
        if time.monotonic() > give_up:
            return 0
        time.sleep(0.1)
    returns = time.monotonic() + SECONDS
    while server.exists() and time.monotonic() < returns:
        time.sleep(0.1)
    return 0


def _is_told(give_up: float) -> bool:
    """Whether the server says that it is about to be stopped."""
    asked = HTTPConnection("127.0.0.1", PORT, timeout=max(0.1, give_up - time.monotonic()))
    try:
        asked.request("GET", "/healthz/")
        return asked.getresponse().status == HTTPStatus.SERVICE_UNAVAILABLE
    except (OSError, HTTPException):
        return False
    finally:
        asked.close()


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
