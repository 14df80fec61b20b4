"""The pepper is renewed: what moves when, what is left, what may be retired, what stops a start."""

import secrets
import uuid
from collections.abc import Iterator
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.db import DatabaseError
from django.test import Client
from pytest_django import Settings

from apps.accounts.models import FailedTries, User
from apps.accounts.passwords import pepper_use
from apps.journal.models import Draft
from apps.pages.retention import tidy
from apps.vault import keyslots
from apps.vault.key_changes import peppers
from apps.vault.key_changes.recovery_codes import accept_code, offer_code
from apps.vault.models import KeySlot, PepperCheck, Vault
from tests.accounts.account_pages import try_once
from tests.accounts.second_factors import secret_of, set_up
from tests.accounts.test_recovery import as_text
from tests.factories import PASSWORD, make_member, open_vault_of, sign_in
from tests.journal.entry_samples import sent
from tests.peppers import NEW, OLD, begin_with

FRESH = "quiet lantern over shingle"
pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("has_content")]


@pytest.fixture(autouse=True)
def old_pepper(settings: Settings) -> Iterator[None]:
    begin_with(settings, {1: OLD})
    yield


@pytest.fixture
def anna(visitor: Client) -> Client:
    """Signed in with the journal open, all of it under the first pepper."""
    make_member("anna")
    return sign_in(visitor, "anna")


def printed(*arguments: str) -> str:
    out = StringIO()
    call_command("peppers", *arguments, stdout=out)
    return out.getvalue()


def refused(*arguments: str) -> str:
    with pytest.raises(CommandError) as error:
        printed(*arguments)
    return str(error.value)


def ready(client: Client) -> tuple[int, str]:
    answer = client.get("/readyz/")
    return answer.status_code, answer.content.decode()


# --- Renewed while members are signed in ----------------------------------------------------------


def test_a_second_pepper_signs_nobody_out_and_each_member_moves_at_their_next_unlock(
    anna: Client, settings: Settings
) -> None:
    kept = open_vault_of(anna).data_keys
    phone = sign_in(Client(), "anna")
    settings.VAULT_PEPPERS = {1: OLD, 2: NEW}
    for browser in (anna, phone):
        assert browser.get("/account/").status_code == 200
        assert open_vault_of(browser).data_keys == kept
    phone.post("/vault/lock/")
    assert phone.post("/vault/unlock/", {"password": PASSWORD}).status_code == 303
    for browser in (anna, phone):
        assert browser.get("/account/").status_code == 200, "signed in on both devices still"
        assert open_vault_of(browser).data_keys == kept
    assert pepper_use.pepper_use().of(1) == dict.fromkeys(pepper_use.PepperUse().kinds(), 0)
    settings.VAULT_PEPPERS = {2: NEW}
    phone.post("/vault/lock/")
    assert phone.post("/vault/unlock/", {"password": PASSWORD}).status_code == 303
    assert open_vault_of(sign_in(Client(), "anna")).data_keys == kept


def test_a_journal_set_aside_moves_with_the_one_of_now(anna: Client, settings: Settings) -> None:
    member = User.objects.get()
    Vault.objects.set_aside()
    other, _ = keyslots.make_vault(member, password=PASSWORD)
    aside = Vault.objects.exclude(pk=other.pk).get()
    kept = keyslots.unwrap_with_password(aside, PASSWORD)
    settings.VAULT_PEPPERS = {1: OLD, 2: NEW}
    sign_in(Client(), "anna")
    assert set(KeySlot.objects.values_list("pepper_version", flat=True)) == {2}
    settings.VAULT_PEPPERS = {2: NEW}
    assert keyslots.unwrap_with_password(aside, PASSWORD) == kept


def test_the_recovery_code_stays_outside_of_every_pepper(anna: Client, settings: Settings) -> None:
    vault = open_vault_of(anna)
    code = offer_code(vault.vault, vault.data_keys)
    assert accept_code(vault.vault, vault.data_keys, code)
    settings.VAULT_PEPPERS = {2: NEW}
    assert keyslots.unwrap_with_code(vault.vault, code) == vault.data_keys


# --- Half moved -----------------------------------------------------------------------------------


def test_half_moved_the_command_counts_what_is_left_and_refuses_to_retire_it(
    anna: Client, settings: Settings
) -> None:
    secret = set_up(anna)
    make_member("bert")
    sign_in(Client(), "bert")
    settings.VAULT_PEPPERS = {1: OLD, 2: NEW}
    lines = printed().splitlines()
    assert lines[0].startswith(
        "version 1 (LEEWAY_VAULT_PEPPER): 2 sign-in hashes, 2 password slots, 2 drop boxes, "
        "2 second factors; check value since "
    )
    assert "version 2 (LEEWAY_VAULT_PEPPER_2): 0 sign-in hashes" in lines[1]
    assert "; newest, check value since " in lines[1]
    sign_in(Client(), "bert")
    assert "version 1 (LEEWAY_VAULT_PEPPER): 1 sign-in hashes, 1 password slots" in printed()
    told = refused("--retire", "1")
    assert told == "Version 1 is still in use: 1 sign-in hashes, 1 password slots."
    assert not PepperCheck.objects.get(pk=1).is_retired
    assert secret_of(User.objects.get(username="anna")) == secret, "moved without the password"


