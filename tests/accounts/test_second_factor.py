"""A second factor guards the sign-in, and never opens the journal."""

import json
import time
from datetime import timedelta

import pytest
from allauth.mfa.models import Authenticator
from django.conf import settings
from django.contrib.auth.hashers import make_password
from django.core.management import CommandError, call_command
from django.test import Client, override_settings
from time_machine import TimeMachineFixture

from apps.accounts.models import User
from apps.accounts.second_factor.stage import PROVED
from apps.vault.key_changes import recovery_codes
from apps.vault.keyslots import wrap_for_password
from apps.vault.models import KeySlot, UnlockedSession, Vault
from tests.accounts.account_pages import describes
from tests.accounts.second_factors import (
    APP_OFF,
    APP_ON,
    BACKUP_CODES,
    OVERVIEW,
    PROVE,
    SIGN_IN,
    STEP,
    backup_codes,
    code_of,
    prove,
    secret_of,
    set_up,
)
from tests.database_dump import database_dump
from tests.factories import PASSWORD, open_vault_of

EARLIER_HASHER = "apps.accounts.passwords.hashers.MemberPasswordHasher"

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def in_the_middle_of_a_period(time_machine: TimeMachineFixture) -> None:
    """So that no code grows old between two lines."""
    now = time.time()
    time_machine.move_to(now - now % 30 + 15, tick=False)


def password_step(name: str = "maya") -> Client:
    client = Client()
    answer = client.post(SIGN_IN, {"login": name, "password": PASSWORD})
    assert (answer.status_code, answer["Location"]) == (302, STEP)
    return client


def is_signed_in(client: Client) -> bool:
    return client.get("/account/").status_code == 200


def test_the_password_alone_no_longer_signs_in_and_the_code_does(maya: Client) -> None:
    before = open_vault_of(maya)
    secret = set_up(maya, later=-1)
    other = password_step()
    assert not is_signed_in(other)
    assert other.get("/journal/").status_code == 302
    answer = other.post(STEP, {"code": code_of(secret)})
    assert (answer.status_code, answer["Location"]) == (302, "/")
    assert is_signed_in(other)
    opened = open_vault_of(other)
    assert opened.data_keys == before.data_keys, "the proved password opens the journal, as always"


def test_a_wrong_code_says_so_beside_the_field_and_signs_nobody_in(maya: Client) -> None:
    secret = set_up(maya, later=-1)
    other = password_step()
    wrong = f"{(int(code_of(secret)) + 1) % 1_000_000:06}"
    answer = other.post(STEP, {"code": wrong})
    assert answer.status_code == 422
    assert describes(answer, "code", "not the current code")
    assert not is_signed_in(other)


def test_a_code_counts_once(maya: Client) -> None:
    secret = set_up(maya, later=-1)
    code = code_of(secret)
    assert password_step().post(STEP, {"code": code}).status_code == 302
    assert password_step().post(STEP, {"code": code}).status_code == 422


def test_the_code_that_turned_it_on_does_not_sign_in(maya: Client) -> None:
    secret = set_up(maya, later=-1)
    assert password_step().post(STEP, {"code": code_of(secret, later=-1)}).status_code == 422


@pytest.mark.parametrize("later", [-2, 2])
def test_a_code_of_a_minute_away_is_none(maya: Client, later: int) -> None:
    secret = set_up(maya, later=-1)
    assert password_step().post(STEP, {"code": code_of(secret, later=later)}).status_code == 422


def test_a_backup_code_signs_in_once(maya: Client) -> None:
    set_up(maya, later=-1)
    codes = backup_codes(maya)
    assert len(codes) == len(set(codes)) == 10
    other = password_step()
    assert other.post(STEP, {"code": f"{codes[3][:4]} {codes[3][4:]}"}).status_code == 302
    assert is_signed_in(other)
    assert password_step().post(STEP, {"code": codes[3]}).status_code == 422
    assert backup_codes(maya) == [*codes[:3], *codes[4:]]


def test_new_backup_codes_end_the_old_ones(maya: Client) -> None:
    set_up(maya, later=-1)
    old = backup_codes(maya)
    assert maya.post(BACKUP_CODES).status_code == 303
    assert not set(old) & set(backup_codes(maya))
    assert password_step().post(STEP, {"code": old[0]}).status_code == 422


def test_without_a_password_before_it_the_step_leads_to_sign_in(maya: Client) -> None:
    secret = set_up(maya, later=-1)
    stranger = Client()
    answer = stranger.post(STEP, {"code": code_of(secret)})
    assert answer.status_code == 403
    assert f'href="{SIGN_IN}"' in answer.content.decode()
    assert settings.SESSION_COOKIE_NAME not in stranger.cookies


def test_five_wrong_codes_then_a_pause_however_often_one_begins_again(maya: Client) -> None:
    set_up(maya, later=-1)
    tries = [password_step().post(STEP, {"code": "000000"}).status_code for _ in range(6)]
    assert tries == [422] * 5 + [429]


