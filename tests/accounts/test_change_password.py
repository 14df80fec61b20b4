"""A new password moves the journal's keys and ends every other sign-in, or changes nothing."""

from threading import Barrier, Thread

import pytest
from django.db import connection
from django.test import Client

from apps.accounts.models import User
from apps.accounts.rate_limits import SCORING_LIMIT
from apps.vault import keyslots
from apps.vault.crypto import kdf_limit
from apps.vault.crypto.keys import WrongKey
from apps.vault.models import KeySlot, UnlockedSession, Vault
from tests.accounts.account_pages import describes, words_of
from tests.factories import PASSWORD, open_vault_of, sign_in

CHANGE = "/account/password/"
NEW = "quiet lantern over shingle"
FIELDS = {"oldpassword": PASSWORD, "password1": NEW}
pytestmark = pytest.mark.django_db


def signs_in(password: str) -> bool:
    response = Client().post("/account/sign-in/", {"login": "maya", "password": password})
    return response.status_code in {302, 303}


def test_the_new_password_signs_in_and_opens_the_same_journal(maya: Client) -> None:
    kept = open_vault_of(maya).data_keys
    response = maya.post(CHANGE, FIELDS)
    assert (response.status_code, response["Location"]) == (303, "/account/password/changed/")
    again = sign_in(Client(), "maya", password=NEW)
    assert open_vault_of(again).data_keys == kept


def test_the_old_password_opens_nothing(maya: Client, maya_user: User) -> None:
    vault = open_vault_of(maya).vault
    maya.post(CHANGE, FIELDS)
    assert not signs_in(PASSWORD)
    with pytest.raises(WrongKey):
        keyslots.unwrap_with_password(vault, PASSWORD)
    assert KeySlot.objects.count() == 1


def test_the_new_slot_has_a_salt_of_its_own(maya: Client) -> None:
    before = bytes(KeySlot.objects.get().salt)
    maya.post(CHANGE, FIELDS)
    assert bytes(KeySlot.objects.get().salt) != before


def test_this_browser_stays_in_with_the_journal_open(maya: Client) -> None:
    session, token = maya.cookies["__Host-session"].value, "before"
    maya.get(CHANGE)
    token = maya.cookies["__Host-csrf"].value
    maya.post(CHANGE, FIELDS)
    assert maya.get("/account/").status_code == 200
    assert maya.get("/vault/recovery/").status_code == 200
    assert maya.cookies["__Host-session"].value != session
    assert maya.cookies["__Host-csrf"].value != token


def test_every_other_browser_is_out_and_its_journal_closed(maya: Client) -> None:
    other = sign_in(Client(), "maya")
    maya.post(CHANGE, FIELDS)
    assert other.get("/account/").status_code == 302
    assert UnlockedSession.objects.count() == 1


def test_other_members_stay_as_they_are(maya: Client, sol: Client) -> None:
    maya.post(CHANGE, FIELDS)
    assert sol.get("/vault/recovery/").status_code == 200


def test_it_works_with_the_journal_closed(maya: Client) -> None:
    maya.post("/vault/lock/")
    maya.post(CHANGE, FIELDS)
    assert signs_in(NEW)
    assert maya.get("/vault/recovery/").status_code == 200


def test_a_wrong_old_password_changes_nothing_and_is_said_beside_its_field(maya: Client) -> None:
    response = maya.post(CHANGE, {**FIELDS, "oldpassword": "not it at all"})
    assert response.status_code == 422
    assert describes(response, "oldpassword", "That is not your password.")
    assert NEW not in words_of(response)
    assert signs_in(PASSWORD)


def test_a_weak_new_password_is_refused_with_its_reason(maya: Client) -> None:
    response = maya.post(CHANGE, {**FIELDS, "password1": "harbour1"})
    assert describes(response, "password1", "8 characters so far")
    assert signs_in(PASSWORD)


def test_guessing_here_is_limited_as_at_sign_in(maya: Client) -> None:
    for _ in range(10):
        maya.post(CHANGE, {**FIELDS, "oldpassword": "not it at all"})
    response = maya.post(CHANGE, FIELDS)
    assert response.status_code == 429
    assert "Retry-After" in response.headers


def test_a_stranger_who_guesses_at_sign_in_uses_up_nothing_here(maya: Client) -> None:
    wrong = {"login": "maya", "password": "not it at all"}
    answers = [Client().post("/account/sign-in/", wrong).status_code for _ in range(11)]
    assert answers[-1] == 429
    assert maya.post(CHANGE, FIELDS).status_code == 303


