"""A member has one vault, however many browsers sign in for the first time at the same moment."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from typing import Any
from unittest.mock import Mock

import pytest
from django.db import connection
from django.test import Client

from apps.accounts.models import User
from apps.vault import keyslots
from apps.vault.crypto import keys, password_derivation
from apps.vault.crypto.kdf_limit import DerivationsBusy
from apps.vault.models import KeySlot, Vault
from tests.factories import PASSWORD, make_member, sign_in
from tests.journal.entry_samples import sent

pytestmark = pytest.mark.django_db
ROUNDS = 4
NEW = "quiet lantern over shingle"


def keep_a_page(client: Client, words: str) -> None:
    assert (
        client.post("/journal/new/", sent(title=words, body="The gulls again.")).status_code == 303
    )


def reads(client: Client, words: str) -> bool:
    page = client.get("/journal/")
    assert page.status_code == 200
    return words in page.content.decode()


def meanwhile(monkeypatch: pytest.MonkeyPatch, happens: Any) -> None:
    """Something happens between the look for a vault and the making of one."""
    derive = keyslots._password_slot

    def overtaken(vault: Vault, **given: Any) -> KeySlot:
        monkeypatch.setattr(keyslots, "_password_slot", derive)
        happens()
        return derive(vault, **given)

    monkeypatch.setattr(keyslots, "_password_slot", overtaken)


def test_a_first_sign_in_that_is_overtaken_opens_the_vault_that_is_there(
    maya_user: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    first, second = Client(), Client()
    meanwhile(monkeypatch, lambda: keep_a_page(sign_in(first, "maya"), "kept in the first"))
    sign_in(second, "maya")
    assert Vault.objects.count() == KeySlot.objects.count() == 1
    assert reads(second, "kept in the first")
    assert reads(sign_in(Client(), "maya"), "kept in the first")


def signed_in_by_a_form(visitor: Client) -> None:
    fields = {"sign_in_name": "maya", "sign_in_password": PASSWORD}
    answer = visitor.post("/journal/new/", sent(title="First", body="The gulls again.", **fields))
    assert answer.status_code == 303


def signed_in_while_many_were(visitor: Client) -> None:
    with pytest.MonkeyPatch.context() as busy:
        busy.setattr(keyslots, "make_vault", Mock(side_effect=DerivationsBusy(retry_after=9)))
        sign_in = {"login": "maya", "password": PASSWORD}
        assert visitor.post("/account/sign-in/", sign_in).status_code == 429
    assert visitor.post("/vault/unlock/", {"password": PASSWORD}).status_code == 303


@pytest.mark.parametrize("arrive", [signed_in_by_a_form, signed_in_while_many_were])
def test_whoever_a_command_made_is_told_of_leave_before_the_first_look_however_they_came(
    maya_user: User, visitor: Client, arrive: Callable[[Client], None]
) -> None:
    arrive(visitor)
    look = "/journal/?page=1"
    told = visitor.get(look)
    assert told.status_code == 303
    assert told["Location"] == "/vault/recovery/?next=%2Fjournal%2F%3Fpage%3D1"
    page = visitor.get(told["Location"]).content.decode()
    assert "Before your first page" in page
    assert visitor.get(look).status_code == 200


def test_a_vault_is_not_sealed_with_a_password_that_was_changed_meanwhile(
    maya_user: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    def change() -> None:
        member = User.objects.get()
        member.set_password(NEW)
        member.save()

    meanwhile(monkeypatch, change)
    Client().post("/account/sign-in/", {"login": "maya", "password": PASSWORD})
    assert Vault.objects.count() == 0
    sign_in(Client(), "maya", password=NEW)
    assert keyslots.unwrap_with_password(Vault.objects.get(), NEW)


def test_a_member_who_was_deleted_meanwhile_gets_no_vault(maya_user: User) -> None:
    same = User.objects.get()
    same.delete()
    with pytest.raises(keys.WrongKey):
        keyslots.make_vault(maya_user, password=PASSWORD)
    assert Vault.objects.count() == 0


@pytest.mark.django_db(transaction=True)
def test_first_sign_ins_at_the_same_moment_lose_no_journal(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(
        password_derivation, "Argon2Parameters", keys.Argon2Parameters
    )  # the full cost
    together = Barrier(2)

    def go_in(name: str, words: str) -> None:
        client = Client()
        together.wait(30)
        try:
            keep_a_page(sign_in(client, name), words)
        finally:
            connection.close()

    words = ["kept in the first", "kept in the second"]
    with ThreadPoolExecutor(2) as browsers:
        for number in range(ROUNDS):
            member = make_member(f"maya{number}")
            list(browsers.map(go_in, [member.username] * 2, words))
            assert Vault.objects.of(member).count() == 1
            again = sign_in(Client(), member.username)
            assert [reads(again, each) for each in words] == [True, True]
