"""Wrapped keys: the right slot key opens them, wrong is called wrong and damage damage."""

import hmac

import pytest
from cryptography.hazmat.primitives.keywrap import InvalidUnwrap, aes_key_unwrap
from hypothesis import given
from hypothesis import strategies as st

from apps.vault.crypto.keys import (
    MAX_KEYS,
    WrongKey,
    kek_check,
    pack_keys,
    unpack_keys,
    unwrap,
    wrap,
)
from apps.vault.crypto.sealing import Damaged
from tests.vault import reference

KEK, OTHER_KEK = bytes(range(32)), bytes(range(1, 33))
DATA_KEYS = {1: b"\x11" * 32, 2: b"\x22" * 32, 3: b"\x33" * 32}

key_sets = st.dictionaries(
    st.integers(1, 2**32 - 1), st.binary(min_size=32, max_size=32), min_size=1, max_size=20
)
keks = st.binary(min_size=32, max_size=32)


@given(key_sets, keks)
def test_wrapped_keys_come_back(data_keys: dict[int, bytes], kek: bytes) -> None:
    blob = wrap(data_keys, kek=kek)
    assert unwrap(blob, kek=kek) == data_keys
    assert blob == reference.wrap(data_keys, kek)
    assert len(blob) == 36 + 8 + 8 + 40 * len(data_keys)
    assert not any(key in blob for key in data_keys.values())


@given(key_sets, keks)
def test_another_key_is_called_wrong_and_not_damaged(
    data_keys: dict[int, bytes], kek: bytes
) -> None:
    if kek != KEK:
        with pytest.raises(WrongKey):
            unwrap(wrap(data_keys, kek=KEK), kek=kek)


