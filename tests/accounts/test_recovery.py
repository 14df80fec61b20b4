"""A user name and a recovery code open the journal again, under a new password and without mail."""

import re
from copy import deepcopy
from itertools import pairwise

import pytest
from django.contrib.auth.password_validation import UserAttributeSimilarityValidator
from django.test import Client

from apps.accounts.models import SignIn, User
from apps.accounts.passwords import recovery
from apps.accounts.passwords.change import store_new_password
from apps.accounts.rate_limits import CODE_LIMIT, SCORING_LIMIT
from apps.vault.crypto import kdf_limit
from apps.vault.crypto.recovery_code import RecoveryCode, new_code
from apps.vault.key_changes import recovery_codes
from apps.vault.models import KeySlot
from tests.accounts.account_pages import describes, words_of
from tests.factories import PASSWORD, open_vault_of, sign_in
from tests.vault.test_recovery import make_code, opens, prove

RECOVER = "/account/recover/"
NEW = "quiet lantern over shingle"
pytestmark = pytest.mark.django_db


def as_text(code: RecoveryCode) -> str:
    return " ".join([*code.groups, code.check])


@pytest.fixture
def code(maya: Client) -> RecoveryCode:
    """Maya's recovery code, typed back and in use."""
    opened = open_vault_of(maya)
    code = recovery_codes.offer_code(opened.vault, opened.data_keys)
    assert recovery_codes.accept_code(opened.vault, opened.data_keys, code)
    return code


def fields(code: RecoveryCode, /, **other: str) -> dict[str, str]:
    return {"username": "maya", "code": as_text(code), "password1": NEW, **other}


def test_name_and_code_set_a_new_password_that_opens_the_same_journal(
    maya: Client, code: RecoveryCode, visitor: Client
) -> None:
    kept = open_vault_of(maya).data_keys
    response = visitor.post(RECOVER, fields(code))
    assert (response.status_code, response["Location"]) == (303, "/account/recover/done/")
    assert open_vault_of(sign_in(Client(), "maya", password=NEW)).data_keys == kept


def test_one_is_signed_in_by_it_with_the_journal_open_and_the_code_to_be_renewed(
    maya: Client, code: RecoveryCode, visitor: Client
) -> None:
    kept = open_vault_of(maya).data_keys
    done = visitor.post(RECOVER, fields(code))["Location"]
    assert open_vault_of(visitor).data_keys == kept
    assert SignIn.objects.count() == 1
    assert "renew the code you used" in visitor.get(done).content.decode()
    for page in ("/", "/account/"):
        assert "Renew it" in visitor.get(page).content.decode()
    new = make_code(visitor)
    assert opens(code)
    prove(visitor, new)
    assert opens(new)
    assert not opens(code)
    for page in ("/", "/account/"):
        assert "Renew it" not in visitor.get(page).content.decode()


def test_the_password_is_asked_for_when_the_code_was_right(
    code: RecoveryCode, visitor: Client
) -> None:
    """So a slip in the code clears nothing: no password was typed yet."""
    first = visitor.get(RECOVER)
    assert 'name="password1"' not in first.content.decode()
    wrong = visitor.post(RECOVER, {"username": "maya", "code": as_text(new_code())})
    assert wrong.status_code == 422
    assert 'name="password1"' not in wrong.content.decode()
    right = visitor.post(RECOVER, {"username": "maya", "code": as_text(code)})
    assert right.status_code == 200
    assert SignIn.objects.count() == 1  # maya's own
    page = right.content.decode()
    kept = dict(re.findall(r'name="(username|code)" value="([^"]*)"', page))
    assert set(kept) == {"username", "code"}
    weak = visitor.post(RECOVER, {**kept, "password1": "short"})
    assert weak.status_code == 422
    assert describes(weak, "password1", "it needs at least 12")
    assert (
        dict(re.findall(r'name="(username|code)" value="([^"]*)"', weak.content.decode())) == kept
    )
    assert visitor.post(RECOVER, {**kept, "password1": NEW}).status_code == 303


def test_the_forgotten_password_and_every_sign_in_end(
    maya: Client, code: RecoveryCode, visitor: Client
) -> None:
    visitor.post(RECOVER, fields(code))
    assert maya.get("/account/").status_code == 302
    old = Client().post("/account/sign-in/", {"login": "maya", "password": PASSWORD})
    assert old.status_code == 422
    assert KeySlot.objects.filter(kind=KeySlot.Kind.PASSWORD).count() == 1


