"""The recovery code of a vault: made in a key slot, shown again, proved and in force."""

import secrets

from django.db import transaction

from apps.vault.crypto import keys
from apps.vault.crypto.recovery_code import RecoveryCode, new_code
from apps.vault.crypto.recovery_updates import recovery_lock
from apps.vault.keyslots import (
    DataKeys,
    info_of_slot,
    keys_for_slots,
    seal_in_slot,
    slot_salt,
    unseal_in_slot,
)
from apps.vault.models import KeySlot, Vault


def offer_code(vault: Vault, data_keys: DataKeys) -> RecoveryCode:
    """Make a recovery code in a slot that opens the vault once two groups were typed back.

    Until then the slot holds the code itself, sealed, so that the page can show it once more.
    """
    code = new_code()
    slot = KeySlot(
        vault=vault,
        kind=KeySlot.Kind.RECOVERY,
        salt=secrets.token_bytes(keys.SALT_BYTES),
        is_confirmed=False,
    )
    kek = keys.recovery_kek(code.secret, salt=bytes(slot.salt), info=info_of_slot(slot))
    slot.wrapped = keys.wrap(keys_for_slots(vault, data_keys), kek=kek)
    seal_in_slot(slot, "unproved_code", code.secret, data_keys)
    seal_in_slot(slot, "sealed_lock", recovery_lock(kek), data_keys)
    with transaction.atomic():
        vault.hold()
        vault.slots.waiting_for_proof().delete()
        slot.save(force_insert=True)
    return code


def waiting_code(vault: Vault, data_keys: DataKeys) -> RecoveryCode | None:
    """The recovery code that was not typed back yet, or None. Raises Damaged."""
    slot = vault.slots.waiting_for_proof().first()
    if slot is None or slot.unproved_code is None:
        return None
    return RecoveryCode(unseal_in_slot(slot, "unproved_code", data_keys))


def accept_code(vault: Vault, data_keys: DataKeys, code: RecoveryCode) -> bool:
    """Let the proved recovery code open the vault, and delete the slot of the code before it.

    Returns False and changes nothing if another tab accepted or replaced the code meanwhile.
    """
    with transaction.atomic():
        vault.hold()
        if waiting_code(vault, data_keys) != code:
            return False
        vault.slots.recovery().delete()
        vault.slots.waiting_for_proof().update(is_confirmed=True, unproved_code=None)
        vault.choose_recovery(Vault.RecoveryChoice.OPEN)
    return True


def wrapped_for_code(slot: KeySlot, secret: bytes, data_keys: DataKeys) -> bytes:
    """The data keys wrapped for the recovery code with this secret, in this slot."""
    kek = keys.recovery_kek(secret, salt=slot_salt(slot), info=info_of_slot(slot))
    return keys.wrap(data_keys, kek=kek)
