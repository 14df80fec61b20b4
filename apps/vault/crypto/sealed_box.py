"""The sealed box of a vault: X25519 and HPKE seal what is saved while the vault is locked."""

import struct
from typing import Final
from uuid import UUID

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey, X25519PublicKey
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.hpke import AEAD, KDF, KEM, Suite
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from apps.vault.crypto.keys import LEAST_PEPPER_BYTES, length_prefixed
from apps.vault.crypto.sealing import Context, Damaged, pad, unpad

INBOX_MAGIC: Final = b"LWI"
INBOX_FORMAT: Final = 1
INBOX_LABEL: Final = b"leeway/v1/inbox"
INBOX_TAG_LABEL: Final = b"leeway/v1/inbox-tag"
INBOX_KEY_BYTES: Final = 32
INBOX_TAG_BYTES: Final = 32

_SUITE = Suite(KEM.X25519, KDF.HKDF_SHA256, AEAD.AES_256_GCM)
_HEADER = struct.Struct(">3sBI")


def new_inbox() -> tuple[bytes, bytes]:
    """A new X25519 pair, (public, private), 32 bytes each.

    The private half is stored only under `seal`. The public half lies in plain, so whoever can
    write to the database could put their own there and read what is saved while locked: keep
    `inbox_tag` beside it and check it before every use.
    """
    private = X25519PrivateKey.generate()
    return private.public_key().public_bytes_raw(), private.private_bytes_raw()


def inbox_public(private: bytes) -> bytes:
    """The public half that belongs to a private one: compare it whenever the vault opens."""
    return X25519PrivateKey.from_private_bytes(private).public_key().public_bytes_raw()


def inbox_tag(public: bytes, *, vault_id: UUID, pepper: bytes) -> bytes:
    """32 bytes that prove, to whoever holds the pepper, that this inbox belongs to this vault."""
    if len(public) != INBOX_KEY_BYTES or len(pepper) < LEAST_PEPPER_BYTES:
        raise ValueError("An inbox tag needs a public key of 32 bytes and a pepper of 32 or more.")
    info = INBOX_TAG_LABEL + length_prefixed(vault_id.bytes, public)
    return HKDF(SHA256(), INBOX_TAG_BYTES, None, info).derive(pepper)


def seal_to_inbox(plaintext: bytes, *, public: bytes, context: Context) -> bytes:
    """The plaintext, padded, so that only the inbox's private key opens it.

    HPKE (RFC 9180, base mode) with X25519, HKDF-SHA256 and AES-256-GCM. The blob is magic 3 |
    format 1 | inbox number 4 | encapsulated key 32 | text | tag 16; header and context are HPKE's
    info, and `context.key_id` is the number of the inbox pair. Anyone who knows the public key can
    seal, so a draft proves nothing about who wrote it. Raises TooLong, Damaged if `public` is no
    key, ValueError for a bad context.
    """
    place, padded = context.encode(), pad(plaintext)
    header = _HEADER.pack(INBOX_MAGIC, INBOX_FORMAT, context.key_id)
    info = INBOX_LABEL + header + place
    try:
        return header + _SUITE.encrypt(padded, X25519PublicKey.from_public_bytes(public), info)
    except ValueError:
        raise Damaged("The inbox's public key is no usable key.") from None


def open_from_inbox(blob: bytes, *, private: bytes, context: Context) -> bytes:
    """What was sealed to this inbox for this context; Damaged for anything else."""
    place, header = context.encode(), blob[: _HEADER.size]
    if header != _HEADER.pack(INBOX_MAGIC, INBOX_FORMAT, context.key_id):
        raise Damaged("The draft is of another inbox or of an unknown format.")
    info = INBOX_LABEL + header + place
    key = X25519PrivateKey.from_private_bytes(private)
    try:
        padded = _SUITE.decrypt(blob[_HEADER.size :], key, info)
    except InvalidTag:
        raise Damaged("The draft was altered, or sealed for another place.") from None
    return unpad(padded)
