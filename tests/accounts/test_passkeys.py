"""A passkey signs in by itself, only from this site, and only while its owner touches it."""

import json
import re
from typing import Any

import pytest
from allauth.mfa.models import Authenticator
from django.conf import settings
from django.core.management import call_command
from django.test import Client

from apps.accounts.models import User
from tests.accounts.second_factors import BACKUP_CODES, STEP, backup_codes, prove, set_up
from tests.accounts.soft_passkey import (
    ASKED,
    BY_PASSKEY,
    MAKE,
    NEW,
    OPTIONS,
    PASSKEYS,
    SIGN_IN,
    SoftPasskey,
    answer_the_question,
    asked,
    at_localhost,
    made,
    make,
    password_step,
    sign_in_by,
)
from tests.database_dump import database_dump
from tests.factories import PASSWORD
from tests.page_modules import without_cover

pytestmark = pytest.mark.django_db


def is_signed_in(client: Client) -> bool:
    return client.get("/account/").status_code == 200


def address_of_removal(client: Client) -> str:
    found = re.search(r'href="(/account/passkeys/[0-9a-f-]{36}/remove/)"', words(client, PASSKEYS))
    assert found is not None
    return found[1]


def words(client: Client, address: str) -> str:
    return without_cover(client.get(address).content.decode())


def test_a_passkey_signs_in_and_leaves_the_journal_to_the_password(maya: Client) -> None:
    browser = sign_in_by(made(maya))
    assert is_signed_in(browser)
    assert browser.get("/journal/")["Location"].startswith("/vault/unlock/")
    assert browser.post("/vault/unlock/", {"password": PASSWORD}).status_code == 303
    assert browser.get("/journal/").status_code == 200


def test_it_leads_to_where_one_was_going_within_the_site(maya: Client) -> None:
    passkey = made(maya)
    for wanted, arrived in (("/guides/shelf/", "/guides/shelf/"), ("https://elsewhere.test/", "/")):
        browser = at_localhost(Client())
        use = passkey.use(asked(browser, "sign-in"))
        answer = browser.post(BY_PASSKEY, {"credential": use, "next": wanted})
        assert answer["Location"] == arrived


def test_the_session_is_a_new_one_after_it(maya: Client) -> None:
    passkey = made(maya)
    browser = at_localhost(Client())
    use = passkey.use(asked(browser, "sign-in"))
    before = browser.cookies[settings.SESSION_COOKIE_NAME].value
    browser.post(BY_PASSKEY, {"credential": use})
    assert is_signed_in(browser)
    stale = at_localhost(Client())
    stale.cookies[settings.SESSION_COOKIE_NAME] = before
    assert not is_signed_in(stale)


@pytest.mark.parametrize(
    "other",
    [
        {"origin": "http://localhost:8001"},
        {"origin": "https://localhost"},
        {"origin": "http://leeway.localhost"},
        {"origin": "https://leeway.example"},
        {"crosses": True},
        {"verifies": False},
    ],
    ids=str,
)
def test_nothing_counts_from_another_page_or_without_a_touch(
    maya: Client, other: dict[str, Any]
) -> None:
    passkey = made(maya)
    right = {name: getattr(passkey, name) for name in other}
    vars(passkey).update(other)
    browser = sign_in_by(passkey)
    assert not is_signed_in(browser)
    vars(passkey).update(right)
    assert is_signed_in(sign_in_by(passkey, browser))
    refused = make(maya, SoftPasskey(**other))
    assert refused.status_code == 422
    assert "Nothing was changed" in refused.content.decode()
    assert Authenticator.objects.count() == 1


def test_an_answer_counts_once_and_only_in_the_browser_that_was_asked(maya: Client) -> None:
    passkey = made(maya)
    browser, thief = at_localhost(Client()), at_localhost(Client())
    use = passkey.use(asked(browser, "sign-in"))
    asked(thief, "sign-in")
    assert thief.post(BY_PASSKEY, {"credential": use}).status_code == 403
    assert not is_signed_in(thief)
    assert browser.post(BY_PASSKEY, {"credential": use}).status_code == 302
    browser.post("/account/sign-out/")
    assert browser.post(BY_PASSKEY, {"credential": use}).status_code == 403
    assert not is_signed_in(browser)


def test_the_answer_of_one_who_has_no_account_here_signs_nobody_in(maya: Client) -> None:
    passkey = made(maya)
    passkey.key = SoftPasskey().key
    assert not is_signed_in(sign_in_by(passkey))
    passkey = SoftPasskey(user_handle=passkey.user_handle)
    assert not is_signed_in(sign_in_by(passkey))


