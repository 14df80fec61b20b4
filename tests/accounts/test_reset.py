"""A new password by e-mail opens the account; the journal stays locked, whole, and comes back."""

from datetime import timedelta
from unittest.mock import patch

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from apps.accounts.email.links import MailedLink
from apps.accounts.email.sending import send
from apps.accounts.models import AccountEvent, SignIn, User
from apps.accounts.rate_limits import LINK_LIMIT
from apps.vault.crypto.recovery_code import RecoveryCode
from apps.vault.key_changes import recovery_codes
from apps.vault.models import KeySlot, UnlockedSession, Vault
from tests.accounts.account_pages import describes, words_of
from tests.accounts.mailbox import link_in, mails, token_in
from tests.accounts.second_factors import set_up
from tests.accounts.soft_passkey import at_localhost, made, sign_in_by
from tests.accounts.test_email_address import ADDRESS, with_address
from tests.factories import PASSWORD, open_vault_of, sign_in
from tests.sample_objects import BODY, TITLE, write_entry
from tests.vault.test_recovery import make_code, prove

ASK = "/account/forgotten/email/"
RESET = "/account/reset/"
NEW = "quiet lantern over shingle"
pytestmark = pytest.mark.django_db


@pytest.fixture
def reachable(maya: Client) -> Client:
    """Maya with an address that was confirmed, and a page in the journal."""
    with_address(maya)
    write_entry(open_vault_of(maya))
    return maya


def ask(address: str = ADDRESS) -> str:
    """The token of the mail that came."""
    assert Client().post(ASK, {"email": address}).status_code == 303
    return token_in(mails()[-1])


def reset(token: str, *, new: str = NEW) -> int:
    return Client().post(RESET, {"token": token, "password1": new}).status_code


def test_the_choices_are_told_before_anything_is_asked(visitor: Client) -> None:
    page = words_of(visitor.get("/account/forgotten/"))
    assert "<input" not in page[page.index("<main") : page.index("</main>")]
    for words in ("Everything comes back", "pages stay locked", "including us"):
        assert words in page
    assert "/account/forgotten/" in visitor.get("/account/sign-in/").content.decode()


def test_a_link_sets_a_password_signs_nobody_in_and_leaves_the_journal_as_it_was(
    reachable: Client,
) -> None:
    slots = list(KeySlot.objects.values_list("id", "wrapped"))
    token = ask()
    visitor = Client()
    assert "maya" in visitor.get(link_in(mails()[-1])).content.decode()
    done = visitor.post(RESET, {"token": token, "password1": NEW})
    assert (done.status_code, done["Location"]) == (303, "/account/reset/done/")
    assert visitor.get("/account/").status_code == 302
    assert reachable.get("/account/").status_code == 302, "every sign-in ends"
    assert SignIn.objects.count() == 0
    assert UnlockedSession.objects.count() == 0
    assert list(KeySlot.objects.values_list("id", "wrapped")) == slots
    assert KeySlot.objects.get().is_orphaned
    old = Client().post("/account/sign-in/", {"login": "maya", "password": PASSWORD})
    assert old.status_code == 422
    again = Client()
    page = again.post("/account/sign-in/", {"login": "maya", "password": NEW})
    assert "earlier password" in page.content.decode()
    assert "damaged" not in page.content.decode()
    assert again.get("/account/").status_code == 200
    assert again.get("/journal/").status_code == 303


def test_a_link_works_once_for_half_an_hour_and_not_after_a_sign_in(reachable: Client) -> None:
    first, second = ask(), ask()
    assert reset(second, new="short") == 422
    assert reset(second) == 303
    assert reset(second) == 410
    assert reset(first) == 410
    third = ask()
    MailedLink.objects.update(made=timezone.now() - timedelta(minutes=29))
    assert reset(third, new="short") == 422
    MailedLink.objects.update(made=timezone.now() - timedelta(minutes=30, seconds=1))
    assert reset(third) == 410


def test_a_sign_in_ends_the_link(reachable: Client) -> None:
    token = ask()
    sign_in(Client(), "maya")
    assert reset(token) == 410


def test_a_password_change_ends_the_link(reachable: Client) -> None:
    token = ask()
    changed = reachable.post("/account/password/", {"oldpassword": PASSWORD, "password1": NEW})
    assert changed.status_code == 303
    assert reset(token) == 410


