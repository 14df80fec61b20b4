"""Slot keys come out the same for ever, and are bound to everything that goes in."""

from dataclasses import replace
from typing import Any
from uuid import UUID

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from apps.vault.crypto.keys import (
    SIGN_IN_LABEL,
    Argon2Parameters,
    recovery_kek,
    sign_in_check,
    slot_info,
    slot_key,
    stretched_password,
    unwrap,
    wrap,
)
from apps.vault.crypto.sign_in_hash import CHARACTERS, SignInHash
from tests.vault import reference
from tests.vault.vectors.make import load, read_keys

CHEAP = Argon2Parameters(memory_kib=64, iterations=1, lanes=2)
VAULT = UUID("7f1c2a52-6f0e-4a53-9d0b-3a1f7a6f2b10")
SLOT = UUID("b9a7e3f0-1d2c-4e5f-8a9b-0c1d2e3f4a5b")


def derive(**changed: Any) -> bytes:
    """The slot key of one sample password, with anything changed."""
    given_: dict[str, Any] = {
        "password": "correct horse",
        "salt": b"s" * 16,
        "pepper": b"p" * 32,
        "parameters": CHEAP,
        "info": b"info",
    } | changed
    stretched = stretched_password(
        given_["password"], salt=given_["salt"], parameters=given_["parameters"]
    )
    return slot_key(stretched, pepper=given_["pepper"], info=given_["info"])


# --- Known answers --------------------------------------------------------------------------------


@pytest.mark.parametrize("vector", load("slot"), ids=lambda vector: vector["name"])
def test_released_slots_open(vector: dict[str, Any]) -> None:
    salt, info = bytes.fromhex(vector["salt"]), bytes.fromhex(vector["info"])
    assert info == slot_info(
        vault_id=UUID(vector["vault_id"]),
        slot_id=UUID(vector["slot_id"]),
        slot_kind=vector["slot_kind"],
        version=vector["version"],
    )
    if vector["slot_kind"] == "password":
        cost = Argon2Parameters(
            memory_kib=vector["memory_kib"], iterations=vector["iterations"], lanes=vector["lanes"]
        )
        pepper = bytes.fromhex(vector["pepper"])
        stretched = stretched_password(vector["password"], salt=salt, parameters=cost)
        kek = slot_key(stretched, pepper=pepper, info=info)
    else:
        kek = recovery_kek(bytes.fromhex(vector["code_secret"]), salt=salt, info=info)
    assert kek.hex() == vector["kek"]
    assert wrap(read_keys(vector), kek=kek).hex() == vector["blob"]
    assert unwrap(bytes.fromhex(vector["blob"]), kek=kek) == read_keys(vector)


COST = ("memory_kib", "iterations", "lanes")


@pytest.mark.parametrize("vector", load("sign-in"), ids=lambda vector: vector["name"])
def test_one_stretched_password_makes_the_sign_in_hash_and_the_slot_key(
    vector: dict[str, Any],
) -> None:
    salt, pepper = bytes.fromhex(vector["salt"]), bytes.fromhex(vector["pepper"])
    cost = Argon2Parameters(**{name: vector[name] for name in COST})
    stretched = stretched_password(vector["password"], salt=salt, parameters=cost)
    info = bytes.fromhex(vector["slot_info"])
    assert slot_key(stretched, pepper=pepper, info=info).hex() == vector["slot_key"]
    version = vector["pepper_version"]
    hashed = SignInHash.of(
        stretched, salt=salt, parameters=cost, pepper=pepper, pepper_version=version
    )
    assert hashed.written() == vector["written"]
    assert SignInHash.read(vector["written"]) == hashed
    assert hashed.fits(stretched, pepper=pepper)
    assert not hashed.fits(stretched, pepper=pepper + b"x")
    assert not hashed.fits(bytes(32), pepper=pepper)


def test_one_known_answer_has_the_real_cost() -> None:
    costs = [Argon2Parameters(**{name: each[name] for name in COST}) for each in load("sign-in")]
    assert Argon2Parameters() in costs