def test_guessing_here_uses_up_nothing_of_another_member(maya: Client, sol: Client) -> None:
    for _ in range(11):
        maya.post(CHANGE, {**FIELDS, "oldpassword": "not it at all"})
    assert sol.post(CHANGE, FIELDS).status_code == 303


def test_new_passwords_are_judged_only_so_often_for_a_member(maya: Client, sol: Client) -> None:
    for _ in range(SCORING_LIMIT.most):
        assert maya.post(CHANGE, {**FIELDS, "password1": "short"}).status_code == 422
    response = maya.post(CHANGE, FIELDS)
    assert response.status_code == 429
    assert int(response["Retry-After"]) > 0
    assert sol.post(CHANGE, FIELDS).status_code == 303


@pytest.mark.parametrize("at", [0, 3, 20, 60, -1])
def test_with_a_damaged_key_nothing_is_changed(maya: Client, maya_user: User, at: int) -> None:
    slot = KeySlot.objects.get()
    bits = bytearray(slot.wrapped)
    bits[at] ^= 1
    KeySlot.objects.update(wrapped=bytes(bits))
    response = maya.post(CHANGE, FIELDS)
    assert response.status_code == 422
    assert "The key of your journal is damaged, so nothing was changed." in words_of(response)
    assert bytes(KeySlot.objects.get().wrapped) == bytes(bits)
    assert User.objects.get().check_password(PASSWORD)
    assert maya.get("/vault/recovery/").status_code == 200


@pytest.mark.parametrize(
    "broken",
    [
        "apps.vault.keyslots.wrap_for_password",
        "apps.accounts.passwords.change.update_session_auth_hash",
        "apps.accounts.passwords.change.open_here",
        "apps.vault.keyslots.KeySlot.save",
    ],
)
def test_a_failure_in_the_middle_changes_nothing(
    maya: Client, maya_user: User, monkeypatch: pytest.MonkeyPatch, broken: str
) -> None:
    def fails(*_: object, **__: object) -> None:
        raise RuntimeError("the power went")

    other = sign_in(Client(), "maya")
    kept = open_vault_of(maya).data_keys
    maya.raise_request_exception = False
    with monkeypatch.context() as patch:
        patch.setattr(broken, fails)
        assert maya.post(CHANGE, FIELDS).status_code == 500
    assert maya.get("/vault/recovery/").status_code == 200
    assert other.get("/vault/recovery/").status_code == 200
    assert not signs_in(NEW)
    assert open_vault_of(sign_in(Client(), "maya")).data_keys == kept


