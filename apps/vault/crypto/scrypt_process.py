"""scrypt in a process of its own: its memory is never part of the web process.

A salt of 32 hexadecimal digits and the passphrase come in by a pipe, the key goes out by another.
"""

import hashlib
import sys
from typing import Final

LOG_N: Final = 17
R: Final = 8
MOST_BYTES: Final = 128 * R * 2**LOG_N + 2**20  # 128 MiB by the formula of RFC 7914, and some room
AGE_LABEL: Final = b"age-encryption.org/v1"


def stretched(passphrase: bytes, salt: bytes) -> bytes:
    """32 bytes: the wrapping key of an age file with the scrypt recipient (its specification)."""
    salt = AGE_LABEL + b"/scrypt" + salt
    return hashlib.scrypt(passphrase, salt=salt, n=2**LOG_N, r=R, p=1, maxmem=MOST_BYTES, dklen=32)


if __name__ == "__main__":
    salt, passphrase = sys.stdin.buffer.read().split(b"\n", 1)
    sys.stdout.buffer.write(stretched(passphrase, bytes.fromhex(salt.decode())))
