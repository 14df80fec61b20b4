"""What the rows of a vault's keys hold, and what opens them: password, pepper, code, browser."""

import unicodedata
from uuid import UUID

import pytest
from pytest_django import Settings

from apps.accounts.models import User
from apps.vault import keyslots
from apps.vault.crypto import keys, sealed_box
from apps.vault.crypto.browser_key import unseal_open_keys
from apps.vault.crypto.recovery_code import RecoveryCode
from apps.vault.crypto.recovery_updates import lock_keys, recovery_lock
from apps.vault.crypto.sealing import Context, Damaged, unseal
from apps.vault.crypto.sign_in_hash import SignInHash
from apps.vault.key_changes import recovery_codes
from apps.vault.key_changes.peppers import PepperMismatch
from apps.vault.models import KeySlot, UnlockedSession, Vault
from apps.vault.unlocking.derivation_renewal import renew_derivation
from tests.factories import PASSWORD
from tests.peppers import NEW, OLD, begin_with

OTHER = "quiet lantern over shingle"
# Memory (64 KiB is the cost of now in tests), salt, whether a slot takes that salt.
SIGN_IN_HASHES = [(64, b"s" * 16, True), (128, b"s" * 16, False), (64, b"s" * 24, False)]
TWO_KEYS = {1: b"\x11" * 32, 2: b"\x22" * 32}
pytestmark = pytest.mark.django_db


@pytest.fixture
def made(maya_user: User, settings: Settings) -> tuple[Vault, keyslots.DataKeys]:
    begin_with(settings, {1: OLD})
    return keyslots.make_vault(maya_user, password=PASSWORD)


def context(kind: str, vault: Vault, row: UUID, *, key_id: int) -> Context:
    return Context(kind=kind, vault_id=vault.id, object_id=row, revision=1, key_id=key_id)


def proved_code(vault: Vault, data_keys: keyslots.DataKeys) -> RecoveryCode:
    code = recovery_codes.offer_code(vault, data_keys)
    assert recovery_codes.accept_code(vault, data_keys, code) is True
    return code


def test_a_new_vault_has_one_key_one_password_slot_and_a_drop_box_of_its_own(
    made: tuple[Vault, keyslots.DataKeys], maya_user: User
) -> None:
    vault, data_keys = made
    assert {number: len(key) for number, key in data_keys.items()} == {1: 32}
    slot = KeySlot.objects.get()
    assert (slot.vault_id, slot.kind, slot.version) == (vault.id, "password", 1)
    assert (slot.memory_kib, slot.iterations, slot.lanes, slot.pepper_version) == (64, 1, 1, 1)
    assert (len(slot.salt), slot.is_orphaned, slot.is_confirmed) == (16, False, True)
    assert keyslots.unwrap_with_password(Vault.objects.get(), PASSWORD) == data_keys
    private = unseal(
        bytes(vault.inbox_private),
        key=data_keys[1],
        context=context("vault.inbox", vault, vault.id, key_id=1),
    )
    public = bytes(vault.inbox_public)
    assert sealed_box.inbox_public(private) == public
    tag = sealed_box.inbox_tag(public, vault_id=vault.id, pepper=OLD.encode())
    assert bytes(vault.inbox_tag) == tag
    with pytest.raises(keyslots.HasVault):
        keyslots.make_vault(maya_user, password=PASSWORD)
    assert (Vault.objects.count(), KeySlot.objects.count()) == (1, 1)


def test_a_slot_opens_with_the_pepper_that_it_names_and_the_next_takes_the_newest(
    made: tuple[Vault, keyslots.DataKeys], sol_user: User, settings: Settings
) -> None:
    vault, data_keys = made
    settings.VAULT_PEPPERS = {1: OLD, 2: NEW}
    assert keyslots.unwrap_with_password(vault, PASSWORD) == data_keys
    keyslots.wrap_for_password(vault, password=PASSWORD, data_keys=data_keys)
    of_sol, _ = keyslots.make_vault(sol_user, password=PASSWORD)
    assert {slot.pepper_version for slot in KeySlot.objects.all()} == {2}
    tag = sealed_box.inbox_tag(bytes(of_sol.inbox_public), vault_id=of_sol.id, pepper=NEW.encode())
    assert bytes(of_sol.inbox_tag) == tag
    settings.VAULT_PEPPERS = {2: NEW}
    assert keyslots.unwrap_with_password(vault, PASSWORD) == data_keys
    settings.VAULT_PEPPERS = {1: OLD}
    with pytest.raises(PepperMismatch, match="Pepper version 2 is not configured"):
        keyslots.unwrap_with_password(vault, PASSWORD)


