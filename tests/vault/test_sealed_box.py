"""A draft saved while locked opens for its own inbox and place, and for nothing else."""

from dataclasses import replace
from typing import Any
from uuid import UUID, uuid4

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from apps.vault.crypto.sealed_box import (
    inbox_public,
    inbox_tag,
    new_inbox,
    open_from_inbox,
    seal_to_inbox,
)
from apps.vault.crypto.sealing import MAX_PLAINTEXT_BYTES, Context, Damaged, TooLong, padded_length
from tests.vault import reference
from tests.vault.vectors.make import load

PRIVATE = bytes(range(32))
PUBLIC = reference.public_of(PRIVATE)
PLACE = Context(
    kind="draft",
    vault_id=UUID("7f1c2a52-6f0e-4a53-9d0b-3a1f7a6f2b10"),
    object_id=UUID("0c9be1d6-41f4-4b0c-8a3e-5a2d3c7e9f44"),
    revision=3,
    key_id=1,
)
ELSEWHERE: dict[str, Any] = {
    "kind": "entry.body",
    "vault_id": uuid4(),
    "object_id": uuid4(),
    "revision": 4,
    "key_id": 2,
}
OVERHEAD = 8 + 32 + 16


@pytest.mark.parametrize("vector", load("inbox"), ids=lambda vector: vector["name"])
def test_released_drafts_open(vector: dict[str, str]) -> None:
    place = Context(
        kind=vector["kind"],
        vault_id=UUID(vector["vault_id"]),
        object_id=UUID(vector["object_id"]),
        revision=int(vector["revision"]),
        key_id=int(vector["key_id"]),
    )
    private, public = bytes.fromhex(vector["private"]), bytes.fromhex(vector["public"])
    pepper = bytes.fromhex(vector["pepper"])
    opened = open_from_inbox(bytes.fromhex(vector["blob"]), private=private, context=place)
    assert opened.hex() == vector["plaintext"]
    assert inbox_public(private) == public
    assert inbox_tag(public, vault_id=place.vault_id, pepper=pepper).hex() == vector["tag"]


@given(plaintext=st.binary(max_size=3000))
def test_a_draft_comes_back(plaintext: bytes) -> None:
    blob = seal_to_inbox(plaintext, public=PUBLIC, context=PLACE)
    assert open_from_inbox(blob, private=PRIVATE, context=PLACE) == plaintext
    assert len(blob) == OVERHEAD + padded_length(len(plaintext))
    assert seal_to_inbox(plaintext, public=PUBLIC, context=PLACE)[8:] != blob[8:]


@given(st.binary(max_size=600), st.binary(min_size=32, max_size=32))
@settings(max_examples=30)
def test_what_the_reference_seals_opens(plaintext: bytes, ephemeral: bytes) -> None:
    blob = reference.seal_to_inbox(plaintext, PUBLIC, PLACE.encode(), ephemeral)
    assert open_from_inbox(blob, private=PRIVATE, context=PLACE) == plaintext


def test_new_inboxes_are_new_pairs() -> None:
    pairs = [new_inbox() for _ in range(20)]
    assert len({half for pair in pairs for half in pair}) == 40
    for public, private in pairs:
        assert inbox_public(private) == public == reference.public_of(private)