def test_known_unknown_and_unconfirmed_addresses_read_the_same(
    reachable: Client, sol_user: User
) -> None:
    User.objects.filter(pk=sol_user.pk).update(email="sol@example.org")
    before = len(mails())
    answers = [
        Client().post(ASK, {"email": address})
        for address in (ADDRESS, "nobody@example.org", "sol@example.org")
    ]
    assert {(answer.status_code, answer["Location"]) for answer in answers} == {
        (303, "/account/forgotten/email/sent/")
    }
    assert len({tuple(sorted(answer.headers)) for answer in answers}) == 1
    assert len(mails()) == before + 1


def test_known_and_unknown_addresses_cost_the_same_work(reachable: Client) -> None:
    """The same statements, one row written for each, and a mail made ready for each."""
    kinds = []
    for address in (ADDRESS, "nobody@example.org"):
        with (
            CaptureQueriesContext(connection) as asked,
            patch("apps.accounts.email.reset.send", wraps=send) as sent,
        ):
            Client().post(ASK, {"email": address})
        kinds.append([query["sql"].split()[0] for query in asked.captured_queries])
        assert sent.call_count == 1
    assert kinds[0] == kinds[1]
    assert kinds[0].count("INSERT") > 1


def test_asking_is_limited_alike_for_known_and_unknown_addresses(reachable: Client) -> None:
    for address in (ADDRESS, "nobody@example.org"):
        codes = [Client().post(ASK, {"email": address}).status_code for _ in range(4)]
        assert codes == [303, 303, 303, 429]


def test_a_weak_password_is_refused_with_its_reason_and_the_link_still_works(
    reachable: Client,
) -> None:
    token = ask()
    answer = Client().post(RESET, {"token": token, "password1": "aaaaaaaaaaaa"})
    assert answer.status_code == 422
    assert describes(answer, "password1", "")
    assert reset(token) == 303


def test_the_notice_stands_for_seven_days_wherever_one_is_and_cannot_be_dismissed(
    reachable: Client,
) -> None:
    reset(ask())
    member = Client()
    member.post("/account/sign-in/", {"login": "maya", "password": NEW})
    words = "A new password was set by e-mail on"
    for age in (timedelta(), timedelta(days=7, minutes=-1)):
        AccountEvent.objects.update(at=timezone.now() - age)
        for page in ("/", "/account/", "/vault/unlock/"):
            assert words in member.get(page).content.decode(), (age, page)
    AccountEvent.objects.update(at=timezone.now() - timedelta(days=7, seconds=1))
    assert words not in member.get("/").content.decode()
    assert "A new password was set by e-mail" in member.get("/account/").content.decode()


def test_nothing_is_deleted_or_taken_away_for_72_hours(reachable: Client) -> None:
    reset(ask())
    member = Client()
    member.post("/account/sign-in/", {"login": "maya", "password": NEW})
    for age in (timedelta(), timedelta(hours=72, minutes=-1)):
        AccountEvent.objects.update(at=timezone.now() - age)
        held = member.post("/account/delete/", {"password": NEW})
        assert held.status_code == 403
        assert "Until" in held.content.decode()
    assert User.objects.filter(username="maya").exists()
    AccountEvent.objects.update(at=timezone.now() - timedelta(hours=72, seconds=1))
    assert member.post("/account/delete/", {"password": NEW}).status_code == 200
    assert not User.objects.filter(username="maya").exists()


def test_somebody_who_knows_the_password_deletes_at_once(reachable: Client) -> None:
    assert reachable.post("/account/delete/", {"password": PASSWORD}).status_code == 200
    assert not User.objects.filter(username="maya").exists()


def test_the_page_of_the_link_asks_for_nothing_outside_and_is_kept_nowhere(
    reachable: Client,
) -> None:
    ask()
    answer = Client().get(link_in(mails()[-1]))
    assert answer["Referrer-Policy"] == "same-origin"
    assert "no-store" in answer["Cache-Control"]
    assert BODY not in answer.content.decode()


def test_the_earlier_password_ends_the_wait_and_brings_the_pages_back(reachable: Client) -> None:
    reset(ask())
    member = Client()
    signed_in = member.post("/account/sign-in/", {"login": "maya", "password": NEW})
    assert "/vault/journals/" in signed_in.content.decode()
    assert "Your earlier password" in signed_in.content.decode()
    assert "The one you sign in with." not in signed_in.content.decode()
    vault = str(Vault.objects.get().id)
    form = {"vault": vault, "earlier": PASSWORD, "code": "", "password": NEW}
    assert member.post("/vault/journals/back/", form).status_code == 303
    assert TITLE in member.get("/journal/").content.decode()
    assert member.get("/journal/export/").status_code == 200
    assert member.post("/account/delete/", {"password": NEW}).status_code == 200


