"""Asks the server of this container whether it answers: `python -m config.health_check`."""

import os
import sys
import urllib.error
import urllib.request

ADDRESS = "http://127.0.0.1:8000/healthz/"


def main() -> int:
    host = os.environ.get("LEEWAY_HOSTS", "localhost").split(",")[0].strip()
    request = urllib.request.Request(ADDRESS, headers={"Host": host})
    try:
        with urllib.request.urlopen(request, timeout=2) as answer:
            return 0 if answer.status == 200 else 1
    except (urllib.error.URLError, OSError):
        return 1


if __name__ == "__main__":
    sys.exit(main())