def test_a_busy_server_changes_nothing(maya: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    def busy(*_: object, **__: object) -> None:
        raise kdf_limit.DerivationsBusy

    with monkeypatch.context() as patch:
        patch.setattr("apps.vault.keyslots.wrap_for_password", busy)
        response = maya.post(CHANGE, FIELDS)
    assert response.status_code == 429
    assert "Retry-After" in response.headers
    assert maya.get("/vault/recovery/").status_code == 200
    assert signs_in(PASSWORD)


@pytest.mark.django_db(transaction=True)
def test_two_changes_at_once_end_with_one_password_that_opens_the_journal(
    maya: Client,
) -> None:
    kept = open_vault_of(maya).data_keys
    browsers = [sign_in(Client(), "maya") for _ in range(2)]
    new, together = ["seven grey herons wait", "a kettle under the stairs"], Barrier(2)
    taken: list[str] = []

    def change(browser: Client, password: str) -> None:
        together.wait()
        answer = browser.post(CHANGE, {"oldpassword": PASSWORD, "password1": password})
        if answer.status_code == 303:
            taken.append(password)
        connection.close()

    threads = [Thread(target=change, args=pair) for pair in zip(browsers, new, strict=True)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=30)
    opening_now = [password for password in (PASSWORD, *new) if signs_in(password)]
    assert opening_now == taken, "who was told that it changed can sign in with it"
    assert len(taken) == 1
    assert KeySlot.objects.count() == 1
    again = sign_in(Client(), "maya", password=opening_now[0])
    assert open_vault_of(again).data_keys == kept


def test_a_change_that_another_one_overtook_is_not_said_to_be_done(
    maya: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    other, unwrap = sign_in(Client(), "maya"), keyslots.unwrap_with_password

    def overtaken(vault: Vault, password: str) -> keyslots.DataKeys:
        monkeypatch.setattr(keyslots, "unwrap_with_password", unwrap)
        assert other.post(CHANGE, FIELDS).status_code == 303
        return unwrap(vault, NEW)

    monkeypatch.setattr(keyslots, "unwrap_with_password", overtaken)
    answer = maya.post(CHANGE, {"oldpassword": PASSWORD, "password1": "seven grey herons wait"})
    assert answer.status_code == 422
    assert "changed in another window" in words_of(answer)
    assert signs_in(NEW)
    assert not signs_in("seven grey herons wait")


def test_a_journal_made_while_the_password_changes_is_not_left_behind(
    visitor: Client, maya_user: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    visitor.force_login(maya_user)  # signed in, and no journal yet
    still_has = User.still_has

    def overtaken(member: User, password: str) -> bool:
        monkeypatch.setattr(User, "still_has", still_has)
        sign_in(Client(), "maya")
        return still_has(member, password)

    monkeypatch.setattr(User, "still_has", overtaken)
    assert visitor.post(CHANGE, FIELDS).status_code == 422
    assert open_vault_of(sign_in(Client(), "maya")).data_keys


# --- A password that a command or an administrator set ------------------------------------------


@pytest.fixture
def maya_with_a_set_password(maya: Client, maya_user: User) -> dict[int, bytes]:
    """Maya's journal keys; her sign-in password was set by a command meanwhile."""
    kept = open_vault_of(maya).data_keys
    member = User.objects.get()
    member.set_password(NEW)
    member.save()
    return kept


def test_a_set_password_opens_no_journal_and_is_not_called_damage(
    maya_with_a_set_password: dict[int, bytes], visitor: Client
) -> None:
    response = visitor.post("/account/sign-in/", {"login": "maya", "password": NEW})
    assert "locked with an earlier password" in words_of(response)
    assert "damaged" not in words_of(response)
    assert visitor.get("/account/").status_code == 200
    assert visitor.get("/vault/recovery/").status_code == 303


def test_a_set_password_ends_sign_ins_and_deletes_the_sealed_keys(
    maya: Client, maya_with_a_set_password: dict[int, bytes]
) -> None:
    assert UnlockedSession.objects.count() == 0
    assert maya.get("/account/").status_code == 302


def test_the_earlier_password_still_opens_the_journal_after_that(
    maya_with_a_set_password: dict[int, bytes], visitor: Client
) -> None:
    visitor.post("/account/sign-in/", {"login": "maya", "password": NEW})
    assert visitor.post("/vault/unlock/", {"password": "not it at all"}).status_code == 422
    assert visitor.post("/vault/unlock/", {"password": PASSWORD}).status_code == 303
    assert open_vault_of(visitor).data_keys == maya_with_a_set_password


def test_changing_the_password_with_the_journal_open_makes_both_one_again(
    maya_with_a_set_password: dict[int, bytes], visitor: Client
) -> None:
    third = "seven grey herons wait"
    visitor.post("/account/sign-in/", {"login": "maya", "password": NEW})
    visitor.post("/vault/unlock/", {"password": PASSWORD})
    visitor.post(CHANGE, {"oldpassword": NEW, "password1": third})
    again = sign_in(Client(), "maya", password=third)
    assert open_vault_of(again).data_keys == maya_with_a_set_password
    assert KeySlot.objects.count() == 1


def test_changing_the_password_with_the_journal_closed_leaves_it_sealed_and_says_so(
    maya_with_a_set_password: dict[int, bytes], visitor: Client
) -> None:
    third = "seven grey herons wait"
    visitor.post("/account/sign-in/", {"login": "maya", "password": NEW})
    visitor.post(CHANGE, {"oldpassword": NEW, "password1": third})
    response = visitor.get("/account/password/changed/")
    assert "Your journal still has an earlier password" in words_of(response)
    visitor.post("/vault/unlock/", {"password": PASSWORD})
    assert open_vault_of(visitor).data_keys == maya_with_a_set_password


def test_a_journal_without_a_key_for_the_password_changes_nothing(maya: Client) -> None:
    KeySlot.objects.all().delete()
    answer = maya.post(CHANGE, FIELDS)
    assert answer.status_code == 422
    assert "nothing was changed" in answer.content.decode()
    assert User.objects.get().check_password(PASSWORD)
