"""Asks the workers of this machine whether they answer: `python -m config.health_check`.

With a monitor (LEEWAY_MONITOR_PORT) each worker is asked on its own port, which needs no thread of
the server; else the server itself is.
"""

import os
import socket
import sys
import urllib.error
import urllib.request
from collections.abc import Iterator

ADDRESS = "http://127.0.0.1:8000/healthz/"
MOST_WORKERS = 32  # as in config/monitor.py, which would load more than a check needs
SECONDS = 2


def main() -> int:
    """0 where all workers that listen answer, and one does at least."""
    first = int(os.environ.get("LEEWAY_MONITOR_PORT") or 0)
    if not first:
        return 0 if _is_well(ADDRESS) else 1
    listening = list(_listening(first))
    well = [_is_well(f"http://127.0.0.1:{port}/healthz/") for port in listening]
    return 0 if well and all(well) else 1


def _listening(first: int) -> Iterator[int]:
    for port in range(first, first + MOST_WORKERS):
        with socket.socket() as probe:
            probe.settimeout(SECONDS)
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                yield port


def _is_well(address: str) -> bool:
    host = os.environ.get("LEEWAY_HOSTS", "localhost").split(",")[0].strip()
    request = urllib.request.Request(address, headers={"Host": host})
    try:
        with urllib.request.urlopen(request, timeout=SECONDS) as answer:
            return bool(answer.status == 200)
    except (urllib.error.URLError, OSError):
        return False


if __name__ == "__main__":
    sys.exit(main())
