"""A sealed blob opens for its own key and place, byte for byte; everything else is damage."""

import hmac
import os
import traceback
from dataclasses import replace
from typing import Any
from uuid import UUID, uuid4

import pytest
from hypothesis import given
from hypothesis import strategies as st

from apps.vault.crypto import sealing
from apps.vault.crypto.sealing import (
    HEADER_BYTES,
    MAX_PLAINTEXT_BYTES,
    Context,
    Damaged,
    TooLong,
    key_id_of,
    padded_length,
    seal,
)
from tests.vault import reference
from tests.vault.vectors.make import load

KEY = bytes(range(32))
TAG_BYTES = 16  # of AES-GCM
PLACE = Context(
    kind="entry.head",
    vault_id=UUID("7f1c2a52-6f0e-4a53-9d0b-3a1f7a6f2b10"),
    object_id=UUID("0c9be1d6-41f4-4b0c-8a3e-5a2d3c7e9f44"),
    revision=5,
    key_id=2,
)
ELSEWHERE: dict[str, Any] = {
    "kind": "entry.body",
    "vault_id": uuid4(),
    "object_id": uuid4(),
    "revision": 6,
    "key_id": 3,
}
BORDERS = [0, 1, 507, 508, 509, 1020, 1021, 2044, 2045, 8187, 8188, 8189, 12284, 12285, 70_000]

contexts = st.builds(
    Context,
    kind=st.text(st.characters(max_codepoint=127), min_size=1, max_size=64),
    vault_id=st.uuids(),
    object_id=st.uuids(),
    revision=st.integers(0, 2**64 - 1),
    key_id=st.integers(1, 2**32 - 1),
)
keys = st.binary(min_size=32, max_size=32)


def unseal(blob: bytes, *, key: bytes, context: Context) -> bytes:
    """Every claim below is one about both roads: one blob by itself, and many at a time."""
    many = list(
        sealing.unseal_many(
            [(context.object_id, context.revision, blob)],
            keys={context.key_id: key},
            kind=context.kind,
            vault_id=context.vault_id,
        )
    )
    try:
        one = sealing.unseal(blob, key=key, context=context)
    except Damaged:
        assert many == [None]
        raise
    assert many == [one]
    return one


def test_a_damaged_blob_among_many_hides_no_other() -> None:
    blob = seal(b"mine", key=KEY, context=PLACE)
    spoilt = blob[:-1] + bytes([blob[-1] ^ 1])
    rows = [(PLACE.object_id, PLACE.revision, each) for each in (blob, spoilt, b"", blob)]
    opened = sealing.unseal_many(rows, keys={2: KEY}, kind=PLACE.kind, vault_id=PLACE.vault_id)
    assert list(opened) == [b"mine", None, None, b"mine"]


@pytest.mark.parametrize("vector", load("sealing"), ids=lambda vector: vector["name"])
def test_released_blobs_open_and_come_out_the_same(vector: dict[str, str]) -> None:
    place = Context(
        kind=vector["kind"],
        vault_id=UUID(vector["vault_id"]),
        object_id=UUID(vector["object_id"]),
        revision=int(vector["revision"]),
        key_id=int(vector["key_id"]),
    )
    key, blob = bytes.fromhex(vector["key"]), bytes.fromhex(vector["blob"])
    plaintext = bytes.fromhex(vector["plaintext"])
    random = bytes.fromhex(vector["salt"] + vector["nonce"])
    assert place.encode().hex() == vector["context"]
    assert unseal(blob, key=key, context=place) == plaintext
    assert sealing._seal(plaintext, key=key, context=place, random=random) == blob


@given(plaintext=st.binary(max_size=3000), key=keys, place=contexts)
def test_what_was_sealed_comes_back(plaintext: bytes, key: bytes, place: Context) -> None:
    blob = seal(plaintext, key=key, context=place)
    assert unseal(blob, key=key, context=place) == plaintext
    assert key_id_of(blob) == place.key_id
    assert len(blob) == HEADER_BYTES + padded_length(len(plaintext)) + TAG_BYTES


@given(plaintext=st.binary(max_size=600), key=keys, place=contexts, random=st.binary())
def test_the_code_and_the_reference_agree(
    plaintext: bytes, key: bytes, place: Context, random: bytes
) -> None:
    random = random.ljust(44, b"\x5c")[:44]
    ours = sealing._seal(plaintext, key=key, context=place, random=random)
    theirs = reference.seal(plaintext, key, place.encode(), random[:32], random[32:])
    assert ours == theirs


