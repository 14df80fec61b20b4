"""Passwords that leaked often: a Bloom filter in a file beside this one, and nobody is asked.

`python -m apps.accounts.passwords.leaked FOLDER` makes the file anew from text files with one
password in a line (docs/security.md names the list and its licence).
"""

import hashlib
import math
import sys
from collections.abc import Iterable, Iterator
from functools import cache
from pathlib import Path
from typing import Final, Self

FILE: Final = Path(__file__).with_name("leaked.bloom")
SHORTEST_LISTED: Final = 12  # shorter ones are refused anyway
HASHES: Final = 13
BITS_EACH: Final = 19.2  # one good password in 10,000 is refused by mistake


class BloomFilter:
    """A set that may hold what was never put in (rarely), and misses nothing that was."""

    def __init__(self, bits: bytearray | bytes) -> None:
        self._bits = bits

    @classmethod
    def of(cls, values: Iterable[str]) -> Self:
        members = set(values)
        bits = bytearray(math.ceil(len(members) * BITS_EACH / 8))
        for value in members:
            for place in _places(value, len(bits) * 8):
                bits[place // 8] |= 1 << place % 8
        return cls(bits)

    def __contains__(self, value: str) -> bool:
        places = _places(value, len(self._bits) * 8)
        return all(self._bits[place // 8] >> place % 8 & 1 for place in places)

    def to_bytes(self) -> bytes:
        return bytes(self._bits)


def is_leaked(password: str) -> bool:
    """Whether the list has this password, in capitals or not."""
    return password.casefold() in _listed()


@cache
def _listed() -> BloomFilter:
    return BloomFilter(FILE.read_bytes())


def _places(value: str, size: int) -> Iterator[int]:
    digest = hashlib.sha256(value.encode(errors="surrogatepass")).digest()
    first, step = int.from_bytes(digest[:16]), int.from_bytes(digest[16:]) | 1
    return ((first + number * step) % size for number in range(HASHES))


def _lines(folder: Path) -> Iterator[str]:
    for path in folder.rglob("*.txt"):
        for line in path.read_text("utf-8", errors="ignore").split("\n"):
            if len(line) >= SHORTEST_LISTED:
                yield line.casefold()


if __name__ == "__main__":
    FILE.write_bytes(BloomFilter.of(_lines(Path(sys.argv[1]))).to_bytes())
