"""One password in its Unicode forms: macOS and Windows send the same letters differently."""

import unicodedata

import pytest
from django.test import Client

from apps.accounts.models import User
from apps.common.text.password_forms import forms_of
from apps.vault import keyslots
from apps.vault.crypto import keys
from apps.vault.models import Vault
from tests.factories import make_member, open_vault_of, sign_in
from tests.journal.entry_samples import a_page, keep

COMPOSED = unicodedata.normalize("NFC", "grüne Möwe über Åland")
DECOMPOSED = unicodedata.normalize("NFD", COMPOSED)


def test_a_password_of_plain_letters_has_one_form() -> None:
    assert forms_of("harbour tern") == ("harbour tern",)
    assert forms_of(COMPOSED) == (COMPOSED, DECOMPOSED)
    assert forms_of(DECOMPOSED) == (COMPOSED, DECOMPOSED)


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("chosen", "typed"), [(COMPOSED, DECOMPOSED), (DECOMPOSED, COMPOSED), (COMPOSED, COMPOSED)]
)
def test_either_form_signs_in_and_opens_the_same_journal(chosen: str, typed: str) -> None:
    make_member("maya", password=chosen)
    first = sign_in(Client(), "maya", password=chosen)
    keep(first, a_page("Still here."))
    second = sign_in(Client(), "maya", password=typed)
    assert open_vault_of(second).id == open_vault_of(first).id
    assert "Still here." in second.get("/journal/").content.decode()
    second.post("/vault/lock/")
    assert second.post("/vault/unlock/", {"password": typed}).status_code in {302, 303}


@pytest.mark.django_db
@pytest.mark.parametrize("typed", [COMPOSED, DECOMPOSED])
def test_a_slot_and_a_hash_of_before_open_as_well(
    monkeypatch: pytest.MonkeyPatch, typed: str
) -> None:
    """Both were made of the password as it was typed, here decomposed."""
    monkeypatch.setattr(keyslots, "composed", str)
    monkeypatch.setattr("apps.accounts.models.users.composed", str)
    make_member("maya", password=DECOMPOSED)
    sign_in(Client(), "maya", password=DECOMPOSED)
    monkeypatch.undo()
    assert User.objects.get().check_password(typed)
    assert keyslots.unwrap_with_password(Vault.objects.get(), typed)


@pytest.mark.django_db
def test_another_password_opens_nothing() -> None:
    make_member("maya", password=COMPOSED)
    sign_in(Client(), "maya", password=COMPOSED)
    assert not User.objects.get().check_password(COMPOSED.replace("ü", "u"))
    with pytest.raises(keys.WrongKey):
        keyslots.unwrap_with_password(Vault.objects.get(), COMPOSED.replace("ü", "u"))