@pytest.mark.parametrize("length", BORDERS)
def test_every_padding_border_comes_back(length: int) -> None:
    for plaintext in (os.urandom(length), b"\x80" * length, bytes(length)):
        assert unseal(seal(plaintext, key=KEY, context=PLACE), key=KEY, context=PLACE) == plaintext


def test_the_longest_text_is_sealed_and_one_byte_more_is_refused() -> None:
    longest = bytes(MAX_PLAINTEXT_BYTES)
    assert unseal(seal(longest, key=KEY, context=PLACE), key=KEY, context=PLACE) == longest
    with pytest.raises(TooLong):
        seal(longest + b"x", key=KEY, context=PLACE)


def test_sealing_twice_gives_blobs_with_nothing_in_common() -> None:
    one, two = (seal(b"same", key=KEY, context=PLACE) for _ in range(2))
    start, end = HEADER_BYTES - 12 - 32 - 32, HEADER_BYTES - 12
    assert one[:start] == two[:start]
    for part in (slice(start, start + 32), slice(start + 32, end), slice(end, HEADER_BYTES)):
        assert one[part] != two[part]
    assert one[HEADER_BYTES:] != two[HEADER_BYTES:]


# --- Anything else is damaged ---------------------------------------------------------------------


def test_every_flipped_bit_is_damage() -> None:
    blob = seal(b"a small head", key=KEY, context=PLACE)
    for position in range(len(blob) * 8):
        altered = bytearray(blob)
        altered[position // 8] ^= 1 << position % 8
        with pytest.raises(Damaged):
            unseal(bytes(altered), key=KEY, context=PLACE)


def test_every_truncation_and_extension_is_damage() -> None:
    blob = seal(b"x" * 1500, key=KEY, context=PLACE)
    shorter = [blob[:length] for length in range(len(blob))]
    longer = [blob + bytes(extra) for extra in (1, 15, 16, 512, 1024, 2048, 6144)]
    beheaded = [blob[length:] for length in (1, 512, 1024)]
    for altered in (*shorter, *longer, *beheaded):
        with pytest.raises(Damaged):
            unseal(altered, key=KEY, context=PLACE)


@pytest.mark.parametrize("field", ELSEWHERE)
def test_a_blob_moved_to_another_place_is_damage(field: str) -> None:
    blob = seal(b"mine", key=KEY, context=PLACE)
    elsewhere = replace(PLACE, **{field: ELSEWHERE[field]})
    with pytest.raises(Damaged):
        unseal(blob, key=KEY, context=elsewhere)


def test_a_blob_relabelled_with_another_key_id_is_damage() -> None:
    blob = seal(b"mine", key=KEY, context=PLACE)
    relabelled = blob[:4] + (3).to_bytes(4) + blob[8:]
    with pytest.raises(Damaged):
        unseal(relabelled, key=KEY, context=replace(PLACE, key_id=3))


@given(key=keys)
def test_a_wrong_key_is_damage(key: bytes) -> None:
    blob = seal(b"mine", key=KEY, context=PLACE)
    if key != KEY:
        with pytest.raises(Damaged):
            unseal(blob, key=key, context=PLACE)


def test_parts_of_two_blobs_do_not_make_a_third() -> None:
    one, two = (seal(text, key=KEY, context=PLACE) for text in (b"one", b"two"))
    for cut in (40, 72, HEADER_BYTES, len(one) - TAG_BYTES):
        with pytest.raises(Damaged):
            unseal(one[:cut] + two[cut:], key=KEY, context=PLACE)


@given(st.binary(max_size=1200))
def test_no_bytes_at_all_open_or_crash(blob: bytes) -> None:
    for candidate in (blob, b"LWB\x01\x00\x00\x00\x02" + blob):
        with pytest.raises(Damaged):
            unseal(candidate, key=KEY, context=PLACE)


@pytest.mark.parametrize("start", [b"", b"LWB", b"LWK\x01", b"LWB\x00", b"LWB\x02", b"LWB\xff"])
def test_an_unknown_beginning_is_damage(start: bytes) -> None:
    blob = seal(b"mine", key=KEY, context=PLACE)
    altered = start + blob[len(start) :] if start else bytes(4) + blob[4:]
    if start != b"LWB":
        with pytest.raises(Damaged):
            unseal(altered, key=KEY, context=PLACE)
        with pytest.raises(Damaged):
            key_id_of(altered)
    with pytest.raises(Damaged):
        key_id_of(start)


@pytest.mark.parametrize("start", [b"LWK\x01\0\0\0\2", b"LWB\x02\0\0\0\2", b"LWB\x01\0\0\0\3"])
def test_another_beginning_is_damage_even_when_it_was_sealed_with_the_right_key(
    start: bytes,
) -> None:
    """The beginning is in what is derived and authenticated, so this one was sealed as it is."""
    padded, place, random = reference.pad(b"mine"), PLACE.encode(), (bytes(32), bytes(12))
    mine = reference.seal_padded(padded, KEY, place, *random)
    assert unseal(mine, key=KEY, context=PLACE) == b"mine"
    blob = reference.seal_padded(padded, KEY, place, *random, start=start)
    with pytest.raises(Damaged):
        unseal(blob, key=KEY, context=PLACE)


def test_the_header_alone_names_the_key() -> None:
    header = seal(b"mine", key=KEY, context=PLACE)[:HEADER_BYTES]
    assert key_id_of(header) == 2
    with pytest.raises(Damaged):
        key_id_of(header[:-1])


@pytest.mark.parametrize("revision", [-1, 2**64])
def test_a_revision_out_of_range_is_refused_among_many(revision: int) -> None:
    rows = [(PLACE.object_id, revision, seal(b"mine", key=KEY, context=PLACE))]
    opened = sealing.unseal_many(rows, keys={2: KEY}, kind=PLACE.kind, vault_id=PLACE.vault_id)
    with pytest.raises(ValueError, match="revision is out of range"):
        list(opened)


def test_a_blob_that_names_key_0_is_damage() -> None:
    blob = seal(b"mine", key=KEY, context=PLACE)
    with pytest.raises(Damaged):
        key_id_of(blob[:4] + bytes(4) + blob[8:])


def test_the_commitment_is_compared_in_constant_time_before_anything_is_decrypted(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    compared: list[int] = []
    really_compare = hmac.compare_digest

    def compare(left: bytes, right: bytes) -> bool:
        compared.append(len(left))
        return really_compare(left, right)

    def never(*_: object) -> None:
        raise AssertionError("Decryption was tried.")

    blob = seal(b"mine", key=KEY, context=PLACE)
    monkeypatch.setattr(hmac, "compare_digest", compare)
    monkeypatch.setattr(sealing, "AESGCM", never)
    with pytest.raises(Damaged):
        sealing.unseal(blob, key=KEY[::-1], context=PLACE)
    assert compared == [32]


def test_damage_tells_no_secret() -> None:
    blob = seal(b"a secret text", key=KEY, context=PLACE)
    flipped = [blob[:at] + bytes([blob[at] ^ 1]) + blob[at + 1 :] for at in (0, 7, 50, 80, 300)]
    for altered in (blob[:-1], *flipped):
        with pytest.raises(Damaged) as caught:
            unseal(altered, key=KEY, context=PLACE)
        told = "".join(traceback.format_exception(caught.value))
        assert "secret text" not in told
        assert KEY.hex() not in told
        assert str(PLACE.vault_id) not in told
        assert repr(blob[:20]) not in told


# --- Context and arguments ----------------------------------------------------------------------


@given(contexts, contexts)
def test_two_places_never_look_alike(one: Context, other: Context) -> None:
    assert one.encode().startswith(b"leeway/v1\0")
    assert (one.encode() == other.encode()) == (one == other)


@given(contexts)
def test_every_part_of_a_place_can_be_read_back(place: Context) -> None:
    rest, parts = place.encode().removeprefix(b"leeway/v1"), []
    while rest:
        length = int.from_bytes(rest[:2])
        parts.append(rest[2 : 2 + length])
        rest = rest[2 + length :]
    assert parts == [
        place.kind.encode(),
        place.vault_id.bytes,
        place.object_id.bytes,
        place.revision.to_bytes(8),
        place.key_id.to_bytes(4),
    ]


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("kind", ""),
        ("kind", "k" * 65),
        ("kind", "é"),
        ("revision", -1),
        ("revision", 2**64),
        ("key_id", 0),
        ("key_id", -1),
        ("key_id", 2**32),
    ],
)
def test_a_place_out_of_range_is_refused(field: str, value: Any) -> None:
    wrong = replace(PLACE, **{field: value})
    with pytest.raises(ValueError):
        seal(b"text", key=KEY, context=wrong)
    with pytest.raises(ValueError):
        unseal(bytes(612), key=KEY, context=wrong)


@pytest.mark.parametrize("length", [0, 16, 31, 33])
def test_a_key_of_another_length_is_refused(length: int) -> None:
    with pytest.raises(ValueError, match="32 bytes"):
        seal(b"text", key=bytes(length), context=PLACE)
    with pytest.raises(ValueError, match="32 bytes"):
        unseal(seal(b"text", key=KEY, context=PLACE), key=bytes(length), context=PLACE)
