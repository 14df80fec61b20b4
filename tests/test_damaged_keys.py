"""Altered keys open nothing, and are never taken for a wrong password."""

import pytest
from django.test import Client
from django.urls import reverse

from apps.accounts.models import SignIn
from apps.vault import keyslots
from apps.vault.crypto.recovery_code import RecoveryCode
from apps.vault.crypto.sealing import Damaged
from apps.vault.key_changes import recovery_codes
from apps.vault.models import KeySlot, UnlockedSession, Vault
from tests.factories import PASSWORD, make_member, open_vault_of, sign_in
from tests.page_modules import without_cover
from tests.sample_objects import BODY, TITLE, write_entry
from tests.tampering import set_field, swap, tampered

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("any_number_of_tries")]

DAMAGED, WRONG = "is damaged", "didn’t fit"


def locked(client: Client) -> Client:
    assert client.post(reverse("vault:lock")).status_code == 303
    return client


def refused_unlock(client: Client) -> str:
    answer = client.post(reverse("vault:unlock"), {"password": PASSWORD})
    assert answer.status_code == 422
    assert client.get(reverse("journal:pages")).status_code == 303
    return without_cover(answer.content.decode())


def with_code(client: Client) -> RecoveryCode:
    """A proved recovery code of this member."""
    vault = open_vault_of(client)
    code = recovery_codes.offer_code(vault.vault, vault.data_keys)
    assert recovery_codes.accept_code(vault.vault, vault.data_keys, code)
    return code


@pytest.mark.parametrize("field", ["wrapped", "salt"])
def test_an_altered_password_slot_is_damaged_and_the_password_right(
    maya: Client, field: str
) -> None:
    locked(maya)
    slot = KeySlot.objects.get()
    for name, blob in tampered(bytes(getattr(slot, field))):
        set_field(slot, field, blob)
        page = refused_unlock(maya)
        assert (DAMAGED in page, WRONG in page) == (True, False), name
        signed_in = Client().post("/account/sign-in/", {"login": "maya", "password": PASSWORD})
        assert signed_in.status_code == 200, name
        assert DAMAGED in without_cover(signed_in.content.decode()), name
    set_field(slot, field, bytes(getattr(slot, field)))
    assert maya.post(reverse("vault:unlock"), {"password": PASSWORD}).status_code == 303


@pytest.mark.parametrize(
    "change",
    [
        {"memory_kib": 128},
        {"memory_kib": 2_000_000_000},
        {"iterations": 2},
        {"iterations": 0},
        {"lanes": 0},
        {"lanes": 30_000},
        {"pepper_version": 9},
        {"version": 2},
    ],
    ids=str,
)
def test_an_altered_cost_or_version_is_damaged(maya: Client, change: dict[str, int]) -> None:
    locked(maya)
    KeySlot.objects.update(**change)
    page = refused_unlock(maya)
    assert (DAMAGED in page, WRONG in page) == (True, False)


def test_a_slot_of_another_member_opens_nothing_though_both_have_one_password(
    maya: Client, sol: Client
) -> None:
    mine, theirs = (KeySlot.objects.get(vault__user__username=name) for name in ("maya", "sol"))
    write_entry(open_vault_of(sol))
    locked(maya)
    swap(mine, "wrapped", theirs, "wrapped")
    assert DAMAGED in refused_unlock(maya)
    swap(mine, "salt", theirs, "salt")
    assert DAMAGED in refused_unlock(maya)
    KeySlot.objects.filter(pk=mine.pk).delete()
    KeySlot.objects.filter(pk=theirs.pk).update(vault=mine.vault, wrapped=theirs.wrapped)
    page = refused_unlock(maya)
    assert (DAMAGED in page, TITLE in page, BODY in page) == (True, False, False)


def test_a_password_change_over_an_altered_slot_changes_nothing(maya: Client) -> None:
    before = str(maya.session["_auth_user_hash"])
    set_field(KeySlot.objects.get(), "wrapped", b"nonsense")
    form = {"oldpassword": PASSWORD, "password1": "ninety quiet herons standing"}
    answer = maya.post("/account/password/", form)
    assert (answer.status_code, DAMAGED in answer.content.decode()) == (422, True)
    assert maya.session["_auth_user_hash"] == before
    assert bytes(KeySlot.objects.get().wrapped) == b"nonsense"