def test_drop_boxes_and_second_factors_move_each_night_without_a_password(
    anna: Client, settings: Settings
) -> None:
    member = User.objects.get()
    secret = set_up(anna)
    settings.VAULT_PEPPERS = {1: OLD, 2: NEW}
    gone = tidy()
    assert gone["drop boxes that got the newest pepper"] == 1
    assert gone["second factors that got the newest pepper"] == 2
    use = pepper_use.pepper_use()
    assert use.of(1) == {
        "sign-in hashes": 1,
        "password slots": 1,
        "drop boxes": 0,
        "second factors": 0,
    }
    settings.VAULT_PEPPERS = {2: NEW}
    assert secret_of(member) == secret
    assert peppers.version_of_drop_box(Vault.objects.get()) == 2


def test_a_drop_box_that_was_swapped_gets_no_tag(anna: Client, settings: Settings) -> None:
    Vault.objects.update(inbox_public=bytes(32))
    settings.VAULT_PEPPERS = {1: OLD, 2: NEW}
    assert tidy()["drop boxes that got the newest pepper"] == 0
    assert peppers.version_of_drop_box(Vault.objects.get()) is None
    assert "1 drop boxes or second factors fit no version" in printed()


# --- Retired --------------------------------------------------------------------------------------


def test_a_free_version_is_retired_and_its_number_and_setting_are_not_needed_again(
    anna: Client, settings: Settings
) -> None:
    settings.VAULT_PEPPERS = {1: OLD, 2: NEW}
    sign_in(Client(), "anna")
    told = printed("--retire", "1")
    assert "version 1 (LEEWAY_VAULT_PEPPER): 0 sign-in hashes" in told
    assert "Version 1 is retired: take LEEWAY_VAULT_PEPPER out of the settings." in told
    settings.VAULT_PEPPERS = {2: NEW}
    assert ready(Client()) == (200, "ok\n")
    make_member("carla")
    assert try_once(Client(), "anna", PASSWORD) == 302
    settings.VAULT_PEPPERS = {1: "another one under a number of before", 2: NEW}
    assert ready(Client())[0] == 503


@pytest.mark.parametrize(
    ("version", "why"), [("2", "newest"), ("1", "still in use"), ("3", "knows no pepper version 3")]
)
def test_the_newest_one_in_use_and_an_unknown_one_are_not_retired(
    anna: Client, settings: Settings, version: str, why: str
) -> None:
    settings.VAULT_PEPPERS = {1: OLD, 2: NEW}
    assert why in refused("--retire", version)
    assert not PepperCheck.objects.filter(is_retired=True).exists()


def test_a_version_that_is_lost_for_good_can_be_given_up_and_the_code_leads_back_in(
    anna: Client, settings: Settings
) -> None:
    vault = open_vault_of(anna)
    code = offer_code(vault.vault, vault.data_keys)
    assert accept_code(vault.vault, vault.data_keys, code)
    settings.VAULT_PEPPERS = {2: NEW}
    assert "LEEWAY_VAULT_PEPPER is missing" in refused()
    assert "is set, so version 2 is not lost" in refused("--lost", "2")
    assert "Version 1 is given up." in printed("--lost", "1")
    assert ready(Client())[0] == 200
    form = {"username": "anna", "code": as_text(code), "password1": FRESH}
    came_back = Client()
    assert came_back.post("/account/recover/", form).status_code == 303
    assert open_vault_of(came_back).data_keys == vault.data_keys


def test_after_a_lost_version_the_next_unlock_makes_a_drop_box_and_loses_no_draft(
    anna: Client, settings: Settings
) -> None:
    vault = open_vault_of(anna)
    code = offer_code(vault.vault, vault.data_keys)
    assert accept_code(vault.vault, vault.data_keys, code)
    anna.post("/vault/lock/")
    assert saved_while_locked(anna, "Before it was lost") == "sealed"
    settings.VAULT_PEPPERS = {2: NEW}
    printed("--lost", "1")
    assert saved_while_locked(anna, "Just after") == "impossible"
    form = {"username": "anna", "code": as_text(code), "password1": FRESH}
    came_back = Client()
    assert came_back.post("/account/recover/", form).status_code == 303
    assert pepper_use.pepper_use().fits_none == 0
    came_back.post("/vault/lock/")
    assert saved_while_locked(came_back, "Once more") == "sealed"
    assert came_back.post("/vault/unlock/", {"password": FRESH}).status_code == 303
    opened = open_vault_of(came_back)
    words = {str(row.contents(opened).data["body"]) for row in Draft.objects.in_vault(opened)}
    assert words == {"Before it was lost", "Once more"}


