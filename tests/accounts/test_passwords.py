"""The rules for new passwords, and the cost of the one derivation."""

import hashlib
from types import SimpleNamespace

import pytest
from django.core.exceptions import ValidationError
from django.test import Client
from hypothesis import given
from hypothesis import strategies as st

from apps.accounts.models import User
from apps.accounts.passwords.leaked import FILE, BloomFilter, is_leaked
from apps.accounts.passwords.validators import (
    GuessableValidator,
    LeakedValidator,
    LengthValidator,
)
from apps.vault import keyslots
from apps.vault.crypto import keys, password_derivation
from tests.accounts.account_pages import describes
from tests.factories import PASSWORD

OWASP_FLOOR = keys.Argon2Parameters(memory_kib=19 * 1024, iterations=2, lanes=1)


def test_the_derivation_costs_more_than_the_floor() -> None:
    assert keys.Argon2Parameters().at_least(OWASP_FLOOR)


@pytest.mark.django_db
def test_a_new_hash_and_a_new_slot_have_the_full_cost(
    monkeypatch: pytest.MonkeyPatch, maya_user: User
) -> None:
    monkeypatch.setattr(password_derivation, "Argon2Parameters", keys.Argon2Parameters)
    maya_user.set_password(PASSWORD)
    maya_user.save()
    vault, data_keys = keyslots.make_vault(maya_user, password=PASSWORD)
    slot = vault.slots.get()
    assert (slot.memory_kib, slot.iterations, slot.lanes) == (102400, 2, 4)
    assert maya_user.password.startswith("argon2id-pepper$m=102400,t=2,p=4$1$")
    assert keyslots.unwrap_with_password(vault, PASSWORD) == data_keys
    assert not maya_user.check_password(f"{PASSWORD} ")


@pytest.mark.parametrize("length", [12, 128])
def test_twelve_to_a_hundred_and_twenty_eight_characters_are_taken(length: int) -> None:
    LengthValidator().validate("å" * length)


@pytest.mark.parametrize("length", [0, 11, 129, 100_000])
def test_other_lengths_are_refused(length: int) -> None:
    with pytest.raises(ValidationError):
        LengthValidator().validate("å" * length)


@pytest.mark.parametrize(
    "password",
    ["leewayleeway12", "maya1990maya1990", "aaaaaaaaaaaaaa", "abcdefghijklmn", "iloveyou2026!"],
)
def test_what_a_program_tries_first_is_refused(password: str) -> None:
    with pytest.raises(ValidationError, match="guessing program"):
        GuessableValidator().validate(password, SimpleNamespace(username="maya"))


@pytest.mark.parametrize(
    "password", [PASSWORD, "correct horse battery staple", "Zw3i Möwen & 1 Boot", "tiQ9#vLp2$xRm"]
)
def test_a_few_unrelated_words_are_enough(password: str) -> None:
    GuessableValidator().validate(password, SimpleNamespace(username="maya"))


@pytest.mark.parametrize("password", ["#tkn*Iq)9Ixy", "#TKN*iq)9IXY", "01041993koto"])
def test_a_password_that_leaked_is_refused(password: str) -> None:
    with pytest.raises(ValidationError, match="leaked somewhere else"):
        LeakedValidator().validate(password)


def test_the_list_refuses_hardly_any_other_password() -> None:
    """One in 10,000 by mistake; of 2,000 made-up ones two would be rare, and five are a fault."""
    made_up = (hashlib.sha256(str(number).encode()).hexdigest()[:20] for number in range(2000))
    assert sum(is_leaked(each) for each in made_up) < 5
    assert not is_leaked(PASSWORD)
    assert FILE.stat().st_size < 4_000_000


@given(st.sets(st.text(min_size=12), min_size=1, max_size=30))
def test_a_filter_misses_nothing_that_was_put_in(values: set[str]) -> None:
    kept = BloomFilter(BloomFilter.of(values).to_bytes())
    assert all(value in kept for value in values)


@pytest.mark.django_db
def test_a_leaked_password_is_refused_at_sign_up_and_change_beside_its_field(
    visitor: Client, maya: Client
) -> None:
    leaked = "#tkn*Iq)9Ixy"
    form = {"username": "tern", "password1": leaked, "is_adult": "on", "understands": "on"}
    changed = {"oldpassword": PASSWORD, "password1": leaked}
    for client, address, fields in (
        (visitor, "/account/sign-up/", form),
        (maya, "/account/password/", changed),
    ):
        answer = client.post(address, fields)
        assert answer.status_code == 422
        assert describes(answer, "password1", "has leaked somewhere else")


@pytest.mark.parametrize("repeated", ["a", "maya1990", "password", "1234567890", "qwerty"])
def test_length_alone_is_not_enough(repeated: str) -> None:
    with pytest.raises(ValidationError, match="guessing program"):
        GuessableValidator().validate((repeated * 128)[:128], SimpleNamespace(username="maya"))


def test_a_very_long_password_is_judged_at_once() -> None:
    GuessableValidator().validate("harbour tern velvet ladder " * 2000, None)


def test_what_is_dear_to_score_is_scored_only_in_part(monkeypatch: pytest.MonkeyPatch) -> None:
    """Each character that may stand for a letter doubles the readings: 72 of them took 5 s."""
    scored: list[str] = []

    def counted(password: str, **_: object) -> dict[str, int]:
        scored.append(password)
        return {"score": 4}

    monkeypatch.setattr("apps.accounts.passwords.validators.zxcvbn", counted)
    GuessableValidator().validate("4@8({[<369!1|7$5+2%" * 4, None)
    assert [len(password) for password in scored] == [24]