def test_wrong_codes_of_a_stranger_leave_the_owners_browser_its_own_tries(maya: Client) -> None:
    secret = set_up(maya, later=-1)
    own = password_step()
    assert own.post(STEP, {"code": backup_codes(maya)[0]}).status_code == 302
    own.post("/account/sign-out/")
    for _ in range(6):
        password_step().post(STEP, {"code": "000000"})
    assert password_step().post(STEP, {"code": code_of(secret)}).status_code == 429
    own.post(SIGN_IN, {"login": "maya", "password": PASSWORD})
    assert own.post(STEP, {"code": code_of(secret)}).status_code == 302
    assert is_signed_in(own)


def test_the_first_step_is_worth_nothing_after_fifteen_minutes(
    maya: Client, time_machine: TimeMachineFixture
) -> None:
    secret = set_up(maya, later=-1)
    other = password_step()
    time_machine.shift(timedelta(minutes=15, seconds=1))
    assert other.post(STEP, {"code": code_of(secret)}).status_code == 403
    assert not is_signed_in(other)


def test_a_new_password_ends_a_first_step_that_was_taken_with_the_old_one(
    maya: Client, maya_user: User
) -> None:
    secret = set_up(maya, later=-1)
    other = password_step()
    maya_user.refresh_from_db()
    maya_user.set_password("willow pewter lantern eleven")
    maya_user.save()
    assert other.post(STEP, {"code": code_of(secret)}).status_code == 403
    assert not is_signed_in(other)


def test_an_earlier_hash_is_renewed_on_the_way_through_both_steps(
    maya: Client, maya_user: User
) -> None:
    secret = set_up(maya, later=-1)
    password = f"{PASSWORD} of old"
    with override_settings(PASSWORD_HASHERS=[EARLIER_HASHER]):
        earlier = make_password(password)
    User.objects.filter(pk=maya_user.pk).update(password=earlier)
    vault = Vault.objects.get()
    wrap_for_password(vault, password=password, data_keys=open_vault_of(maya).data_keys)
    other = Client()
    assert other.post(SIGN_IN, {"login": "maya", "password": password})["Location"] == STEP
    assert other.post(STEP, {"code": code_of(secret)}).status_code == 302
    assert is_signed_in(other)
    maya_user.refresh_from_db()
    assert maya_user.has_newest_hash()
    assert open_vault_of(other).id == vault.id


def test_what_is_held_between_the_steps_opens_no_page_and_nothing_in_another_browser(
    maya: Client,
) -> None:
    secret = set_up(maya, later=-1)
    maya.post("/account/sign-out/")
    other = password_step()
    assert UnlockedSession.objects.count() == 1
    assert other.get("/journal/").status_code == 302
    thief = Client()
    thief.cookies[settings.SESSION_COOKIE_NAME] = other.cookies[settings.SESSION_COOKIE_NAME].value
    assert thief.post(STEP, {"code": code_of(secret)}).status_code == 302
    assert thief.get("/journal/")["Location"].startswith("/vault/unlock/")


def test_turning_it_on_signs_every_other_browser_out(maya: Client) -> None:
    other = Client()
    other.post(SIGN_IN, {"login": "maya", "password": PASSWORD})
    assert is_signed_in(other)
    set_up(maya, later=-1)
    assert is_signed_in(maya)
    assert not is_signed_in(other)


def test_nothing_is_turned_on_before_a_code_fits(maya: Client) -> None:
    prove(maya, APP_ON)
    maya.post(APP_ON)
    page = maya.get(APP_ON).content.decode()
    answer = maya.post(APP_ON, {"code": "000000"})
    assert answer.status_code == 422
    secret = page.split('<code class="secret">')[1].split("<")[0]
    assert secret in answer.content.decode(), "the same secret, so that the scan stays good"
    assert not Authenticator.objects.exists()


@pytest.mark.parametrize("address", [APP_ON, APP_OFF, BACKUP_CODES])
def test_every_change_asks_for_the_password_first(
    maya: Client, address: str, time_machine: TimeMachineFixture
) -> None:
    set_up(maya, later=-1)
    time_machine.shift(timedelta(minutes=10, seconds=1))
    codes = Authenticator.objects.get(type="recovery_codes").data
    assert 'name="own_password"' in maya.get(address).content.decode()
    assert maya.post(address).status_code == 422
    wrong = maya.post(address, {"own_password": "not it at all"})
    assert wrong.status_code == 422
    assert describes(wrong, "own_password", "not your password")
    assert Authenticator.objects.count() == 2
    assert Authenticator.objects.get(type="recovery_codes").data == codes


def test_turning_it_off_takes_the_backup_codes_too(maya: Client) -> None:
    set_up(maya, later=-1)
    assert "It is on" in maya.get(OVERVIEW).content.decode()
    prove(maya, APP_OFF)
    assert maya.post(APP_OFF).status_code == 303
    assert not Authenticator.objects.exists()
    assert "It is off" in maya.get(OVERVIEW).content.decode()
    assert Client().post(SIGN_IN, {"login": "maya", "password": PASSWORD})["Location"] == "/"


