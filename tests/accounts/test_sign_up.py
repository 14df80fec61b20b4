"""A new account is a name, a password and a sealed place; nothing about a person."""

import pytest
from django.test import Client

from apps.accounts.models import SignIn, User
from apps.accounts.rate_limits import SCORING_LIMIT, SIGN_UP_LIMIT
from apps.vault.crypto import kdf_limit
from apps.vault.models import KeySlot, UnlockedSession, Vault
from tests.accounts.account_pages import describes, words_of
from tests.factories import PASSWORD, make_member, open_vault_of, sign_in

SIGN_UP = "/account/sign-up/"
FIELDS = {
    "username": "tern",
    "password1": PASSWORD,
    "is_adult": "on",
    "understands": "on",
}
pytestmark = pytest.mark.django_db


def test_signing_up_makes_a_member_with_an_open_vault_and_offers_the_code(
    visitor: Client,
) -> None:
    response = visitor.post(SIGN_UP, FIELDS)
    assert response.status_code == 303
    assert response["Location"] == "/vault/recovery/"
    assert open_vault_of(visitor).vault.user.username == "tern"
    assert KeySlot.objects.get().kind == KeySlot.Kind.PASSWORD
    assert visitor.get("/vault/recovery/").status_code == 200


def test_the_password_of_sign_up_signs_in_later(visitor: Client) -> None:
    visitor.post(SIGN_UP, FIELDS)
    kept = open_vault_of(visitor).data_keys
    assert open_vault_of(sign_in(Client(), "tern")).data_keys == kept


def test_no_email_is_asked_for_and_none_that_is_sent_is_kept(visitor: Client) -> None:
    assert "email" not in visitor.get(SIGN_UP).content.decode()
    visitor.post(SIGN_UP, {**FIELDS, "email": "tern@example.org"})
    assert User.objects.get(username="tern").email == ""


def test_an_account_that_has_an_address_keeps_it(maya: Client) -> None:
    User.objects.update(email="maya@example.org")
    new = "another grey heron stands there"
    changed = {"oldpassword": PASSWORD, "password1": new}
    assert maya.post("/account/password/", changed).status_code == 303
    assert User.objects.get(username="maya").email == "maya@example.org"


@pytest.mark.parametrize(
    ("password", "reason"),
    [
        ("harbour1", "8 characters so far; it needs at least 12."),
        ("x" * 129, "longer than 128 characters"),
        ("1234567890123", "too common"),
        ("passwordpassword", "A guessing program would find this one soon."),
        ("qwertyuiop[]asdf", "A guessing program would find this one soon."),
        ("grey.heron.reeds7", "too similar to the user name"),
    ],
)
def test_a_weak_password_is_refused_with_its_reason_and_the_name_stays(
    visitor: Client, password: str, reason: str
) -> None:
    name = "grey.heron.reeds" if "similar" in reason else "tern"
    response = visitor.post(SIGN_UP, {**FIELDS, "username": name, "password1": password})
    assert response.status_code == 422
    assert describes(response, "password1", reason)
    page = response.content.decode()
    assert f'value="{name}"' in page
    assert f'value="{password}"' not in page
    assert User.objects.count() == 0


@pytest.mark.parametrize(
    "password",
    [PASSWORD, " spaces at both ends ", "ein Möwenschrei über Ebbe", "🐦 gull 潮 tide ok"],
)
def test_any_characters_are_taken_unaltered(visitor: Client, password: str) -> None:
    assert visitor.post(SIGN_UP, {**FIELDS, "password1": password}).status_code == 303
    sign_in(Client(), "tern", password=password)
    refused = Client().post("/account/sign-in/", {"login": "tern", "password": f"{password} "})
    assert refused.status_code == 422


@pytest.mark.parametrize("name", ["tern", "TERN", "Tern", "ｔｅｒｎ"])
def test_a_name_that_is_taken_is_said_to_be_taken_in_any_case(visitor: Client, name: str) -> None:
    make_member("tern")
    response = visitor.post(SIGN_UP, {**FIELDS, "username": name})
    assert describes(response, "username", "That user name is taken.")
    assert User.objects.count() == 1


