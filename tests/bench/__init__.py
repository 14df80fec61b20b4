"""Measurements on data of their own: `make run` may go on beside them."""

import os
from pathlib import Path

os.environ.setdefault(
    "LEEWAY_DATA", str(Path(__file__).resolve().parent.parent.parent / ".data" / "bench")
)