def test_it_ends_the_sign_in_of_the_same_browser_too(maya: Client, code: RecoveryCode) -> None:
    copied = Client()
    copied.cookies = deepcopy(maya.cookies)
    maya.post(RECOVER, fields(code))
    assert copied.get("/account/").status_code == 302
    assert maya.get("/account/").status_code == 200
    assert SignIn.objects.count() == 1


def test_the_code_goes_on_working_until_another_is_kept(
    code: RecoveryCode, visitor: Client
) -> None:
    visitor.post(RECOVER, fields(code))
    assert visitor.post(RECOVER, fields(code, password1=PASSWORD)).status_code == 303
    sign_in(Client(), "maya")


@pytest.mark.parametrize("changes", [1, 2])
def test_the_code_opens_after_password_changes(
    maya: Client, code: RecoveryCode, visitor: Client, changes: int
) -> None:
    kept = open_vault_of(maya).data_keys
    passwords = [PASSWORD, "seven grey herons wait", "a kettle under the stairs"]
    for old, new in list(pairwise(passwords))[:changes]:
        changed = maya.post("/account/password/", {"oldpassword": old, "password1": new})
        assert changed.status_code == 303
    assert visitor.post(RECOVER, fields(code)).status_code == 303
    assert open_vault_of(sign_in(Client(), "maya", password=NEW)).data_keys == kept


def test_the_code_mends_a_damaged_password_slot(
    maya: Client, code: RecoveryCode, visitor: Client
) -> None:
    kept = open_vault_of(maya).data_keys
    KeySlot.objects.filter(kind=KeySlot.Kind.PASSWORD).update(wrapped=b"gone")
    assert visitor.post(RECOVER, fields(code)).status_code == 303
    assert open_vault_of(sign_in(Client(), "maya", password=NEW)).data_keys == kept


def test_an_unknown_name_a_wrong_code_and_no_code_read_the_same(
    code: RecoveryCode, sol_user: User
) -> None:
    answers = [
        Client().post(RECOVER, fields(new_code(), username=name))
        for name in ("maya", "sol", "nobody")
    ]
    assert {answer.status_code for answer in answers} == {422}
    pages = set()
    for name, answer in zip(("maya", "sol", "nobody"), answers, strict=True):
        assert describes(answer, "code", "This code does not open a journal under that user name.")
        shown = words_of(answer).replace(f'value="{name}"', "")
        pages.add(shown[: shown.index('name="code"')])
    assert len(pages) == 1


@pytest.mark.parametrize(
    ("typed", "reason"),
    [
        ("TERN 4Q7K", "33 characters"),
        ("U" * 33, "in no code"),
        ("A" * 33, "At least one character is not right"),
    ],
)
def test_a_slip_in_the_code_is_named_and_what_was_typed_stays(
    visitor: Client, typed: str, reason: str
) -> None:
    response = visitor.post(
        RECOVER, {"username": "maya", "code": typed, "password1": "harbour tern velvet"}
    )
    assert response.status_code == 422
    assert describes(response, "code", reason)
    assert f">\n{typed}</textarea>" in response.content.decode()
    assert "harbour tern velvet" not in words_of(response)


def test_a_code_that_is_not_proved_yet_opens_nothing(maya: Client, visitor: Client) -> None:
    opened = open_vault_of(maya)
    waiting = recovery_codes.offer_code(opened.vault, opened.data_keys)
    assert visitor.post(RECOVER, fields(waiting)).status_code == 422


def test_the_code_of_another_member_opens_nothing(
    code: RecoveryCode, sol: Client, visitor: Client
) -> None:
    opened = open_vault_of(sol)
    other = recovery_codes.offer_code(opened.vault, opened.data_keys)
    recovery_codes.accept_code(opened.vault, opened.data_keys, other)
    assert visitor.post(RECOVER, fields(other)).status_code == 422
    assert visitor.post(RECOVER, fields(code, username="sol")).status_code == 422


def test_a_weak_new_password_is_refused_before_the_code_is_tried(
    code: RecoveryCode, visitor: Client
) -> None:
    response = visitor.post(RECOVER, fields(code, username="grey.heron", password1="grey.heron12"))
    assert response.status_code == 422
    assert describes(response, "password1", "too similar to the user name")
    assert visitor.post(RECOVER, fields(code, password1="mayamayamaya")).status_code == 422
    sign_in(Client(), "maya")