@pytest.mark.parametrize(
    "sent",
    [
        "",
        "null",
        "[]",
        "{}",
        '{"id": "x", "rawId": "x", "type": "public-key", "response": {}}',
        '{"id": 1, "rawId": [], "type": {}, "response": {"clientDataJSON": 5}}',
        '{"id": "é", "rawId": "é", "type": "public-key", "response": {"clientDataJSON": "é"}}',
        "[" * 19_000,
        "x" * 100_000,
    ],
    ids=lambda sent: sent[:30],
)
def test_what_is_no_answer_is_refused_and_never_an_error(maya: Client, sent: str) -> None:
    passkey = made(maya)
    browser = at_localhost(Client())
    asked(browser, "sign-in")
    assert browser.post(BY_PASSKEY, {"credential": sent}).status_code == 403
    answer_the_question(maya)
    asked(maya, "make")
    assert maya.post(MAKE, {"credential": sent}).status_code == 422
    assert is_signed_in(sign_in_by(passkey))


def test_a_spoilt_answer_is_refused_whatever_part_is_spoilt(maya: Client) -> None:
    passkey = made(maya)
    browser = at_localhost(Client())
    for part in ("clientDataJSON", "authenticatorData", "signature", "userHandle"):
        for spoil in ("", "AA", "gQ", "x" * 500, "====", 7, None, ["AA"]):
            use = json.loads(passkey.use(asked(browser, "sign-in")))
            use["response"][part] = spoil
            answer = browser.post(BY_PASSKEY, {"credential": json.dumps(use)})
            assert answer.status_code == 403, (part, spoil)
    answer_the_question(maya)
    for part in ("clientDataJSON", "attestationObject"):
        for spoil in ("", "AA", "gQ", "x" * 500, "====", 7, None, ["AA"]):
            creation = json.loads(SoftPasskey().make(asked(maya, "make")))
            creation["response"][part] = spoil
            answer = maya.post(MAKE, {"credential": json.dumps(creation)})
            assert answer.status_code == 422, (part, spoil)
    assert Authenticator.objects.count() == 1


def test_nothing_that_an_authenticator_makes_keys_from_is_kept(maya: Client) -> None:
    passkey = made(maya)
    row = Authenticator.objects.get()
    assert set(row.data["credential"]) == {"id", "rawId", "type", "response"}
    sign_in_by(passkey)
    answer = json.loads(passkey.make(asked_again(maya)))
    secret = answer["clientExtensionResults"]["prf"]["results"]["first"]
    dump = str(database_dump())
    assert secret not in dump
    assert passkey.prf not in dump
    assert secret not in json.dumps(maya.session.load())


def asked_again(client: Client) -> dict[str, Any]:
    answer_the_question(client)
    return asked(client, "make")


def test_each_change_leaves_a_line_that_nobody_can_clear(maya: Client, maya_user: User) -> None:
    made(maya)
    maya.post(ASKED, {"wanted": "yes"})
    maya.post(ASKED, {"wanted": "yes"})
    maya.post(BACKUP_CODES)
    maya.post(address_of_removal(maya))
    set_up(maya)
    maya.post("/account/second-factor/app/off/")
    set_up(maya)
    call_command("remove_second_factor", "maya")
    call_command("remove_second_factor", "maya")
    kinds = list(maya_user.events.order_by("id").values_list("kind", flat=True))
    assert kinds == [
        *("passkey", "factor", "backup-codes", "no-passkey"),
        *("factor", "no-factor", "factor", "no-factor"),
    ]


def test_it_stands_for_password_and_code(maya: Client) -> None:
    """The device is one factor, and the touch that it checks another."""
    set_up(maya)
    assert is_signed_in(sign_in_by(made(maya)))


def test_after_the_password_it_stands_for_the_code_and_the_journal_opens(
    maya: Client, sol: Client
) -> None:
    set_up(maya)
    passkey, of_another = made(maya), made(sol)
    browser = password_step()
    refused = browser.post(STEP, {"credential": of_another.use(asked(browser, "second-step"))})
    assert refused.status_code == 422
    assert "no passkey of this account" in refused.content.decode()
    assert not is_signed_in(browser)
    browser.post(STEP, {"credential": passkey.use(asked(browser, "second-step"))})
    assert is_signed_in(browser)
    assert browser.get("/journal/").status_code == 200


