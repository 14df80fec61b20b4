"""After a new password by e-mail or by a command: the journal comes back, or another is begun."""

import uuid

import pytest
from django.test import Client

from apps.accounts.models import AccountEvent, User
from apps.common.text.account_events import Happened
from apps.vault import keyslots
from apps.vault.crypto.recovery_code import RecoveryCode, new_code
from apps.vault.key_changes import recovery_codes
from apps.vault.models import KeySlot, Vault
from tests.factories import PASSWORD, open_vault_of, sign_in
from tests.sample_objects import TITLE, write_entry

JOURNALS = "/vault/journals/"
BACK = "/vault/journals/back/"
BEGIN = "/vault/journals/new/"
NEW = "quiet lantern over shingle"
pytestmark = pytest.mark.django_db


@pytest.fixture
def code(maya: Client) -> RecoveryCode:
    """Maya's recovery code; the journal has a page."""
    opened = open_vault_of(maya)
    write_entry(opened)
    code = recovery_codes.offer_code(opened.vault, opened.data_keys)
    assert recovery_codes.accept_code(opened.vault, opened.data_keys, code)
    return code


@pytest.fixture
def locked_out(code: RecoveryCode, maya_user: User) -> Client:
    """Signed in with a password that a command set; the journal has the one before."""
    user = User.objects.get(pk=maya_user.pk)
    user.set_password(NEW)
    user.save()
    user.end_sign_ins()
    client = Client()
    client.post("/account/sign-in/", {"login": "maya", "password": NEW})
    assert client.get("/account/").status_code == 200
    return client


def as_text(code: RecoveryCode) -> str:
    return " ".join([*code.groups, code.check])


def form(**other: str) -> dict[str, str]:
    first = Vault.objects.order_by("made_on", "is_current").first()
    assert first is not None
    return {"vault": str(first.id), "earlier": "", "code": "", "password": NEW, **other}


def shows_the_page(client: Client) -> bool:
    return TITLE in client.get("/journal/").content.decode()


def test_the_earlier_password_brings_everything_back_under_the_new_one(locked_out: Client) -> None:
    assert "Begun on" in locked_out.get(JOURNALS).content.decode()
    assert locked_out.post(BACK, form(earlier=PASSWORD)).status_code == 303
    assert shows_the_page(locked_out)
    assert not KeySlot.objects.password().get().is_orphaned
    assert shows_the_page(sign_in(Client(), "maya", password=NEW))
    assert AccountEvent.objects.filter(kind=Happened.OPENED_AGAIN).count() == 1


def test_the_code_brings_everything_back_and_is_to_be_renewed(
    locked_out: Client, code: RecoveryCode
) -> None:
    assert locked_out.post(BACK, form(code=as_text(code))).status_code == 303
    assert shows_the_page(sign_in(Client(), "maya", password=NEW))
    assert Vault.objects.get().has_used_code()


@pytest.mark.parametrize(
    ("sent", "field"),
    [
        ({"earlier": "not it at all"}, "earlier"),
        ({"code": as_text(new_code())}, "code"),
        ({"code": "A" * 33}, "code"),
        ({}, "earlier"),
        ({"earlier": PASSWORD, "password": "not it at all"}, "password"),
        ({"earlier": PASSWORD, "password": ""}, "password"),
    ],
)
def test_what_does_not_fit_is_said_beside_its_field_and_changes_nothing(
    locked_out: Client, sent: dict[str, str], field: str
) -> None:
    before = list(KeySlot.objects.order_by("id").values())
    answer = locked_out.post(BACK, form(**sent))
    assert answer.status_code == 422
    page = answer.content.decode()
    assert f"id_{field}_error" in page
    if sent.get("code"):
        assert sent["code"] in page, "the code stays as it was typed"
    assert list(KeySlot.objects.order_by("id").values()) == before


def test_a_new_journal_begins_beside_it_and_one_goes_back_and_forth(locked_out: Client) -> None:
    assert locked_out.post(BEGIN, {"password": NEW}).status_code == 303
    assert not shows_the_page(locked_out)
    assert locked_out.get("/journal/").status_code == 200
    write_entry(open_vault_of(locked_out), title="Second life")
    assert Vault.objects.count() == 2
    assert "more than one journal" in locked_out.get("/account/").content.decode()
    old = Vault.objects.get(is_current=False)
    assert old.has_earlier_password()
    assert locked_out.post(BACK, form(vault=str(old.id), earlier=PASSWORD)).status_code == 303
    assert shows_the_page(locked_out)
    other = Vault.objects.get(is_current=False)
    assert locked_out.post(BACK, {"vault": str(other.id), "password": NEW}).status_code == 303
    page = locked_out.get("/journal/").content.decode()
    assert "Second life" in page
    assert TITLE not in page


def test_a_password_change_takes_both_journals_along(locked_out: Client) -> None:
    locked_out.post(BEGIN, {"password": NEW})
    locked_out.post(BACK, form(earlier=PASSWORD))
    newest = "seven grey herons wait"
    changed = locked_out.post("/account/password/", {"oldpassword": NEW, "password1": newest})
    assert changed.status_code == 303
    for vault in Vault.objects.all():
        assert keyslots.unwrap_with_password(vault, newest)
        assert not vault.has_earlier_password()


def test_the_code_of_a_journal_set_aside_still_comes_back_from_outside(
    locked_out: Client, code: RecoveryCode
) -> None:
    locked_out.post(BEGIN, {"password": NEW})
    visitor = Client()
    sent = {"username": "maya", "code": as_text(code), "password1": "seven grey herons wait"}
    assert visitor.post("/account/recover/", sent).status_code == 303
    assert shows_the_page(visitor)
    assert Vault.objects.get(is_current=False).has_earlier_password()


def test_no_second_journal_beside_one_that_opens(maya: Client) -> None:
    assert maya.post(BEGIN, {"password": PASSWORD}).status_code == 422
    assert Vault.objects.count() == 1


def test_the_journal_of_another_member_is_not_found(locked_out: Client, sol: Client) -> None:
    mine = form(earlier=PASSWORD)
    assert sol.post(BACK, {**mine, "password": PASSWORD}).status_code == 404
    assert sol.post(BACK, {**mine, "vault": str(uuid.uuid4())}).status_code == 404
    assert sol.post(BACK, {**mine, "vault": "none"}).status_code == 404


def test_tries_are_counted_and_then_pause(locked_out: Client) -> None:
    codes = [
        locked_out.post(BACK, form(earlier=f"guess number {n}")).status_code for n in range(12)
    ]
    assert codes.count(429) >= 1
    assert set(codes) == {422, 429}


def test_the_account_is_deleted_with_all_its_journals(locked_out: Client) -> None:
    locked_out.post(BEGIN, {"password": NEW})
    assert locked_out.post("/account/delete/", {"password": NEW}).status_code == 200
    assert Vault.objects.count() == KeySlot.objects.count() == 0
