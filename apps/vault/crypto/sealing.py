"""Seals private bytes under a data key, so that nothing a member writes is ever stored in plain.

A sealed blob is

    magic 3 | format 1 | key id 4 | salt 32 | commitment 32 | nonce 12 | AES-256-GCM text | tag 16

with numbers big-endian. Every blob has a key of its own: HKDF-SHA256 (RFC 5869) turns the data key,
the blob's random salt and its context into 64 bytes, of which the first 32 are the AES key and the
last 32 the commitment. Header and context are the associated data. The text is padded first.

Why so: a fresh key for each blob means that no nonce is ever used twice under one key, however
often the page saves itself. AES-GCM does not commit to its key; the commitment does, and it is
compared before anything is decrypted. The context is in both the derivation and the associated
data, so a blob put in another row, vault, revision or kind does not open there.

What this cannot do: tell that a whole row was deleted or put back to an older blob of the same
revision. Python cannot promise to wipe memory; keys and texts live until they are collected.
"""

import hmac
import os
import struct
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Final
from uuid import UUID

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

DOMAIN: Final = b"leeway/v1"
MAGIC: Final = b"LWB"
FORMAT: Final = 1

KEY_BYTES: Final = 32
SALT_BYTES: Final = 32
COMMITMENT_BYTES: Final = 32
NONCE_BYTES: Final = 12
TAG_BYTES: Final = 16
MAX_PLAINTEXT_BYTES: Final = 16 * 1024 * 1024
MAX_KIND_BYTES: Final = 64
MAX_KEY_ID: Final = 2**32 - 1

_PREFIX = struct.Struct(">3sBI")
_HEADER = struct.Struct(f">3sBI{SALT_BYTES}s{COMMITMENT_BYTES}s{NONCE_BYTES}s")
_PLACE = struct.Struct(">H16sH16sHQHI")
_LAST_FIELDS = struct.Struct(">H16sHQHI")
_LENGTH = struct.Struct(">I")
_SHA256 = SHA256()
HEADER_BYTES: Final = _HEADER.size


class Damaged(Exception):
    """The bytes are not what was sealed for this place. The message never holds a secret."""


class TooLong(ValueError):
    """The text is over `MAX_PLAINTEXT_BYTES`; nothing was sealed."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Context:
    """The one place where a blob belongs.

    `kind` is what it is (1 to 64 ASCII characters, for example "entry.head"), `object_id` the row,
    `revision` the row's revision (0 to 2**64 - 1), `key_id` the number of the data key (1 to
    2**32 - 1). Two different contexts never encode to the same bytes.
    """

    kind: str
    vault_id: UUID
    object_id: UUID
    revision: int
    key_id: int

    def encode(self) -> bytes:
        """The domain, then each field after its length in two bytes. ValueError if out of range."""
        kind = self.kind.encode("ascii")
        if not 1 <= len(kind) <= MAX_KIND_BYTES or self.key_id < 1:
            raise ValueError("A context needs a kind of 1 to 64 characters and a key id from 1.")
        try:
            place = _PLACE.pack(
                16, self.vault_id.bytes, 16, self.object_id.bytes, 8, self.revision, 4, self.key_id
            )
        except struct.error:
            raise ValueError("The context's revision or key id is out of range.") from None
        return DOMAIN + len(kind).to_bytes(2) + kind + place


def seal(plaintext: bytes, *, key: bytes, context: Context) -> bytes:
    """The plaintext as a blob that only `unseal` with the same key and context opens.

    `key` is the 32-byte data key whose number is `context.key_id`. Sealing the same text twice
    gives different blobs. Raises TooLong over 16 MiB and ValueError for a bad key or context.
    """
    return _seal(plaintext, key=key, context=context, random=os.urandom(SALT_BYTES + NONCE_BYTES))


def _seal(plaintext: bytes, *, key: bytes, context: Context, random: bytes) -> bytes:
    """`seal` with the salt and the nonce given. For known-answer vectors only."""
    padded = pad(plaintext)
    place = context.encode()
    salt, nonce = random[:SALT_BYTES], random[SALT_BYTES:]
    prefix = _PREFIX.pack(MAGIC, FORMAT, context.key_id)
    blob_key, commitment = _derive(key, salt, prefix + place)
    header = prefix + salt + commitment + nonce
    return header + AESGCM(blob_key).encrypt(nonce, padded, header + place)


def unseal(blob: bytes, *, key: bytes, context: Context) -> bytes:
    """The plaintext that was sealed with this key for this context.

    Raises Damaged for everything else: a wrong length, magic, format, key id, key, context,
    commitment (compared in constant time, before decryption), tag or padding. ValueError only for
    arguments that are no key or no context.
    """
    place = context.encode()
    if key_id_of(blob) != context.key_id:
        raise Damaged("The blob names another data key.")
    return _unseal(blob, key=key, place=place)


def unseal_many(
    blobs: Iterable[tuple[UUID, int, bytes]],
    *,
    keys: Mapping[int, bytes],
    kind: str,
    vault_id: UUID,
) -> Iterator[bytes | None]:
    """The plaintext of each (object id, revision, blob) of one kind, in order; None where damaged.

    Every check is `unseal`'s own; `keys` are the vault's data keys by number, and a blob that names
    another one counts as damaged. ValueError for a kind, a revision or a key that is none.
    """
    # The first fields of the context are the same for all: they are encoded once.
    some = Context(kind=kind, vault_id=vault_id, object_id=vault_id, revision=0, key_id=1)
    start = some.encode()[: -_LAST_FIELDS.size]
    for object_id, revision, blob in blobs:
        try:
            key_id = key_id_of(blob)
            key = keys[key_id]
            last = _LAST_FIELDS.pack(16, object_id.bytes, 8, revision, 4, key_id)
            yield _unseal(blob, key=key, place=start + last)
        except (Damaged, KeyError):
            yield None
        except struct.error:
            raise ValueError("The context's revision is out of range.") from None


def _unseal(blob: bytes, *, key: bytes, place: bytes) -> bytes:
    """The plaintext for an encoded context, once `key_id_of` has checked the blob's header."""
    header = blob[:HEADER_BYTES]
    *_, salt, commitment, nonce = _HEADER.unpack(header)
    blob_key, expected = _derive(key, salt, header[: _PREFIX.size] + place)
    if not hmac.compare_digest(expected, commitment):
        raise Damaged("The blob was sealed under another key or for another place.")
    try:
        padded = AESGCM(blob_key).decrypt(nonce, blob[HEADER_BYTES:], header + place)
    except InvalidTag:
        raise Damaged("The sealed text was altered.") from None
    return unpad(padded)


