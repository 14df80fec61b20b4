"""Journals side by side, recovery codes in their slots, and a drop box that changed meanwhile."""

from typing import Any

import pytest
from pytest_django import Settings

from apps.accounts.models import User
from apps.vault import keyslots
from apps.vault.crypto.keys import WrongKey
from apps.vault.crypto.recovery_updates import recovery_lock
from apps.vault.key_changes import journals
from apps.vault.key_changes.peppers import renew_drop_box, version_of_drop_box
from apps.vault.key_changes.recovery_codes import accept_code, offer_code, waiting_code
from apps.vault.models import KeySlot, Vault
from tests.factories import PASSWORD, make_member
from tests.peppers import NEW, OLD, begin_with

FRESH = "quiet lantern over shingle"
pytestmark = pytest.mark.django_db


@pytest.fixture
def anna() -> User:
    return make_member("anna")


def set_password(user: User) -> None:
    """In another request: this copy of the row does not know."""
    other = User.objects.get(pk=user.pk)
    other.set_password(FRESH)
    other.save()


def test_a_journal_has_others_of_its_own_member_alone(anna: User) -> None:
    keyslots.make_vault(make_member("other"), password=PASSWORD)
    first, _ = keyslots.make_vault(anna, password=PASSWORD)
    assert not journals.has_others(first)
    Vault.objects.of(anna).set_aside()
    second, _ = keyslots.make_vault(anna, password=PASSWORD)
    assert journals.has_others(first)
    assert [each.vault for each in journals.journals_of(anna)] == [second, first]


def test_a_journal_is_begun_where_there_is_none_yet(anna: User) -> None:
    vault, data_keys = journals.begin_beside(anna, password=PASSWORD)
    assert keyslots.unwrap_with_password(vault, PASSWORD) == data_keys
    with pytest.raises(keyslots.HasVault):
        journals.begin_beside(anna, password=PASSWORD)


def test_with_a_password_that_was_changed_meanwhile_no_journal_is_begun_or_brought_back(
    anna: User,
) -> None:
    vault, data_keys = keyslots.make_vault(anna, password=PASSWORD)
    set_password(anna)
    before = KeySlot.objects.get()
    with pytest.raises(WrongKey):
        journals.begin_beside(anna, password=PASSWORD)
    with pytest.raises(WrongKey):
        journals.bring_back(anna, vault, data_keys, password=PASSWORD, by_code=False)
    after = KeySlot.objects.get()
    assert (after.is_orphaned, bytes(after.wrapped)) == (True, bytes(before.wrapped))
    assert Vault.objects.get().is_current


def test_a_code_that_is_offered_waits_in_its_slot_with_its_lock(anna: User) -> None:
    vault, data_keys = keyslots.make_vault(anna, password=PASSWORD)
    code = offer_code(vault, data_keys)
    slot = vault.slots.waiting_for_proof().get()
    lock = keyslots.unseal_in_slot(slot, "sealed_lock", data_keys)
    assert len(lock) == len(recovery_lock(bytes(32)))
    assert waiting_code(vault, data_keys) == code
    KeySlot.objects.filter(pk=slot.pk).update(unproved_code=None)
    assert waiting_code(vault, data_keys) is None
    assert not accept_code(vault, data_keys, code)


@pytest.mark.parametrize("changed", [{"inbox_public": bytes(32)}, {"inbox_tag": bytes(32)}])
def test_a_drop_box_that_was_replaced_meanwhile_keeps_its_tag(
    anna: User, settings: Settings, changed: dict[str, Any]
) -> None:
    begin_with(settings, {1: OLD})
    vault, _ = keyslots.make_vault(anna, password=PASSWORD)
    settings.VAULT_PEPPERS = {1: OLD, 2: NEW}
    Vault.objects.update(**changed)
    before = bytes(Vault.objects.get().inbox_tag)
    assert not renew_drop_box(vault)
    assert bytes(Vault.objects.get().inbox_tag) == before


def test_a_drop_box_that_moves_is_known_to_the_row_in_hand(anna: User, settings: Settings) -> None:
    begin_with(settings, {1: OLD})
    vault, _ = keyslots.make_vault(anna, password=PASSWORD)
    settings.VAULT_PEPPERS = {1: OLD, 2: NEW}
    assert renew_drop_box(vault)
    assert version_of_drop_box(vault) == version_of_drop_box(Vault.objects.get()) == 2
    assert not renew_drop_box(vault)
    vault.inbox_public = b"cut"
    assert version_of_drop_box(vault) is None
