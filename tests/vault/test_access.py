"""The vault opens for its own password in its own browser, closes by itself, and knows damage."""

import threading
import time
from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.conf import settings
from django.db import connection
from django.test import Client
from django.utils import timezone
from pytest_django import Settings

from apps.accounts.models import User
from apps.vault import derivation, keys, opening
from apps.vault.access import OpenVault
from apps.vault.derivation import Busy, a_place
from apps.vault.models import KeySlot, Opening, Vault
from apps.vault.sealing import Damaged
from tests.factories import PASSWORD, make_member, open_vault_of, sign_in

UNLOCK = "/vault/unlock/"
PRIVATE = "/vault/recovery/"
pytestmark = pytest.mark.django_db


def is_open(client: Client) -> bool:
    return client.get(PRIVATE).status_code == 200


def unlock(client: Client, password: str = PASSWORD) -> int:
    return client.post(UNLOCK, {"password": password}).status_code


# --- Open and closed ----------------------------------------------------------------------------


def test_locking_deletes_the_keys_and_drops_the_cookie(maya: Client) -> None:
    response = maya.post("/vault/lock/")
    assert Opening.objects.count() == 0
    assert response.cookies["__Host-jkey"].value == ""
    assert response.cookies["__Host-jkey"]["max-age"] == 0
    assert response.cookies["__Host-jkey"]["secure"]
    assert not is_open(maya)


def test_locking_ends_no_sign_in(maya: Client) -> None:
    maya.post("/vault/lock/")
    assert maya.get("/account/").status_code == 200


def test_a_kept_cookie_opens_nothing_after_locking(maya: Client) -> None:
    kept = maya.cookies["__Host-jkey"].value
    maya.post("/vault/lock/")
    maya.cookies["__Host-jkey"] = kept
    assert not is_open(maya)


def test_nothing_is_locked_by_a_link(maya: Client) -> None:
    assert maya.get("/vault/lock/").status_code == 405
    assert is_open(maya)


def test_the_password_opens_it_again_with_the_same_keys(maya: Client) -> None:
    kept = open_vault_of(maya).data_keys
    maya.post("/vault/lock/")
    assert unlock(maya) == 303
    assert open_vault_of(maya).data_keys == kept


def test_the_session_id_and_the_form_token_change_when_it_opens(maya: Client) -> None:
    maya.get(UNLOCK)
    before = {name: maya.cookies[name].value for name in ("__Host-session", "__Host-csrf")}
    unlock(maya)
    for name, value in before.items():
        assert maya.cookies[name].value != value
    old = Client()
    old.cookies["__Host-session"] = before["__Host-session"]
    assert old.get("/account/").status_code == 302


def test_every_opening_has_a_key_of_its_own(maya: Client) -> None:
    before = maya.cookies["__Host-jkey"].value
    unlock(maya)
    assert maya.cookies["__Host-jkey"].value != before
    assert Opening.objects.count() == 1


def test_a_closed_vault_leads_to_the_password_and_back(maya: Client) -> None:
    maya.post("/vault/lock/")
    response = maya.get(PRIVATE)
    assert (response.status_code, response["Location"]) == (
        303,
        f"{UNLOCK}?next=%2Fvault%2Frecovery%2F",
    )
    opened = maya.post(UNLOCK, {"password": PASSWORD, "next": PRIVATE})
    assert opened["Location"] == PRIVATE


def test_htmx_is_told_to_load_the_password_page_whole(maya: Client) -> None:
    maya.post("/vault/lock/")
    response = maya.get(PRIVATE, headers={"HX-Request": "true"})
    assert response["HX-Redirect"].startswith(UNLOCK)


# --- Time ---------------------------------------------------------------------------------------


def test_it_closes_after_fifteen_minutes_without_use(visitor: Client, maya_user: User) -> None:
    start = timezone.now()
    with time_machine.travel(start, tick=False) as clock:
        sign_in(visitor, "maya")
        clock.move_to(start + timedelta(minutes=15) - timedelta(seconds=1))
        assert is_open(visitor)
        clock.move_to(start + timedelta(minutes=30) - timedelta(seconds=1))
        assert not is_open(visitor)
        assert visitor.get("/account/").status_code == 200


def test_fifteen_minutes_to_the_second_are_over(visitor: Client, maya_user: User) -> None:
    start = timezone.now()
    with time_machine.travel(start, tick=False) as clock:
        sign_in(visitor, "maya")
        clock.move_to(start + timedelta(minutes=15))
        response = visitor.get(PRIVATE)
    assert response.status_code == 303
    assert response.cookies["__Host-jkey"].value == ""
    assert Opening.objects.count() == 0