def test_wrapping_again_replaces_every_password_and_leaves_the_code(
    made: tuple[Vault, keyslots.DataKeys],
) -> None:
    vault, data_keys = made
    code = proved_code(vault, data_keys)
    before = vault.slots.password().get()
    vault.slots.password().orphan()
    keyslots.wrap_for_password(vault, password=OTHER, data_keys=data_keys)
    after = vault.slots.password().get()
    assert (after.pk, bytes(after.salt)) != (before.pk, bytes(before.salt))
    assert not after.is_orphaned
    assert keyslots.unwrap_with_password(vault, OTHER) == data_keys
    with pytest.raises(keys.WrongKey):
        keyslots.unwrap_with_password(vault, PASSWORD)
    assert keyslots.unwrap_with_code(vault, code) == data_keys
    vault.slots.all().delete()
    with pytest.raises(keyslots.NoVault):
        keyslots.unwrap_with_password(vault, OTHER)
    with pytest.raises(keyslots.NoVault):
        keyslots.unwrap_with_code(vault, code)


def test_a_code_waits_under_the_newest_key_and_counts_once_it_was_proved(
    made: tuple[Vault, keyslots.DataKeys],
) -> None:
    vault, _ = made
    assert recovery_codes.waiting_code(vault, TWO_KEYS) is None
    code = recovery_codes.offer_code(vault, TWO_KEYS)
    slot = vault.slots.waiting_for_proof().get()
    assert (slot.kind, slot.is_confirmed, slot.pepper_version) == ("recovery", False, 0)
    assert len(slot.salt) == 16
    assert slot.unproved_code is not None
    for blob, kind, secret in (
        (slot.unproved_code, "vault.code", code.secret),
        (slot.sealed_lock, "vault.lock", recovery_lock(kek_of(code, slot))),
    ):
        place = context(kind, vault, slot.id, key_id=2)
        assert unseal(bytes(blob or b""), key=TWO_KEYS[2], context=place) == secret
    assert recovery_codes.waiting_code(vault, TWO_KEYS) == code
    with pytest.raises(keyslots.NoVault):
        keyslots.unwrap_with_code(vault, code)
    vault.choose_recovery(Vault.RecoveryChoice.WITHOUT)
    assert recovery_codes.accept_code(vault, TWO_KEYS, code) is True
    assert recovery_codes.accept_code(vault, TWO_KEYS, code) is False
    assert recovery_codes.waiting_code(vault, TWO_KEYS) is None
    assert vault.slots.recovery().get().unproved_code is None
    assert Vault.objects.get().recovery_choice == "open"
    assert keyslots.unwrap_with_code(vault, code) == TWO_KEYS


def test_a_slot_that_waits_without_its_code_shows_none(
    made: tuple[Vault, keyslots.DataKeys],
) -> None:
    vault, data_keys = made
    code = recovery_codes.offer_code(vault, data_keys)
    vault.slots.waiting_for_proof().update(unproved_code=None)
    assert recovery_codes.waiting_code(vault, data_keys) is None
    assert recovery_codes.accept_code(vault, data_keys, code) is False


def kek_of(code: RecoveryCode, slot: KeySlot) -> bytes:
    info = keys.slot_info(
        vault_id=slot.vault_id, slot_id=slot.id, slot_kind="recovery", version=slot.version
    )
    return keys.recovery_kek(code.secret, salt=bytes(slot.salt), info=info)


def test_keys_that_were_added_later_come_with_the_code_and_damaged_ones_are_damage(
    made: tuple[Vault, keyslots.DataKeys],
) -> None:
    vault, data_keys = made
    code = proved_code(vault, data_keys)
    slot = vault.slots.recovery().get()
    lock = unseal(
        bytes(slot.sealed_lock or b""),
        key=data_keys[1],
        context=context("vault.lock", vault, slot.id, key_id=1),
    )
    later = {**data_keys, 2: b"\x22" * 32}
    added = lock_keys(later, lock=lock, vault_id=vault.id, slot_id=slot.id)
    vault.slots.recovery().update(added_keys=added)
    assert keyslots.unwrap_with_code(vault, code) == later
    elsewhere = lock_keys(later, lock=lock, vault_id=vault.id, slot_id=vault.id)
    for damaged in (added[:-1] + bytes([added[-1] ^ 1]), elsewhere, b""):
        vault.slots.recovery().update(added_keys=damaged)
        with pytest.raises(Damaged):
            keyslots.unwrap_with_code(vault, code)


