"""A passkey whose authenticator gives a key opens the journal by one touch, and is never alone."""

import hashlib
import secrets
from base64 import b64encode
from datetime import timedelta
from typing import Any

import pytest
from allauth.mfa.models import Authenticator
from django.conf import settings
from django.db import IntegrityError, transaction
from django.test import Client
from django.utils import timezone

from apps.accounts.passkeys import key_slot
from apps.accounts.passkeys.kept import keep
from apps.vault import keyslots
from apps.vault.crypto.keys import WrongKey
from apps.vault.crypto.passkeys import PASSKEY_INPUT
from apps.vault.key_changes import rekeying
from apps.vault.models import KeySlot, UnlockedSession, Vault
from apps.vault.unlocked_vault import UnlockedVault
from tests.accounts.soft_passkey import (
    BY_PASSKEY,
    PASSKEYS,
    SoftPasskey,
    answer_the_question,
    asked,
    at_localhost,
    make,
    sign_in_by,
)
from tests.accounts.test_passkeys import address_of_removal, is_signed_in, words
from tests.database_dump import database_dump
from tests.factories import PASSWORD, open_vault_of
from tests.sample_objects import BODY, write_entry

pytestmark = pytest.mark.django_db

UNLOCK = "/account/passkeys/unlock/"
NEW_PASSWORD = "willow pewter lantern eleven"


def opener(client: Client) -> SoftPasskey:
    """A passkey of this member that opens the journal."""
    passkey = SoftPasskey()
    prove_and_ask(client)
    credential = passkey.make(asked(client, "make"))
    answer = client.post("/account/passkeys/make/", {"credential": credential, "prf": passkey.prf})
    assert answer["Location"] == f"{PASSKEYS}?made=opens"
    return passkey


def prove_and_ask(client: Client) -> None:
    answer_the_question(at_localhost(client))
    said = {"others": "no", "opens": "on"}
    assert client.post("/account/passkeys/new/", said).status_code == 303


def touch(client: Client, passkey: SoftPasskey, **sent: str) -> int:
    """One touch on the page of a locked journal."""
    use = passkey.use(asked(client, "unlock"))
    given = {"credential": use, "prf": passkey.prf, **sent}
    return client.post(UNLOCK, given).status_code


def is_open(client: Client) -> bool:
    return client.get("/journal/").status_code == 200


def locked(client: Client) -> Client:
    client.post("/vault/lock/")
    assert not is_open(client)
    return client


def test_one_touch_opens_the_journal_and_leads_on(maya: Client) -> None:
    passkey, before = opener(maya), open_vault_of(maya).data_keys
    assert "Unlock with your passkey" in words(locked(maya), "/")
    use = {"credential": passkey.use(asked(maya, "unlock")), "prf": passkey.prf}
    answer = maya.post(UNLOCK, {**use, "next": "/journal/calendar/"})
    assert (answer.status_code, answer["Location"]) == (303, "/journal/calendar/")
    assert open_vault_of(maya).data_keys == before


def test_one_touch_signs_in_and_opens_the_journal(maya: Client) -> None:
    passkey, before = opener(maya), open_vault_of(maya).data_keys
    browser = sign_in_by(passkey, prf=passkey.prf)
    assert is_signed_in(browser)
    assert open_vault_of(browser).data_keys == before


def test_without_a_key_it_signs_in_and_the_page_says_what_opens_the_journal(maya: Client) -> None:
    passkey = opener(maya)
    browser = at_localhost(Client())
    use = passkey.use(asked(browser, "sign-in"))
    page = browser.post(BY_PASSKEY, {"credential": use, "prf": ""}).content.decode()
    assert "gave no key for the journal, so your password opens it" in page
    assert is_signed_in(browser)
    assert not is_open(browser)
    assert browser.post("/vault/unlock/", {"password": PASSWORD}).status_code == 303


@pytest.mark.parametrize("prf", ["", "AAAA", "no base64 !", b64encode(bytes(31)).decode()])
def test_a_place_that_gives_no_key_is_told_at_once(maya: Client, prf: str) -> None:
    prove_and_ask(maya)
    passkey = SoftPasskey()
    credential = passkey.make(asked(maya, "make"))
    answer = maya.post("/account/passkeys/make/", {"credential": credential, "prf": prf})
    assert answer["Location"] == f"{PASSKEYS}?made=no-key"
    page = words(maya, answer["Location"])
    assert "It can’t open the journal" in page
    assert "It signs you in. Your password opens the journal." in page
    assert not KeySlot.objects.passkeys().exists()
    assert "Unlock with your passkey" not in words(locked(maya), "/")