def test_a_page_that_is_not_private_keeps_nothing_open(visitor: Client, maya_user: User) -> None:
    start = timezone.now()
    with time_machine.travel(start, tick=False) as clock:
        sign_in(visitor, "maya")
        for minute in range(14):
            clock.move_to(start + timedelta(minutes=minute))
            visitor.get("/account/")
        clock.move_to(start + timedelta(minutes=15))
        assert not is_open(visitor)


def test_it_closes_after_eight_hours_however_busy_somebody_is(
    visitor: Client, maya_user: User
) -> None:
    start = timezone.now()
    with time_machine.travel(start, tick=False) as clock:
        sign_in(visitor, "maya")
        for minutes in range(10, 8 * 60, 10):
            clock.move_to(start + timedelta(minutes=minutes))
            assert is_open(visitor), f"after {minutes} minutes"
        clock.move_to(start + timedelta(hours=8))
        assert not is_open(visitor)


def test_the_page_counts_down_what_is_left(maya: Client) -> None:
    assert 890 <= open_vault_of(maya).seconds_left <= 900


# --- Whose browser ------------------------------------------------------------------------------


def test_the_vault_cookie_of_another_browser_opens_nothing(maya: Client) -> None:
    other = sign_in(Client(), "maya")
    maya.cookies["__Host-jkey"] = other.cookies["__Host-jkey"].value
    assert not is_open(maya)
    assert is_open(other)


def test_the_session_cookie_alone_opens_nothing(maya: Client, visitor: Client) -> None:
    visitor.cookies["__Host-session"] = maya.cookies["__Host-session"].value
    assert not is_open(visitor)
    assert visitor.get("/account/").status_code == 200


def test_the_vault_cookie_alone_opens_nothing(maya: Client, visitor: Client) -> None:
    visitor.cookies["__Host-jkey"] = maya.cookies["__Host-jkey"].value
    assert visitor.get(PRIVATE).status_code == 302


def test_another_member_with_both_values_of_the_vault_opens_nothing(
    maya: Client, sol: Client
) -> None:
    """Even with the row moved to Sol's session in the database."""
    sol.cookies["__Host-jkey"] = maya.cookies["__Host-jkey"].value
    assert not is_open(sol)
    of_sol, of_maya = (Opening.objects.get(vault__user__username=name) for name in ("sol", "maya"))
    Opening.objects.filter(pk=of_sol.pk).update(sealed_keys=of_maya.sealed_keys)
    assert not is_open(sol)
    Opening.objects.filter(pk=of_sol.pk).update(vault=of_maya.vault)
    assert not is_open(sol)


@pytest.mark.parametrize("value", ["", "x", "A" * 43, "!" * 43, "A" * 5000, "é"])
def test_a_vault_cookie_that_is_none_is_a_closed_vault(maya: Client, value: str) -> None:
    maya.cookies["__Host-jkey"] = value
    assert not is_open(maya)


# --- Wrong, damaged, limited --------------------------------------------------------------------


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
    row = Opening.objects.get()
    Opening.objects.update(sealed_keys=flipped(row.sealed_keys, at))
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


# --- How many derive at once --------------------------------------------------------------------


