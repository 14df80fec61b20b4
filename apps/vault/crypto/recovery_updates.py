"""Adds new data keys to a recovery slot of an unlocked vault without the recovery code.

A recovery slot is wrapped once, when the code is made. A data key made later has to reach it
without the code, and must not do so under an older data key: whoever has that one (an old backup
and an old password) would then get the new one too. So the recovery slot key makes an X25519 pair.
Its public half, with a key for authentication, is the lock: any opening of the vault can add keys
through it, and only the code takes them out.

The lock is stored under `seal` with the newest data key, never in plain: whoever could replace it
would be handed the next data keys.
"""

import hmac
from typing import Final
from uuid import UUID

from apps.vault.crypto.keys import expand_key, pack_keys, unpack_keys
from apps.vault.crypto.sealed_box import (
    INBOX_KEY_BYTES,
    inbox_public,
    open_from_inbox,
    seal_to_inbox,
)
from apps.vault.crypto.sealing import Context, Damaged

LOCK_MAGIC: Final = b"LWR"
LOCK_FORMAT: Final = 1
LOCK_PAIR_LABEL: Final = b"leeway/v1/recovery-lock-pair"
LOCK_TAG_LABEL: Final = b"leeway/v1/recovery-lock-tag"
LOCK_KIND: Final = "recovery-keys"
LOCK_TAG_KEY_BYTES: Final = 32
LOCK_TAG_BYTES: Final = 32
LOCK_BYTES: Final = INBOX_KEY_BYTES + LOCK_TAG_KEY_BYTES

_START = LOCK_MAGIC + bytes([LOCK_FORMAT])


def recovery_lock(kek: bytes) -> bytes:
    """The lock of a recovery slot key (64 bytes): public key 32 | authentication key 32.

    Seal it. It opens nothing by itself, but whoever has it can pass off other keys as added ones.
    """
    public = inbox_public(expand_key(kek, LOCK_PAIR_LABEL, INBOX_KEY_BYTES))
    return public + expand_key(kek, LOCK_TAG_LABEL, LOCK_TAG_KEY_BYTES)


def lock_keys(keys: dict[int, bytes], *, lock: bytes, vault_id: UUID, slot_id: UUID) -> bytes:
    """All data keys of this moment, by number, for the slot's row, in place of an earlier blob.

    The blob is magic 3 | format 1 | tag 32 | the packed keys as `seal_to_inbox` seals them. The tag
    is HMAC-SHA256 over everything else. ValueError for a bad lock or bad keys.
    """
    if len(lock) != LOCK_BYTES:
        raise ValueError("A recovery lock has 64 bytes.")
    sealed = seal_to_inbox(
        pack_keys(keys), public=lock[:INBOX_KEY_BYTES], context=_context(vault_id, slot_id)
    )
    return _START + _tag(lock[INBOX_KEY_BYTES:], sealed) + sealed


def unlock_keys(blob: bytes, *, kek: bytes, vault_id: UUID, slot_id: UUID) -> dict[int, bytes]:
    """The keys that `lock_keys` put in, by number; Damaged for anything else.

    Call it only after `unwrap` has proved that this is the slot's key.
    """
    start = len(_START)
    sealed = blob[start + LOCK_TAG_BYTES :]
    expected = _tag(expand_key(kek, LOCK_TAG_LABEL, LOCK_TAG_KEY_BYTES), sealed)
    if blob[:start] != _START:
        raise Damaged("The added keys do not begin like added keys of a known format.")
    if not hmac.compare_digest(expected, blob[start : start + LOCK_TAG_BYTES]):
        raise Damaged("The added keys were altered, or are of another recovery code.")
    private = expand_key(kek, LOCK_PAIR_LABEL, INBOX_KEY_BYTES)
    return unpack_keys(
        open_from_inbox(sealed, private=private, context=_context(vault_id, slot_id))
    )


def _tag(key: bytes, sealed: bytes) -> bytes:
    return hmac.digest(key, _START + sealed, "sha256")


def _context(vault_id: UUID, slot_id: UUID) -> Context:
    return Context(kind=LOCK_KIND, vault_id=vault_id, object_id=slot_id, revision=0, key_id=1)
