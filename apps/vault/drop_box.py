"""The drop box of a locked vault: its public key seals drafts, only its private key opens them."""

import hmac
from uuid import UUID

from django.conf import settings

from apps.vault.crypto import sealed_box
from apps.vault.crypto.sealing import Context, Damaged
from apps.vault.keyslots import INBOX_KIND
from apps.vault.models import Vault
from apps.vault.unlocked_vault import UnlockedVault

INBOX_NUMBER = 1  # every vault has one pair so far


def seal_to_inbox(vault: Vault, data: bytes, *, kind: str, object_id: UUID, revision: int) -> bytes:
    """Seal to the public key of a locked vault. Raises Damaged where that is not the vault's own.

    Whoever can write to the database could put a key of their own there: the key's tag, which
    takes the pepper to make, is checked before each use.
    """
    public = bytes(vault.inbox_public)
    if not _is_its_own(vault, public):
        raise Damaged("The public key of the letter box is not the vault's own.")
    context = _context(vault.id, kind=kind, object_id=object_id, revision=revision)
    return sealed_box.seal_to_inbox(data, public=public, context=context)


def open_from_inbox(
    vault: UnlockedVault, blob: bytes, *, kind: str, object_id: UUID, revision: int
) -> bytes:
    """The bytes that were sealed for this row while the vault was locked. Raises Damaged."""
    private = vault.unseal(
        bytes(vault.vault.inbox_private), kind=INBOX_KIND, object_id=vault.id, revision=1
    )
    context = _context(vault.id, kind=kind, object_id=object_id, revision=revision)
    return sealed_box.open_from_inbox(bytes(blob), private=private, context=context)


def _is_its_own(vault: Vault, public: bytes) -> bool:
    if len(public) != sealed_box.INBOX_KEY_BYTES:
        return False
    tags = [
        sealed_box.inbox_tag(public, vault_id=vault.id, pepper=str(pepper).encode())
        for pepper in settings.VAULT_PEPPERS.values()
    ]
    return any(hmac.compare_digest(tag, bytes(vault.inbox_tag)) for tag in tags)


def _context(vault_id: UUID, *, kind: str, object_id: UUID, revision: int) -> Context:
    return Context(
        kind=kind,
        vault_id=vault_id,
        object_id=object_id,
        revision=revision,
        key_id=INBOX_NUMBER,
    )
