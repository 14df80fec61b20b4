"""At the Argon2 cost that production has: how often each way in derives, reset, a new data key."""

import time
from collections.abc import Callable
from typing import Any

import pytest
from argon2 import low_level
from django.test import Client

from apps.accounts.models import User
from apps.vault.crypto import keys, password_derivation
from apps.vault.crypto.sign_in_hash import SignInHash
from apps.vault.models import KeySlot, Vault
from tests.accounts.test_email_address import with_address
from tests.accounts.test_locked_journal import BACK, shows_the_page
from tests.accounts.test_reset import NEW, ask, reset
from tests.factories import PASSWORD, open_vault_of, sign_in
from tests.sample_objects import write_entry

TURNS = 3
# What a sign-in may take of its one derivation, in processor time, which a busy machine does not
# stretch as it does the clock. It takes 1.2; a second derivation makes it 2.2.
MOST = 1.8
SIGN_IN = "/account/sign-in/"
pytestmark = pytest.mark.django_db


class CountedArgon2:
    """The C library of Argon2, whose computations are counted, whoever asks for them."""

    def __init__(self, library: Any) -> None:
        self.library, self.count = library, 0

    def __getattr__(self, name: str) -> Any:
        self.count += name in {"argon2_hash", "argon2_verify", "argon2_ctx"}
        return getattr(self.library, name)


@pytest.fixture
def argon2(monkeypatch: pytest.MonkeyPatch) -> CountedArgon2:
    counted = CountedArgon2(low_level.lib)  # type: ignore[attr-defined]
    monkeypatch.setattr(low_level, "lib", counted)
    monkeypatch.setattr(password_derivation, "Argon2Parameters", keys.Argon2Parameters)
    return counted


def cost(ask: Callable[[], object]) -> float:
    """Seconds of processor time that this process takes, lanes and all."""
    began = time.process_time()
    ask()
    return time.process_time() - began


def test_every_way_in_derives_once_and_a_sign_in_costs_hardly_more(argon2: CountedArgon2) -> None:
    here = Client()

    def derivations(path: str, status: int, client: Client, **form: str) -> int:
        before = argon2.count
        assert client.post(path, form).status_code == status
        return argon2.count - before

    new = {"username": "maya", "password1": PASSWORD, "is_adult": "on", "understands": "on"}
    assert derivations("/account/sign-up/", 303, here, **new) == 1
    assert derivations("/vault/unlock/", 303, here, password=PASSWORD) == 1
    assert derivations("/vault/unlock/", 422, here, password="not it") == 1
    for name in ("maya", "nobody"):
        assert derivations(SIGN_IN, 422, Client(), login=name, password="not it") == 1

    def sign_in_now() -> None:
        assert derivations(SIGN_IN, 302, Client(), login="maya", password=PASSWORD) == 1

    def derive() -> None:
        keys.stretched_password(PASSWORD, salt=bytes(16), parameters=keys.Argon2Parameters())

    took = [(cost(sign_in_now), cost(derive)) for _ in range(TURNS)]
    whole, bare = (min(each) for each in zip(*took, strict=True))
    assert whole < MOST * bare, took
    both = {"oldpassword": PASSWORD, "password1": NEW}
    assert derivations("/account/password/", 303, here, **both) == 2


def test_reset_bring_back_and_new_key_work_at_the_real_cost(
    maya: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    with_address(maya)
    write_entry(open_vault_of(maya))
    token = ask()
    monkeypatch.setattr(password_derivation, "Argon2Parameters", keys.Argon2Parameters)
    assert reset(token) == 303
    again = Client()
    again.post("/account/sign-in/", {"login": "maya", "password": NEW})
    form = {"vault": str(Vault.objects.get().id), "earlier": PASSWORD, "code": "", "password": NEW}
    assert again.post(BACK, form).status_code == 303
    assert shows_the_page(again)
    assert again.post("/vault/new-key/begin/", {"password": NEW}).status_code == 303
    while Vault.objects.get().older_keys is not None:
        assert again.post("/vault/new-key/").status_code == 303
    slot, hashed = KeySlot.objects.password().get(), SignInHash.read(User.objects.get().password)
    assert hashed.parameters == keys.Argon2Parameters()
    assert (slot.memory_kib, slot.iterations, slot.lanes) == (102400, 2, 4)
    assert shows_the_page(sign_in(Client(), "maya", password=NEW))