def test_every_flipped_bit_is_damage() -> None:
    """X25519 itself ignores the highest bit of the encapsulated key; HPKE binds it all the same."""
    blob = seal_to_inbox(b"a draft", public=PUBLIC, context=PLACE)
    for position in range(len(blob) * 8):
        altered = bytearray(blob)
        altered[position // 8] ^= 1 << position % 8
        with pytest.raises(Damaged):
            open_from_inbox(bytes(altered), private=PRIVATE, context=PLACE)


def test_every_truncation_and_extension_is_damage() -> None:
    blob = seal_to_inbox(b"a draft", public=PUBLIC, context=PLACE)
    for altered in (*(blob[:length] for length in range(len(blob))), blob + b"\0", blob + blob):
        with pytest.raises(Damaged):
            open_from_inbox(altered, private=PRIVATE, context=PLACE)


@pytest.mark.parametrize("field", ELSEWHERE)
def test_a_draft_moved_to_another_place_is_damage(field: str) -> None:
    blob = seal_to_inbox(b"mine", public=PUBLIC, context=PLACE)
    with pytest.raises(Damaged):
        open_from_inbox(blob, private=PRIVATE, context=replace(PLACE, **{field: ELSEWHERE[field]}))


def test_another_inbox_does_not_open_it() -> None:
    blob = seal_to_inbox(b"mine", public=PUBLIC, context=PLACE)
    with pytest.raises(Damaged):
        open_from_inbox(blob, private=PRIVATE[::-1], context=PLACE)


@given(st.binary(max_size=700))
def test_no_bytes_at_all_open_or_crash(blob: bytes) -> None:
    for candidate in (blob, b"LWI\x01\x00\x00\x00\x01" + blob):
        with pytest.raises(Damaged):
            open_from_inbox(candidate, private=PRIVATE, context=PLACE)


@pytest.mark.parametrize("padded", [b"", bytes(511), b"\xff" * 512, bytes(511) + b"\x01"])
def test_wrong_padding_is_damage_even_when_sealed_right(padded: bytes) -> None:
    blob = reference.seal_padded_to_inbox(padded, PUBLIC, PLACE.encode(), PRIVATE[::-1])
    with pytest.raises(Damaged):
        open_from_inbox(blob, private=PRIVATE, context=PLACE)


@pytest.mark.parametrize("start", [b"LWB\x01\0\0\0\1", b"LWI\x02\0\0\0\1", b"LWI\x01\0\0\0\2"])
def test_another_beginning_is_damage_even_when_it_was_sealed_as_it_is(start: bytes) -> None:
    """Anyone who knows the public key can seal under another beginning."""
    padded, place, ephemeral = reference.pad(b"draft"), PLACE.encode(), PRIVATE[::-1]
    mine = reference.seal_padded_to_inbox(padded, PUBLIC, place, ephemeral)
    assert open_from_inbox(mine, private=PRIVATE, context=PLACE) == b"draft"
    blob = reference.seal_padded_to_inbox(padded, PUBLIC, place, ephemeral, start=start)
    with pytest.raises(Damaged):
        open_from_inbox(blob, private=PRIVATE, context=PLACE)


@pytest.mark.parametrize("public", [b"", bytes(31), bytes(33), bytes(32), b"\1" + bytes(31)])
def test_a_public_key_that_is_none_is_damage(public: bytes) -> None:
    with pytest.raises(Damaged):
        seal_to_inbox(b"draft", public=public, context=PLACE)


def test_a_draft_that_is_too_long_is_refused_as_that() -> None:
    with pytest.raises(TooLong):
        seal_to_inbox(bytes(MAX_PLAINTEXT_BYTES + 1), public=PUBLIC, context=PLACE)


@pytest.mark.parametrize(
    "wrong", [{"kind": ""}, {"revision": -1}, {"key_id": 0}, {"key_id": 2**32}]
)
def test_a_place_out_of_range_is_refused(wrong: dict[str, Any]) -> None:
    place = replace(PLACE, **wrong)
    with pytest.raises(ValueError):
        seal_to_inbox(b"draft", public=PUBLIC, context=place)
    with pytest.raises(ValueError):
        open_from_inbox(bytes(600), private=PRIVATE, context=place)


def test_a_tag_belongs_to_one_inbox_one_vault_and_one_pepper() -> None:
    vault, pepper = PLACE.vault_id, b"p" * 32
    tag = inbox_tag(PUBLIC, vault_id=vault, pepper=pepper)
    assert len(tag) == 32
    assert tag == inbox_tag(PUBLIC, vault_id=vault, pepper=pepper)
    assert tag != inbox_tag(PUBLIC[::-1], vault_id=vault, pepper=pepper)
    assert tag != inbox_tag(PUBLIC, vault_id=uuid4(), pepper=pepper)
    assert tag != inbox_tag(PUBLIC, vault_id=vault, pepper=b"q" * 32)


@pytest.mark.parametrize(("public", "pepper"), [(b"", b"p" * 32), (PUBLIC, b"p" * 31)])
def test_a_tag_is_refused_for_wrong_lengths(public: bytes, pepper: bytes) -> None:
    with pytest.raises(ValueError, match="32 bytes and a pepper"):
        inbox_tag(public, vault_id=PLACE.vault_id, pepper=pepper)