def test_it_opens_nothing_where_that_was_not_wanted(maya: Client) -> None:
    passkey = SoftPasskey()
    assert make(at_localhost(maya), passkey, prf=passkey.prf)["Location"].endswith("made=signs")  # type: ignore[index]
    assert not KeySlot.objects.passkeys().exists()


def test_no_key_is_made_while_the_journal_is_locked(maya: Client) -> None:
    answer_the_question(at_localhost(locked(maya)))
    assert "Your journal is locked." in words(maya, "/account/passkeys/new/")
    maya.post("/account/passkeys/new/", {"others": "no", "opens": "on"})
    passkey = SoftPasskey()
    credential = passkey.make(asked(maya, "make"))
    maya.post("/account/passkeys/make/", {"credential": credential, "prf": passkey.prf})
    assert Authenticator.objects.count() == 1
    assert not KeySlot.objects.passkeys().exists()


def test_another_key_opens_nothing_and_says_so(maya: Client) -> None:
    passkey = opener(maya)
    locked(maya)
    use = passkey.use(asked(maya, "unlock"))
    other = b64encode(secrets.token_bytes(32)).decode()
    answer = maya.post(UNLOCK, {"credential": use, "prf": other})
    assert answer.status_code == 422
    assert "gave another key than before" in answer.content.decode()
    assert not is_open(maya)


def test_the_key_alone_opens_nothing_without_the_touch(maya: Client, sol: Client) -> None:
    passkey, of_another = opener(maya), opener(sol)
    locked(maya)
    asked(maya, "unlock")
    assert maya.post(UNLOCK, {"credential": "{}", "prf": passkey.prf}).status_code == 422
    assert touch(maya, of_another, prf=passkey.prf) == 422
    assert not is_open(maya)
    assert touch(maya, passkey) == 303


def test_only_passkeys_that_open_it_are_asked_for(maya: Client) -> None:
    passkey = opener(maya)
    make(maya, SoftPasskey())
    locked(maya)
    allowed = asked(maya, "unlock")["publicKey"]["allowCredentials"]
    assert [each["id"] for each in allowed] == [
        Authenticator.objects.get(key_slots__isnull=False).data["credential"]["id"]
    ]
    assert touch(maya, passkey) == 303


def test_a_new_password_leaves_it_as_it_is(maya: Client) -> None:
    passkey, before = opener(maya), open_vault_of(maya).data_keys
    changed = {"oldpassword": PASSWORD, "password1": NEW_PASSWORD}
    assert maya.post("/account/password/", changed).status_code == 303
    assert "may be somebody else’s" in words(maya, "/account/password/changed/")
    assert touch(locked(maya), passkey) == 303
    assert open_vault_of(maya).data_keys == before


@pytest.mark.parametrize("ends", [False, True], ids=["under way", "at its end"])
def test_a_new_data_key_reaches_it_without_the_device(maya: Client, ends: bool) -> None:
    passkey, vault = opener(maya), open_vault_of(maya)
    kept = write_entry(vault)
    more = rekeying.begin(vault.vault, vault.data_keys, password=PASSWORD)
    assert set(more) == {1, 2}
    if ends:
        opened = UnlockedVault(UnlockedSession(vault=Vault.objects.get()), more)
        assert rekeying.step(opened).left == 0
    assert touch(maya, passkey) == 303
    opens = open_vault_of(maya).data_keys
    assert opens == ({2: more[2]} if ends else more)
    assert BODY in words(maya, f"/journal/{kept.id}/")


