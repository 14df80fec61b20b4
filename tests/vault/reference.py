"""A second implementation of every format, written from docs/formats.md and not from the code.

It imports nothing of apps.vault. HKDF, AES-KW and HPKE are built here from HMAC, AES and X25519,
so that a slip in how the real modules call their library shows as a difference. Everything random
is given, never drawn: it makes the known-answer vectors.
"""

import base64
import hashlib
import hmac
import struct
from uuid import UUID

from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey, X25519PublicKey
from cryptography.hazmat.primitives.ciphers import Cipher
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.ciphers.algorithms import AES
from cryptography.hazmat.primitives.ciphers.modes import ECB
from cryptography.hazmat.primitives.kdf.argon2 import Argon2id

Keys = dict[int, bytes]


def sha256_hmac(key: bytes, message: bytes) -> bytes:
    return hmac.new(key, message, "sha256").digest()


def expand(secret: bytes, info: bytes, length: int) -> bytes:
    block, out = b"", b""
    while len(out) < length:
        block = sha256_hmac(secret, block + info + bytes([len(out) // 32 + 1]))
        out += block
    return out[:length]


def hkdf(secret: bytes, *, salt: bytes, info: bytes, length: int) -> bytes:
    return expand(sha256_hmac(salt, secret), info, length)


def fields(*parts: bytes) -> bytes:
    return b"".join(struct.pack(">H", len(part)) + part for part in parts)


def context(kind: str, vault: UUID, row: UUID, revision: int, key_id: int) -> bytes:
    numbers = struct.pack(">Q", revision), struct.pack(">I", key_id)
    return b"leeway/v1" + fields(kind.encode(), vault.bytes, row.bytes, *numbers)


def pad(text: bytes) -> bytes:
    sizes = [512, *range(1024, 8193, 1024), *range(12288, 16 * 1024 * 1024 + 4097, 4096)]
    size = next(size for size in sizes if size >= len(text) + 4)
    return struct.pack(">I", len(text)) + text + bytes(size - 4 - len(text))


def seal_padded(
    padded: bytes, key: bytes, place: bytes, salt: bytes, nonce: bytes, *, start: bytes = b""
) -> bytes:
    """A blob around any padding, right or wrong, under any beginning. `place` is a context."""
    start = start or b"LWB\x01" + place[-4:]
    material = hkdf(key, salt=salt, info=start + place, length=64)
    header = start + salt + material[32:] + nonce
    return header + AESGCM(material[:32]).encrypt(nonce, padded, header + place)


def seal(text: bytes, key: bytes, place: bytes, salt: bytes, nonce: bytes) -> bytes:
    return seal_padded(pad(text), key, place, salt, nonce)


def slot_info(vault: UUID, slot: UUID, kind: str, version: int) -> bytes:
    return b"leeway/v1/slot" + fields(
        kind.encode(), vault.bytes, slot.bytes, struct.pack(">Q", version)
    )


def password_kek(
    password: str, salt: bytes, pepper: bytes, info: bytes, cost: tuple[int, int, int]
) -> bytes:
    memory_kib, iterations, lanes = cost
    stretched = Argon2id(
        salt=salt, length=32, iterations=iterations, lanes=lanes, memory_cost=memory_kib
    ).derive(password.encode())  # one at a time: see test_real_derivations.py
    return hkdf(stretched, salt=pepper, info=info, length=32)


def sign_in_hash(
    password: str, salt: bytes, pepper: tuple[int, bytes], cost: tuple[int, int, int]
) -> str:
    memory_kib, iterations, lanes = cost
    verifier = password_kek(password, salt, pepper[1], b"leeway/v1/sign-in", cost)
    parameters = f"m={memory_kib},t={iterations},p={lanes}"
    parts = [salt, hashlib.sha256(verifier).digest()]
    ends = [base64.urlsafe_b64encode(part).decode().rstrip("=") for part in parts]
    return "$".join(["argon2id-pepper", parameters, str(pepper[0]), *ends])


def recovery_kek(secret: bytes, salt: bytes, info: bytes) -> bytes:
    return hkdf(secret, salt=salt, info=info, length=32)


def passkey_kek(secret: bytes, salt: bytes, info: bytes) -> bytes:
    return hkdf(secret, salt=salt, info=info, length=32)


def second_factor_key(pepper: bytes) -> bytes:
    return hkdf(pepper, salt=b"", info=b"leeway/v1/second-factor", length=32)


def pack(keys: Keys) -> bytes:
    numbered = [struct.pack(">Q", number) + keys[number] for number in sorted(keys)]
    return b"LWK\x01" + struct.pack(">I", len(keys)) + b"".join(numbered)


def aes_key_wrap(key: bytes, plain: bytes) -> bytes:
    """RFC 3394, section 2.2.1, index based."""
    aes = Cipher(AES(key), ECB()).encryptor()  # one block at a time, as the RFC wants it
    head = b"\xa6" * 8
    blocks = [plain[at : at + 8] for at in range(0, len(plain), 8)]
    for turn in range(6):
        for at, block in enumerate(blocks):
            out = aes.update(head + block)
            count = turn * len(blocks) + at + 1
            head = (int.from_bytes(out[:8]) ^ count).to_bytes(8)
            blocks[at] = out[8:]
    return head + b"".join(blocks)


def wrap_packed(packed: bytes, kek: bytes) -> bytes:
    """A slot's blob around any list of keys, right or wrong."""
    check = expand(kek, b"leeway/v1/slot-check", 32)
    return b"LWK\x01" + check + aes_key_wrap(expand(kek, b"leeway/v1/slot-wrap", 32), packed)


def wrap(keys: Keys, kek: bytes) -> bytes:
    return wrap_packed(pack(keys), kek)


def open_vault_key(browser_key: bytes, vault: UUID, session_hash: bytes) -> bytes:
    info = b"leeway/v1/open-vault" + fields(vault.bytes, session_hash)
    return hkdf(browser_key, salt=b"", info=info, length=32)


def seal_open_keys(
    keys: Keys, browser_key: bytes, vault: UUID, session_hash: bytes, salt: bytes, nonce: bytes
) -> bytes:
    key = open_vault_key(browser_key, vault, session_hash)
    return seal(pack(keys), key, context("open-vault", vault, vault, 0, 1), salt, nonce)


def public_of(private: bytes) -> bytes:
    return X25519PrivateKey.from_private_bytes(private).public_key().public_bytes_raw()


def hpke_seal(padded: bytes, public: bytes, info: bytes, ephemeral: bytes) -> bytes:
    """RFC 9180, base mode, DHKEM(X25519, HKDF-SHA256), HKDF-SHA256, AES-256-GCM, no AAD."""

    def labeled_extract(suite: bytes, salt: bytes, label: bytes, secret: bytes) -> bytes:
        return sha256_hmac(salt, b"HPKE-v1" + suite + label + secret)

    def labeled_expand(suite: bytes, prk: bytes, label: bytes, about: bytes, length: int) -> bytes:
        return expand(prk, struct.pack(">H", length) + b"HPKE-v1" + suite + label + about, length)

    encapsulated = public_of(ephemeral)
    shared = X25519PrivateKey.from_private_bytes(ephemeral).exchange(
        X25519PublicKey.from_public_bytes(public)
    )
    kem = b"KEM\x00\x20"
    eae = labeled_extract(kem, b"", b"eae_prk", shared)
    shared_secret = labeled_expand(kem, eae, b"shared_secret", encapsulated + public, 32)
    suite = b"HPKE\x00\x20\x00\x01\x00\x02"
    no_psk = labeled_extract(suite, b"", b"psk_id_hash", b"")
    schedule = b"\x00" + no_psk + labeled_extract(suite, b"", b"info_hash", info)
    secret = labeled_extract(suite, shared_secret, b"secret", b"")
    key = labeled_expand(suite, secret, b"key", schedule, 32)
    nonce = labeled_expand(suite, secret, b"base_nonce", schedule, 12)
    return encapsulated + AESGCM(key).encrypt(nonce, padded, b"")


def seal_padded_to_inbox(
    padded: bytes, public: bytes, place: bytes, ephemeral: bytes, *, start: bytes = b""
) -> bytes:
    """A draft around any padding, right or wrong, under any beginning. `place` is a context."""
    header = start or b"LWI\x01" + place[-4:]
    return header + hpke_seal(padded, public, b"leeway/v1/inbox" + header + place, ephemeral)


def seal_to_inbox(text: bytes, public: bytes, place: bytes, ephemeral: bytes) -> bytes:
    return seal_padded_to_inbox(pad(text), public, place, ephemeral)


def inbox_tag(public: bytes, vault: UUID, pepper: bytes) -> bytes:
    info = b"leeway/v1/inbox-tag" + fields(vault.bytes, public)
    return hkdf(pepper, salt=b"", info=info, length=32)


def recovery_lock(kek: bytes) -> bytes:
    pair = public_of(expand(kek, b"leeway/v1/recovery-lock-pair", 32))
    return pair + expand(kek, b"leeway/v1/recovery-lock-tag", 32)


def lock_keys(keys: Keys, lock: bytes, vault: UUID, slot: UUID, ephemeral: bytes) -> bytes:
    place = context("recovery-keys", vault, slot, 0, 1)
    sealed = seal_to_inbox(pack(keys), lock[:32], place, ephemeral)
    return b"LWR\x01" + sha256_hmac(lock[32:], b"LWR\x01" + sealed) + sealed


def recovery_text(secret: bytes) -> str:
    """The 32 characters and the check character, by polynomial weights and not by Horner's rule."""
    alphabet = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
    bits = "".join(f"{byte:08b}" for byte in secret)
    values = [int(bits[at : at + 5], 2) for at in range(0, 160, 5)]
    powers = [1]
    while len(powers) < 33:
        double = powers[-1] << 1
        powers.append(double ^ 0b100101 if double & 32 else double)
    check = powers[32]  # the leading 1
    for value, weight in zip(values, reversed(powers[1:]), strict=True):
        check ^= _times(value, weight)
    return "".join(alphabet[value] for value in [*values, check])


def _times(left: int, right: int) -> int:
    """A product in GF(32) with x^5 + x^2 + 1."""
    product = 0
    for bit in range(5):
        if right >> bit & 1:
            product ^= left << bit
    for bit in range(9, 4, -1):
        if product >> bit & 1:
            product ^= 0b100101 << (bit - 5)
    return product
