"""Reset, bring back and a new data key at the Argon2 cost that production has."""

import pytest
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

pytestmark = pytest.mark.django_db


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
