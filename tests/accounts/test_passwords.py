"""One password, two derivations: the sign-in hash and the journal's key cost about the same."""

from types import SimpleNamespace

import pytest
from django.contrib.auth.hashers import Argon2PasswordHasher
from django.core.exceptions import ValidationError
from django.utils.module_loading import import_string
from pytest_django import Settings

from apps.accounts.models import User
from apps.accounts.passwords.validators import GuessableValidator, LengthValidator
from apps.vault import keyslots
from apps.vault.crypto import keys
from config import settings as loaded
from tests.factories import PASSWORD, make_member

OWASP_FLOOR = keys.Argon2Parameters(memory_kib=19 * 1024, iterations=2, lanes=1)


def sign_in_cost() -> keys.Argon2Parameters:
    hasher = import_string(loaded.PASSWORD_HASHERS[0])()
    assert isinstance(hasher, Argon2PasswordHasher)
    cost = hasher.params()
    return keys.Argon2Parameters(
        memory_kib=cost.memory_cost, iterations=cost.time_cost, lanes=cost.parallelism
    )


def test_both_derivations_cost_more_than_the_floor() -> None:
    assert sign_in_cost().at_least(OWASP_FLOOR)
    assert keys.Argon2Parameters().at_least(OWASP_FLOOR)


def test_neither_derivation_is_the_cheap_one_to_guess_at() -> None:
    slot, hashed = keys.Argon2Parameters(), sign_in_cost()
    work = [cost.memory_kib * cost.iterations for cost in (slot, hashed)]
    assert min(work) / max(work) > 0.9


@pytest.mark.django_db
def test_a_new_journal_is_wrapped_at_the_full_cost(
    monkeypatch: pytest.MonkeyPatch, maya_user: User
) -> None:
    monkeypatch.setattr(keyslots, "Argon2Parameters", keys.Argon2Parameters)
    vault, data_keys = keyslots.make_vault(maya_user, password=PASSWORD)
    slot = vault.slots.get()
    assert (slot.memory_kib, slot.iterations, slot.lanes) == (65536, 3, 4)
    assert keyslots.unwrap_with_password(vault, PASSWORD) == data_keys


@pytest.mark.django_db
def test_a_new_member_has_an_argon2_hash(settings: Settings) -> None:
    settings.PASSWORD_HASHERS = loaded.PASSWORD_HASHERS
    member = make_member("maya")
    assert member.password.startswith("argon2$argon2id$")
    assert member.check_password(PASSWORD)
    assert not member.check_password(f"{PASSWORD} ")


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
