"""The key in the vault cookie, under which the data keys of an open vault are sealed.

browser key (cookie) --HKDF with the session--> blob of the open vault's data keys
"""

import base64
import secrets
from typing import Final
from uuid import UUID

from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from apps.vault.crypto.keys import DEK_BYTES, length_prefixed, pack_keys, unpack_keys
from apps.vault.crypto.sealing import Context, Damaged, seal, unseal

BROWSER_KEY_BYTES: Final = 32
LEAST_SESSION_HASH_BYTES: Final = 16

OPEN_VAULT_LABEL: Final = b"leeway/v1/open-vault"
OPEN_VAULT_KIND: Final = "open-vault"


def new_browser_key() -> bytes:
    """The key that goes into the vault cookie and is never stored on the server."""
    return secrets.token_bytes(BROWSER_KEY_BYTES)


def encode_browser_key(key: bytes) -> str:
    """The cookie's value: 43 characters of base64url without padding."""
    if len(key) != BROWSER_KEY_BYTES:
        raise ValueError("A browser key has 32 bytes.")
    return base64.urlsafe_b64encode(key).rstrip(b"=").decode("ascii")


def decode_browser_key(value: str) -> bytes:
    """The key in a cookie's value. Damaged unless `encode_browser_key` gives this very value."""
    try:
        key = base64.urlsafe_b64decode(value + "=")
        if encode_browser_key(key) == value:
            return key
    except ValueError:
        pass
    raise Damaged("The vault cookie is no browser key.")


def seal_open_keys(
    keys: dict[int, bytes], *, browser_key: bytes, vault_id: UUID, session_hash: bytes
) -> bytes:
    """The data keys of an open vault as a blob for its row.

    Only the browser key opens it, and only within the session whose id has this hash (16 bytes or
    more).
    """
    key = _open_vault_key(browser_key, vault_id=vault_id, session_hash=session_hash)
    return seal(pack_keys(keys), key=key, context=_open_vault_context(vault_id))


def unseal_open_keys(
    blob: bytes, *, browser_key: bytes, vault_id: UUID, session_hash: bytes
) -> dict[int, bytes]:
    """The data keys; Damaged for a wrong browser key, session, vault or blob alike."""
    key = _open_vault_key(browser_key, vault_id=vault_id, session_hash=session_hash)
    return unpack_keys(unseal(blob, key=key, context=_open_vault_context(vault_id)))


def _open_vault_key(browser_key: bytes, *, vault_id: UUID, session_hash: bytes) -> bytes:
    if len(browser_key) != BROWSER_KEY_BYTES or len(session_hash) < LEAST_SESSION_HASH_BYTES:
        raise ValueError("An open vault needs a browser key of 32 bytes and a session's hash.")
    info = OPEN_VAULT_LABEL + length_prefixed(vault_id.bytes, session_hash)
    return HKDF(SHA256(), DEK_BYTES, None, info).derive(browser_key)


def _open_vault_context(vault_id: UUID) -> Context:
    return Context(
        kind=OPEN_VAULT_KIND, vault_id=vault_id, object_id=vault_id, revision=0, key_id=1
    )
