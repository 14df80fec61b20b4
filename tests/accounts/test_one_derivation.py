"""One derivation of the password serves sign-in and journal; what is outdated moves to it."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace

import pytest
from django.contrib.auth.hashers import make_password
from django.core.management import call_command
from django.db import connection
from django.test import Client
from pytest_django import Settings

from apps.accounts.models import User
from apps.accounts.passwords.hashers import MemberPasswordHasher
from apps.pages.retention import tidy
from apps.vault import keyslots
from apps.vault.crypto import keys, password_derivation
from apps.vault.crypto.kdf_limit import DerivationsBusy
from apps.vault.crypto.sign_in_hash import SignInHash, to_base64
from apps.vault.models import KeySlot, Vault
from tests.accounts.account_pages import try_once, words_of
from tests.conftest import CHEAP
from tests.factories import PASSWORD, make_member, open_vault_of, sign_in

CHANGE = "/account/password/"
NEW = "quiet lantern over shingle"
OLD_PEPPER, NEW_PEPPER = "the pepper of before, 32 or more", "the pepper of now, which is newer"
pytestmark = pytest.mark.django_db


@contextmanager
def counted(monkeypatch: pytest.MonkeyPatch) -> Iterator[list[str]]:
    """The passwords that are derived in the block, each time that one is."""
    derived: list[str] = []
    derive = keys.stretched_password

    def count(password: str, *, salt: bytes, parameters: keys.Argon2Parameters) -> bytes:
        derived.append(password)
        return derive(password, salt=salt, parameters=parameters)

    with monkeypatch.context() as patch:
        patch.setattr(keys, "stretched_password", count)
        yield derived


@contextmanager
def other_peppers(settings: Settings, peppers: dict[int, str]) -> Iterator[None]:
    before = settings.VAULT_PEPPERS
    settings.VAULT_PEPPERS = peppers
    yield
    settings.VAULT_PEPPERS = before


def hash_now() -> SignInHash:
    return SignInHash.read(User.objects.get().password)


def assert_one_derivation() -> None:
    """Hash and slot have one salt and the cost and pepper of now."""
    hashed, slot = hash_now(), KeySlot.objects.get(kind="password")
    assert bytes(slot.salt) == hashed.salt
    cost = keys.Argon2Parameters(
        memory_kib=slot.memory_kib, iterations=slot.iterations, lanes=slot.lanes
    )
    assert cost == hashed.parameters == password_derivation.cost_now()
    assert slot.pepper_version == hashed.pepper_version == password_derivation.pepper_in_use()


def make_both_as_the_first_release_did(member: User) -> None:
    """Django's own sign-in hash, and a slot whose salt is its own."""
    hasher = MemberPasswordHasher()
    small = replace(hasher.params(), memory_cost=64, time_cost=1, parallelism=1)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(type(hasher), "params", lambda _: small)
        old = make_password(PASSWORD, hasher="argon2")
    User.objects.filter(pk=member.pk).update(password=old)
    vault = Vault.objects.of(member).first()
    if vault is not None:
        data_keys = keyslots.unwrap_with_password(vault, PASSWORD)
        keyslots.wrap_for_password(vault, password=PASSWORD, data_keys=data_keys)
    member.refresh_from_db()


