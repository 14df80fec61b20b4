"""The key slots of a vault: data keys made, unwrapped, and wrapped for a password.

`key_changes/recovery_codes.py` makes the slot of a recovery code, `passkeys/key_slot.py` of
accounts that of a passkey.
"""

import secrets
from typing import Final
from uuid import UUID, uuid4

from django.contrib.auth import get_user_model
from django.db import transaction

from apps.common.http.requests import Member
from apps.common.text.password_forms import composed, forms_of
from apps.vault.crypto import keys, sealed_box
from apps.vault.crypto.browser_key import seal_open_keys
from apps.vault.crypto.keys import Argon2Parameters
from apps.vault.crypto.password_derivation import cost_now, pepper_of, stretched
from apps.vault.crypto.recovery_code import RecoveryCode
from apps.vault.crypto.recovery_updates import unlock_keys
from apps.vault.crypto.sealing import Context, Damaged, key_id_of, seal, unseal
from apps.vault.crypto.sign_in_hash import SignInHash
from apps.vault.key_changes.peppers import pepper_known_as, pepper_to_seal_with
from apps.vault.models import KeySlot, UnlockedSession, Vault

DataKeys = dict[int, bytes]
INBOX_KIND = "vault.inbox"
CODE_KIND = "vault.code"
LOCK_KIND = "vault.lock"
OLDER_KIND = "vault.older-keys"


class NoVault(Exception):
    """The member has no vault with a key slot of this kind."""


class HasVault(Exception):
    """The member has a vault already: another browser made it first."""


def make_vault(
    user: Member, *, password: str, vault_id: UUID | None = None
) -> tuple[Vault, DataKeys]:
    """Make the member's vault with its first data key, its drop box and a password slot.

    Raises HasVault, DerivationsBusy, and WrongKey where the password is not the member's any more.
    """
    data_keys = {1: keys.new_data_key()}
    vault = Vault(id=vault_id or uuid4(), user_id=user.pk)
    new_drop_box(vault, data_keys)
    slot = _password_slot(vault, password=password, data_keys=data_keys)
    with transaction.atomic():
        if not user.still_has(password):
            raise keys.WrongKey
        if Vault.objects.of(user).current().exists():
            raise HasVault
        vault.save(force_insert=True)
        slot.save(force_insert=True)
    return vault, data_keys


def new_drop_box(vault: Vault, data_keys: DataKeys) -> None:
    """Give the vault a new pair of keys for what is saved while it is locked. Not saved yet.

    Raises PepperMismatch, and has changed nothing then.
    """
    pepper = pepper_of(pepper_to_seal_with())
    public, private = sealed_box.new_inbox()
    key_id = max(data_keys)
    context = _inbox_context(vault, key_id=key_id)
    vault.inbox_public = public
    vault.inbox_private = seal(private, key=data_keys[key_id], context=context)
    vault.inbox_tag = sealed_box.inbox_tag(public, vault_id=vault.id, pepper=pepper)


def unwrap_with_password(vault: Vault, password: str) -> DataKeys:
    """The data keys. Raises NoVault without a password slot, WrongKey, Damaged, DerivationsBusy."""
    slot = vault.slots.password().first()
    if slot is None:
        raise NoVault
    for form in forms_of(password):
        try:
            data_keys = keys.unwrap(bytes(slot.wrapped), kek=_password_kek(slot, form))
        except keys.WrongKey:
            continue
        return _with_older(vault, data_keys)
    raise keys.WrongKey


def unwrap_with_code(vault: Vault, code: RecoveryCode) -> DataKeys:
    """The data keys. Raises NoVault without a proved code, WrongKey, Damaged."""
    slot = vault.slots.recovery().first()
    if slot is None:
        raise NoVault
    return unwrap_slot_with_code(slot, code)


def unwrap_slot_with_code(slot: KeySlot, code: RecoveryCode) -> DataKeys:
    """The data keys of a recovery code's slot. Raises WrongKey, Damaged."""
    return unwrapped_with_added(
        slot, kek=keys.recovery_kek(code.secret, salt=slot_salt(slot), info=info_of_slot(slot))
    )


def unwrapped_with_added(slot: KeySlot, *, kek: bytes) -> DataKeys:
    """The data keys of a slot and those that came later through its lock."""
    data_keys = keys.unwrap(bytes(slot.wrapped), kek=kek)
    if slot.added_keys is not None:
        added = bytes(slot.added_keys)
        data_keys = unlock_keys(added, kek=kek, vault_id=slot.vault_id, slot_id=slot.id)
    return _with_older(slot.vault, data_keys)


def wrap_for_password(vault: Vault, *, password: str, data_keys: DataKeys) -> None:
    """Replace the password slot by one with a new salt and the newest pepper, in one transaction.

    A slot of an earlier password is deleted too: from now on only this password opens the vault.
    Raises DerivationsBusy.
    """
    slot = _password_slot(vault, password=password, data_keys=data_keys)
    with transaction.atomic():
        vault.hold()
        vault.slots.password().delete()
        slot.save(force_insert=True)


def note_opening(
    vault: Vault,
    data_keys: DataKeys,
    *,
    browser_key: bytes,
    session_hash: bytes,
    by_password: bool = True,
) -> UnlockedSession:
    """Store the data keys for one browser session, sealed under the browser's own key.

    Raises Vault.DoesNotExist where the account was deleted meanwhile.
    """
    sealed = seal_open_keys(
        data_keys, browser_key=browser_key, vault_id=vault.id, session_hash=session_hash
    )
    with transaction.atomic():
        vault.hold()
        UnlockedSession.objects.of_session(session_hash).delete()
        return UnlockedSession.objects.create(
            session_hash=session_hash, vault=vault, sealed_keys=sealed, by_password=by_password
        )