def test_the_database_holds_no_secret_a_thief_could_use(maya: Client, maya_user: User) -> None:
    """Not in the row, and not in the session while it is being set up."""
    prove(maya, APP_ON)
    maya.post(APP_ON)
    page = maya.get(APP_ON).content.decode()
    waiting = page.split('<code class="secret">')[1].split("<")[0].replace(" ", "")
    assert waiting not in json.dumps(maya.session.load())
    assert maya.post(APP_ON, {"code": code_of(waiting)}).status_code == 303
    assert secret_of(maya_user) == waiting
    codes = backup_codes(maya)
    dump = str(database_dump())
    assert "last_counter" in dump
    assert [word for word in (waiting, *codes) if word in dump] == []


def test_a_secret_is_read_with_the_pepper_that_it_names_and_with_no_other(
    maya: Client, maya_user: User
) -> None:
    secret = set_up(maya, later=-1)
    other = password_step()
    second = {2: "another pepper of at least 32 characters"}
    with override_settings(VAULT_PEPPERS={**settings.VAULT_PEPPERS, **second}):
        assert secret_of(maya_user) == secret
    with override_settings(VAULT_PEPPERS=second):
        answer = other.post(STEP, {"code": code_of(secret)})
    assert answer.status_code == 422
    assert "not your mistake" in answer.content.decode()


@pytest.fixture
def desk(maya: Client, maya_user: User) -> Client:
    """An editor's browser whose sign-in is older than the second factor."""
    set_up(maya, later=-1)
    User.objects.filter(pk=maya_user.pk).update(is_staff=True)
    session = maya.session
    del session[PROVED]
    session.save()
    return maya


def test_the_editors_desk_asks_for_the_second_factor_where_one_is_set(
    desk: Client, maya_user: User
) -> None:
    answer = desk.get("/editing/")
    assert (answer.status_code, answer["Location"]) == (302, f"{PROVE}?next=/editing/")
    assert desk.post("/editing/", {"word": "x"}).status_code == 403
    assert desk.post(f"{PROVE}?next=/editing/", {"code": "000000"}).status_code == 422
    assert desk.get("/editing/").status_code == 302
    right = desk.post(f"{PROVE}?next=/editing/", {"code": code_of(secret_of(maya_user))})
    assert (right.status_code, right["Location"]) == (303, "/editing/")
    assert desk.get("/editing/").status_code == 200


def test_an_editor_without_a_second_factor_is_asked_for_none(maya: Client, maya_user: User) -> None:
    User.objects.filter(pk=maya_user.pk).update(is_staff=True)
    assert maya.get("/editing/").status_code == 200


def test_the_operator_can_take_a_lost_second_factor_away_and_opens_no_journal_by_it(
    maya: Client, capsys: pytest.CaptureFixture[str]
) -> None:
    set_up(maya, later=-1)
    slots = list(KeySlot.objects.values())
    call_command("remove_second_factor", "Maya")
    assert "maya" in capsys.readouterr().out
    assert not Authenticator.objects.exists()
    assert list(KeySlot.objects.values()) == slots
    assert Client().post(SIGN_IN, {"login": "maya", "password": PASSWORD})["Location"] == "/"
    with pytest.raises(CommandError, match="no member"):
        call_command("remove_second_factor", "nobody")


def test_a_form_that_was_refused_asks_for_the_code_and_keeps_its_words(maya: Client) -> None:
    secret = set_up(maya, later=-1)
    other = Client()
    sent = {"title": "", "body": "The ferry was late.", "day": "2026-11-21", "time": ""}
    again = {**sent, "sign_in_name": "maya", "sign_in_password": PASSWORD}
    address = "/journal/new/"
    first = other.post(address, again)
    assert first.status_code == 403
    assert 'name="sign_in_code"' in first.content.decode()
    assert "The ferry was late." in first.content.decode()
    assert not is_signed_in(other)
    wrong = other.post(address, {**again, "sign_in_code": "000000"})
    assert wrong.status_code == 403
    assert not is_signed_in(other)
    kept = other.post(address, {**again, "sign_in_code": code_of(secret)})
    assert kept.status_code in {302, 303}, kept.content.decode()[:3000]
    assert is_signed_in(other)


def test_the_recovery_code_asks_for_the_second_factor_too(maya: Client) -> None:
    opened = open_vault_of(maya)
    code = recovery_codes.offer_code(opened.vault, opened.data_keys)
    assert recovery_codes.accept_code(opened.vault, opened.data_keys, code)
    secret = set_up(maya, later=-1)
    client = Client()
    form = {"username": "maya", "code": " ".join([*code.groups, code.check])}
    new = "quiet lantern over shingle"
    step = client.post("/account/recover/", {**form, "password1": new})
    assert step["Location"] == STEP
    assert not is_signed_in(client)
    done = client.post(STEP, {"code": code_of(secret)})
    assert done["Location"] == "/account/recover/done/"
    assert open_vault_of(client).data_keys == opened.data_keys
