"""Keeps new requests away before the server is stopped: `python -m config.drain <its process id>`.

From now on `/healthz/` of this node answers 503, and nothing else changes. A proxy that asks every
second sends what comes to another node. This returns when it has asked and what was under way is
likely to have ended; then stop the server. Without a process id, as systemd calls it after the
server ended by itself, there is nothing to wait for.
"""

import os
import sys
import time
from pathlib import Path
from typing import Final

SECONDS: Final = 4.0  # several times the health_interval of config/deploy/Caddyfile


def main(arguments: list[str]) -> int:
    mark = os.environ.get("LEEWAY_DRAIN_FILE", "")
    if not mark or not arguments:
        return 0
    Path(mark).touch()
    give_up = time.monotonic() + SECONDS
    while time.monotonic() < give_up and Path(f"/proc/{int(arguments[0])}").exists():
        time.sleep(0.1)
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