def test_it_may_be_asked_for_after_the_password(maya: Client) -> None:
    passkey = made(maya)
    plain = Client().post(SIGN_IN, {"login": "maya", "password": PASSWORD})
    assert plain["Location"] == "/", "a passkey alone locks nobody out who has the password"
    answer = maya.post(ASKED, {"wanted": "yes"})
    assert answer["Location"] == BACKUP_CODES
    codes = backup_codes(maya)
    assert len(codes) == 10
    assert not is_signed_in(password_step())
    browser = password_step()
    browser.post(STEP, {"credential": passkey.use(asked(browser, "second-step"))})
    assert is_signed_in(browser)
    browser = password_step()
    browser.post(STEP, {"code": codes[0]})
    assert is_signed_in(browser)


def test_when_the_last_one_is_removed_none_is_asked_for(maya: Client) -> None:
    passkey = made(maya)
    maya.post(ASKED, {"wanted": "yes"})
    assert maya.post(address_of_removal(maya)).status_code == 303
    assert not Authenticator.objects.exists()
    assert not is_signed_in(sign_in_by(passkey))
    assert Client().post(SIGN_IN, {"login": "maya", "password": PASSWORD})["Location"] == "/"


def test_turning_the_app_off_leaves_the_passkey_asked_for(maya: Client) -> None:
    made(maya)
    maya.post(ASKED, {"wanted": "yes"})
    set_up(maya)
    maya.post("/account/second-factor/app/off/")
    assert len(backup_codes(maya)) == 10
    assert not is_signed_in(password_step())
    maya.post(ASKED, {"wanted": "no"})
    assert set(Authenticator.objects.values_list("type", flat=True)) == {"webauthn"}


def test_without_a_passkey_none_can_be_asked_for(maya: Client) -> None:
    prove(maya, PASSKEYS + "new/")
    assert maya.post(ASKED, {"wanted": "yes"})["Location"] == PASSKEYS
    assert not Authenticator.objects.exists()


def test_who_else_opens_the_device_is_asked_before_anything_is_made(maya: Client) -> None:
    at_localhost(maya)
    prove(maya, NEW)
    assert maya.get(MAKE)["Location"] == NEW
    assert maya.post(OPTIONS, {"purpose": "make"}).status_code == 403
    nothing = maya.post(NEW, {})
    assert nothing.status_code == 422
    assert "Choose one of the three answers" in nothing.content.decode()
    for answer, advises_against in (("no", False), ("yes", True), ("unsure", True)):
        maya.post(NEW, {"others": answer})
        assert ("Better not on this device" in maya.get(MAKE).content.decode()) is advises_against
    passkey = SoftPasskey()
    made_all_the_same = maya.post(MAKE, {"credential": passkey.make(asked(maya, "make"))})
    assert made_all_the_same.status_code == 303


def test_every_change_asks_for_the_password_first(maya: Client) -> None:
    made(maya)
    removal = address_of_removal(maya)
    session = maya.session
    del session["password_proof"]
    session.save()
    for address in (NEW, MAKE, removal):
        assert 'name="own_password"' in maya.get(address).content.decode()
    for address in (NEW, MAKE, removal, ASKED):
        assert maya.post(address, {"wanted": "yes", "others": "no"}).status_code == 422
    assert maya.post(OPTIONS, {"purpose": "make"}).status_code == 403
    assert set(Authenticator.objects.values_list("type", flat=True)) == {"webauthn"}


def test_passkeys_are_told_apart_by_number_and_device(maya: Client) -> None:
    maya.defaults["HTTP_USER_AGENT"] = "Mozilla/5.0 (iPhone) Mobile"
    made(maya)
    maya.defaults["HTTP_USER_AGENT"] = "Mozilla/5.0 (X11; Linux)"
    made(maya)
    page = maya.get(PASSKEYS).content.decode()
    assert "Passkey 1, made on a phone" in page
    assert "Passkey 2, made on a computer" in page


def test_a_browser_is_told_which_passkeys_exist_so_that_none_is_made_twice(maya: Client) -> None:
    made(maya)
    answer_the_question(maya)
    assert len(asked(maya, "make")["publicKey"]["excludeCredentials"]) == 1


def test_a_visitor_learns_nothing_about_any_account(maya: Client) -> None:
    made(maya)
    options = asked(at_localhost(Client()), "sign-in")["publicKey"]
    assert not options.get("allowCredentials")
    for purpose in ("second-step", "make", "unlock", ""):
        stranger = at_localhost(Client()).post(OPTIONS, {"purpose": purpose})
        assert stranger.status_code == 403


def test_a_member_who_is_closed_is_not_signed_in(maya: Client, maya_user: User) -> None:
    passkey = made(maya)
    User.objects.filter(pk=maya_user.pk).update(is_active=False)
    browser = at_localhost(Client())
    answer = browser.post(BY_PASSKEY, {"credential": passkey.use(asked(browser, "sign-in"))})
    assert answer.status_code == 403
