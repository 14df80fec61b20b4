"""The key slot of a passkey: made and unwrapped, and the vault unlocked by it."""

import secrets

from django.contrib.auth import logout
from django.contrib.sessions.backends.base import UpdateError
from django.db import transaction
from django.utils.translation import gettext as _

from apps.common.http.requests import MemberRequest
from apps.vault.crypto import keys
from apps.vault.crypto.passkeys import passkey_kek
from apps.vault.crypto.recovery_updates import recovery_lock
from apps.vault.crypto.sealing import Damaged
from apps.vault.keyslots import (
    DataKeys,
    NoVault,
    info_of_slot,
    keys_for_slots,
    seal_in_slot,
    slot_salt,
    unwrapped_with_added,
)
from apps.vault.models import KeySlot, Vault
from apps.vault.unlocked_vault import UnlockedVault
from apps.vault.unlocking.unlock import CannotOpen, SignInEnded, open_here


def add_passkey(vault: Vault, data_keys: DataKeys, secret: bytes, *, passkey_row: int) -> None:
    """Let a passkey open the vault too, never alone: raises NoVault where no password does."""
    slot = KeySlot(
        vault=vault,
        kind=KeySlot.Kind.PASSKEY,
        salt=secrets.token_bytes(keys.SALT_BYTES),
        passkey_id=passkey_row,
    )
    kek = passkey_kek(secret, salt=bytes(slot.salt), info=info_of_slot(slot))
    slot.wrapped = keys.wrap(keys_for_slots(vault, data_keys), kek=kek)
    seal_in_slot(slot, "sealed_lock", recovery_lock(kek), data_keys)
    with transaction.atomic():
        vault.hold()
        if not vault.slots.password().exists():
            raise NoVault
        slot.save(force_insert=True)


def unwrap_with_passkey(vault: Vault, secret: bytes, *, passkey_row: int) -> DataKeys:
    """The data keys, by what the authenticator of that passkey answered (32 bytes).

    Raises NoVault where the passkey has no slot here, WrongKey, Damaged.
    """
    slot = vault.slots.passkeys().filter(passkey_id=passkey_row).first()
    if slot is None:
        raise NoVault
    return unwrapped_with_added(
        slot, kek=passkey_kek(secret, salt=slot_salt(slot), info=info_of_slot(slot))
    )


def unlock_by_passkey(
    request: MemberRequest, secret: bytes | None, *, passkey_row: int
) -> UnlockedVault:
    """Unlock the member's current vault by what the authenticator of a passkey answered, if it did.

    Raises CannotOpen, SignInEnded. Nobody can guess such an answer, so no try is counted.
    """
    vault = Vault.objects.of(request.user).current().first()
    if secret is None or vault is None:
        raise CannotOpen(_no_key())
    try:
        data_keys = unwrap_with_passkey(vault, secret, passkey_row=passkey_row)
    except NoVault:
        raise CannotOpen(_no_key()) from None
    except keys.WrongKey:
        raise CannotOpen(
            _("This passkey gave another key than before. Your password opens the journal.")
        ) from None
    except Damaged:
        raise CannotOpen(
            _("The key that this passkey should open is damaged. Your password opens the journal."),
            damaged=True,
        ) from None
    try:
        return open_here(request, vault, data_keys, by_password=False)
    except (UpdateError, Vault.DoesNotExist):
        logout(request)
        raise SignInEnded from None


def _no_key() -> str:
    return _(
        "This passkey signs you in. It gave no key for the journal, so your password opens it."
    )