def saved_while_locked(client: Client, words: str) -> str:
    answer = client.post("/journal/autosave/", sent(body=words, draft=f"{uuid.uuid4()}:1"))
    return str(answer.json()["state"])


# --- A pepper that does not fit -------------------------------------------------------------------

WRONG = {
    "another one": ({1: NEW}, "LEEWAY_VAULT_PEPPER is not the pepper"),
    "missing": ({2: NEW}, "LEEWAY_VAULT_PEPPER is missing"),
    "two swapped": ({1: NEW, 2: OLD}, "LEEWAY_VAULT_PEPPER is not the pepper"),
    "the secret key": (
        {1: OLD, 2: "SECRET"},
        "LEEWAY_VAULT_PEPPER_2 is the same as the secret key",
    ),
}


@pytest.mark.parametrize("wrong", list(WRONG))
def test_a_pepper_that_does_not_fit_stops_the_start_fails_readyz_and_seals_nobody(
    anna: Client, settings: Settings, wrong: str, caplog: pytest.LogCaptureFixture
) -> None:
    given, told = WRONG[wrong]
    secret_key = secrets.token_urlsafe(48)
    settings.SECRET_KEY = secret_key
    settings.VAULT_PEPPERS = {
        version: secret_key if pepper == "SECRET" else pepper for version, pepper in given.items()
    }
    with pytest.raises(SystemExit) as stopped:
        peppers.check_at_start()
    line = str(stopped.value)
    assert line.startswith(told)
    status, body = ready(Client())
    assert (status, body.count("\n")) == (503, 1)
    assert body.startswith(told)
    form = {"username": "tern", "password1": PASSWORD, "is_adult": "on", "understands": "on"}
    before = User.objects.count(), KeySlot.objects.count()
    answer = Client().post("/account/sign-up/", form)
    assert (answer.status_code, answer.headers["Retry-After"]) == (429, "2")
    with pytest.raises(peppers.PepperMismatch):
        make_member("tern")
    with pytest.raises(CommandError):
        call_command("tidy")
    assert (User.objects.count(), KeySlot.objects.count()) == before
    for said in (line, body, caplog.text, answer.content.decode()):
        for hidden in (OLD, NEW, secret_key):
            assert not any(hidden[at : at + 8] in said for at in range(len(hidden) - 8))


def test_a_database_of_before_the_check_values_is_known_by_its_drop_boxes(
    anna: Client, settings: Settings
) -> None:
    begin_with(settings, {1: NEW})
    with pytest.raises(SystemExit):
        peppers.check_at_start()
    assert not PepperCheck.objects.exists()
    settings.VAULT_PEPPERS = {1: OLD}
    peppers.check_at_start()
    assert PepperCheck.objects.get().version == 1


def test_a_database_that_does_not_answer_stops_no_start_and_the_log_says_so(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def away() -> None:
        raise DatabaseError

    monkeypatch.setattr(peppers, "check_peppers", away)
    peppers.check_at_start()
    assert "no pepper was compared" in caplog.text


def test_a_process_that_lacks_the_newest_pepper_seals_nothing_more(
    anna: Client, settings: Settings
) -> None:
    """As one that goes on while its neighbours have a new pepper already."""
    settings.VAULT_PEPPERS = {1: OLD, 2: NEW}
    peppers.check_peppers()
    settings.VAULT_PEPPERS = {1: OLD}
    assert try_once(Client(), "anna", PASSWORD) == 302, "what is not moved yet still opens"
    fields = {"oldpassword": PASSWORD, "password1": FRESH}
    assert anna.post("/account/password/", fields).status_code == 429
    assert ready(Client())[0] == 503


def test_a_process_that_lacks_the_newest_pepper_calls_no_password_wrong(
    anna: Client, settings: Settings
) -> None:
    """The member moved at a neighbour: here they hear when to come back, and nothing is counted."""
    settings.VAULT_PEPPERS = {1: OLD, 2: NEW}
    peppers.check_peppers()
    assert try_once(Client(), "anna", PASSWORD) == 302
    settings.VAULT_PEPPERS = {1: OLD}
    for _try in range(12):
        assert try_once(Client(), "anna", PASSWORD) == 429
    assert anna.post("/vault/unlock/", {"password": PASSWORD}).status_code == 429
    assert not FailedTries.objects.exists()
    settings.VAULT_PEPPERS = {1: OLD, 2: NEW}
    assert try_once(Client(), "anna", PASSWORD) == 302


def test_a_new_pepper_signs_nobody_out_who_came_under_a_former_secret_key(
    anna: Client, settings: Settings
) -> None:
    settings.SECRET_KEY, settings.SECRET_KEY_FALLBACKS = FRESH * 2, [settings.SECRET_KEY]
    settings.VAULT_PEPPERS = {1: OLD, 2: NEW}
    assert try_once(Client(), "anna", PASSWORD) == 302
    assert anna.get("/account/").status_code == 200
