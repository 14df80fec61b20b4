"""An e-mail address leads back into the account, if its owner wants one. It opens no journal."""

import re
from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone
from pytest_django import Settings

from apps.accounts.email.links import LASTS, MailedLink
from apps.accounts.models import AccountEvent, User
from apps.common.text.account_events import Happened
from apps.pages.retention import tidy
from tests.accounts.account_pages import describes, words_of
from tests.accounts.mailbox import link_in, mails, token_in
from tests.database_dump import database_dump
from tests.factories import PASSWORD

PAGE = "/account/email/"
CONFIRM = "/account/email/confirm/"
REMOVE = "/account/email/remove/"
ADDRESS = "maya@example.org"
TELLING = ("partner", "journal", "quiz", "avoid", "attach", "relationship", "abuse", "diary")
pytestmark = pytest.mark.django_db


def give(client: Client, address: str = ADDRESS, **other: str) -> str:
    """Ask for the link as the form does; the page that says that it was sent."""
    answer = client.post(PAGE, {"email": address, "own_password": PASSWORD, **other})
    assert answer.status_code == 200
    return words_of(answer)


def confirm(client: Client, token: str) -> int:
    return client.post(CONFIRM, {"token": token}).status_code


def with_address(client: Client, address: str = ADDRESS) -> None:
    give(client, address)
    assert confirm(Client(), token_in(mails()[-1])) == 303


def test_an_address_counts_once_its_link_was_confirmed_and_signs_nobody_in(
    maya: Client, maya_user: User
) -> None:
    assert "opens no journal" in maya.get(PAGE).content.decode()
    give(maya)
    maya_user.refresh_from_db()
    assert (maya_user.email, maya_user.address) == ("", "")
    phone = Client()
    link = link_in(mails()[-1])
    assert ADDRESS in phone.get(link).content.decode()
    maya_user.refresh_from_db()
    assert maya_user.address == "", "looking at the link confirms nothing"
    assert confirm(phone, token_in(mails()[-1])) == 303
    maya_user.refresh_from_db()
    assert maya_user.address == ADDRESS
    assert phone.get("/account/").status_code == 302
    assert ADDRESS in maya.get("/account/").content.decode()


def test_a_link_works_once_and_a_newer_one_takes_its_place(maya: Client) -> None:
    give(maya)
    give(maya, "other@example.org")
    first, second = (token_in(message) for message in mails())
    assert confirm(maya, first) == 410
    assert confirm(maya, second) == 303
    assert confirm(maya, second) == 410


def test_a_link_works_for_half_an_hour(maya: Client) -> None:
    give(maya)
    MailedLink.objects.update(made=timezone.now() - LASTS - timedelta(seconds=1))
    assert confirm(maya, token_in(mails()[-1])) == 410
    tidy()
    assert MailedLink.objects.count() == 0


def test_the_database_holds_no_token(maya: Client) -> None:
    give(maya)
    assert token_in(mails()[-1]) not in database_dump()


def test_without_the_password_nothing_is_sent(maya: Client) -> None:
    answer = maya.post(PAGE, {"email": ADDRESS, "own_password": "not it at all"})
    assert answer.status_code == 422
    assert describes(answer, "own_password", "That is not your password.")
    assert f'value="{ADDRESS}"' in answer.content.decode()
    assert mails() == []


@pytest.mark.parametrize("typed", ["", "maya", "maya@", "a@b.c\nBcc: x@y.org"])
def test_what_is_no_address_is_said_beside_the_field(maya: Client, typed: str) -> None:
    answer = maya.post(PAGE, {"email": typed, "own_password": PASSWORD})
    assert answer.status_code == 422
    assert describes(answer, "email", "")
    assert mails() == []


def test_an_address_of_another_account_shows_the_same_page_and_gets_another_mail(
    maya: Client, sol: Client, sol_user: User
) -> None:
    with_address(maya)
    given, fresh = give(sol, ADDRESS.upper()), give(sol, "sol@example.org")
    changing = r'"X-CSRFToken": "\w+"|seconds="\d+"'
    given, fresh = (re.sub(changing, "", page) for page in (given, fresh))
    assert given.replace(ADDRESS.upper(), "x") == fresh.replace("sol@example.org", "x")
    taken, new = mails()[-2:]
    assert "nothing was changed" in str(taken.body)
    assert "token=" not in str(taken.body)
    assert "token=" in str(new.body)
    sol_user.refresh_from_db()
    assert sol_user.address == ""


