"""The journals of one member: a locked one brought back, a new one begun beside it."""

from collections.abc import Iterator
from dataclasses import dataclass

from django.db import transaction

from apps.common.http.requests import Member
from apps.vault import keyslots
from apps.vault.crypto.keys import WrongKey
from apps.vault.crypto.recovery_code import RecoveryCode
from apps.vault.keyslots import DataKeys, HasVault
from apps.vault.models import Vault


@dataclass(frozen=True, kw_only=True)
class JournalOfMember:
    """One journal as its member's list shows it, without opening it."""

    vault: Vault
    is_locked_earlier: bool
    has_code: bool


def journals_of(user: Member) -> Iterator[JournalOfMember]:
    """The journal of now first, then the others by age."""
    for vault in Vault.objects.of(user).order_by("-is_current", "made_on", "id"):
        yield JournalOfMember(
            vault=vault,
            is_locked_earlier=vault.has_earlier_password(),
            has_code=vault.has_code(),
        )


def has_others(vault: Vault) -> bool:
    """Whether its member has another journal beside this one."""
    return Vault.objects.filter(user_id=vault.user_id).exclude(pk=vault.pk).exists()


def unwrap_either_way(vault: Vault, *, password: str, code: RecoveryCode | None) -> DataKeys:
    """The data keys by a recovery code, or by the password that the slot was wrapped for.

    Raises NoVault, WrongKey, Damaged, DerivationsBusy.
    """
    if code is not None:
        return keyslots.unwrap_with_code(vault, code)
    return keyslots.unwrap_with_password(vault, password)


def bring_back(
    user: Member, vault: Vault, data_keys: DataKeys, *, password: str, by_code: bool
) -> None:
    """Wrap a journal's keys for the password of now, and make it the journal of now.

    The journal that was begun meanwhile stays, under the same password. Raises WrongKey where the
    password was changed meanwhile, DerivationsBusy, Vault.DoesNotExist; nothing is changed then.
    """
    with transaction.atomic():
        if not user.still_has(password):
            raise WrongKey
        vault.hold()
        keyslots.wrap_for_password(vault, password=password, data_keys=data_keys)
        if by_code:
            vault.slots.recovery().update(is_used=True)
        vault.become_current()


def begin_beside(user: Member, *, password: str) -> tuple[Vault, DataKeys]:
    """A new journal in place of one that is locked with an earlier password, which stays.

    Raises HasVault where the journal of now opens with the password of now, WrongKey,
    DerivationsBusy; nothing is changed then.
    """
    with transaction.atomic():
        if not user.still_has(password):
            raise WrongKey
        current = Vault.objects.of(user).current().first()
        if current is not None and not current.has_earlier_password():
            raise HasVault
        Vault.objects.of(user).current().set_aside()
        return keyslots.make_vault(user, password=password)
