"""Data keys made later reach the recovery code without it, and nobody else with them."""

from typing import Any
from uuid import UUID, uuid4

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from apps.vault.crypto.recovery_updates import lock_keys, recovery_lock, unlock_keys
from apps.vault.crypto.sealing import Damaged
from tests.vault import reference
from tests.vault.vectors.make import load

KEK, OTHER_KEK = bytes(range(32)), bytes(range(1, 33))
HERE = {
    "vault_id": UUID("7f1c2a52-6f0e-4a53-9d0b-3a1f7a6f2b10"),
    "slot_id": UUID("b9a7e3f0-1d2c-4e5f-8a9b-0c1d2e3f4a5b"),
}
DATA_KEYS = {1: b"\x11" * 32, 2: b"\x22" * 32}
LOCK = recovery_lock(KEK)


@pytest.mark.parametrize("vector", load("recovery-lock"), ids=lambda vector: vector["name"])
def test_released_locks_open(vector: dict[str, Any]) -> None:
    kek = bytes.fromhex(vector["kek"])
    assert recovery_lock(kek).hex() == vector["lock"]
    opened = unlock_keys(
        bytes.fromhex(vector["blob"]),
        kek=kek,
        vault_id=UUID(vector["vault_id"]),
        slot_id=UUID(vector["slot_id"]),
    )
    assert {str(number): key.hex() for number, key in opened.items()} == vector["keys"]


@given(
    st.dictionaries(
        st.integers(1, 2**32 - 1), st.binary(min_size=32, max_size=32), min_size=1, max_size=40
    )
)
@settings(max_examples=25)
def test_added_keys_come_back_with_the_code(data_keys: dict[int, bytes]) -> None:
    blob = lock_keys(data_keys, lock=LOCK, **HERE)
    assert unlock_keys(blob, kek=KEK, **HERE) == data_keys


def test_the_lock_itself_does_not_open_what_it_locks() -> None:
    blob = lock_keys(DATA_KEYS, lock=LOCK, **HERE)
    for half in (LOCK[:32], LOCK[32:]):
        with pytest.raises(Damaged):
            unlock_keys(blob, kek=half, **HERE)
    assert not any(key in blob for key in DATA_KEYS.values())


def test_keys_of_a_stranger_are_not_taken_for_added_ones() -> None:
    """Whoever can write to the database knows the public half at most."""
    forged_lock = LOCK[:32] + bytes(32)
    forged = lock_keys({1: b"\x66" * 32}, lock=forged_lock, **HERE)
    with pytest.raises(Damaged):
        unlock_keys(forged, kek=KEK, **HERE)


def test_another_code_vault_or_slot_does_not_open_it() -> None:
    blob = lock_keys(DATA_KEYS, lock=LOCK, **HERE)
    with pytest.raises(Damaged):
        unlock_keys(blob, kek=OTHER_KEK, **HERE)
    for field in HERE:
        with pytest.raises(Damaged):
            unlock_keys(blob, kek=KEK, **HERE | {field: uuid4()})


def test_every_flipped_bit_truncation_and_extension_is_damage() -> None:
    blob = lock_keys(DATA_KEYS, lock=LOCK, **HERE)
    flipped = [
        blob[:at] + bytes([blob[at] ^ 1 << bit]) + blob[at + 1 :]
        for at in range(len(blob))
        for bit in range(8)
    ]
    for altered in (*flipped, *(blob[:length] for length in range(len(blob))), blob + b"\0"):
        with pytest.raises(Damaged):
            unlock_keys(altered, kek=KEK, **HERE)


def test_a_wrong_list_of_keys_is_damage_even_under_the_right_lock() -> None:
    place = reference.context("recovery-keys", HERE["vault_id"], HERE["slot_id"], 0, 1)
    sealed = reference.seal_to_inbox(b"LWK\x01" + bytes(4), LOCK[:32], place, OTHER_KEK)
    tag = reference.sha256_hmac(LOCK[32:], b"LWR\x01" + sealed)
    with pytest.raises(Damaged):
        unlock_keys(b"LWR\x01" + tag + sealed, kek=KEK, **HERE)


def test_a_lock_of_another_length_is_refused() -> None:
    with pytest.raises(ValueError, match="64 bytes"):
        lock_keys(DATA_KEYS, lock=LOCK[:32], **HERE)