def test_the_real_cost_is_no_less_than_that_of_the_two_derivations_before() -> None:
    """Django's sign-in hash and RFC 9106's second option, in memory and in memory times passes."""
    now = Argon2Parameters()
    for memory_kib, passes in ((102_400, 2), (65_536, 3)):
        assert now.memory_kib >= memory_kib
        assert now.work_kib >= memory_kib * passes


WRITTEN = load("sign-in")[0]["written"]


@pytest.mark.parametrize(
    "text",
    [
        "",
        WRITTEN + "A",
        WRITTEN[:-1],
        WRITTEN[:-1] + "=",
        WRITTEN + "\n",
        WRITTEN.replace("m=64", "m=064"),
        WRITTEN.replace("m=64", "m=1"),
        WRITTEN.replace("t=1", "t=0"),
        WRITTEN.replace("argon2id-pepper", "argon2"),
        WRITTEN.replace("$1$", "$-1$"),
    ],
)
def test_anything_else_is_no_sign_in_hash(text: str) -> None:
    with pytest.raises(ValueError):
        SignInHash.read(text)


def test_the_longest_sign_in_hash_fits_its_column() -> None:
    cost = Argon2Parameters(memory_kib=2**20, iterations=4, lanes=64)
    longest = SignInHash(parameters=cost, pepper_version=65535, salt=bytes(24), check=bytes(32))
    assert len(longest.written()) <= CHARACTERS
    assert SignInHash.read(longest.written()) == longest


def test_sign_in_hash_and_slot_key_say_nothing_about_each_other() -> None:
    """Their labels differ, and the hash holds a digest of the verifier, not the verifier."""
    assert sign_in_check(b"s" * 32, pepper=b"p" * 32) != slot_key(
        b"s" * 32, pepper=b"p" * 32, info=SIGN_IN_LABEL
    )


@pytest.mark.parametrize(("stretched", "pepper"), [(31, 32), (33, 32), (32, 31), (0, 32)])
def test_a_sign_in_check_is_refused_for_wrong_lengths(stretched: int, pepper: int) -> None:
    with pytest.raises(ValueError, match="32 bytes"):
        sign_in_check(bytes(stretched), pepper=bytes(pepper))


# --- Derivation -----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "changed",
    [
        {"password": "correct horse "},
        {"password": " correct horse"},
        {"password": "Correct horse"},
        {"password": "correct horse\0"},
        {"salt": b"t" * 16},
        {"pepper": b"q" * 32},
        {"pepper": b"p" * 33},
        {"parameters": replace(CHEAP, memory_kib=65)},
        {"parameters": replace(CHEAP, iterations=2)},
        {"parameters": replace(CHEAP, lanes=1)},
        {"info": b"other info"},
    ],
)
def test_everything_that_goes_in_changes_the_password_s_key(changed: dict[str, Any]) -> None:
    assert derive() == derive()
    assert derive(**changed) != derive()


def test_a_password_is_taken_as_typed() -> None:
    composed, decomposed = "p\u00e4ssword 12", "pa\u0308ssword 12"
    assert derive(password=composed) != derive(password=decomposed)


@given(st.text(max_size=40))
@settings(max_examples=25)
def test_any_text_is_a_password(password: str) -> None:
    theirs = reference.password_kek(password, b"s" * 16, b"p" * 32, b"info", (64, 1, 2))
    assert derive(password=password) == theirs


@pytest.mark.parametrize(
    "wrong",
    [{"salt": b"s" * 15}, {"salt": b""}, {"pepper": b""}, {"pepper": b"p" * 31},
     {"password": "half a pair \ud800"}],
)  # fmt: skip
def test_a_password_key_is_refused_for_wrong_arguments(wrong: dict[str, Any]) -> None:
    with pytest.raises(ValueError):
        derive(**wrong)


def test_a_recovery_key_depends_on_code_salt_and_slot() -> None:
    secret, salt = b"c" * 20, b"s" * 16
    kek = recovery_kek(secret, salt=salt, info=b"info")
    assert len(kek) == 32
    assert kek == recovery_kek(secret, salt=salt, info=b"info")
    assert kek != recovery_kek(b"d" * 20, salt=salt, info=b"info")
    assert kek != recovery_kek(secret, salt=b"t" * 16, info=b"info")
    assert kek != recovery_kek(secret, salt=salt, info=b"other")