def test_altered_open_keys_count_as_a_closed_vault(maya: Client) -> None:
    write_entry(open_vault_of(maya))
    row = UnlockedSession.objects.get()
    for name, blob in tampered(bytes(row.sealed_keys)):
        set_field(row, "sealed_keys", blob)
        answer = maya.get(reverse("journal:pages"))
        assert (answer.status_code, TITLE in answer.content.decode()) == (303, False), name


def test_open_keys_of_another_browser_count_as_a_closed_vault(maya: Client, sol: Client) -> None:
    mine, theirs = (
        UnlockedSession.objects.get(vault__user__username=name) for name in ("maya", "sol")
    )
    swap(mine, "sealed_keys", theirs, "sealed_keys")
    for client in (maya, sol):
        assert client.get(reverse("journal:pages")).status_code == 303
    UnlockedSession.objects.filter(pk=mine.pk).update(
        vault=theirs.vault, sealed_keys=mine.sealed_keys
    )
    assert maya.get(reverse("journal:pages")).status_code == 303


@pytest.mark.parametrize("field", ["wrapped", "salt"])
def test_an_altered_recovery_slot_changes_nothing(maya: Client, field: str) -> None:
    code = with_code(maya)
    slot = KeySlot.objects.recovery().get()
    written = " ".join([*code.groups, code.check])
    form = {"username": "maya", "code": written, "password1": "ninety quiet herons standing"}
    before = bytes(KeySlot.objects.password().get().wrapped)
    for name, blob in tampered(bytes(getattr(slot, field))):
        set_field(slot, field, blob)
        answer = Client().post("/account/recover/", form)
        assert answer.status_code == 422, name
        assert bytes(KeySlot.objects.password().get().wrapped) == before, name
        assert SignIn.objects.count() == 1, name


def test_an_altered_waiting_code_is_never_shown(maya: Client) -> None:
    vault = open_vault_of(maya)
    code = recovery_codes.offer_code(vault.vault, vault.data_keys)
    slot = KeySlot.objects.waiting_for_proof().get()
    assert slot.unproved_code is not None
    assert slot.sealed_lock is not None
    kept = {"first": code.groups[2], "second": code.groups[5]}
    for name, blob in [*tampered(bytes(slot.unproved_code)), ("the lock", bytes(slot.sealed_lock))]:
        set_field(slot, "unproved_code", blob)
        page = maya.get(reverse("vault:recovery"))
        assert (page.status_code, 'class="code"' in page.content.decode()) == (200, False), name
        assert maya.post(reverse("vault:proof"), kept).status_code == 409, name
        assert not KeySlot.objects.recovery().exists(), name
    assert maya.post(reverse("vault:recovery")).status_code == 303
    assert 'class="code"' in maya.get(reverse("vault:recovery")).content.decode()


def test_the_private_half_of_the_inbox_opens_only_whole_and_in_its_vault(
    maya: Client, sol: Client
) -> None:
    vault, other = open_vault_of(maya), open_vault_of(sol)
    whole = bytes(vault.vault.inbox_private)
    for name, blob in [*tampered(whole), ("of sol", bytes(other.vault.inbox_private))]:
        with pytest.raises(Damaged):
            vault.unseal(blob, kind=keyslots.INBOX_KIND, object_id=vault.id, revision=1)
            pytest.fail(name)
    assert vault.unseal(whole, kind=keyslots.INBOX_KIND, object_id=vault.id, revision=1)


def test_a_vault_that_is_given_to_somebody_else_opens_for_neither(maya: Client) -> None:
    write_entry(open_vault_of(maya))
    lena_password = "ninety quiet herons standing"
    lena = make_member("lena", password=lena_password)
    thief = sign_in(Client(), "lena", password=lena_password)
    Vault.objects.of(lena).delete()
    Vault.objects.update(user=lena)
    assert maya.get(reverse("journal:pages")).status_code == 303
    answer = thief.post(reverse("vault:unlock"), {"password": lena_password})
    assert (answer.status_code, TITLE in answer.content.decode()) == (422, False)
    assert thief.get(reverse("journal:pages")).status_code == 303