def test_a_name_that_was_taken_a_moment_ago_is_said_to_be_taken(
    visitor: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Two forms of the same second: the first check passes, the database has the last word."""
    make_member("tern")
    nobody = User.objects.none()
    monkeypatch.setattr("apps.accounts.models.users.UserManager.named", lambda *_: nobody)
    response = visitor.post(SIGN_UP, FIELDS)
    assert response.status_code == 422
    assert describes(response, "username", "That user name is taken.")
    assert SignIn.objects.count() == 0


def test_a_name_with_spaces_is_refused_in_plain_words(visitor: Client) -> None:
    response = visitor.post(SIGN_UP, {**FIELDS, "username": "a tern"})
    assert describes(response, "username", "no spaces")


@pytest.mark.parametrize("name", ["t" * 65, "ﬃ" * 40, "ﷺ" * 64], ids=["typed", "ffi", "phrase"])
def test_a_name_that_is_too_long_is_refused_however_it_is_written(
    visitor: Client, name: str
) -> None:
    response = visitor.post(SIGN_UP, {**FIELDS, "username": name})
    assert response.status_code == 422
    assert describes(response, "username", "A user name has room for 64 characters.")
    assert User.objects.count() == 0


def test_a_name_of_64_characters_is_taken(visitor: Client) -> None:
    assert visitor.post(SIGN_UP, {**FIELDS, "username": "t" * 64}).status_code == 303
    sign_in(Client(), "t" * 64)


@pytest.mark.parametrize("box", ["is_adult", "understands"])
def test_both_boxes_must_be_ticked(visitor: Client, box: str) -> None:
    response = visitor.post(SIGN_UP, {**FIELDS, box: ""})
    assert response.status_code == 422
    assert User.objects.count() == 0


def test_asking_for_names_is_limited(visitor: Client) -> None:
    make_member("tern")
    for _ in range(SIGN_UP_LIMIT.most):
        assert visitor.post(SIGN_UP, FIELDS).status_code == 422
    assert visitor.post(SIGN_UP, FIELDS).status_code == 429
    free = visitor.post(SIGN_UP, {**FIELDS, "username": "gull"})
    assert free.status_code == 429


def test_slips_of_the_password_are_not_counted_as_asking(visitor: Client) -> None:
    for _ in range(SIGN_UP_LIMIT.most + 2):
        visitor.post(SIGN_UP, {**FIELDS, "password1": "short"})
    assert visitor.post(SIGN_UP, FIELDS).status_code == 303


def test_passwords_are_judged_only_so_often_for_a_network(visitor: Client) -> None:
    for _ in range(SCORING_LIMIT.most):
        assert visitor.post(SIGN_UP, {**FIELDS, "password1": "short"}).status_code == 422
    response = visitor.post(SIGN_UP, FIELDS)
    assert response.status_code == 429
    assert int(response["Retry-After"]) > 0
    elsewhere = Client(REMOTE_ADDR="198.51.100.7")
    assert elsewhere.post(SIGN_UP, FIELDS).status_code == 303


def test_a_busy_server_makes_all_of_it_or_nothing(
    visitor: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    def busy(*_: object, **__: object) -> None:
        raise kdf_limit.DerivationsBusy

    monkeypatch.setattr("apps.accounts.views.first_vault", busy)
    response = visitor.post(SIGN_UP, FIELDS)
    assert response.status_code == 429
    assert "Retry-After" in response.headers
    assert [model.objects.count() for model in (User, Vault, SignIn, UnlockedSession)] == [
        0,
        0,
        0,
        0,
    ]
    assert visitor.get("/account/").status_code == 302
    monkeypatch.undo()
    assert visitor.post(SIGN_UP, FIELDS).status_code == 303


def test_fields_that_the_form_does_not_have_change_nothing(visitor: Client) -> None:
    visitor.post(SIGN_UP, {**FIELDS, "is_staff": "on", "is_superuser": "on", "id": "1"})
    user = User.objects.get()
    assert not user.is_staff
    assert not user.is_superuser


def test_the_page_says_what_is_kept_and_what_it_rests_on(visitor: Client) -> None:
    page = words_of(visitor.get(SIGN_UP))
    assert "Our database, our backups and our staff cannot open them." in page
    assert "could read what you open" in page
    assert "end-to-end" not in page


def test_somebody_signed_in_is_sent_to_today(maya: Client) -> None:
    assert maya.get(SIGN_UP)["Location"] == "/"
