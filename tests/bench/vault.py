"""What sealing costs beyond the two primitives that it cannot do without."""

import os
import time
import uuid
from collections.abc import Callable, Iterator

from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from apps.vault.crypto.keys import Argon2Parameters, stretched_password
from apps.vault.crypto.sealing import Context, seal, unseal
from tests.bench.output import print_line

HEADS = 10_000


def lines() -> Iterator[str]:
    key = os.urandom(32)
    vault_id = uuid.uuid4()
    contexts = [
        Context(kind="entry.head", vault_id=vault_id, object_id=uuid.uuid4(), revision=1, key_id=1)
        for _ in range(HEADS)
    ]
    blobs = [seal(b"a head" * 20, key=key, context=context) for context in contexts]
    opened = _seconds(
        lambda: [
            unseal(blob, key=key, context=context)
            for blob, context in zip(blobs, contexts, strict=True)
        ]
    )
    floor = _seconds(lambda: [_primitives(key) for _ in range(HEADS)])
    yield f"{HEADS} heads opened    {opened * 1000:7.0f} ms"
    yield f"HKDF and AES-GCM alone {floor * 1000:7.0f} ms   (ratio {opened / floor:.2f})"
    derived = _seconds(
        lambda: stretched_password(
            "a password of some words", salt=os.urandom(16), parameters=Argon2Parameters()
        )
    )
    yield f"one password derived   {derived * 1000:7.0f} ms"


def _primitives(key: bytes) -> bytes:
    subkey = HKDF(SHA256(), 64, os.urandom(32), b"bench").derive(key)
    return AESGCM(subkey[:32]).encrypt(bytes(12), bytes(512), None)


def _seconds(work: Callable[[], object]) -> float:
    """The best of three: the machines are noisy."""
    best = float("inf")
    for _ in range(3):
        start = time.perf_counter()
        work()
        best = min(best, time.perf_counter() - start)
    return best


if __name__ == "__main__":
    print_line(lines())
