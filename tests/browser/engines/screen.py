"""Reads the screen that Xvfb keeps in a file, in the format of xwd."""

import struct
from pathlib import Path
from typing import Final

from PIL import Image

NUMBERS: Final = struct.Struct(">25I")  # the head; then come names, colours and points
SIZE_OF_COLOUR: Final = 12


def drawn(file: Path) -> Image.Image:
    """What is on the screen now. Its points are blue, green, red and one unused byte."""
    kept = file.read_bytes()
    head = NUMBERS.unpack_from(kept)
    (header, width, height, row, colours) = (head[n] for n in (0, 4, 5, 12, 19))
    points = kept[header + colours * SIZE_OF_COLOUR :]
    return Image.frombytes("RGB", (width, height), points[: row * height], "raw", "BGRX", row)
