"""Recovery: a user name and a recovery code open a vault, and give it a new password."""

from django.db import transaction

from apps.accounts.models import User
from apps.accounts.passwords.change import store_new_password
from apps.vault import keyslots
from apps.vault.crypto.keys import WrongKey
from apps.vault.crypto.recovery_code import RecoveryCode
from apps.vault.crypto.sealing import Damaged
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
        vault.become_current()
    return data_keys


def vault_opened_by(username: str, code: RecoveryCode) -> tuple[User, Vault]:
    """The member, and the one of their journals that the code opens.

    Raises NoVault for an unknown name or a member without a code, WrongKey, Damaged.
    """
    user = User.objects.named(username).active().first()
    problem: Exception = NoVault()
    for vault in Vault.objects.of(user).order_by("-is_current") if user else ():
        try:
            unwrap_with_code(vault, code)
        except (NoVault, WrongKey, Damaged) as refused:
            problem = refused if not isinstance(problem, Damaged) else problem
        else:
            assert user is not None
            return user, vault
    raise problem
