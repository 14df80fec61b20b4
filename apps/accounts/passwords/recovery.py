"""Recovery: a user name and a recovery code open a vault, and give it a new password."""

from django.db import transaction

from apps.accounts.models import User
from apps.accounts.passwords.change import store_new_password
from apps.vault import keyslots
from apps.vault.crypto.recovery_code import RecoveryCode
from apps.vault.keyslots import NoVault, unwrap_with_code
from apps.vault.models import Vault


def recover_with_code(
    user: User, vault: Vault, code: RecoveryCode, *, new: str
) -> keyslots.DataKeys:
    """Store a new password by a recovery code, without an old one, and give the data keys.

    The code is marked as used, and opens the vault until another one is proved. It is tried once
    more under the vault's lock: one that was retired meanwhile changes nothing. Raises NoVault,
    WrongKey, Damaged, DerivationsBusy, and User.NotUpdated or Vault.DoesNotExist for an account
    that was deleted meanwhile.
    """
    with transaction.atomic():
        store_new_password(user, new, stays=None)
        vault.hold()
        data_keys = unwrap_with_code(vault, code)
        keyslots.wrap_for_password(vault, password=new, data_keys=data_keys)
        vault.slots.recovery().update(is_used=True)
    return data_keys


def vault_opened_by(username: str, code: RecoveryCode) -> tuple[User, Vault]:
    """Raises NoVault for an unknown name or a member without a code, WrongKey, Damaged."""
    user = User.objects.named(username).active().first()
    vault = Vault.objects.of(user).current().first() if user else None
    if user is None or vault is None:
        raise NoVault
    unwrap_with_code(vault, code)
    return user, vault
