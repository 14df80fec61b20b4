"""Seals the secrets of a second factor: the server must read them, and the database alone must not.

They open no journal. So their key comes from the pepper, which is kept outside the database.
"""

from collections.abc import Mapping
from typing import Final
from uuid import UUID

from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from apps.vault.crypto.keys import DEK_BYTES, LEAST_PEPPER_BYTES
from apps.vault.crypto.sealing import Context, Damaged, key_id_of, seal, unseal

SECOND_FACTOR_LABEL: Final = b"leeway/v1/second-factor"
SECOND_FACTOR_KIND: Final = "account.second-factor"

_NOBODY = UUID(int=0)  # allauth does not say whose secret it is


def seal_secret(secret: bytes, *, peppers: Mapping[int, bytes]) -> bytes:
    """A blob under the newest pepper, which names the pepper's version as its key.

    ValueError for a pepper under 32 bytes.
    """
    version = max(peppers)
    return seal(secret, key=_key(peppers[version]), context=_context(version))


def unseal_secret(blob: bytes, *, peppers: Mapping[int, bytes]) -> bytes:
    """The secret. Raises Damaged also where its pepper is not among these."""
    version = key_id_of(blob)
    if version not in peppers:
        raise Damaged(f"Pepper version {version} is not configured.")
    return unseal(blob, key=_key(peppers[version]), context=_context(version))


def _key(pepper: bytes) -> bytes:
    if len(pepper) < LEAST_PEPPER_BYTES:
        raise ValueError("A pepper has 32 bytes or more.")
    return HKDF(SHA256(), DEK_BYTES, None, SECOND_FACTOR_LABEL).derive(pepper)


def _context(version: int) -> Context:
    return Context(
        kind=SECOND_FACTOR_KIND, vault_id=_NOBODY, object_id=_NOBODY, revision=0, key_id=version
    )
