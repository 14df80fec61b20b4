"""The vault opens for its own password in its own browser, closes by itself, and knows damage."""

from datetime import timedelta

import pytest
import time_machine
from django.test import Client
from django.utils import timezone

from apps.accounts.models import User
from apps.pages.retention import tidy
from apps.vault.crypto.browser_key import encode_browser_key, new_browser_key
from apps.vault.guard import ASKED_BY_ITSELF
from apps.vault.keyslots import note_opening
from apps.vault.models import UnlockedSession
from tests.factories import PASSWORD, open_vault_of, sign_in

UNLOCK = "/vault/unlock/"
PRIVATE = "/vault/recovery/"
pytestmark = pytest.mark.django_db


def is_open(client: Client) -> bool:
    return client.get(PRIVATE).status_code == 200


def unlock(client: Client, password: str = PASSWORD) -> int:
    return client.post(UNLOCK, {"password": password}).status_code


# --- Open and closed -----------------------------------------------------------------------------


def test_locking_deletes_the_keys_and_drops_the_cookie(maya: Client) -> None:
    response = maya.post("/vault/lock/")
    assert UnlockedSession.objects.count() == 0
    dropped = response.cookies["__Host-jkey"]
    assert (dropped.value, dropped["max-age"], dropped["path"]) == ("", 0, "/")
    assert (dropped["secure"], dropped["httponly"], dropped["samesite"]) == (True, True, "Strict")
    assert not is_open(maya)


def test_no_vault_cookie_is_dropped_where_there_is_none(maya: Client) -> None:
    del maya.cookies["__Host-jkey"]
    assert "__Host-jkey" not in maya.post("/vault/lock/").cookies


def test_an_opening_that_another_vault_s_keys_were_put_into_opens_nothing(
    maya: Client, sol: Client
) -> None:
    """Sealed as it should be, for this session and this browser, but the vault is another's."""
    opened, browser_key = open_vault_of(maya), new_browser_key()
    note_opening(
        opened.vault,
        opened.data_keys,
        browser_key=browser_key,
        session_hash=bytes(UnlockedSession.objects.get(vault__user__username="sol").session_hash),
    )
    sol.cookies["__Host-jkey"] = encode_browser_key(browser_key)
    assert not is_open(sol)
    assert is_open(maya)


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
    assert UnlockedSession.objects.count() == 1


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


# --- Time ----------------------------------------------------------------------------------------


def test_it_closes_after_fifteen_minutes_without_use(visitor: Client, maya_user: User) -> None:
    start = timezone.now()
    with time_machine.travel(start, tick=False) as clock:
        sign_in(visitor, "maya")
        clock.move_to(start + timedelta(minutes=15) - timedelta(seconds=1))
        assert is_open(visitor)
        clock.move_to(start + timedelta(minutes=30) - timedelta(seconds=1))
        assert not is_open(visitor)
        assert visitor.get("/account/").status_code == 200


@pytest.mark.parametrize(("chosen", "minutes"), [(0, 15), (5, 5), (15, 15), (60, 60), (7, 15)])
def test_it_closes_after_the_quiet_time_that_was_chosen(
    visitor: Client, maya_user: User, chosen: int, minutes: int
) -> None:
    """In every browser where it is unlocked, to the second, and for the nightly clean-up."""
    start = timezone.now()
    with time_machine.travel(start, tick=False) as clock:
        sign_in(visitor, "maya")
        other = sign_in(Client(), "maya")
        open_vault_of(visitor).live_by(quiet_minutes=chosen, leaves_by_shift=True, leave_target="")
        assert open_vault_of(other).seconds_left == minutes * 60
        clock.move_to(start + timedelta(minutes=minutes) - timedelta(seconds=1))
        tidy()
        assert is_open(visitor)
        clock.move_to(start + timedelta(minutes=minutes))
        assert not is_open(other)
        assert UnlockedSession.objects.count() == 1
        clock.move_to(start + timedelta(minutes=2 * minutes))
        tidy()
        assert UnlockedSession.objects.count() == 0