def test_every_flipped_bit_is_called_damage_and_not_a_wrong_password() -> None:
    blob = wrap(DATA_KEYS, kek=KEK)
    for position in range(len(blob) * 8):
        altered = bytearray(blob)
        altered[position // 8] ^= 1 << position % 8
        with pytest.raises(Damaged):
            unwrap(bytes(altered), kek=KEK)


def test_every_truncation_and_extension_is_damage() -> None:
    blob = wrap(DATA_KEYS, kek=KEK)
    shorter = [blob[:length] for length in range(len(blob))]
    longer = [blob + bytes(extra) for extra in (1, 8, 16, 32, 40, 48, 80)]
    for altered in (*shorter, *longer):
        with pytest.raises(Damaged):
            unwrap(altered, kek=KEK)


def test_a_length_that_no_wrapped_keys_have_is_damage_whatever_the_key() -> None:
    """So that nobody is told that a right password or code is wrong, where a slot was cut."""
    blob = wrap(DATA_KEYS, kek=KEK)
    none, too_many = (
        reference.wrap_packed(b"LWK\x01" + count.to_bytes(4) + bytes(40 * count), KEK)
        for count in (0, 1001)
    )
    for altered in (blob[:3], blob[:40], blob[:52], blob[:-41], blob[:-1], none, too_many):
        for kek in (KEK, OTHER_KEK):
            with pytest.raises(Damaged):
                unwrap(altered, kek=kek)


def test_a_slot_of_somebody_else_in_one_s_own_row_is_a_wrong_key() -> None:
    with pytest.raises(WrongKey):
        unwrap(wrap(DATA_KEYS, kek=OTHER_KEK), kek=KEK)


def test_a_check_value_in_front_of_other_keys_is_damage() -> None:
    mine, foreign = wrap(DATA_KEYS, kek=KEK), wrap(DATA_KEYS, kek=OTHER_KEK)
    with pytest.raises(Damaged):
        unwrap(mine[:36] + foreign[36:], kek=KEK)
    with pytest.raises(Damaged):
        unwrap(foreign[:36] + mine[36:], kek=KEK)


def test_the_check_value_is_compared_in_constant_time(monkeypatch: pytest.MonkeyPatch) -> None:
    compared: list[int] = []
    really_compare = hmac.compare_digest

    def compare(left: bytes, right: bytes) -> bool:
        compared.append(len(left))
        return really_compare(left, right)

    monkeypatch.setattr(hmac, "compare_digest", compare)
    unwrap(wrap(DATA_KEYS, kek=KEK), kek=KEK)
    assert compared == [32]


def test_check_value_and_wrapping_key_are_not_the_slot_key() -> None:
    blob = wrap(DATA_KEYS, kek=KEK)
    assert kek_check(KEK) in blob
    assert kek_check(KEK) != KEK
    with pytest.raises(InvalidUnwrap):
        aes_key_unwrap(KEK, blob[36:])
    with pytest.raises(InvalidUnwrap):
        aes_key_unwrap(kek_check(KEK), blob[36:])


NUMBERED = [number.to_bytes(8) + key for number, key in DATA_KEYS.items()]


@pytest.mark.parametrize(
    "packed",
    [
        b"LWK\x01" + (2).to_bytes(4) + b"".join(NUMBERED),
        b"LWK\x01" + (4).to_bytes(4) + b"".join(NUMBERED),
        b"LWK\x02" + (3).to_bytes(4) + b"".join(NUMBERED),
        b"LWB\x01" + (3).to_bytes(4) + b"".join(NUMBERED),
        b"LWK\x01" + (3).to_bytes(4) + b"".join(reversed(NUMBERED)),
        b"LWK\x01" + (2).to_bytes(4) + NUMBERED[0] * 2,
        b"LWK\x01" + (1).to_bytes(4) + bytes(8) + NUMBERED[0][8:],
        b"LWK\x01" + (1).to_bytes(4) + (2**32).to_bytes(8) + NUMBERED[0][8:],
    ],
)
def test_a_list_that_pack_would_not_write_is_damage_even_under_the_right_key(packed: bytes) -> None:
    with pytest.raises(Damaged):
        unwrap(reference.wrap_packed(packed, KEK), kek=KEK)
    with pytest.raises(Damaged):
        unpack_keys(packed)


@pytest.mark.parametrize("packed", [b"", b"LWK\x01", b"LWK\x01" + bytes(4), b"x" * 47, b"x" * 49])
def test_a_list_of_a_wrong_length_is_damage(packed: bytes) -> None:
    with pytest.raises(Damaged):
        unpack_keys(packed)


@pytest.mark.parametrize(
    "wrong",
    [
        {},
        {0: b"k" * 32},
        {-1: b"k" * 32},
        {2**32: b"k" * 32},
        {1: b"k" * 31},
        {1: b""},
        dict.fromkeys(range(1, MAX_KEYS + 2), b"k" * 32),
    ],
)
def test_keys_that_are_none_are_not_wrapped(wrong: dict[int, bytes]) -> None:
    with pytest.raises(ValueError):
        wrap(wrong, kek=KEK)


def test_as_many_keys_as_are_allowed_can_be_wrapped() -> None:
    many = dict.fromkeys(range(1, MAX_KEYS + 1), b"k" * 32)
    assert unwrap(wrap(many, kek=KEK), kek=KEK) == many


@pytest.mark.parametrize("length", [0, 16, 31, 33])
def test_a_slot_key_of_another_length_is_refused(length: int) -> None:
    blob = wrap(DATA_KEYS, kek=KEK)
    for use in (kek_check, lambda kek: wrap(DATA_KEYS, kek=kek), lambda kek: unwrap(blob, kek=kek)):
        with pytest.raises(ValueError, match="32 bytes"):
            use(bytes(length))


def test_wrong_and_damaged_tell_no_secret() -> None:
    blob = wrap(DATA_KEYS, kek=KEK)
    for altered, kek in ((blob, OTHER_KEK), (blob[:-1] + b"x", KEK), (blob[:-1], KEK)):
        with pytest.raises((WrongKey, Damaged)) as caught:
            unwrap(altered, kek=kek)
        assert not any(character.isdigit() for character in str(caught.value))


@given(key_sets)
def test_unpack_undoes_pack(data_keys: dict[int, bytes]) -> None:
    assert unpack_keys(pack_keys(data_keys)) == data_keys
    assert pack_keys(dict(reversed(data_keys.items()))) == pack_keys(data_keys)
