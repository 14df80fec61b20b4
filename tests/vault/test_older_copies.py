"""What an older copy of the database still opens, and which journals a new key does not reach."""

import pytest
from django.test import Client

from apps.journal.models import Entry
from apps.vault import keyslots
from apps.vault.crypto.sealing import Damaged
from apps.vault.models import UnlockedSession, Vault
from apps.vault.unlocked_vault import UnlockedVault
from tests.accounts.test_locked_journal import form as brought_back
from tests.factories import PASSWORD, open_vault_of
from tests.sample_objects import TITLE, write_entry
from tests.vault.test_recovery import make_code, opens, prove
from tests.vault.test_rekeying import PAGE, begin, finish

pytestmark = pytest.mark.django_db


def test_an_old_code_opens_an_older_copy_and_nothing_that_came_after_a_new_key(
    maya: Client,
) -> None:
    old_code = make_code(maya)
    prove(maya, old_code)
    row = write_entry(open_vault_of(maya))
    slot, copy = Vault.objects.get().slots.recovery().get(), Entry.objects.get(pk=row.pk)
    prove(maya, make_code(maya))
    assert not opens(old_code)

    def thief() -> UnlockedVault:
        keys = keyslots.unwrap_slot_with_code(slot, old_code)
        return UnlockedVault(UnlockedSession(vault=Vault.objects.get()), keys)

    assert copy.opened_head(thief()).title == TITLE
    assert "The old one goes on opening" in maya.get("/vault/recovery/").content.decode()
    before = write_entry(open_vault_of(maya), title="Before the new key")
    assert before.opened_head(thief()).title == "Before the new key"
    begin(maya)
    finish(maya)
    assert "A new key changes nothing in older copies" in maya.get(PAGE).content.decode()
    assert copy.opened_head(thief()).title == TITLE
    for after in (write_entry(open_vault_of(maya)), Entry.objects.get(pk=row.pk)):
        with pytest.raises(Damaged):
            thief().unseal(
                bytes(after.head), kind="entry.head", object_id=after.id, revision=after.revision
            )


def test_journals_that_are_set_aside_keep_their_key_until_one_goes_to_them(maya: Client) -> None:
    first = open_vault_of(maya).vault
    assert "Your other journals" not in maya.get(PAGE).content.decode()
    Vault.objects.of(first.user).current().set_aside()
    keyslots.make_vault(first.user, password=PASSWORD)
    Vault.objects.filter(pk=first.pk).update(is_current=False)
    maya.post("/vault/lock/")
    maya.post("/vault/unlock/", {"password": PASSWORD})
    assert "Your other journals" in maya.get(PAGE).content.decode()
    begin(maya)
    assert Vault.objects.get(pk=first.pk).newest_key == 1
    sent = brought_back(vault=str(first.pk), password=PASSWORD)
    assert maya.post("/vault/journals/back/", sent).status_code == 303
    begin(maya)
    assert Vault.objects.get(pk=first.pk).newest_key == 2