def key_id_of(blob: bytes) -> int:
    """The number of the data key a blob names (not proved until `unseal`). Raises Damaged."""
    if len(blob) < HEADER_BYTES:
        raise Damaged("The blob is too short.")
    magic, version, key_id = _PREFIX.unpack_from(blob)
    if magic != MAGIC:
        raise Damaged("The blob does not begin like one.")
    if version != FORMAT:
        raise Damaged("The blob has a format that this version does not know.")
    if key_id < 1:
        raise Damaged("The blob names no data key.")
    return int(key_id)


def padded_length(length: int) -> int:
    """Bytes that a text of `length` bytes (0 to 16 MiB) takes once padded.

    Four bytes hold the length, then everything is rounded up: to 512; above that to a multiple of
    1 KiB as far as 8 KiB; above that to a multiple of 4 KiB. Raises TooLong or ValueError.
    """
    if length < 0:
        raise ValueError("A length is never negative.")
    if length > MAX_PLAINTEXT_BYTES:
        raise TooLong(f"At most {MAX_PLAINTEXT_BYTES} bytes can be sealed at once.")
    needed = length + _LENGTH.size
    if needed <= 512:
        return 512
    step = 1024 if needed <= 8192 else 4096
    return -(-needed // step) * step


def sealed_length(length: int) -> int:
    """Bytes of the blob that a text of `length` bytes becomes. Raises TooLong or ValueError."""
    return HEADER_BYTES + padded_length(length) + TAG_BYTES


def pad(plaintext: bytes) -> bytes:
    """Length in four bytes, the plaintext, zeros up to `padded_length`. Raises TooLong."""
    size = padded_length(len(plaintext))
    return (_LENGTH.pack(len(plaintext)) + plaintext).ljust(size, b"\0")


def unpad(padded: bytes) -> bytes:
    """The plaintext inside; Damaged unless `pad` would give exactly these bytes again."""
    if len(padded) < _LENGTH.size:
        raise Damaged("The padding is too short.")
    (length,) = _LENGTH.unpack_from(padded)
    if length > MAX_PLAINTEXT_BYTES or padded_length(length) != len(padded):
        raise Damaged("The padding does not fit the text.")
    end = _LENGTH.size + length
    if padded.count(0, end) != len(padded) - end:
        raise Damaged("The padding is not empty.")
    return padded[_LENGTH.size : end]


def _derive(key: bytes, salt: bytes, info: bytes) -> tuple[bytes, bytes]:
    if len(key) != KEY_BYTES:
        raise ValueError("A data key has 32 bytes.")
    material = HKDF(_SHA256, KEY_BYTES + COMMITMENT_BYTES, salt, info).derive(key)
    return material[:KEY_BYTES], material[KEY_BYTES:]
