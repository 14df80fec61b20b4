"""Tells a JPEG that holds a picture and nothing else, by its parts and without unpacking it."""

import struct
from typing import Final

LONGEST_EDGE: Final = 1600  # the longest edge that image_process.py makes
MOST_BYTES: Final = 3 * 1024 * 1024

_QUANTISATION, _HUFFMAN, _SCAN, _RESTART = 0xDB, 0xC4, 0xDA, 0xDD
_BASELINE, _EXTENDED = 0xC0, 0xC1
_START, _END, _JFIF = 0xD8, 0xD9, 0xE0
_JFIF_BYTES = 14  # of a JFIF segment without a thumbnail


def size_of(data: bytes) -> tuple[int, int] | None:
    """Width and height in pixels; None for whatever else a file may be.

    A plain JPEG has the parts that a decoder needs (ISO/IEC 10918-1, annex B: tables, one frame,
    scans) and the JFIF header without a thumbnail. No comment, no application segment, in which
    places, times, makers and profiles are kept, and nothing behind its end.
    """
    if not 4 < len(data) <= MOST_BYTES or data[:2] != bytes((0xFF, _START)):
        return None
    size: tuple[int, int] | None = None
    at = 2
    while at + 4 <= len(data) and data[at] == 0xFF:
        kind, (length,) = data[at + 1], struct.unpack_from(">H", data, at + 2)
        inside = data[at + 4 : at + 2 + length]
        if length < 2 or len(inside) != length - 2 or not _is_plain(kind, inside):
            return None
        if kind in {_BASELINE, _EXTENDED}:
            if size is not None or len(inside) < 5:
                return None
            height, width = struct.unpack_from(">HH", inside, 1)
            size = (width, height)
        at += 2 + length
        if kind == _SCAN:
            at = _end_of_scan(data, at)
            if data[at : at + 2] == bytes((0xFF, _END)):
                whole = at + 2 == len(data) and size is not None
                return size if whole and _fits(size) else None
    return None


def _is_plain(kind: int, inside: bytes) -> bool:
    if kind == _JFIF:
        return (
            len(inside) == _JFIF_BYTES and inside.startswith(b"JFIF\0") and inside[12:] == b"\0\0"
        )
    return kind in {_QUANTISATION, _HUFFMAN, _SCAN, _RESTART, _BASELINE, _EXTENDED}


def _end_of_scan(data: bytes, at: int) -> int:
    """Where the next marker stands: a stuffed zero or a restart belongs to the scan."""
    while (at := data.find(b"\xff", at)) >= 0:
        if at + 1 < len(data) and data[at + 1] != 0 and not 0xD0 <= data[at + 1] <= 0xD7:
            return at
        at += 2
    return len(data)


def _fits(size: tuple[int, int] | None) -> bool:
    return size is not None and all(1 <= edge <= LONGEST_EDGE for edge in size)