def test_signing_in_derives_once(
    maya: Client, visitor: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert_one_derivation()
    with counted(monkeypatch) as derived:
        sign_in(visitor, "maya")
    assert derived == [PASSWORD]
    with counted(monkeypatch) as derived:
        assert visitor.post("/vault/unlock/", {"password": PASSWORD}).status_code == 303
    assert derived == [PASSWORD]
    with counted(monkeypatch) as derived:
        assert visitor.post("/vault/unlock/", {"password": "not it"}).status_code == 422
    assert derived == ["not it"]


def test_signing_up_derives_once_and_a_new_password_once_more(
    visitor: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    form = {"username": "tern", "password1": PASSWORD, "is_adult": "on", "understands": "on"}
    with counted(monkeypatch) as derived:
        assert visitor.post("/account/sign-up/", form).status_code == 303
    assert derived == [PASSWORD]
    assert_one_derivation()
    with counted(monkeypatch) as derived:
        fields = {"oldpassword": PASSWORD, "password1": NEW}
        assert visitor.post(CHANGE, fields).status_code == 303
    assert derived == [PASSWORD, NEW]
    assert_one_derivation()


def test_a_right_password_of_many_letters_derives_once(monkeypatch: pytest.MonkeyPatch) -> None:
    make_member("maya", password="grüne Möwe über Åland")
    for typed in ("grüne Möwe über Åland", "gru\u0308ne Mo\u0308we u\u0308ber A\u030aland"):
        with counted(monkeypatch) as derived:
            sign_in(Client(), "maya", password=typed)
        assert derived == ["grüne Möwe über Åland"]


def test_derivations_of_one_request_are_not_known_to_the_next(
    maya: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert password_derivation._of_this_request.get() is None
    with counted(monkeypatch) as derived:
        for _ in range(2):
            maya.post("/vault/unlock/", {"password": PASSWORD})
    assert derived == [PASSWORD] * 2


# --- What is outdated moves -----------------------------------------------------------------------


def test_hash_and_slot_of_the_first_release_move_at_the_next_sign_in(
    maya: Client, maya_user: User, visitor: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    kept = open_vault_of(maya).data_keys
    make_both_as_the_first_release_did(maya_user)
    assert maya_user.password.startswith("argon2$")
    assert try_once(visitor, "maya") == 422
    sign_in(visitor, "maya")
    assert_one_derivation()
    assert open_vault_of(visitor).data_keys == kept
    assert visitor.get("/account/").status_code == 200
    with counted(monkeypatch) as derived:
        sign_in(Client(), "maya")
    assert derived == [PASSWORD]


def test_they_move_at_an_unlock_and_this_browser_stays_signed_in(
    maya: Client, maya_user: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    kept = open_vault_of(maya).data_keys
    monkeypatch.setattr(password_derivation, "Argon2Parameters", lambda: replace(CHEAP, lanes=2))
    maya.post("/vault/lock/")
    assert maya.post("/vault/unlock/", {"password": PASSWORD}).status_code == 303
    assert_one_derivation()
    assert hash_now().parameters.lanes == 2
    assert maya.get("/account/").status_code == 200
    assert open_vault_of(maya).data_keys == kept


def test_a_newer_pepper_is_taken_at_the_next_sign_in_and_the_old_one_can_go(
    visitor: Client, settings: Settings
) -> None:
    settings.VAULT_PEPPERS = {1: OLD_PEPPER}
    make_member("maya")
    kept = open_vault_of(sign_in(visitor, "maya")).data_keys
    settings.VAULT_PEPPERS = {1: OLD_PEPPER, 2: NEW_PEPPER}
    sign_in(Client(), "maya")
    assert_one_derivation()
    settings.VAULT_PEPPERS = {2: NEW_PEPPER}
    assert open_vault_of(sign_in(Client(), "maya")).data_keys == kept


def test_a_slot_that_stayed_behind_follows_its_hash(maya: Client, maya_user: User) -> None:
    """As after a member's hash was given the pepper by `tidy`, or a release ended in between."""
    kept = open_vault_of(maya).data_keys
    make_both_as_the_first_release_did(maya_user)
    User.objects.update(password=make_password(PASSWORD))
    again = sign_in(Client(), "maya")
    assert_one_derivation()
    assert open_vault_of(again).data_keys == kept


@pytest.mark.parametrize(
    "broken", ["apps.vault.keyslots.wrap_for_password", "apps.vault.keyslots.KeySlot.save"]
)
def test_an_end_in_the_middle_leaves_one_password_that_opens_both(
    maya: Client, maya_user: User, visitor: Client, monkeypatch: pytest.MonkeyPatch, broken: str
) -> None:
    def ends(*_: object, **__: object) -> None:
        raise RuntimeError("the power went")

    kept = open_vault_of(maya).data_keys
    make_both_as_the_first_release_did(maya_user)
    visitor.raise_request_exception = False
    with monkeypatch.context() as patch:
        patch.setattr(broken, ends)
        answer = visitor.post("/account/sign-in/", {"login": "maya", "password": PASSWORD})
    assert answer.status_code == 500
    assert User.objects.get().password == maya_user.password
    assert open_vault_of(sign_in(Client(), "maya")).data_keys == kept
    assert_one_derivation()


def test_without_a_place_for_a_second_derivation_the_journal_opens_as_it_was(
    maya: Client, maya_user: User, visitor: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    def busy(*_: object, **__: object) -> None:
        raise DerivationsBusy

    make_both_as_the_first_release_did(maya_user)
    with monkeypatch.context() as patch:
        patch.setattr(User, "renew_hash", busy)
        sign_in(visitor, "maya")
    assert visitor.get("/vault/recovery/").status_code == 200
    assert User.objects.get().password == maya_user.password


def test_a_password_that_changes_meanwhile_is_not_put_back(
    maya: Client, maya_user: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The sign-in that moves an old hash was proved with the password of before."""
    make_both_as_the_first_release_did(maya_user)
    other, still_has = Client(), User.still_has
    other.force_login(User.objects.get())

    def overtaken(member: User, password: str) -> bool:
        monkeypatch.setattr(User, "still_has", still_has)
        fields = {"oldpassword": PASSWORD, "password1": NEW}
        assert other.post(CHANGE, fields).status_code == 303
        return still_has(member, password)

    monkeypatch.setattr(User, "still_has", overtaken)
    Client().post("/account/sign-in/", {"login": "maya", "password": PASSWORD})
    assert User.objects.get().check_password(NEW)
    assert sign_in(Client(), "maya", password=NEW).get("/vault/recovery/").status_code == 200
    assert try_once(Client(), "maya", PASSWORD) == 422


def test_a_sealed_journal_stays_with_its_earlier_password(maya: Client, maya_user: User) -> None:
    kept = open_vault_of(maya).data_keys
    maya_user.set_password(NEW)
    maya_user.save()
    before = KeySlot.objects.get()
    client = Client()
    answer = client.post("/account/sign-in/", {"login": "maya", "password": NEW})
    assert "locked with an earlier password" in words_of(answer)
    assert client.post("/vault/unlock/", {"password": PASSWORD}).status_code == 303
    after = KeySlot.objects.get()
    assert (after.pk, after.is_orphaned, bytes(after.wrapped)) == (
        before.pk,
        True,
        bytes(before.wrapped),
    )
    assert open_vault_of(client).data_keys == kept


def test_a_member_of_a_command_has_one_derivation_from_the_first_sign_in(
    visitor: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DJANGO_SUPERUSER_PASSWORD", PASSWORD)
    call_command("createsuperuser", interactive=False, username="keeper", verbosity=0)
    call_command("make_editor", "keeper", verbosity=0)
    with counted(monkeypatch) as derived:
        sign_in(visitor, "keeper")
    assert derived == [PASSWORD]
    assert_one_derivation()


def test_tidy_gives_the_hash_of_somebody_who_never_comes_the_pepper(
    maya: Client, maya_user: User, sol_user: User, settings: Settings
) -> None:
    """Django's hash could be guessed at without it; the password and the slot stay."""
    kept, of_sol = open_vault_of(maya).data_keys, sol_user.password
    make_both_as_the_first_release_did(maya_user)
    assert tidy()["sign-in hashes that got the pepper"] == 1
    assert User.objects.get(pk=sol_user.pk).password == of_sol
    peppered = User.objects.get(pk=maya_user.pk)
    assert not peppered.password.startswith("argon2$")
    assert peppered.check_password(PASSWORD)
    assert not peppered.has_newest_hash()
    assert tidy()["sign-in hashes that got the pepper"] == 0
    with other_peppers(settings, {1: NEW_PEPPER}):
        assert not peppered.check_password(PASSWORD)
    assert open_vault_of(sign_in(Client(), "maya")).data_keys == kept
    User.objects.filter(pk=sol_user.pk).delete()
    assert_one_derivation()


# --- What a thief gets ----------------------------------------------------------------------------


def test_nothing_in_the_database_checks_a_password_without_the_pepper(
    maya: Client, maya_user: User, settings: Settings
) -> None:
    settings.VAULT_PEPPERS = {1: "another pepper that is long enough for anybody"}
    assert not User.objects.get().check_password(PASSWORD)
    with pytest.raises(keys.WrongKey):
        keyslots.unwrap_with_password(Vault.objects.get(), PASSWORD)
    assert try_once(Client(), "maya", PASSWORD) == 422


def test_no_row_holds_the_stretched_password_or_its_plain_digest(maya: Client) -> None:
    """Either would let a thief of the database compare guesses without the pepper."""
    hashed = hash_now()
    made = keys.stretched_password(PASSWORD, salt=hashed.salt, parameters=hashed.parameters)
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT u::text FROM accounts_user u UNION SELECT s::text FROM vault_keyslot s"
        )
        dump = "".join(text for (text,) in cursor.fetchall())
    for secret in (made, keys.expand_key(made, b"", 32)):
        assert secret.hex() not in dump
        assert to_base64(secret) not in dump
    assert to_base64(hashed.check) in dump


def test_a_pepper_that_is_missing_signs_nobody_in_and_the_log_says_so(
    maya_user: User, settings: Settings, caplog: pytest.LogCaptureFixture
) -> None:
    settings.VAULT_PEPPERS = {2: NEW_PEPPER}
    assert try_once(Client(), "maya", PASSWORD) == 422
    assert "Pepper version 1 is not configured" in caplog.text
    assert "maya" not in caplog.text