@pytest.mark.parametrize(("secret", "salt"), [(b"c" * 19, b"s" * 16), (b"c" * 20, b""), (b"", b"")])
def test_a_recovery_key_is_refused_for_wrong_lengths(secret: bytes, salt: bytes) -> None:
    with pytest.raises(ValueError, match="20 secret bytes and 16"):
        recovery_kek(secret, salt=salt, info=b"info")


slots = st.fixed_dictionaries(
    {
        "vault_id": st.uuids(),
        "slot_id": st.uuids(),
        "slot_kind": st.text(st.characters(max_codepoint=127), min_size=1, max_size=64),
        "version": st.integers(0, 2**64 - 1),
    }
)


@given(slots, slots)
def test_two_slots_never_look_alike(one: dict[str, Any], other: dict[str, Any]) -> None:
    assert (slot_info(**one) == slot_info(**other)) == (one == other)


def test_the_longest_kind_and_the_highest_version_fit() -> None:
    info = slot_info(vault_id=VAULT, slot_id=SLOT, slot_kind="k" * 64, version=2**64 - 1)
    assert info == reference.slot_info(VAULT, SLOT, "k" * 64, 2**64 - 1)
    assert slot_info(vault_id=VAULT, slot_id=SLOT, slot_kind="k", version=0).endswith(bytes(8))


@pytest.mark.parametrize(
    ("kind", "version"),
    [("", 1), ("k" * 65, 1), ("é", 1), ("password", -1), ("password", 2**64)],
)
def test_a_slot_out_of_range_is_refused(kind: str, version: int) -> None:
    with pytest.raises(ValueError):
        slot_info(vault_id=VAULT, slot_id=SLOT, slot_kind=kind, version=version)


@pytest.mark.parametrize(
    ("stronger", "weaker"),
    [
        (Argon2Parameters(), Argon2Parameters()),
        (Argon2Parameters(), CHEAP),
        (Argon2Parameters(memory_kib=102_401), Argon2Parameters()),
        (Argon2Parameters(iterations=4), Argon2Parameters()),
        (Argon2Parameters(lanes=1), Argon2Parameters(lanes=8)),
    ],
)
def test_more_memory_and_more_passes_are_at_least_as_costly(
    stronger: Argon2Parameters, weaker: Argon2Parameters
) -> None:
    assert stronger.at_least(weaker)
    cheaper = (stronger.memory_kib, stronger.iterations) != (weaker.memory_kib, weaker.iterations)
    assert weaker.at_least(stronger) is not cheaper


def test_less_memory_is_not_made_up_for_by_more_passes() -> None:
    more_passes, more_memory = (
        Argon2Parameters(iterations=9),
        Argon2Parameters(memory_kib=2 * 10**5),
    )
    assert not more_passes.at_least(more_memory)
    assert not more_memory.at_least(more_passes)
    assert more_memory.work_kib < more_passes.work_kib == 9 * 102400


@pytest.mark.parametrize(
    "wrong",
    [
        {"iterations": 0},
        {"iterations": 65},
        {"memory_kib": 2**20, "iterations": 5},
        {"memory_kib": 2**20 + 1, "iterations": 1},
        {"lanes": 0},
        {"lanes": 65},
        {"memory_kib": 31},
        {"memory_kib": 0},
        {"memory_kib": -1},
        {"memory_kib": 2**31},
    ],
)
def test_a_cost_out_of_range_is_refused(wrong: dict[str, int]) -> None:
    with pytest.raises(ValueError, match="out of range"):
        Argon2Parameters(**wrong)


@pytest.mark.parametrize(
    "border",
    [
        {"memory_kib": 8, "iterations": 1, "lanes": 1},
        {"memory_kib": 512, "iterations": 1, "lanes": 64},
        {"memory_kib": 2**20, "iterations": 4, "lanes": 4},
        {"memory_kib": 64, "iterations": 65536, "lanes": 1},
    ],
)
def test_a_cost_on_the_border_is_taken(border: dict[str, int]) -> None:
    taken = Argon2Parameters(**border)
    assert (taken.memory_kib, taken.iterations, taken.lanes) == tuple(border.values())
