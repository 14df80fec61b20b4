"""What somebody who can write to the database may do to a blob: change, cut, swap."""

from collections.abc import Iterator
from typing import Any

from apps.vault.crypto.sealing import HEADER_BYTES


def tampered(blob: bytes) -> Iterator[tuple[str, bytes]]:
    """The blob with one bit changed, cut off, made longer, or replaced."""
    edges = {0, 3, 4, 7, 8, 40, 72, HEADER_BYTES - 1, HEADER_BYTES, len(blob) - 1}
    spread = {len(blob) * part // 7 for part in range(7)}
    for place in sorted(edge for edge in edges | spread if edge < len(blob)):
        changed = bytearray(blob)
        changed[place] ^= 1 << place % 8
        yield f"bit {place % 8} of byte {place}", bytes(changed)
    for length in sorted({0, 1, 4, HEADER_BYTES - 1, HEADER_BYTES, len(blob) // 2, len(blob) - 1}):
        if length < len(blob):
            yield f"cut to {length}", blob[:length]
    yield "one byte more", blob + b"\0"
    yield "twice", blob * 2
    yield "zeros", bytes(len(blob))


def set_field(row: Any, field: str, value: bytes) -> None:
    type(row).objects.filter(pk=row.pk).update(**{field: value})


def swap(left: Any, left_field: str, right: Any, right_field: str) -> None:
    a, b = bytes(getattr(left, left_field)), bytes(getattr(right, right_field))
    set_field(left, left_field, b)
    set_field(right, right_field, a)
