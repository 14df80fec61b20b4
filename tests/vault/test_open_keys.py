"""An open vault's keys: one browser, one session, one vault, and nothing else opens them."""

from contextlib import suppress
from typing import Any
from uuid import UUID, uuid4

import pytest
from hypothesis import given
from hypothesis import strategies as st

from apps.vault.crypto.browser_key import (
    decode_browser_key,
    encode_browser_key,
    new_browser_key,
    seal_open_keys,
    unseal_open_keys,
)
from apps.vault.crypto.keys import new_data_key, wrap
from apps.vault.crypto.sealing import Damaged
from tests.vault.vectors.make import load, read_keys

VAULT = UUID("7f1c2a52-6f0e-4a53-9d0b-3a1f7a6f2b10")
DATA_KEYS = {1: b"\x11" * 32, 2: b"\x22" * 32, 3: b"\x33" * 32}

key_sets = st.dictionaries(
    st.integers(1, 2**32 - 1), st.binary(min_size=32, max_size=32), min_size=1, max_size=20
)
HERE: dict[str, Any] = {"browser_key": b"b" * 32, "vault_id": VAULT, "session_hash": b"h" * 32}


@pytest.mark.parametrize("vector", load("open-vault"), ids=lambda vector: vector["name"])
def test_released_open_vaults_open(vector: dict[str, Any]) -> None:
    opened = unseal_open_keys(
        bytes.fromhex(vector["blob"]),
        browser_key=bytes.fromhex(vector["browser_key"]),
        vault_id=UUID(vector["vault_id"]),
        session_hash=bytes.fromhex(vector["session_hash"]),
    )
    assert opened == read_keys(vector)


@given(key_sets)
def test_an_open_vault_opens_again_in_the_same_browser(data_keys: dict[int, bytes]) -> None:
    blob = seal_open_keys(data_keys, **HERE)
    assert unseal_open_keys(blob, **HERE) == data_keys


@pytest.mark.parametrize(
    "elsewhere",
    [
        {"browser_key": b"c" * 32},
        {"vault_id": uuid4()},
        {"session_hash": b"i" * 32},
        {"session_hash": b"h" * 31},
        {"session_hash": b"h" * 33},
    ],
)
def test_an_open_vault_opens_nowhere_else(elsewhere: dict[str, Any]) -> None:
    blob = seal_open_keys(DATA_KEYS, **HERE)
    with pytest.raises(Damaged):
        unseal_open_keys(blob, **HERE | elsewhere)


def test_an_altered_open_vault_is_damage() -> None:
    blob = seal_open_keys(DATA_KEYS, **HERE)
    for position in range(len(blob)):
        altered = blob[:position] + bytes([blob[position] ^ 0x40]) + blob[position + 1 :]
        with pytest.raises(Damaged):
            unseal_open_keys(altered, **HERE)
    for altered in (b"", blob[:-1], blob + b"\0", wrap(DATA_KEYS, kek=bytes(32))):
        with pytest.raises(Damaged):
            unseal_open_keys(altered, **HERE)


@pytest.mark.parametrize("wrong", [{"browser_key": b"b" * 31}, {"session_hash": b"h" * 15}])
def test_an_open_vault_needs_a_whole_key_and_a_session(wrong: dict[str, Any]) -> None:
    with pytest.raises(ValueError, match="browser key of 32 bytes"):
        seal_open_keys(DATA_KEYS, **HERE | wrong)


def test_a_hash_of_sixteen_bytes_is_long_enough() -> None:
    shorter = HERE | {"session_hash": b"h" * 16}
    assert unseal_open_keys(seal_open_keys(DATA_KEYS, **shorter), **shorter) == DATA_KEYS


@pytest.mark.parametrize("length", [0, 31, 33])
def test_a_browser_key_of_another_length_is_put_into_no_cookie(length: int) -> None:
    with pytest.raises(ValueError, match="has 32 bytes"):
        encode_browser_key(bytes(length))


@given(st.binary(min_size=32, max_size=32))
def test_a_browser_key_survives_its_cookie(key: bytes) -> None:
    value = encode_browser_key(key)
    assert len(value) == 43
    assert set(value) <= set("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_")
    assert decode_browser_key(value) == key


GOOD = encode_browser_key(b"\xfb\xff" * 16)


def test_a_known_browser_key_has_the_known_cookie() -> None:
    """RFC 4648, section 5: 62 and 63 are `-` and `_`."""
    assert GOOD == "-__7__v_-__7__v_-__7__v_-__7__v_-__7__v_-_8"
    assert decode_browser_key(GOOD) == b"\xfb\xff" * 16


@pytest.mark.parametrize(
    "value",
    [
        "",
        "=",
        "A",
        "A" * 42,
        "A" * 44,
        "A" * 4300,
        GOOD + "=",
        GOOD + "\n",
        " " + GOOD,
        GOOD[:20] + "\n" + GOOD[20:],
        GOOD[:-1] + "9",
        GOOD.replace("-", "+"),
        GOOD.replace("_", "/"),
        GOOD[:-1] + "é",
        GOOD[:-1] + "\0",
        GOOD[:-1] + "=",
        "\u0661" * 43,
    ],
)
def test_any_other_cookie_is_refused(value: str) -> None:
    with pytest.raises(Damaged):
        decode_browser_key(value)


@given(st.text(max_size=50))
def test_no_cookie_crashes(value: str) -> None:
    with suppress(Damaged):
        assert encode_browser_key(decode_browser_key(value)) == value


def test_new_keys_are_new() -> None:
    made = {new_data_key() for _ in range(50)} | {new_browser_key() for _ in range(50)}
    assert len(made) == 100
    assert {len(key) for key in made} == {32}
