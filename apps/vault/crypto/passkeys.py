"""The slot key that an authenticator with the PRF extension gives for a passkey.

The authenticator answers one input with 32 bytes, the same each time, out of a secret of this one
credential that never leaves it. The server gets them only while their owner touches it.
"""

from typing import Final

from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from apps.vault.crypto.keys import KEK_BYTES, SALT_BYTES

# The same for every passkey, so that one touch both signs in and opens: which passkey it will be
# is not known when a browser asks. Each credential answers it with other bytes.
PASSKEY_INPUT: Final = b"leeway/v1/passkey-prf"
PASSKEY_SECRET_BYTES: Final = 32


def passkey_kek(secret: bytes, *, salt: bytes, info: bytes) -> bytes:
    """The slot key of a passkey: HKDF-SHA256 over what its authenticator answered.

    No Argon2 and no pepper, for the reasons that a recovery code has: 256 bits cannot be guessed.
    ValueError if a length is wrong.
    """
    if len(secret) != PASSKEY_SECRET_BYTES or len(salt) != SALT_BYTES:
        raise ValueError("A passkey's slot needs 32 secret bytes and 16 bytes of salt.")
    return HKDF(SHA256(), KEK_BYTES, salt, info).derive(secret)