def test_tries_are_limited_for_a_network_and_slips_are_none(
    code: RecoveryCode, visitor: Client
) -> None:
    for _ in range(CODE_LIMIT.most + 2):
        visitor.post(RECOVER, fields(code, code="A" * 33))
    for _ in range(CODE_LIMIT.most):
        assert visitor.post(RECOVER, fields(new_code())).status_code == 422
    response = visitor.post(RECOVER, fields(code))
    assert response.status_code == 429
    assert int(response["Retry-After"]) > 0
    elsewhere = Client(REMOTE_ADDR="198.51.100.7")
    assert elsewhere.post(RECOVER, fields(code)).status_code == 303


def test_passwords_are_judged_only_so_often_for_a_network(
    code: RecoveryCode, visitor: Client
) -> None:
    for _ in range(SCORING_LIMIT.most):
        assert visitor.post(RECOVER, fields(code, code="A" * 33)).status_code == 422
    response = visitor.post(RECOVER, fields(code))
    assert response.status_code == 429
    assert int(response["Retry-After"]) > 0
    assert visitor.get(RECOVER).status_code == 200
    elsewhere = Client(REMOTE_ADDR="198.51.100.7")
    assert elsewhere.post(RECOVER, fields(code)).status_code == 303


def test_nobody_uses_up_the_tries_of_a_browser_that_signed_in_before(
    maya: Client, code: RecoveryCode
) -> None:
    """The patient partner on the same Wi-Fi, who has a code of the right form."""
    maya.post("/account/sign-out/")
    stranger = Client()
    for _ in range(SCORING_LIMIT.most + 1):
        last = stranger.post(RECOVER, fields(new_code()))
    assert last.status_code == 429
    assert maya.post(RECOVER, fields(code)).status_code == 303


def test_a_password_is_compared_with_no_more_than_a_name_can_be(
    visitor: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    compared: list[str] = []

    def note(_: object, password: str, user: User) -> None:
        compared.append(user.username)

    monkeypatch.setattr(UserAttributeSimilarityValidator, "validate", note)
    response = visitor.post(
        RECOVER, {"username": "ab " * 600_000, "code": "A" * 33, "password1": NEW}
    )
    assert response.status_code == 422
    assert [len(name) for name in compared] == [64]


@pytest.mark.parametrize("at", [0, 3, 20, 60, -1])
def test_a_damaged_code_slot_opens_nothing_and_changes_nothing(
    maya: Client, code: RecoveryCode, visitor: Client, at: int
) -> None:
    slot = KeySlot.objects.get(kind=KeySlot.Kind.RECOVERY)
    bits = bytearray(slot.wrapped)
    bits[at] ^= 1
    KeySlot.objects.filter(pk=slot.pk).update(wrapped=bytes(bits))
    response = visitor.post(RECOVER, fields(code))
    assert response.status_code == 422
    assert describes(response, "code", "damaged")
    sign_in(Client(), "maya")


def test_a_busy_server_changes_nothing(
    code: RecoveryCode, visitor: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    def busy(*_: object, **__: object) -> None:
        raise kdf_limit.DerivationsBusy

    with monkeypatch.context() as patch:
        patch.setattr("apps.vault.keyslots.wrap_for_password", busy)
        assert visitor.post(RECOVER, fields(code)).status_code == 429
    sign_in(Client(), "maya")


def test_a_code_that_is_retired_while_it_is_used_changes_nothing(
    maya: Client, code: RecoveryCode, visitor: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    opened, take = open_vault_of(maya), store_new_password

    def overtaken(user: User, new: str, *, stays: str | None) -> None:
        newer = recovery_codes.offer_code(opened.vault, opened.data_keys)
        assert recovery_codes.accept_code(opened.vault, opened.data_keys, newer)
        take(user, new, stays=stays)

    before = User.objects.get().password
    monkeypatch.setattr(recovery, "store_new_password", overtaken)
    response = visitor.post(RECOVER, fields(code))
    assert response.status_code == 422
    assert "This code does not open a journal" in response.content.decode()
    assert User.objects.get().password == before
    assert sign_in(Client(), "maya")
