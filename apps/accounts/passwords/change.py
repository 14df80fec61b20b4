"""A change of the password: the vault's keys move to the new one, other sign-ins end."""

from django.contrib.auth import update_session_auth_hash
from django.db import transaction

from apps.accounts.models import MailedLink, User
from apps.common.http.known_browser import note_known_browser
from apps.vault import keyslots
from apps.vault.key_changes import rekeying
from apps.vault.models import Vault
from apps.vault.unlocked_vault import VaultRequest
from apps.vault.unlocking.unlock import open_here


class Overtaken(Exception):
    """The password was changed, or the journal made, between the proof and the change."""


def change_password(
    request: VaultRequest, user: User, *, old: str, new: str, new_key: bool = False
) -> None:
    """With `new_key` the journal also gets a new data key, under which pages are sealed anew later.

    Raises Overtaken, WrongKey, Damaged, DerivationsBusy or CodeCannotFollow, and then nothing is
    changed.

    A journal that is sealed with an earlier password stays so, unless it is open here. One that was
    begun beside it moves along.
    """
    journals = list(Vault.objects.of(user))
    at_hand = [(each, _keys_at_hand(request, each, old)) for each in journals]
    with transaction.atomic():
        if not user.still_has(old) or set(Vault.objects.of(user)) != set(journals):
            raise Overtaken
        store_new_password(user, new, stays=request.session.session_key)
        opened = None
        for vault, data_keys in at_hand:
            if not data_keys:
                continue
            if new_key and vault.is_current:
                opened = vault, rekeying.begin(vault, data_keys, password=new)
                continue
            keyslots.wrap_for_password(vault, password=new, data_keys=data_keys)
            opened = (vault, data_keys) if vault.is_current else opened
        update_session_auth_hash(request, user)
        note_known_browser(request, user)  # the marks of all others have ended
        if opened:
            open_here(request, *opened)


def _keys_at_hand(request: VaultRequest, vault: Vault, old: str) -> keyslots.DataKeys | None:
    if not vault.has_earlier_password():
        return keyslots.unwrap_with_password(vault, old)
    return request.vault.data_keys if request.vault and request.vault.id == vault.id else None


def store_new_password(user: User, new: str, *, stays: str | None) -> None:
    user.set_password(new)
    user.is_own_change = True
    user.save(update_fields=["password"])
    user.end_sign_ins(but=stays)
    MailedLink.objects.filter(user_id=user.pk).delete()  # whoever knew the old one asked for some