def test_none_is_made_with_keys_that_were_replaced_a_moment_ago(
    maya: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Another browser begins a new data key while this one keeps the passkey."""
    prove_and_ask(maya)
    vault = open_vault_of(maya)
    credential = SoftPasskey().make(asked(maya, "make"))

    def meanwhile(*args: Any, **kwargs: Any) -> Any:
        rekeying.begin(Vault.objects.get(), vault.data_keys, password=PASSWORD)
        return keep(*args, **kwargs)

    monkeypatch.setattr("apps.accounts.passkeys.kept.keep", meanwhile)
    sent = {"credential": credential, "prf": b64encode(bytes(32)).decode()}
    answer = maya.post("/account/passkeys/make/", sent)
    assert answer.status_code == 403
    assert "nothing was changed" in answer.content.decode()
    assert not Authenticator.objects.exists()
    assert not KeySlot.objects.passkeys().exists()


def test_a_passkey_that_cannot_follow_a_new_data_key_goes_on_signing_in(maya: Client) -> None:
    passkey, vault = opener(maya), open_vault_of(maya)
    KeySlot.objects.passkeys().update(sealed_lock=b"")
    rekeying.begin(vault.vault, vault.data_keys, password=PASSWORD)
    assert not KeySlot.objects.passkeys().exists()
    assert is_signed_in(sign_in_by(passkey, prf=passkey.prf))
    maya.post("/vault/unlock/", {"password": PASSWORD})
    assert is_open(maya)


def test_removing_it_takes_its_key_too(maya: Client) -> None:
    passkey = opener(maya)
    assert maya.post(address_of_removal(maya)).status_code == 303
    assert not KeySlot.objects.passkeys().exists()
    locked(maya)
    assert "Unlock with your passkey" not in words(maya, "/")
    assert touch(maya, passkey) == 422
    assert not is_signed_in(sign_in_by(passkey, prf=passkey.prf))


def test_who_opened_it_by_a_passkey_types_the_password_for_a_recovery_code(maya: Client) -> None:
    passkey = opener(maya)
    assert touch(locked(maya), passkey) == 303
    answer = maya.post("/vault/recovery/")
    assert answer.status_code == 403
    assert 'name="password"' in answer.content.decode()
    assert not KeySlot.objects.waiting_for_proof().exists()
    row = UnlockedSession.objects.get()
    assert timezone.now() - row.opened < timedelta(minutes=1)
    assert not row.was_proved_within(5)


def test_no_passkey_opens_a_vault_that_no_password_opens(maya: Client) -> None:
    vault, keys = Vault.objects.get(), open_vault_of(maya).data_keys
    made = make(at_localhost(maya), SoftPasskey())
    assert made.status_code == 303
    row = Authenticator.objects.get()
    vault.slots.password().delete()
    with pytest.raises(keyslots.NoVault):
        key_slot.add_passkey(vault, keys, bytes(32), passkey_row=row.pk)
    assert not vault.slots.exists()


def test_the_database_holds_slots_of_passkeys_to_their_kind(maya: Client) -> None:
    opener(maya)
    slot = KeySlot.objects.passkeys().get()
    for changed in ({"passkey": None}, {"pepper_version": 1}, {"kind": "recovery"}):
        with pytest.raises(IntegrityError), transaction.atomic():
            KeySlot.objects.filter(pk=slot.pk).update(**changed)


def test_an_altered_slot_is_damaged_and_the_password_still_opens(maya: Client) -> None:
    passkey = opener(maya)
    slot = KeySlot.objects.passkeys().get()
    good = bytes(slot.wrapped)
    locked(maya)
    for spoilt in (good[:-1] + bytes([good[-1] ^ 1]), good[:-8], b""):
        KeySlot.objects.filter(pk=slot.pk).update(wrapped=spoilt)
        use = {"credential": passkey.use(asked(maya, "unlock")), "prf": passkey.prf}
        answer = maya.post(UNLOCK, use)
        assert answer.status_code == 422
        assert "is damaged. Your password opens" in answer.content.decode()
    assert maya.post("/vault/unlock/", {"password": PASSWORD}).status_code == 303


def test_a_slot_of_another_vault_opens_nothing_here(maya: Client, sol: Client) -> None:
    passkey, _ = opener(maya), opener(sol)
    mine = KeySlot.objects.get(kind="passkey", vault__user__username="maya")
    theirs = KeySlot.objects.get(kind="passkey", vault__user__username="sol")
    copied = {"wrapped": theirs.wrapped, "salt": theirs.salt}
    KeySlot.objects.filter(pk=mine.pk).update(**copied)
    assert touch(locked(maya), passkey) == 422
    assert not is_open(maya)


def test_a_thief_of_the_database_with_every_key_of_the_server_opens_no_passkeys_slot(
    maya: Client,
) -> None:
    """All that is stored anywhere, and all that the server keeps: none of it is the answer."""
    passkey = opener(maya)
    sign_in_by(passkey, prf=passkey.prf)
    dump = str(database_dump())
    for written in (passkey.prf, passkey.secret.hex(), str(passkey.secret)):
        assert written not in dump
    slot, vault = KeySlot.objects.passkeys().get(), Vault.objects.get()
    peppers = [str(pepper).encode() for pepper in settings.VAULT_PEPPERS.values()]
    known = [settings.SECRET_KEY.encode(), *peppers, PASSKEY_INPUT, bytes(vault.inbox_public)]
    known += [bytes(slot.salt), bytes(slot.wrapped), bytes(slot.sealed_lock or b""), bytes(32)]
    known += [passkey.credential_id, str(Authenticator.objects.get().data).encode()]
    for each in known:
        for secret in (each[:32].ljust(32, b"\0"), hashlib.sha256(each).digest()):
            with pytest.raises(WrongKey):
                key_slot.unwrap_with_passkey(vault, secret, passkey_row=slot.passkey_id or 0)
    found = key_slot.unwrap_with_passkey(vault, passkey.secret, passkey_row=slot.passkey_id or 0)
    assert found == open_vault_of(maya).data_keys
