"""What those get who have a copy: of the database, of all keys, of an old code, of a cookie."""

from typing import Any
from unittest.mock import patch

import pytest
from django.conf import settings
from django.test import Client

from apps.accounts.models import User
from apps.journal.models import Entry
from apps.vault import keyslots
from apps.vault.crypto import keys
from apps.vault.crypto.recovery_code import RecoveryCode
from apps.vault.crypto.sealing import Damaged, unseal
from apps.vault.key_changes import rekeying
from apps.vault.models import KeySlot, KeysReplaced, UnlockedSession, Vault
from apps.vault.unlocked_vault import UnlockedVault
from tests.factories import PASSWORD, open_vault_of, sign_in
from tests.sample_objects import write_entry
from tests.vault.test_recovery import make_code, prove

pytestmark = pytest.mark.django_db
GUESSES = ["correct horse battery staple", "maya and the harbour", PASSWORD, "never reached"]


def stolen_slot() -> KeySlot:
    """The row as it stands in a dump."""
    return KeySlot.objects.get(kind="password")


def test_a_thief_of_dump_and_all_keys_pays_one_derivation_for_each_guess(maya: Client) -> None:
    """What they get is a guess at the full price: a right one opens the journal."""
    derived: list[str] = []
    derive = keys.stretched_password

    def counted(password: str, **given: Any) -> bytes:
        derived.append(password)
        return derive(password, **given)

    opened: keyslots.DataKeys | None = None
    with patch.object(keys, "stretched_password", counted):
        for guess in GUESSES:
            try:
                opened = keyslots.unwrap_with_password(Vault.objects.get(), guess)
            except keys.WrongKey:
                continue
            break
    assert derived == GUESSES[:3]
    assert opened == open_vault_of(maya).data_keys


def test_a_thief_of_the_dump_alone_cannot_tell_a_right_guess_from_a_wrong_one(maya: Client) -> None:
    pepper = settings.VAULT_PEPPERS[1]
    with patch.dict(settings.VAULT_PEPPERS, {1: pepper[::-1]}):
        for guess in GUESSES:
            assert not User.objects.get().check_password(guess)
            with pytest.raises(keys.WrongKey):
                keyslots.unwrap_with_password(Vault.objects.get(), guess)


def test_one_member_with_both_dumps_opens_no_byte_of_the_other(maya: Client, sol: Client) -> None:
    for client in (maya, sol):
        write_entry(open_vault_of(client))
    own, other = open_vault_of(maya), open_vault_of(sol)
    for entry in Entry.objects.in_vault(other):
        with pytest.raises(Damaged):
            entry.page(UnlockedVault(UnlockedSession(vault=other.vault), own.data_keys))
        with pytest.raises(Damaged):
            entry.page(own)
    slots = {slot.vault_id: slot for slot in KeySlot.objects.filter(kind="password")}
    slots[own.id].wrapped = slots[other.id].wrapped
    slots[own.id].save(update_fields=["wrapped"])
    with pytest.raises(keys.WrongKey):
        keyslots.unwrap_with_password(own.vault, PASSWORD)


def test_an_old_code_and_an_old_dump_open_what_was_written_by_then_and_nothing_since(
    maya: Client,
) -> None:
    old_code: RecoveryCode = make_code(maya)
    prove(maya, old_code)
    write_entry(open_vault_of(maya), title="Before")
    old_vault = Vault.objects.get()
    old_slot = KeySlot.objects.recovery().get()
    (old_row,) = Entry.objects.in_vault(open_vault_of(maya))
    opened = open_vault_of(maya)

    rekeying.begin(opened.vault, opened.data_keys, password=PASSWORD)
    maya = sign_in(Client(), "maya")
    prove(maya, make_code(maya))
    while rekeying.step(open_vault_of(maya)).left:
        """Row by row."""
    write_entry(open_vault_of(maya), title="Since")

    stolen = keyslots.unwrap_slot_with_code(old_slot, old_code)
    thief = UnlockedVault(UnlockedSession(vault=old_vault), stolen)
    assert old_row.page(thief).head.title == "Before", "the old dump opens: this is told"
    for row in Entry.objects.in_vault(open_vault_of(maya)):
        with pytest.raises((Damaged, KeysReplaced)):
            row.page(thief)
        for key in stolen.values():
            with pytest.raises(Damaged):
                unseal(bytes(row.body), key=key, context=row_context(row, key_id=2))
    with pytest.raises(keys.WrongKey):
        keyslots.unwrap_with_code(Vault.objects.get(), old_code)


def row_context(row: Entry, *, key_id: int) -> Any:
    from apps.vault.crypto.sealing import Context

    kind = Entry.sealed_table.blobs["body"]
    return Context(
        kind=kind, vault_id=row.vault_id, object_id=row.id, revision=row.revision, key_id=key_id
    )


# --- A stolen session cookie ----------------------------------------------------------------------

# What a cookie alone cannot do: the address, what is sent, and what must stay as it was.
WITHOUT_PASSWORD = {
    "read a page": ("/journal/", None),
    "search": ("/journal/search/", {"words": "tide"}),
    "export": ("/journal/export/", {"what": "all", "form": "json"}),
    "import": ("/journal/import/", {}),
    "a new password": ("/account/password/", {"password1": "quiet lantern over shingle"}),
    "another address": ("/account/email/", {"email": "thief@example.org"}),
    "take the address away": ("/account/email/remove/", {}),
    "delete the account": ("/account/delete/", {"password": "not it at all"}),
    "a recovery code": ("/vault/recovery/", {}),
    "a new data key": ("/vault/new-key/begin/", {}),
    "a journal beside it": ("/vault/journals/new/", {}),
    "a second factor": ("/account/second-factor/app/", {}),
    "another user name": ("/account/name/", {"username": "thief"}),
    "ending the other sign-ins": ("/account/sign-ins/", {"all": "on"}),
    "a passkey": ("/account/passkeys/new/", {}),
}


def untouched() -> Any:
    return [list(model.objects.order_by("pk").values()) for model in (User, Vault, KeySlot, Entry)]


@pytest.mark.parametrize("wanted", list(WITHOUT_PASSWORD))
def test_a_stolen_session_cookie_reads_nothing_and_changes_nothing(
    maya: Client, wanted: str
) -> None:
    write_entry(open_vault_of(maya), title="The tide went out")
    thief = Client()
    thief.cookies[settings.SESSION_COOKIE_NAME] = maya.cookies[settings.SESSION_COOKIE_NAME].value
    assert thief.get("/account/").status_code == 200, "they are signed in: this is what they get"
    before = untouched()
    address, form = WITHOUT_PASSWORD[wanted]
    answer = thief.get(address) if form is None else thief.post(address, form)
    assert "The tide went out" not in answer.content.decode()
    assert answer.status_code in {302, 303, 401, 403, 409, 422}
    assert untouched() == before
