"""No form tells a known name or address from an unknown one: words, status, headers, queries.

`tests/bench/enumeration.py` measures the time of the same requests, 200 tries each.
"""

import re
from collections.abc import Callable
from typing import Any

import pytest
from django.core import mail
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from apps.accounts.models import User
from apps.vault.crypto.recovery_code import new_code
from apps.vault.key_changes.recovery_codes import accept_code, offer_code
from tests.accounts.mailbox import mails
from tests.accounts.test_email_address import ADDRESS, with_address
from tests.accounts.test_recovery import RECOVER, as_text
from tests.factories import PASSWORD, open_vault_of, sign_in

UNKNOWN = "else@example.org"
FRESH = {"Date", "ETag", "Content-Length"}
TOKEN = re.compile(r'"[A-Za-z0-9]{64}"')
pytestmark = pytest.mark.django_db


@pytest.fixture
def known(maya: Client) -> Client:
    """Maya with a confirmed address and a recovery code; sol has neither, and is a member too."""
    with_address(maya)
    opened = open_vault_of(maya)
    assert accept_code(opened.vault, opened.data_keys, offer_code(opened.vault, opened.data_keys))
    return maya


type Answered = tuple[int, list[tuple[str, str]], str, list[str]]


def answered(client: Client, address: str, form: dict[str, Any], *, hide: str) -> Answered:
    """Status, headers, words and the statements of one request, with what was typed taken out."""
    with CaptureQueriesContext(connection) as queries:
        answer = client.post(address, form)
        mails()
    headers = sorted((k, v) for k, v in answer.headers.items() if k not in FRESH)
    words = TOKEN.sub("", answer.content.decode()).replace(hide, "")
    statements = [each["sql"].split()[0] for each in queries]
    return answer.status_code, headers, words, statements


def alike(address: str, forms: dict[str, dict[str, Any]], who: Callable[[], Client]) -> Answered:
    """The one answer that all of them get; the first look of a process is none of them."""
    who().post(address, next(iter(forms.values())))
    found = [answered(who(), address, form, hide=hide) for hide, form in forms.items()]
    for other in found[1:]:
        for one, two in zip(found[0], other, strict=True):
            assert one == two
    return found[0]


def test_sign_in_is_alike_for_a_member_and_for_nobody(known: Client) -> None:
    forms = {name: {"login": name, "password": "not it at all"} for name in ("maya", "nemora")}
    assert alike("/account/sign-in/", forms, Client)[0] == 422


def test_recovery_is_alike_with_a_code_without_one_and_for_nobody(
    known: Client, sol: Client
) -> None:
    code = as_text(new_code())
    forms = {name: {"username": name, "code": code} for name in ("maya", "sol", "nemora")}
    assert alike(RECOVER, forms, Client)[0] == 422


def test_asking_for_a_reset_is_alike_for_an_account_and_for_none(known: Client) -> None:
    forms = {address: {"email": address} for address in (ADDRESS, UNKNOWN)}
    assert alike("/account/forgotten/email/", forms, Client)[0] == 303


def test_confirming_an_address_is_alike_where_another_account_has_it(
    known: Client, sol: Client
) -> None:
    sent: list[str] = []

    def with_password() -> Client:
        sent.append("")
        return sol

    forms = {
        address: {"email": address, "own_password": PASSWORD} for address in (ADDRESS, UNKNOWN)
    }
    before = len(mails())
    status, _headers, words, _statements = alike("/account/email/", forms, with_password)
    assert status == 200
    assert ADDRESS not in words
    assert len(mails()) == before + 3, "each address gets a mail, the known one another"
    assert len(mail.outbox[-1].body) != len(mail.outbox[-2].body)


def test_sign_up_asks_for_no_address_so_it_tells_of_none(known: Client) -> None:
    page = Client().get("/account/sign-up/").content.decode()
    assert 'type="email"' not in page
    form = {"username": "tern", "password1": PASSWORD, "is_adult": "on", "understands": "on"}
    assert Client().post("/account/sign-up/", {**form, "email": ADDRESS}).status_code == 303
    assert not User.objects.get(username="tern").email
    sign_in(Client(), "tern")