@pytest.mark.parametrize("length", [0, 15, 17])
def test_a_salt_of_another_length_is_damage_for_password_and_code(
    made: tuple[Vault, keyslots.DataKeys], length: int
) -> None:
    vault, data_keys = made
    code = proved_code(vault, data_keys)
    KeySlot.objects.update(salt=bytes(length))
    with pytest.raises(Damaged, match="length that no salt has"):
        keyslots.unwrap_with_password(vault, PASSWORD)
    with pytest.raises(Damaged, match="length that no salt has"):
        keyslots.unwrap_with_code(vault, code)


def test_an_opening_replaces_that_of_the_same_session_alone(
    made: tuple[Vault, keyslots.DataKeys],
) -> None:
    vault, data_keys = made
    here, there = b"h" * 32, b"t" * 32
    for session in (here, there, here):
        keyslots.note_opening(vault, data_keys, browser_key=session, session_hash=session)
    assert {bytes(row.pk) for row in UnlockedSession.objects.all()} == {here, there}
    row = UnlockedSession.objects.get(pk=here)
    opened = unseal_open_keys(
        bytes(row.sealed_keys), browser_key=here, vault_id=vault.id, session_hash=here
    )
    assert (opened, row.vault) == (data_keys, vault)
    Vault.objects.all().delete()
    with pytest.raises(Vault.DoesNotExist):
        keyslots.note_opening(vault, data_keys, browser_key=here, session_hash=here)
    assert not UnlockedSession.objects.exists()


@pytest.mark.parametrize(("field", "cost"), [("memory_kib", 128), ("iterations", 2), ("lanes", 2)])
def test_a_slot_is_derived_at_the_cost_that_it_names(
    made: tuple[Vault, keyslots.DataKeys], field: str, cost: int
) -> None:
    vault, _data_keys = made
    KeySlot.objects.update(**{field: cost})
    with pytest.raises(keys.WrongKey):
        keyslots.unwrap_with_password(vault, PASSWORD)


def test_a_slot_whose_cost_is_out_of_range_is_damaged(
    made: tuple[Vault, keyslots.DataKeys],
) -> None:
    vault, _data_keys = made
    KeySlot.objects.update(memory_kib=1)
    with pytest.raises(Damaged):
        keyslots.unwrap_with_password(vault, PASSWORD)


def test_a_proved_code_takes_the_place_of_the_one_before(
    made: tuple[Vault, keyslots.DataKeys],
) -> None:
    first, second = proved_code(*made), proved_code(*made)
    vault, data_keys = made
    assert KeySlot.objects.filter(kind="recovery").count() == 1
    assert keyslots.unwrap_with_code(vault, second) == data_keys
    with pytest.raises(keys.WrongKey):
        keyslots.unwrap_with_code(vault, first)


def test_a_vault_takes_the_id_that_is_asked_for(maya_user: User) -> None:
    asked = UUID("7f1c2a52-6f0e-4a53-9d0b-3a1f7a6f2b10")
    vault, _data_keys = keyslots.make_vault(maya_user, password=PASSWORD, vault_id=asked)
    assert (vault.id, Vault.objects.get().id) == (asked, asked)


@pytest.mark.parametrize("given", [{}, {"by_password": True}, {"by_password": False}])
def test_an_opening_says_whether_the_password_made_it(
    made: tuple[Vault, keyslots.DataKeys], given: dict[str, bool]
) -> None:
    vault, data_keys = made
    session = b"h" * 32
    keyslots.note_opening(vault, data_keys, browser_key=session, session_hash=session, **given)
    assert UnlockedSession.objects.get().by_password is given.get("by_password", True)


