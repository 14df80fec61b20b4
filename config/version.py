"""The version of this copy: `python -m config.version` prints it. pyproject.toml has the number."""

import sys
import tomllib

from config.env import ROOT


def version() -> str:
    """The number of the release, or `unknown` where the file is not there."""
    try:
        read = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))
        return str(read["project"]["version"])
    except (OSError, KeyError, tomllib.TOMLDecodeError):
        return "unknown"


if __name__ == "__main__":
    sys.stdout.write(f"{version()}\n")
