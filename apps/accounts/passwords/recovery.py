"""Recovery: a user name and a recovery code open a vault, and give it a new password."""

import secrets
from typing import Final

from django.db import transaction

from apps.accounts.models import User
from apps.accounts.passwords.change import store_new_password
from apps.accounts.second_factor.factors import remove_made_beside_locked
from apps.common.text.account_events import Happened
from apps.vault import keyslots
from apps.vault.crypto import keys
from apps.vault.crypto.keys import WrongKey
from apps.vault.crypto.recovery_code import RecoveryCode
from apps.vault.crypto.sealing import Damaged
from apps.vault.keyslots import NoVault, unwrap_slot_with_code, unwrap_with_code
from apps.vault.models import KeySlot, Vault

NOBODY: Final = 0  # no member has this id


def recover_with_code(
    user: User, vault: Vault, code: RecoveryCode, *, new: str
) -> keyslots.DataKeys:
    """Store a new password by a recovery code, without an old one, and give the data keys.

    The code is marked as used, and opens the vault until another one is proved. It is tried once
    more under the vault's lock: one that was retired meanwhile changes nothing. Raises NoVault,
    WrongKey, Damaged, DerivationsBusy, and User.NotUpdated or Vault.DoesNotExist for an account
    that was deleted meanwhile.

    Where the password of before came by e-mail or by a command, whoever had it had no key of this
    journal: the second step and the passkeys that were made under it go, or its owner stays out.
    """
    with transaction.atomic():
        no_key_before = vault.has_earlier_password()
        store_new_password(user, new, stays=None)
        vault.hold()
        data_keys = unwrap_with_code(vault, code)
        keyslots.wrap_for_password(vault, password=new, data_keys=data_keys)
        vault.slots.recovery().update(is_used=True)
        vault.become_current()
        ends = remove_made_beside_locked(user) if no_key_before else (False, False)
    for is_gone, what in zip(ends, (Happened.NO_FACTOR, Happened.NO_PASSKEY), strict=True):
        if is_gone:
            user.note(what)
    return data_keys


def vault_opened_by(username: str, code: RecoveryCode) -> tuple[User, Vault]:
    """The member, and the one of their journals that the code opens.

    Raises NoVault for an unknown name or a member without a code, WrongKey, Damaged.
    """
    user = User.objects.named(username).active().first()
    slots = KeySlot.objects.recovery().filter(vault__user_id=user.pk if user else NOBODY)
    problem: Exception = NoVault()
    for slot in slots.select_related("vault").order_by("-vault__is_current") or [_slot_of_nobody()]:
        try:
            unwrap_slot_with_code(slot, code)
        except (WrongKey, Damaged) as refused:
            problem = refused if not isinstance(problem, Damaged) else problem
        else:
            assert user is not None
            return user, slot.vault
    raise problem


def _slot_of_nobody() -> KeySlot:
    """A slot that no code opens: a name without a code costs the same query and the same work."""
    salt, kek = secrets.token_bytes(keys.SALT_BYTES), secrets.token_bytes(keys.KEK_BYTES)
    wrapped = keys.wrap({1: keys.new_data_key()}, kek=kek)
    return KeySlot(vault=Vault(), kind=KeySlot.Kind.RECOVERY, salt=salt, wrapped=wrapped)
