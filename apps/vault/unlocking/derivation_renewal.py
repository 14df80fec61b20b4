"""Sign-in hash and password slots, moved together to the cost and the pepper of now."""

from contextlib import suppress

from django.db import transaction

from apps.common.http.requests import Member
from apps.vault import keyslots
from apps.vault.crypto.keys import WrongKey
from apps.vault.crypto.password_derivation import pepper_in_use
from apps.vault.crypto.sealing import Damaged
from apps.vault.crypto.sign_in_hash import SignInHash
from apps.vault.key_changes.peppers import renew_drop_box
from apps.vault.models import KeySlot, Vault


def renew_derivation(
    user: Member, vault: Vault, *, password: str, data_keys: keyslots.DataKeys
) -> None:
    """Move sign-in hash and password slot to one derivation at the cost and pepper of now.

    Nothing happens where that is so already, where the slot belongs to an earlier password, or
    where either was replaced meanwhile. All of it moves in one transaction, and the slots of the
    member's other journals too, where the same password opens them. Raises DerivationsBusy, and
    then nothing is changed.
    """
    slot = vault.slots.password().first()
    renew_drop_box(vault)
    if slot is None or slot.is_orphaned or _is_as_new(slot, user):
        return
    if not user.check_password(password):
        return
    with transaction.atomic():
        if not user.still_has(password):
            return
        others = _opened_alike(user, vault, password)
        user.renew_hash(password)
        vault.hold()
        if vault.slots.password().filter(pk=slot.pk, is_orphaned=False).exists():
            keyslots.wrap_for_password(vault, password=password, data_keys=data_keys)
        for other, other_keys in others:
            keyslots.wrap_for_password(other, password=password, data_keys=other_keys)


def _opened_alike(
    user: Member, vault: Vault, password: str
) -> list[tuple[Vault, keyslots.DataKeys]]:
    """The member's other journals under the same password, with their data keys."""
    found = []
    for other in Vault.objects.of(user).exclude(pk=vault.pk):
        if not other.has_earlier_password():
            with suppress(WrongKey, Damaged, keyslots.NoVault):
                found.append((other, keyslots.unwrap_with_password(other, password)))
    return found


def _is_as_new(slot: KeySlot, user: Member) -> bool:
    """Whether slot and sign-in hash rest on one derivation at the cost and pepper of now."""
    hashed = SignInHash.read_or_none(user.password)
    return (
        user.has_newest_hash()
        and hashed is not None
        and hashed.salt == bytes(slot.salt)
        and hashed.parameters == keyslots.cost_of_slot(slot)
        and slot.pepper_version == pepper_in_use()
    )