def test_two_accounts_that_ask_for_one_address_do_not_both_get_it(
    maya: Client, sol: Client, sol_user: User
) -> None:
    give(maya)
    give(sol)
    first, second = (token_in(message) for message in mails())
    assert confirm(maya, first) == 303
    assert confirm(sol, second) == 410
    sol_user.refresh_from_db()
    assert sol_user.address == ""


def test_another_address_tells_the_one_before_and_removing_needs_the_password(
    maya: Client, maya_user: User
) -> None:
    with_address(maya)
    with_address(maya, "new@example.org")
    assert mails()[-1].to == [ADDRESS]
    assert maya.post(REMOVE, {"own_password": "not it at all"}).status_code == 422
    assert maya.post(REMOVE, {"own_password": PASSWORD}).status_code == 303
    assert mails()[-1].to == ["new@example.org"]
    maya_user.refresh_from_db()
    assert (maya_user.email, maya_user.is_email_verified) == ("", False)
    assert MailedLink.objects.count() == 0


def test_notices_are_mailed_unless_they_are_off_and_always_stand_on_the_account_page(
    maya: Client, maya_user: User
) -> None:
    with_address(maya)
    before = len(mails())
    new = "quiet lantern over shingle"
    assert maya.post("/account/password/", {"oldpassword": PASSWORD, "password1": new})
    assert "The password was changed" in str(mails()[-1].body)
    assert len(mails()) == before + 1
    for wrong in ({}, {"own_password": "not this one at all"}):
        refused = maya.post("/account/email/notices/", wrong)
        assert (refused.status_code, refused.text.count('id="id_own_password"')) == (422, 1)
        assert 'id="id_notices_own_password"' in refused.text
        maya_user.refresh_from_db()
        assert maya_user.mails_notices
    assert maya.post("/account/email/notices/", {"own_password": new}).status_code == 303
    assert maya.post("/account/password/", {"oldpassword": new, "password1": PASSWORD})
    assert len(mails()) == before + 1
    page = maya.get("/account/").content.decode()
    assert page.count("The password was changed") == 2
    assert "An e-mail address was added" in page


def test_a_line_on_the_account_page_goes_by_time_alone(maya: Client, maya_user: User) -> None:
    maya_user.note(Happened.CODE)
    for age in (timedelta(), timedelta(days=30, minutes=-1)):
        AccountEvent.objects.update(at=timezone.now() - age)
        tidy()
        assert "A new recovery code was made" in maya.get("/account/").content.decode(), age
    AccountEvent.objects.update(at=timezone.now() - timedelta(days=30, seconds=1))
    assert "A new recovery code was made" not in maya.get("/account/").content.decode()
    tidy()
    assert AccountEvent.objects.count() == 0


def test_every_mail_is_neutral_and_comes_from_a_neutral_sender(maya: Client, sol: Client) -> None:
    with_address(maya)
    give(sol, ADDRESS)
    Client().post("/account/forgotten/email/", {"email": ADDRESS})
    maya.post(
        "/account/password/", {"oldpassword": PASSWORD, "password1": "seven grey herons wait"}
    )
    assert len({message.subject for message in mails()}) == 4
    for message in mails():
        said = f"{message.subject} {message.body} {message.from_email}".casefold()
        assert not [word for word in TELLING if word in said]
        assert "maya" not in said.replace(ADDRESS, ""), "no user name either"


def test_where_no_mail_can_be_sent_no_address_is_asked_for(
    maya: Client, visitor: Client, settings: Settings
) -> None:
    settings.SENDS_MAIL = False
    assert maya.get(PAGE).status_code == 404
    assert visitor.get("/account/forgotten/email/").status_code == 404
    assert PAGE not in maya.get("/account/").content.decode()
    page = visitor.get("/account/forgotten/").content.decode()
    assert "/account/forgotten/email/" not in page
    assert "/account/recover/" in page


def test_so_many_mails_then_a_pause(maya: Client) -> None:
    answers = [
        maya.post(PAGE, {"email": ADDRESS, "own_password": PASSWORD}).status_code for _ in range(4)
    ]
    assert answers == [200, 200, 200, 429]


def test_a_changed_password_ends_the_link_that_somebody_asked_for_with_the_old_one(
    maya: Client, maya_user: User
) -> None:
    give(maya, "partner@example.org")
    changed = {"oldpassword": PASSWORD, "password1": "quiet lantern over shingle"}
    assert maya.post("/account/password/", changed).status_code == 303
    assert confirm(Client(), token_in(mails()[-1])) == 410
    maya_user.refresh_from_db()
    assert maya_user.address == ""
