"""Locks a file with a passphrase in the age format, so that any `age` program opens it again.

The format is age-encryption.org/v1 with its scrypt recipient: scrypt turns the passphrase into a
key, that key wraps a random file key, the header is authenticated by HMAC, and the content is
ChaCha20-Poly1305 in pieces of 64 KiB (STREAM). The tests open the result with `pyrage`, another
implementation; that one is not used here because it takes over 500 MiB for each file.
"""

import base64
import os
from collections.abc import Iterable, Iterator
from itertools import chain
from pathlib import Path
from typing import Final

from cryptography.hazmat.primitives.ciphers.aead import ChaCha20Poly1305
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.hmac import HMAC
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from apps.common.isolated_process import Failed, run_isolated
from apps.vault.crypto.kdf_limit import DerivationsBusy, derivation_slot
from apps.vault.crypto.scrypt_process import AGE_LABEL, LOG_N

PROGRAM: Final = Path(__file__).with_name("scrypt_process.py")
AGE_CHUNK_BYTES: Final = 64 * 1024
SECONDS: Final = 15  # less than a derivation may take: the process is ended, its slot freed


def locked(content: Iterable[bytes], passphrase: str) -> Iterator[bytes]:
    """The content, which comes in pieces of any size, as an age file, piece by piece.

    Raises DerivationsBusy, before there is any piece, while too many derivations run or memory is
    short.
    """
    file_key, salt = os.urandom(16), os.urandom(16)
    wrapping = _stretched(passphrase, salt)
    body = ChaCha20Poly1305(wrapping).encrypt(bytes(12), file_key, None)
    recipient = b"-> scrypt %b %d\n%b" % (_base64(salt), LOG_N, _base64(body))
    head = b"%b\n%b\n---" % (AGE_LABEL, recipient)
    mac = HMAC(_derived(file_key, info=b"header"), SHA256())
    mac.update(head)
    nonce = os.urandom(16)
    pieces = _pieces(content, ChaCha20Poly1305(_derived(file_key, salt=nonce, info=b"payload")))
    return chain((head, b" ", _base64(mac.finalize()), b"\n", nonce), pieces)


def _stretched(passphrase: str, salt: bytes) -> bytes:
    """The wrapping key by scrypt, in another process, so that its 128 MiB are not ours."""
    given = b"%b\n%b" % (salt.hex().encode(), passphrase.encode())
    try:
        with derivation_slot():
            return run_isolated(PROGRAM, given, seconds=SECONDS)
    except Failed:
        raise DerivationsBusy from None


def _pieces(content: Iterable[bytes], cipher: ChaCha20Poly1305) -> Iterator[bytes]:
    """Each piece under its number and whether it is the last, so that none can be cut or moved."""
    waiting, number = bytearray(), 0
    for given in content:
        waiting += given
        begin = 0
        while len(waiting) - begin > AGE_CHUNK_BYTES:  # the last one waits, be it whole or not
            end = begin + AGE_CHUNK_BYTES
            yield cipher.encrypt(number.to_bytes(11) + b"\0", bytes(waiting[begin:end]), None)
            begin, number = end, number + 1
        del waiting[:begin]
    yield cipher.encrypt(number.to_bytes(11) + b"\1", bytes(waiting), None)


def _derived(file_key: bytes, *, info: bytes, salt: bytes = b"") -> bytes:
    return HKDF(SHA256(), 32, salt or None, info).derive(file_key)


def _base64(raw: bytes) -> bytes:
    return base64.b64encode(raw).rstrip(b"=")
