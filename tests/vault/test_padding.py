"""Padding hides a text's length within a step, and is undone exactly."""

from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from apps.vault.crypto.sealing import (
    MAX_PLAINTEXT_BYTES,
    Context,
    Damaged,
    pad,
    padded_length,
    unpad,
    unseal,
)
from tests.vault import reference

KEY = bytes(range(32))
PLACE = Context(
    kind="entry.head", vault_id=UUID(int=1), object_id=UUID(int=2), revision=1, key_id=1
)


def sealed_around(padded: bytes) -> bytes:
    """A blob whose key, commitment and tag are right, whatever its padding."""
    return reference.seal_padded(padded, KEY, PLACE.encode(), bytes(32), bytes(12))


@pytest.mark.parametrize(
    ("length", "padded"),
    [
        (0, 512),
        (1, 512),
        (508, 512),
        (509, 1024),
        (1020, 1024),
        (1021, 2048),
        (7164, 7168),
        (8188, 8192),
        (8189, 12288),
        (12284, 12288),
        (12285, 16384),
        (100_000, 102_400),
        (MAX_PLAINTEXT_BYTES, MAX_PLAINTEXT_BYTES + 4096),
    ],
)
def test_padded_length(length: int, padded: int) -> None:
    assert padded_length(length) == padded


@given(st.integers(0, MAX_PLAINTEXT_BYTES - 1))
def test_padding_grows_with_the_text_and_wastes_less_than_a_step(length: int) -> None:
    size = padded_length(length)
    assert length + 4 <= size <= padded_length(length + 1)
    step = 512 if size == 512 else 1024 if size <= 8192 else 4096
    assert size % step == 0
    assert size - length - 4 < step


@pytest.mark.parametrize("length", [-1, MAX_PLAINTEXT_BYTES + 1])
def test_no_padding_for_a_length_out_of_range(length: int) -> None:
    with pytest.raises(ValueError, match=r"never negative|At most"):
        padded_length(length)


@given(st.binary(max_size=10_000))
def test_unpad_undoes_pad(text: bytes) -> None:
    assert unpad(pad(text)) == text
    assert pad(text) == reference.pad(text)


@pytest.mark.parametrize(
    "padded",
    [
        b"",
        b"\0\0\0",
        bytes(511),
        bytes(1536),
        b"\x00\x00\x01\xfd" + bytes(508),
        b"\xff\xff\xff\xff" + bytes(508),
        b"\x00\x00\x00\x05" + bytes(1020),
        b"\x00\x00\x00\x05hello" + bytes(502) + b"\x01",
        b"\x00\x00\x00\x05hello\x80" + bytes(502),
    ],
)
def test_wrong_padding_is_damage_even_under_the_right_key(padded: bytes) -> None:
    with pytest.raises(Damaged):
        unpad(padded)
    with pytest.raises(Damaged):
        unseal(sealed_around(padded), key=KEY, context=PLACE)
