"""A wrong password, a damaged key and too many tries are three things, and each is said."""

from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.contrib.sessions.backends.base import UpdateError
from django.test import Client
from django.utils import timezone

from apps.common.models import Tries
from apps.vault import keyslots
from apps.vault.crypto.kdf_limit import RETRY_AFTER_SECONDS, DerivationsBusy
from apps.vault.models import KeySlot, UnlockedSession, Vault
from apps.vault.unlocking import unlock as unlocking
from tests.factories import PASSWORD

UNLOCK = "/vault/unlock/"
PRIVATE = "/vault/recovery/"
pytestmark = pytest.mark.django_db


def unlock(client: Client, password: str = PASSWORD) -> int:
    return client.post(UNLOCK, {"password": password}).status_code


def is_open(client: Client) -> bool:
    return client.get(PRIVATE).status_code == 200


def test_a_wrong_password_is_said_to_be_wrong_beside_its_field(maya: Client) -> None:
    maya.post("/vault/lock/")
    response = maya.post(UNLOCK, {"password": "not it at all", "next": PRIVATE})
    page = response.content.decode()
    assert response.status_code == 422
    assert "That password didn’t fit." in page
    assert 'aria-invalid="true"' in page
    assert f'name="next" value="{PRIVATE}"' in page
    assert "not it at all" not in page


def flipped(data: Any, at: int) -> bytes:
    bits = bytearray(data)
    bits[at] ^= 1
    return bytes(bits)


def with_slot(slot: KeySlot, damage: str) -> dict[str, Any]:
    changes: dict[str, dict[str, Any]] = {
        "first byte": {"wrapped": flipped(slot.wrapped, 0)},
        "format": {"wrapped": flipped(slot.wrapped, 3)},
        "check": {"wrapped": flipped(slot.wrapped, 10)},
        "keys": {"wrapped": flipped(slot.wrapped, 50)},
        "last byte": {"wrapped": flipped(slot.wrapped, -1)},
        "cut": {"wrapped": bytes(slot.wrapped)[:-8]},
        "empty": {"wrapped": b""},
        "longer": {"wrapped": bytes(slot.wrapped) + b"\0" * 40},
        "salt": {"salt": flipped(slot.salt, 0)},
        "salt cut": {"salt": bytes(slot.salt)[:8]},
        "version": {"version": slot.version + 1},
        "memory": {"memory_kib": 128},
        "too much memory": {"memory_kib": 2_000_000_000},
        "no iterations": {"iterations": 0},
        "another pepper": {"pepper_version": 9},
    }
    return changes[damage]


DAMAGES = [
    "first byte", "format", "check", "keys", "last byte", "cut", "empty", "longer", "salt",
    "salt cut", "version", "memory", "too much memory", "no iterations", "another pepper",
]  # fmt: skip


@pytest.mark.parametrize("damage", DAMAGES)
def test_a_damaged_slot_is_told_from_a_wrong_password(maya: Client, damage: str) -> None:
    maya.post("/vault/lock/")
    change = with_slot(KeySlot.objects.get(), damage)
    KeySlot.objects.update(**change)
    wrong = maya.post(UNLOCK, {"password": "not it at all"})
    assert wrong.status_code == 422
    assert "That password didn’t fit." in wrong.content.decode()
    assert "damaged" not in wrong.content.decode()
    right = maya.post(UNLOCK, {"password": PASSWORD})
    assert right.status_code == 422
    assert "the key that it should open is damaged" in right.content.decode()
    slot = KeySlot.objects.get()
    assert {name: getattr(slot, name) for name in change} == change
    assert Vault.objects.count() == 1


@pytest.mark.parametrize("at", [0, 3, 8, 40, 80, -1])
def test_a_damaged_opening_is_a_closed_vault(maya: Client, at: int) -> None:
    row = UnlockedSession.objects.get()
    UnlockedSession.objects.update(sealed_keys=flipped(row.sealed_keys, at))
    assert not is_open(maya)
    assert unlock(maya) == 303


def test_ten_wrong_passwords_make_a_pause_of_fifteen_minutes(maya: Client) -> None:
    start = timezone.now()
    with time_machine.travel(start, tick=False) as clock:
        assert [unlock(maya, "wrong") for _ in range(10)] == [422] * 10
        response = maya.post(UNLOCK, {"password": PASSWORD})
        assert response.status_code == 429
        assert response["Retry-After"] == "900"
        clock.move_to(start + timedelta(minutes=15))
        assert unlock(maya) == 303


def test_the_pause_is_the_members_own(maya: Client, sol: Client) -> None:
    for _ in range(11):
        unlock(maya, "wrong")
    assert unlock(sol) == 303


def test_telling_of_damage_uses_up_no_try(maya: Client) -> None:
    KeySlot.objects.update(wrapped=b"")
    assert [unlock(maya) for _ in range(12)] == [422] * 12


def test_a_wrong_password_makes_no_vault_where_there_is_none(maya: Client) -> None:
    Vault.objects.all().delete()
    assert unlock(maya, "not it at all") == 422
    assert Vault.objects.count() == 0
    assert unlock(maya) == 303
    assert keyslots.unwrap_with_password(Vault.objects.get(), PASSWORD)


def test_a_vault_without_a_password_slot_is_damaged_for_the_right_password_alone(
    maya: Client,
) -> None:
    maya.post("/vault/lock/")
    KeySlot.objects.all().delete()
    wrong, right = (maya.post(UNLOCK, {"password": each}) for each in ("not it", PASSWORD))
    assert "That password didn’t fit." in wrong.content.decode()
    assert "the key that it should open is damaged" in right.content.decode()


def test_without_a_place_for_a_derivation_an_unlock_is_put_off_and_is_no_try(
    maya: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    def busy(*_given: object) -> None:
        raise DerivationsBusy

    maya.post("/vault/lock/")
    monkeypatch.setattr(keyslots, "unwrap_with_password", busy)
    for _ in range(12):
        answer = maya.post(UNLOCK, {"password": PASSWORD})
        assert (answer.status_code, answer["Retry-After"]) == (429, str(RETRY_AFTER_SECONDS))
    assert "Many people are opening their journals right now" in answer.content.decode()
    assert not Tries.objects.filter(count__gt=0).exists()


@pytest.mark.parametrize("ended", [UpdateError, Vault.DoesNotExist])
def test_a_sign_in_that_ends_during_an_unlock_is_told_and_is_over(
    maya: Client, monkeypatch: pytest.MonkeyPatch, ended: type[Exception]
) -> None:
    def meanwhile(*_given: object) -> None:
        raise ended

    maya.post("/vault/lock/")
    monkeypatch.setattr(unlocking, "open_here", meanwhile)
    answer = maya.post(UNLOCK, {"password": PASSWORD})
    assert "You were signed out meanwhile" in answer.content.decode()
    assert "_auth_user_id" not in maya.session