def _password_slot(vault: Vault, *, password: str, data_keys: DataKeys) -> KeySlot:
    """A slot that shares the salt of the sign-in hash, where that has the cost of now."""
    cost = cost_now()
    slot = KeySlot(
        vault=vault,
        kind=KeySlot.Kind.PASSWORD,
        salt=_salt_of_sign_in(vault, cost) or secrets.token_bytes(keys.SALT_BYTES),
        memory_kib=cost.memory_kib,
        iterations=cost.iterations,
        lanes=cost.lanes,
        pepper_version=pepper_to_seal_with(),
    )
    wrapped = keys_for_slots(vault, data_keys)
    slot.wrapped = keys.wrap(wrapped, kek=_password_kek(slot, composed(password)))
    return slot


_SLOT_KINDS: Final = {"unproved_code": CODE_KIND, "sealed_lock": LOCK_KIND}


def seal_in_slot(slot: KeySlot, field: str, secret: bytes, data_keys: DataKeys) -> None:
    """Seal what a slot keeps beside its keys, under the newest data key. Not saved yet."""
    key_id = max(data_keys)
    context = _slot_context(slot, kind=_SLOT_KINDS[field], key_id=key_id)
    setattr(slot, field, seal(secret, key=data_keys[key_id], context=context))


def unseal_in_slot(slot: KeySlot, field: str, data_keys: DataKeys) -> bytes:
    """What `seal_in_slot` put there. Raises Damaged."""
    blob = bytes(getattr(slot, field) or b"")
    key_id = key_id_of(blob)
    if key_id not in data_keys:
        raise Damaged("The slot names a data key that this vault does not have.")
    context = _slot_context(slot, kind=_SLOT_KINDS[field], key_id=key_id)
    return unseal(blob, key=data_keys[key_id], context=context)


def seal_older_keys(vault: Vault, data_keys: DataKeys) -> None:
    """Put every data key but the newest under the newest, in the vault's row. Not saved yet."""
    key_id = max(data_keys)
    older = {number: key for number, key in data_keys.items() if number != key_id}
    context = _vault_context(vault, OLDER_KIND, key_id=key_id)
    vault.newest_key = key_id
    vault.older_keys = seal(keys.pack_keys(older), key=data_keys[key_id], context=context)


def _with_older(vault: Vault, data_keys: DataKeys) -> DataKeys:
    """The data keys of a slot, and those that wait for their last pages to be sealed anew."""
    rows = Vault.objects.filter(pk=vault.pk).values_list("older_keys", flat=True)
    blob = rows.first()
    key_id = max(data_keys)
    if blob is None or key_id_of(bytes(blob)) != key_id:
        return data_keys
    context = _vault_context(vault, OLDER_KIND, key_id=key_id)
    older = keys.unpack_keys(unseal(bytes(blob), key=data_keys[key_id], context=context))
    return {**older, **data_keys}


def keys_for_slots(vault: Vault, data_keys: DataKeys) -> DataKeys:
    """The data keys that a slot wraps: the newest alone if the vault's row has the older."""
    newest = max(data_keys)
    return data_keys if vault.older_keys is None else {newest: data_keys[newest]}


def _salt_of_sign_in(vault: Vault, cost: Argon2Parameters) -> bytes | None:
    written = get_user_model().objects.filter(pk=vault.user_id).values_list("password", flat=True)
    hashed = SignInHash.read_or_none(written.first())
    if hashed is None or hashed.parameters != cost or len(hashed.salt) != keys.SALT_BYTES:
        return None
    return hashed.salt


def _password_kek(slot: KeySlot, password: str) -> bytes:
    pepper = pepper_known_as(slot.pepper_version)
    made = stretched(password, salt=slot_salt(slot), parameters=cost_of_slot(slot))
    return keys.slot_key(made, pepper=pepper, info=info_of_slot(slot))


def cost_of_slot(slot: KeySlot) -> Argon2Parameters:
    """The cost that a password's slot names. Raises Damaged where it is out of range."""
    try:
        return Argon2Parameters(
            memory_kib=slot.memory_kib, iterations=slot.iterations, lanes=slot.lanes
        )
    except ValueError:
        raise Damaged("The slot's cost is out of range.") from None


def slot_salt(slot: KeySlot) -> bytes:
    """The 16 bytes of salt of a slot. Raises Damaged."""
    if len(slot.salt) != keys.SALT_BYTES:
        raise Damaged("The slot's salt has a length that no salt has.")
    return bytes(slot.salt)


def info_of_slot(slot: KeySlot) -> bytes:
    return keys.slot_info(
        vault_id=slot.vault_id, slot_id=slot.id, slot_kind=slot.kind, version=slot.version
    )


def _inbox_context(vault: Vault, *, key_id: int) -> Context:
    return _vault_context(vault, INBOX_KIND, key_id=key_id)


def _vault_context(vault: Vault, kind: str, *, key_id: int) -> Context:
    return Context(kind=kind, vault_id=vault.id, object_id=vault.id, revision=1, key_id=key_id)


def _slot_context(slot: KeySlot, *, kind: str, key_id: int) -> Context:
    return Context(
        kind=kind,
        vault_id=slot.vault_id,
        object_id=slot.id,
        revision=slot.version,
        key_id=key_id,
    )
