"""Which vault a user name and a recovery code open."""

from apps.accounts.models import User
from apps.common.tries import Limit
from apps.vault.models import Vault
from apps.vault.opening import DataKeys, NoVault, unwrap_with_code
from apps.vault.recovery_code import RecoveryCode

CODE_LIMIT = Limit(scope="recovery network", most=10)


def vault_opened_by(username: str, code: RecoveryCode) -> tuple[User, Vault, DataKeys]:
    """Raises NoVault for an unknown name or a member without a code, WrongKey, Damaged."""
    user = User.objects.named(username).active().first()
    vault = Vault.objects.of(user).current().first() if user else None
    if user is None or vault is None:
        raise NoVault
    return user, vault, unwrap_with_code(vault, code)