def test_no_more_derivations_run_at_once_than_there_are_places() -> None:
    at_once, most, lock = 0, 0, threading.Lock()

    def derive() -> None:
        nonlocal at_once, most
        try:
            with a_place():
                with lock:
                    at_once += 1
                    most = max(most, at_once)
                time.sleep(0.05)
                with lock:
                    at_once -= 1
        except Busy:
            pass

    threads = [threading.Thread(target=derive) for _ in range(12)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert most == settings.DERIVATIONS_AT_ONCE


def test_a_thread_never_waits_for_its_own_place(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(derivation, "_places", threading.BoundedSemaphore(1))
    with a_place(), a_place():
        pass
    with a_place():
        pass


def test_the_password_page_says_busy_within_a_second(
    maya: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    none_left = threading.BoundedSemaphore(1)
    none_left.acquire()
    began = time.monotonic()
    with monkeypatch.context() as patch:
        patch.setattr(derivation, "_places", none_left)
        response = maya.post(UNLOCK, {"password": PASSWORD})
    assert time.monotonic() - began < 1.5
    assert response.status_code == 429
    assert int(response["Retry-After"]) >= 1
    assert is_open(maya)
    assert unlock(maya) == 303


def test_every_hash_and_every_key_takes_a_place(
    maya: Client, maya_user: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    none_left = threading.BoundedSemaphore(1)
    none_left.acquire()
    monkeypatch.setattr(derivation, "_places", none_left)
    vault = Vault.objects.get()
    for derive in (
        lambda: maya_user.check_password(PASSWORD),
        lambda: maya_user.set_password(PASSWORD),
        lambda: make_member("tern"),
        lambda: opening.unwrap_with_password(vault, PASSWORD),
        lambda: opening.wrap_for_password(vault, password="x", data_keys={1: bytes(32)}),
    ):
        with pytest.raises(Busy):
            derive()


# --- What somebody gets who has everything but the password -------------------------------------


def test_the_database_and_every_secret_of_the_server_open_nothing(
    maya: Client, maya_user: User
) -> None:
    """Every key that can be made from what lies on the server is tried on every sealed thing."""
    opened = open_vault_of(maya)
    slot, row = KeySlot.objects.get(), Opening.objects.get()
    pepper = settings.VAULT_PEPPERS[slot.pepper_version]
    maya_user.refresh_from_db()
    guesses = ["", "maya", maya_user.password, settings.SECRET_KEY, pepper, row.pk.hex()]
    for guess in guesses:
        with pytest.raises(keys.WrongKey):
            opening.unwrap_with_password(opened.vault, guess)
    for browser_key in (bytes(32), pepper.encode()[:32], bytes(row.pk)):
        with pytest.raises(Damaged):
            keys.unseal_open_keys(
                bytes(row.sealed_keys),
                browser_key=browser_key,
                vault_id=opened.id,
                session_hash=bytes(row.pk),
            )


def test_no_row_of_any_table_holds_a_key_or_a_password(maya: Client) -> None:
    opened = open_vault_of(maya)
    secret = keys.decode_browser_key(maya.cookies["__Host-jkey"].value)
    with connection.cursor() as cursor:
        tables = connection.introspection.table_names(cursor)
        rows = []
        for table in tables:
            cursor.execute(f'SELECT t::text FROM "{table}" t')
            rows += [text for (text,) in cursor.fetchall()]
    dump = "\n".join(rows)
    assert opened.id.hex in dump.replace("-", "")
    for key in (*opened.data_keys.values(), secret, PASSWORD.encode()):
        assert key.hex() not in dump
    for text in (PASSWORD, maya.cookies["__Host-jkey"].value):
        assert text not in dump


def test_the_password_and_the_database_without_the_pepper_open_nothing(
    maya: Client, settings: Settings
) -> None:
    vault = Vault.objects.get()
    settings.VAULT_PEPPERS = {1: "another pepper that is long enough for anybody"}
    with pytest.raises(keys.WrongKey):
        opening.unwrap_with_password(vault, PASSWORD)
    assert unlock(maya) == 422


def test_the_recovery_code_opens_without_the_pepper(maya: Client, settings: Settings) -> None:
    opened = open_vault_of(maya)
    code = opening.offer_code(opened.vault, opened.data_keys)
    opening.accept_code(opened.vault, opened.data_keys, code)
    settings.VAULT_PEPPERS = {1: "another pepper that is long enough for anybody"}
    assert opening.unwrap_with_code(opened.vault, code) == opened.data_keys


def test_two_members_with_one_password_have_keys_of_their_own(maya: Client, sol: Client) -> None:
    of_maya, of_sol = open_vault_of(maya), open_vault_of(sol)
    assert of_maya.data_keys != of_sol.data_keys
    slots = {slot.vault_id: slot for slot in KeySlot.objects.all()}
    mine, other = slots[of_maya.id], slots[of_sol.id]
    assert bytes(mine.salt) != bytes(other.salt)
    KeySlot.objects.filter(pk=mine.pk).update(wrapped=other.wrapped, salt=other.salt)
    with pytest.raises(keys.WrongKey):
        opening.unwrap_with_password(of_maya.vault, PASSWORD)


def test_a_seal_of_one_vault_is_damage_in_another(maya: Client, sol: Client) -> None:
    def sealed_in(vault: OpenVault) -> bytes:
        return vault.seal(b"a line", kind="entry.body", object_id=vault.id, revision=1)

    of_maya, of_sol = open_vault_of(maya), open_vault_of(sol)
    blob = sealed_in(of_maya)
    assert of_maya.unseal(blob, kind="entry.body", object_id=of_maya.id, revision=1) == b"a line"
    with pytest.raises(Damaged):
        of_sol.unseal(blob, kind="entry.body", object_id=of_maya.id, revision=1)