def test_what_a_page_asks_by_itself_is_no_use_of_the_journal(
    visitor: Client, maya_user: User
) -> None:
    start = timezone.now()
    with time_machine.travel(start, tick=False) as clock:
        sign_in(visitor, "maya")
        for minute in (5, 10, 14):
            clock.move_to(start + timedelta(minutes=minute))
            answer = visitor.get("/journal/", headers={ASKED_BY_ITSELF: "1"})
            assert (answer.status_code, answer["Vault-Seconds"]) == (200, str((15 - minute) * 60))
        clock.move_to(start + timedelta(minutes=15))
        assert not is_open(visitor)


def test_fifteen_minutes_to_the_second_are_over(visitor: Client, maya_user: User) -> None:
    start = timezone.now()
    with time_machine.travel(start, tick=False) as clock:
        sign_in(visitor, "maya")
        clock.move_to(start + timedelta(minutes=15))
        response = visitor.get(PRIVATE)
    assert response.status_code == 303
    assert response.cookies["__Host-jkey"].value == ""
    assert UnlockedSession.objects.count() == 0


def test_a_page_that_is_not_private_keeps_nothing_open(visitor: Client, maya_user: User) -> None:
    start = timezone.now()
    with time_machine.travel(start, tick=False) as clock:
        sign_in(visitor, "maya")
        for minute in range(0, 15, 2):
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
        for minutes in range(14, 8 * 60, 14):  # within the quarter of an hour
            clock.move_to(start + timedelta(minutes=minutes))
            assert is_open(visitor), f"after {minutes} minutes"
        clock.move_to(start + timedelta(hours=8))
        assert not is_open(visitor)


def test_the_page_counts_down_what_is_left(maya_user: User, visitor: Client) -> None:
    sign_in(visitor, "maya")  # at this moment, not some seconds ago like a persona
    assert 890 <= open_vault_of(visitor).seconds_left <= 900


# --- Whose browser -------------------------------------------------------------------------------


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
    """Neither for a visitor nor in another browser in which its own member is signed in."""
    visitor.cookies["__Host-jkey"] = maya.cookies["__Host-jkey"].value
    assert visitor.get(PRIVATE).status_code == 302
    elsewhere = sign_in(Client(), "maya")
    assert is_open(elsewhere)
    elsewhere.post("/vault/lock/")
    elsewhere.cookies["__Host-jkey"] = maya.cookies["__Host-jkey"].value
    assert not is_open(elsewhere)
    assert is_open(maya)


def test_the_stored_half_alone_opens_nothing(maya: Client) -> None:
    """The row of this very session stands, and the key of another browser comes with it."""
    assert is_open(maya)
    for other in (new_browser_key(), bytes(32)):
        maya.cookies["__Host-jkey"] = encode_browser_key(other)
        assert not is_open(maya)
    assert UnlockedSession.objects.count() == 1


def test_another_member_with_both_values_of_the_vault_opens_nothing(
    maya: Client, sol: Client
) -> None:
    """Even with the row moved to Sol's session in the database."""
    sol.cookies["__Host-jkey"] = maya.cookies["__Host-jkey"].value
    assert not is_open(sol)
    of_sol, of_maya = (
        UnlockedSession.objects.get(vault__user__username=name) for name in ("sol", "maya")
    )
    UnlockedSession.objects.filter(pk=of_sol.pk).update(sealed_keys=of_maya.sealed_keys)
    assert not is_open(sol)
    UnlockedSession.objects.filter(pk=of_sol.pk).update(vault=of_maya.vault)
    assert not is_open(sol)


@pytest.mark.parametrize("value", ["", "x", "A" * 43, "!" * 43, "A" * 5000, "é"])
def test_a_vault_cookie_that_is_none_is_a_closed_vault(maya: Client, value: str) -> None:
    maya.cookies["__Host-jkey"] = value
    assert not is_open(maya)
