"""The slot key of a passkey, and the key of the secrets of second factors: known answers, laws."""

from typing import Any
from uuid import UUID

import pytest

from apps.vault.crypto.keys import slot_info, unwrap, wrap
from apps.vault.crypto.passkeys import passkey_kek
from apps.vault.crypto.sealing import Damaged
from apps.vault.crypto.second_factor_secret import seal_secret, unseal_secret
from tests.vault.vectors.make import load, read_keys

PEPPERS = {1: b"p" * 32, 2: b"q" * 32}


@pytest.mark.parametrize("vector", load("passkey-slot"), ids=lambda vector: vector["name"])
def test_released_slots_of_passkeys_open(vector: dict[str, Any]) -> None:
    info = slot_info(
        vault_id=UUID(vector["vault_id"]),
        slot_id=UUID(vector["slot_id"]),
        slot_kind="passkey",
        version=vector["version"],
    )
    kek = passkey_kek(
        bytes.fromhex(vector["secret"]), salt=bytes.fromhex(vector["salt"]), info=info
    )
    assert kek.hex() == vector["kek"]
    assert wrap(read_keys(vector), kek=kek).hex() == vector["blob"]
    assert unwrap(bytes.fromhex(vector["blob"]), kek=kek) == read_keys(vector)


def test_the_key_depends_on_answer_salt_and_slot() -> None:
    kek = passkey_kek(b"s" * 32, salt=b"a" * 16, info=b"info")
    assert kek != passkey_kek(b"t" * 32, salt=b"a" * 16, info=b"info")
    assert kek != passkey_kek(b"s" * 32, salt=b"b" * 16, info=b"info")
    assert kek != passkey_kek(b"s" * 32, salt=b"a" * 16, info=b"other")


@pytest.mark.parametrize(("secret", "salt"), [(31, 16), (33, 16), (0, 16), (32, 15), (32, 0)])
def test_wrong_lengths_are_refused(secret: int, salt: int) -> None:
    with pytest.raises(ValueError, match="32 secret bytes"):
        passkey_kek(bytes(secret), salt=bytes(salt), info=b"info")


@pytest.mark.parametrize("vector", load("second-factor"), ids=lambda vector: vector["name"])
def test_released_secrets_of_second_factors_open(vector: dict[str, Any]) -> None:
    peppers = {vector["pepper_version"]: bytes.fromhex(vector["pepper"])}
    opened = unseal_secret(bytes.fromhex(vector["blob"]), peppers=peppers)
    assert opened.decode() == vector["secret"]


def test_a_secret_is_sealed_with_the_newest_pepper_and_opens_with_it_alone() -> None:
    earlier, now = seal_secret(b"x", peppers={1: PEPPERS[1]}), seal_secret(b"y", peppers=PEPPERS)
    assert unseal_secret(earlier, peppers=PEPPERS) == b"x"
    assert unseal_secret(now, peppers=PEPPERS) == b"y"
    for peppers in ({1: PEPPERS[1]}, {2: PEPPERS[1]}, {}):
        with pytest.raises(Damaged):
            unseal_secret(now, peppers=peppers)
    with pytest.raises(Damaged):
        unseal_secret(now[:-1] + bytes([now[-1] ^ 1]), peppers=PEPPERS)
    with pytest.raises(ValueError, match="32 bytes"):
        seal_secret(b"x", peppers={1: b"short"})
