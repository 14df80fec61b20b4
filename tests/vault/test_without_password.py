"""What somebody gets who has the database, or the server's secrets, or both: no journal."""

import pytest
from django.conf import settings
from django.db import connection
from django.test import Client
from pytest_django import Settings

from apps.accounts.models import User
from apps.vault import keyslots
from apps.vault.crypto import keys
from apps.vault.crypto.browser_key import decode_browser_key, unseal_open_keys
from apps.vault.crypto.sealing import Damaged
from apps.vault.key_changes import recovery_codes
from apps.vault.models import KeySlot, UnlockedSession, Vault
from apps.vault.unlocked_vault import UnlockedVault
from tests.factories import PASSWORD, open_vault_of

UNLOCK = "/vault/unlock/"
pytestmark = pytest.mark.django_db


def unlock(client: Client, password: str = PASSWORD) -> int:
    return client.post(UNLOCK, {"password": password}).status_code


def test_the_database_and_every_secret_of_the_server_open_nothing(
    maya: Client, maya_user: User
) -> None:
    """Every key that can be made from what lies on the server is tried on every sealed thing."""
    opened = open_vault_of(maya)
    slot, row = KeySlot.objects.get(), UnlockedSession.objects.get()
    pepper = settings.VAULT_PEPPERS[slot.pepper_version]
    maya_user.refresh_from_db()
    guesses = ["", "maya", maya_user.password, settings.SECRET_KEY, pepper, row.pk.hex()]
    for guess in guesses:
        with pytest.raises(keys.WrongKey):
            keyslots.unwrap_with_password(opened.vault, guess)
    for browser_key in (bytes(32), pepper.encode()[:32], bytes(row.pk)):
        with pytest.raises(Damaged):
            unseal_open_keys(
                bytes(row.sealed_keys),
                browser_key=browser_key,
                vault_id=opened.id,
                session_hash=bytes(row.pk),
            )


def test_no_row_of_any_table_holds_a_key_or_a_password(maya: Client) -> None:
    opened = open_vault_of(maya)
    secret = decode_browser_key(maya.cookies["__Host-jkey"].value)
    with connection.cursor() as cursor:
        tables = connection.introspection.table_names(cursor)
        rows = []
        for table in tables:
            cursor.execute(f'SELECT t::text FROM "{table}" t')
            rows += [text for (text,) in cursor.fetchall()]
    dump = "\n".join(rows)
    assert opened.id.hex in dump.replace("-", "")
    for key in (*opened.data_keys.values(), secret, PASSWORD.encode()):
        assert key.hex() not in dump
    for text in (PASSWORD, maya.cookies["__Host-jkey"].value):
        assert text not in dump


def test_the_password_and_the_database_without_the_pepper_open_nothing(
    maya: Client, settings: Settings
) -> None:
    vault = Vault.objects.get()
    settings.VAULT_PEPPERS = {1: "another pepper that is long enough for anybody"}
    with pytest.raises(keys.WrongKey):
        keyslots.unwrap_with_password(vault, PASSWORD)
    assert unlock(maya) == 422


def test_the_recovery_code_opens_without_the_pepper(maya: Client, settings: Settings) -> None:
    opened = open_vault_of(maya)
    code = recovery_codes.offer_code(opened.vault, opened.data_keys)
    recovery_codes.accept_code(opened.vault, opened.data_keys, code)
    settings.VAULT_PEPPERS = {1: "another pepper that is long enough for anybody"}
    assert keyslots.unwrap_with_code(opened.vault, code) == opened.data_keys


def test_two_members_with_one_password_have_keys_of_their_own(maya: Client, sol: Client) -> None:
    of_maya, of_sol = open_vault_of(maya), open_vault_of(sol)
    assert of_maya.data_keys != of_sol.data_keys
    slots = {slot.vault_id: slot for slot in KeySlot.objects.all()}
    mine, other = slots[of_maya.id], slots[of_sol.id]
    assert bytes(mine.salt) != bytes(other.salt)
    KeySlot.objects.filter(pk=mine.pk).update(wrapped=other.wrapped, salt=other.salt)
    with pytest.raises(keys.WrongKey):
        keyslots.unwrap_with_password(of_maya.vault, PASSWORD)


def test_a_seal_of_one_vault_is_damage_in_another(maya: Client, sol: Client) -> None:
    def sealed_in(vault: UnlockedVault) -> bytes:
        return vault.seal(b"a line", kind="entry.body", object_id=vault.id, revision=1)

    of_maya, of_sol = open_vault_of(maya), open_vault_of(sol)
    blob = sealed_in(of_maya)
    assert of_maya.unseal(blob, kind="entry.body", object_id=of_maya.id, revision=1) == b"a line"
    with pytest.raises(Damaged):
        of_sol.unseal(blob, kind="entry.body", object_id=of_maya.id, revision=1)
