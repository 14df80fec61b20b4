"""The drop box of a locked vault: its public key seals drafts, only its private key opens them."""

from contextlib import suppress
from uuid import UUID

from django.db import transaction

from apps.vault.crypto import sealed_box
from apps.vault.crypto.sealing import Context, Damaged
from apps.vault.key_changes.peppers import PepperMismatch, version_of_drop_box
from apps.vault.keyslots import INBOX_KIND, new_drop_box
from apps.vault.models import Vault
from apps.vault.unlocked_vault import UnlockedVault

INBOX_NUMBER = 1  # every vault has one pair so far


def seal_to_inbox(vault: Vault, data: bytes, *, kind: str, object_id: UUID, revision: int) -> bytes:
    """Seal to the public key of a locked vault. Raises Damaged where that is not the vault's own.

    Whoever can write to the database could put a key of their own there: the key's tag, which
    takes the pepper to make, is checked before each use.
    """
    public = bytes(vault.inbox_public)
    if version_of_drop_box(vault) is None:
        raise Damaged("The public key of the drop box is not the vault's own.")
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


def renew_unknown_box(vault: UnlockedVault) -> None:
    """Make a new drop box where the one of now fits no pepper, as after `peppers --lost`.

    What waits in the old one is to be opened before. Where no pepper can be used, the box stays.
    Raises Vault.DoesNotExist, KeysReplaced.
    """
    row = vault.vault
    if version_of_drop_box(row) is not None:
        return
    with transaction.atomic(), suppress(PepperMismatch):
        row.hold()
        new_drop_box(row, vault.data_keys)
        row.save(update_fields=["inbox_public", "inbox_private", "inbox_tag"])


def _context(vault_id: UUID, *, kind: str, object_id: UUID, revision: int) -> Context:
    return Context(
        kind=kind,
        vault_id=vault_id,
        object_id=object_id,
        revision=revision,
        key_id=INBOX_NUMBER,
    )
