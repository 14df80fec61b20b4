"""Sign-in hash and password slot move together, only where something is outdated, and at once."""

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import pytest
from django.contrib.auth.hashers import make_password
from django.db import connection
from django.test.utils import CaptureQueriesContext
from pytest_django import Settings

from apps.accounts.models import User
from apps.vault import keyslots
from apps.vault.crypto import keys, password_derivation
from apps.vault.crypto.sign_in_hash import SignInHash
from apps.vault.key_changes.peppers import version_of_drop_box
from apps.vault.models import KeySlot, Vault
from apps.vault.unlocking.derivation_renewal import renew_derivation
from tests.conftest import CHEAP
from tests.factories import PASSWORD, make_member
from tests.peppers import NEW, OLD, begin_with

OTHER = "quiet lantern over shingle"
DEARER = replace(CHEAP, lanes=2)
pytestmark = pytest.mark.django_db


class Anna:
    """A member with a vault, made at the cost and the pepper of now."""

    def __init__(self) -> None:
        self.user = make_member("anna")
        self.vault, self.data_keys = keyslots.make_vault(self.user, password=PASSWORD)

    def renew(self, password: str = PASSWORD) -> None:
        renew_derivation(self.user, self.vault, password=password, data_keys=self.data_keys)

    def slot(self) -> KeySlot:
        return self.vault.slots.password().get()

    def stored(self) -> tuple[str, int, bytes]:
        """The sign-in hash, and version and bytes of the slot, as they lie in the database."""
        slot = self.slot()
        return User.objects.get(pk=self.user.pk).password, slot.version, bytes(slot.wrapped)

    def is_moved(self) -> bool:
        """Whether hash and slot share one salt, at the cost and the pepper of now."""
        hashed, slot = SignInHash.read(User.objects.get(pk=self.user.pk).password), self.slot()
        costs = {hashed.parameters, keyslots.cost_of_slot(slot)}
        peppers = {hashed.pepper_version, slot.pepper_version}
        is_now = costs == {password_derivation.cost_now()} and peppers == {max_pepper()}
        is_open = keyslots.unwrap_with_password(self.vault, PASSWORD) == self.data_keys
        return is_now and hashed.salt == bytes(slot.salt) and is_open


def max_pepper() -> int:
    return password_derivation.pepper_in_use()


@pytest.fixture
def anna(settings: Settings) -> Anna:
    begin_with(settings, {1: OLD})
    return Anna()


@pytest.fixture
def derived(monkeypatch: pytest.MonkeyPatch) -> Iterator[list[str]]:
    """The passwords that are derived, each time that one is."""
    found: list[str] = []
    derive = keys.stretched_password

    def count(password: str, *, salt: bytes, parameters: keys.Argon2Parameters) -> bytes:
        found.append(password)
        return derive(password, salt=salt, parameters=parameters)

    monkeypatch.setattr(keys, "stretched_password", count)
    yield found


def raise_cost(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(password_derivation, "Argon2Parameters", lambda: DEARER)


def test_what_is_as_new_is_derived_and_written_by_nobody(anna: Anna, derived: list[str]) -> None:
    with CaptureQueriesContext(
        connection,
    ) as statements:
        anna.renew()
    assert derived == []
    assert [each["sql"] for each in statements if not each["sql"].startswith("SELECT")] == []


def test_a_dearer_cost_moves_both_and_derives_no_password_oftener_than_it_must(
    anna: Anna, derived: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    raise_cost(monkeypatch)
    anna.renew()
    assert derived == [PASSWORD] * 3  # the proof, the hash, the slot; the vault is no other vault
    assert anna.is_moved()


@pytest.mark.parametrize("behind", ["cost", "pepper", "salt"])
def test_a_slot_that_lags_behind_its_hash_follows(
    anna: Anna, settings: Settings, behind: str
) -> None:
    """The hash is as new in each case: only one field of the slot is not."""
    settings.VAULT_PEPPERS = {1: OLD, 2: NEW}
    anna.renew()
    changed: dict[str, dict[str, Any]] = {
        "cost": {"iterations": CHEAP.iterations + 1},
        "pepper": {"pepper_version": 1},
        "salt": {"salt": bytes(keys.SALT_BYTES)},
    }
    KeySlot.objects.filter(pk=anna.slot().pk).update(**changed[behind])
    before = anna.stored()
    anna.renew()
    assert anna.is_moved()
    assert anna.stored()[0] == before[0], "the hash stays"


def test_a_slot_of_an_earlier_password_is_left_alone(
    anna: Anna, derived: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    anna.vault.slots.password().update(is_orphaned=True)
    raise_cost(monkeypatch)
    before = anna.stored()
    anna.renew()
    assert (anna.stored(), derived) == (before, [])


def test_without_a_slot_nothing_is_moved(anna: Anna, monkeypatch: pytest.MonkeyPatch) -> None:
    anna.vault.slots.password().delete()
    raise_cost(monkeypatch)
    before = anna.user.password
    anna.renew()
    assert User.objects.get(pk=anna.user.pk).password == before


def test_a_password_that_opens_the_slot_alone_never_becomes_the_sign_in_password(
    anna: Anna, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As where somebody wrote a hash of theirs into the database, past our code."""
    User.objects.filter(pk=anna.user.pk).update(password=make_password(OTHER))
    anna.user.refresh_from_db()
    raise_cost(monkeypatch)
    before = anna.stored()
    anna.renew()
    assert anna.stored() == before
    assert anna.user.check_password(OTHER)


def test_the_drop_box_moves_to_the_newest_pepper_even_where_the_slot_cannot(
    anna: Anna, settings: Settings
) -> None:
    settings.VAULT_PEPPERS = {1: OLD, 2: NEW}
    anna.vault.slots.password().update(is_orphaned=True)
    anna.renew()
    assert version_of_drop_box(Vault.objects.get(pk=anna.vault.pk)) == 2


def test_another_journal_that_the_password_does_not_open_keeps_its_slot(
    anna: Anna, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Its slot says that it is one of this password, and is damaged."""
    Vault.objects.filter(pk=anna.vault.pk).set_aside()
    vault, data_keys = keyslots.make_vault(anna.user, password=PASSWORD)
    damaged = anna.slot()
    damaged.wrapped = bytes(damaged.wrapped)[:-1] + bytes([bytes(damaged.wrapped)[-1] ^ 1])
    damaged.save(update_fields=["wrapped"])
    raise_cost(monkeypatch)
    renew_derivation(anna.user, vault, password=PASSWORD, data_keys=data_keys)
    kept = anna.slot()
    assert (kept.pk, bytes(kept.wrapped)) == (damaged.pk, bytes(damaged.wrapped))
    assert keyslots.cost_of_slot(vault.slots.password().get()) == DEARER