def test_no_pages_are_exported_for_72_hours_out_of_a_journal_begun_meanwhile(
    reachable: Client,
) -> None:
    reset(ask())
    member = Client()
    member.post("/account/sign-in/", {"login": "maya", "password": NEW})
    assert member.post("/vault/journals/new/", {"password": NEW}).status_code == 303
    for answer in (member.get("/journal/export/"), member.post("/journal/export/", {})):
        assert "Until" in answer.content.decode()
        assert "zip" not in answer["Content-Type"]


def signed_in_after_reset(new: str) -> Client:
    assert reset(ask(), new=new) == 303
    client = Client()
    client.post("/account/sign-in/", {"login": "maya", "password": new})
    assert client.get("/account/").status_code == 200
    return client


def test_a_journal_that_the_mailbox_s_holder_began_does_not_end_the_wait(reachable: Client) -> None:
    """Two resets: the holder of the mailbox knows the earlier password of the journal between."""
    between = "seven anchors under maple"
    first = signed_in_after_reset(between)
    assert first.post("/vault/journals/new/", {"password": between}).status_code == 303
    opened = open_vault_of(first)
    code = recovery_codes.offer_code(opened.vault, opened.data_keys)
    assert recovery_codes.accept_code(opened.vault, opened.data_keys, code)
    second = signed_in_after_reset(NEW)
    form = {"vault": str(opened.vault.id), "earlier": between, "code": "", "password": NEW}
    assert second.post("/vault/journals/back/", form).status_code == 303
    assert second.post("/account/delete/", {"password": NEW}).status_code == 403
    third = Client()
    fields = {"username": "maya", "code": " ".join([*code.groups, code.check]), "password1": NEW}
    assert third.post("/account/recover/", fields).status_code == 303
    assert third.post("/account/delete/", {"password": NEW}).status_code == 403
    assert User.objects.filter(username="maya").exists()


def test_somebody_who_goes_on_asking_does_not_take_the_owner_s_link_away(reachable: Client) -> None:
    token = ask()
    stranger = Client(REMOTE_ADDR="198.51.100.7")
    for _ in range(3):
        assert stranger.post(ASK, {"email": ADDRESS}).status_code == 303
    assert reset(token) == 303
    assert MailedLink.objects.count() == 0


def test_somebody_in_the_same_network_does_not_use_up_the_owner_s_link(reachable: Client) -> None:
    token = ask()
    stranger = Client()
    for _ in range(LINK_LIMIT.most):
        assert stranger.post(RESET, {"token": "made up", "password1": NEW}).status_code == 410
    assert stranger.post(RESET, {"token": "made up", "password1": NEW}).status_code == 429
    assert reset(token) == 303


def recovered(code: RecoveryCode, *, new: str) -> Client:
    owner = Client()
    fields = {"username": "maya", "code": " ".join([*code.groups, code.check]), "password1": new}
    answer = owner.post("/account/recover/", fields)
    assert (answer.status_code, answer["Location"]) == (303, "/account/recover/done/")
    return owner


@pytest.mark.parametrize("begins_another", [False, True])
def test_a_second_step_of_the_mailbox_s_holder_keeps_no_owner_with_a_code_out(
    reachable: Client, begins_another: bool
) -> None:
    code = make_code(reachable)
    prove(reachable, code)
    their = signed_in_after_reset(NEW)
    if begins_another:
        assert their.post("/vault/journals/new/", {"password": NEW}).status_code == 303
    passkey = made(at_localhost(their), password=NEW)
    set_up(their, password=NEW)
    owner = recovered(code, new="seven anchors under maple")
    assert BODY in owner.get(f"/journal/{write_entry(open_vault_of(owner)).id}/").content.decode()
    told = owner.get("/account/").content.decode()
    assert "Sign-in stopped asking for a second step" in told
    assert "A passkey was removed" in told
    assert sign_in_by(passkey).get("/account/").status_code == 302


def test_a_second_step_of_the_owner_outlives_a_reset_and_the_code(reachable: Client) -> None:
    code = make_code(reachable)
    prove(reachable, code)
    passkey = made(at_localhost(reachable))
    set_up(reachable)
    assert reset(ask()) == 303
    owner = Client()
    fields = {"username": "maya", "code": " ".join([*code.groups, code.check]), "password1": NEW}
    assert owner.post("/account/recover/", fields)["Location"] == "/account/sign-in/code/"
    assert sign_in_by(passkey).get("/account/").status_code == 200
