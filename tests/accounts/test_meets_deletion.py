"""A sign-in ends, or an account is deleted, while its owner goes in or saves elsewhere."""

from collections.abc import Callable
from threading import Thread
from typing import Any

import pytest
from django.db import connection
from django.test import Client

from apps.accounts.deletion import delete_member
from apps.accounts.models import SignIn, User
from apps.vault import keyslots
from apps.vault.models import UnlockedSession, Vault
from apps.vault.unlocking import unlock as unlocking
from tests.accounts.account_pages import SIGN_IN, Answer
from tests.factories import PASSWORD, make_member, sign_in
from tests.journal.entry_samples import sent

pytestmark = pytest.mark.django_db(transaction=True)
WORDS = "Nothing but the gulls, and him."
UNLOCK, NEW = "/vault/unlock/", "/journal/new/"
LONGEST = 30  # seconds; one try takes a part of one


@pytest.fixture
def closed() -> Client:
    make_member("maya")
    client = sign_in(Client(), "maya")
    client.post("/vault/lock/")
    return client


def everywhere(user: User) -> None:
    user.sign_ins.all().delete()


FORMS: dict[str, tuple[str, dict[str, Any]]] = {
    "unlock": (UNLOCK, {"password": PASSWORD}),
    "save, closed": (NEW, sent(body=WORDS, vault_password=PASSWORD)),
    "sign in": (SIGN_IN, {"login": "maya", "password": PASSWORD}),
    "save, signed out": (NEW, sent(body=WORDS, sign_in_name="maya", sign_in_password=PASSWORD)),
}
SIGNED_IN = ("unlock", "save, closed")
# A sign-in of this very moment is not among those that end.
CASES = [
    *((form_name, "the account is deleted") for form_name in FORMS),
    *((form_name, "the sign-ins end") for form_name in SIGNED_IN),
]
MOMENTS = {
    "before it opens": (keyslots, "unwrap_with_password"),
    "while it opens": (unlocking, "rotate_token"),
    "after it opened": (unlocking, "after_unlock"),
}


@pytest.mark.parametrize("moment", MOMENTS)
@pytest.mark.parametrize(("form_name", "event"), CASES)
def test_it_ends_calmly_and_no_word_is_lost(
    closed: Client,
    form_name: str,
    event: str,
    moment: str,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    address, form = FORMS[form_name]
    ends = everywhere if event == "the sign-ins end" else delete_member
    module, name = MOMENTS[moment]
    goes_on = getattr(module, name)

    def overtaken(*given: Any) -> Any:
        result = goes_on(*given)
        ends(User.objects.get())
        return result

    monkeypatch.setattr(module, name, overtaken)
    client = closed if form_name in SIGNED_IN else Client()
    answer = in_time(lambda: client.post(address, form))
    assert answer.status_code in {302, 303, 403, 409, 422}
    if answer.status_code != 303 and address == NEW:
        assert WORDS in answer.content.decode()
    if answer.status_code == 403:
        assert 'name="sign_in_name"' in answer.content.decode()
    assert not SignIn.objects.exclude(user=None).exists()
    assert client.get("/account/").status_code == 302
    if ends is delete_member:
        assert not (Vault.objects.exists() or UnlockedSession.objects.exists())


def in_time(step: Callable[[], Answer]) -> Answer:
    """What a step answers, in a thread of its own: one without an end is a failure."""
    answers: list[Answer] = []

    def run() -> None:
        try:
            answers.append(step())
        finally:
            connection.close()

    thread = Thread(target=run, daemon=True)
    thread.start()
    thread.join(LONGEST)
    assert answers, "it never ended, or was an error"
    return answers[0]
