"""A change of the password: the vault's keys move to the new one, other sign-ins end."""

from django.contrib.auth import update_session_auth_hash
from django.db import transaction

from apps.accounts.models import MailedLink, User
from apps.vault import keyslots
from apps.vault.models import Vault
from apps.vault.unlocked_vault import VaultRequest
from apps.vault.unlocking import open_here


class Overtaken(Exception):
    """The password was changed, or the journal made, between the proof and the change."""


def change_password(request: VaultRequest, user: User, *, old: str, new: str) -> None:
    """Raises Overtaken, WrongKey, Damaged or DerivationsBusy, and then nothing is changed.

    A journal that is sealed with an earlier password stays so, unless it is open here. One that was
    begun beside it moves along.
    """
    journals = list(Vault.objects.of(user))
    at_hand = [(each, _keys_at_hand(request, each, old)) for each in journals]
    with transaction.atomic():
        if not user.still_has(old) or set(Vault.objects.of(user)) != set(journals):
            raise Overtaken
        store_new_password(user, new, stays=request.session.session_key)
        for vault, data_keys in at_hand:
            if data_keys:
                keyslots.wrap_for_password(vault, password=new, data_keys=data_keys)
        update_session_auth_hash(request, user)
        for vault, data_keys in at_hand:
            if vault.is_current and data_keys:
                open_here(request, vault, data_keys)


def _keys_at_hand(request: VaultRequest, vault: Vault, old: str) -> keyslots.DataKeys | None:
    if not vault.has_earlier_password():
        return keyslots.unwrap_with_password(vault, old)
    return request.vault.data_keys if request.vault and request.vault.id == vault.id else None


def store_new_password(user: User, new: str, *, stays: str | None) -> None:
    user.set_password(new)
    user.save(update_fields=["password"])
    user.end_sign_ins(but=stays)
    MailedLink.objects.to_reset(user.pk).delete()