def test_what_a_slot_keeps_under_a_key_that_is_not_there_is_damaged(
    made: tuple[Vault, keyslots.DataKeys],
) -> None:
    slot = made[0].slots.get()
    keyslots.seal_in_slot(slot, "sealed_lock", b"secret", TWO_KEYS)
    assert keyslots.unseal_in_slot(slot, "sealed_lock", TWO_KEYS) == b"secret"
    with pytest.raises(Damaged, match="data key that this vault does not have"):
        keyslots.unseal_in_slot(slot, "sealed_lock", {1: TWO_KEYS[1]})
    slot.sealed_lock = None
    with pytest.raises(Damaged):
        keyslots.unseal_in_slot(slot, "sealed_lock", TWO_KEYS)


def test_older_keys_come_with_the_newest_one_alone(
    made: tuple[Vault, keyslots.DataKeys], sol_user: User
) -> None:
    """A slot of before, as an older copy of the database has it, opens what it opened then."""
    vault, first = made
    keyslots.make_vault(sol_user, password=PASSWORD, vault_id=UUID(int=1))  # the first by its id
    both = {**first, 2: TWO_KEYS[2]}
    keyslots.seal_older_keys(vault, both)
    vault.save()
    place = context("vault.older-keys", vault, vault.id, key_id=2)
    older = unseal(bytes(vault.older_keys or b""), key=both[2], context=place)
    assert keys.unpack_keys(older) == first
    assert keyslots.unwrap_with_password(vault, PASSWORD) == first
    keyslots.wrap_for_password(vault, password=PASSWORD, data_keys=both)
    slot = vault.slots.password().get()
    alone = keys.unwrap(bytes(slot.wrapped), kek=keyslots._password_kek(slot, PASSWORD))
    assert (alone, keyslots.unwrap_with_password(vault, PASSWORD)) == ({2: both[2]}, both)


@pytest.mark.parametrize(("memory_kib", "salt", "is_shared"), SIGN_IN_HASHES)
def test_a_slot_shares_the_salt_of_a_hash_of_the_cost_of_now_alone(
    maya_user: User,
    sol_user: User,
    settings: Settings,
    memory_kib: int,
    salt: bytes,
    is_shared: bool,
) -> None:
    """The hash of the vault's own member, not that of another."""
    begin_with(settings, {1: OLD})
    cost = keys.Argon2Parameters(memory_kib=memory_kib, iterations=1, lanes=1)
    hashed = SignInHash(parameters=cost, pepper_version=1, salt=salt, check=bytes(32))
    user = max(maya_user, sol_user, key=lambda each: each.pk)
    user.password = hashed.written()
    user.save()
    vault, data_keys = keyslots.make_vault(user, password=PASSWORD)
    own = bytes(vault.slots.get().salt)
    assert (own == salt, len(own)) == (is_shared, 16)
    assert keyslots.unwrap_with_password(vault, PASSWORD) == data_keys


def test_a_slot_of_before_passwords_were_composed_opens_in_either_form(
    maya_user: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    typed = unicodedata.normalize("NFD", "hält die Tür zu, höflich")
    with monkeypatch.context() as before:
        before.setattr(keyslots, "composed", lambda password: password)
        vault, data_keys = keyslots.make_vault(maya_user, password=typed)
    for form in ("NFD", "NFC"):
        password = unicodedata.normalize(form, typed)
        assert keyslots.unwrap_with_password(vault, password) == data_keys


def test_a_password_that_opens_the_slot_alone_becomes_no_sign_in_password(
    made: tuple[Vault, keyslots.DataKeys], maya_user: User
) -> None:
    """As where a hash came into the database past our code, so that no slot is marked."""
    vault, data_keys = made
    cost, salt = keys.Argon2Parameters(memory_kib=128, iterations=1, lanes=1), b"s" * 16
    whole = keys.stretched_password(OTHER, salt=salt, parameters=cost)
    outdated = SignInHash.of(
        whole, salt=salt, parameters=cost, pepper=OLD.encode(), pepper_version=1
    )
    User.objects.filter(pk=maya_user.pk).update(password=outdated.written())
    maya_user.refresh_from_db()
    renew_derivation(maya_user, vault, password=PASSWORD, data_keys=data_keys)
    assert User.objects.get(pk=maya_user.pk).password == outdated.written()
    assert maya_user.check_password(OTHER)
    assert keyslots.unwrap_with_password(vault, PASSWORD) == data_keys
