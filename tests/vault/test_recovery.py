"""A code is shown until it is typed back; the old one dies only when the new one is kept."""

import re
from threading import Barrier, Thread
from typing import Any

import pytest
from django.db import connection
from django.test import Client

from apps.vault import keyslots
from apps.vault.crypto.keys import WrongKey
from apps.vault.crypto.recovery_code import RecoveryCode
from apps.vault.key_changes import recovery_codes
from apps.vault.models import KeySlot, Vault
from tests.accounts.account_pages import describes
from tests.factories import PASSWORD, open_vault_of, sign_in

PAGE = "/vault/recovery/"
PROOF = "/vault/recovery/proof/"
CHOICE = "/vault/recovery/choice/"
GROUP = re.compile(r"<li>([0-9A-Z]{4})</li>")
CHECK = re.compile(r"<li>([0-9A-Z])</li>")
pytestmark = pytest.mark.django_db


def shown_code(response: Any) -> RecoveryCode | None:
    """The code that a page shows, read as a person would read it."""
    page = response.content.decode()
    groups = GROUP.findall(page)
    return RecoveryCode.parse(" ".join(groups + CHECK.findall(page))) if groups else None


def make_code(client: Client) -> RecoveryCode:
    assert client.post(PAGE).status_code == 303
    code = shown_code(client.get(PAGE))
    assert code is not None
    return code


def prove(client: Client, code: RecoveryCode) -> Any:
    return client.post(PROOF, {"first": code.groups[2], "second": code.groups[5]})


def opens(code: RecoveryCode) -> bool:
    try:
        keyslots.unwrap_with_code(Vault.objects.get(), code)
    except (keyslots.NoVault, WrongKey):
        return False
    return True


def test_somebody_new_has_three_choices_and_no_code_yet(maya: Client) -> None:
    page = maya.get(PAGE).content.decode()
    for words in ("Make my recovery code", "Later", "I go without"):
        assert words in page
    assert KeySlot.objects.filter(kind=KeySlot.Kind.RECOVERY).count() == 0


def test_a_new_code_is_shown_whole_with_its_check_character(maya: Client) -> None:
    code = make_code(maya)
    assert len(code.groups) == 8
    assert not opens(code)


def test_the_code_is_shown_until_two_groups_are_typed_back_and_never_again(maya: Client) -> None:
    code = make_code(maya)
    assert shown_code(maya.get(PAGE)) == code
    response = prove(maya, code)
    assert (response.status_code, response["Location"]) == (303, "/")
    page = maya.get(PAGE)
    assert shown_code(page) is None
    assert "Make a new code" in page.content.decode()
    assert opens(code)


def test_a_code_that_waits_is_shown_again_after_another_sign_in(maya: Client) -> None:
    code = make_code(maya)
    maya.post("/account/sign-out/")
    assert shown_code(sign_in(Client(), "maya").get(PAGE)) == code


def test_the_groups_may_be_typed_with_small_letters_and_spaces(maya: Client) -> None:
    code = make_code(maya)
    typed = {"first": f" {code.groups[2].lower()} ", "second": "-".join(code.groups[5])}
    assert maya.post(PROOF, typed).status_code == 303
    assert opens(code)


def test_a_slip_is_said_beside_its_field_with_the_code_still_shown(maya: Client) -> None:
    code = make_code(maya)
    response = maya.post(PROOF, {"first": code.groups[3], "second": code.groups[5]})
    assert response.status_code == 422
    assert describes(response, "first", "That is not group 3.")
    assert not describes(response, "second", "")
    assert f'value="{code.groups[5]}"' in response.content.decode()
    assert shown_code(response) == code
    assert not opens(code)
    assert prove(maya, code).status_code == 303


def test_empty_groups_prove_nothing(maya: Client) -> None:
    code = make_code(maya)
    response = maya.post(PROOF, {"first": "", "second": ""})
    assert describes(response, "first", "Type group 3 of the code.")
    assert describes(response, "second", "Type group 6 of the code.")
    assert not opens(code)


def test_the_old_code_works_until_the_new_one_is_typed_back(maya: Client) -> None:
    old = make_code(maya)
    prove(maya, old)
    new = make_code(maya)
    assert opens(old)
    assert not opens(new)
    maya.post(PROOF, {"first": "AAAA", "second": "AAAA"})
    assert opens(old)
    prove(maya, new)
    assert opens(new)
    assert not opens(old)


def test_making_another_code_before_the_proof_replaces_the_one_that_waits(maya: Client) -> None:
    first = make_code(maya)
    second = make_code(maya)
    assert prove(maya, first).status_code == 422
    assert prove(maya, second).status_code == 303
    assert opens(second)
    assert not opens(first)


def test_proving_twice_is_harmless(maya: Client) -> None:
    code = make_code(maya)
    assert prove(maya, code).status_code == 303
    assert prove(maya, code).status_code == 303
    assert opens(code)


def test_a_code_replaced_in_another_tab_meanwhile_is_not_accepted(maya: Client) -> None:
    opened = open_vault_of(maya)
    first = recovery_codes.offer_code(opened.vault, opened.data_keys)
    second = recovery_codes.offer_code(opened.vault, opened.data_keys)
    assert not recovery_codes.accept_code(opened.vault, opened.data_keys, first)
    assert recovery_codes.accept_code(opened.vault, opened.data_keys, second)
    assert not recovery_codes.accept_code(opened.vault, opened.data_keys, second)
    assert opens(second)


@pytest.mark.django_db(transaction=True)
def test_two_clicks_at_once_leave_one_code_that_waits(maya: Client) -> None:
    opened, together = open_vault_of(maya), Barrier(3)

    def click() -> None:
        together.wait()
        recovery_codes.offer_code(opened.vault, opened.data_keys)
        connection.close()

    threads = [Thread(target=click) for _ in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=30)
    assert KeySlot.objects.filter(kind=KeySlot.Kind.RECOVERY).count() == 1
    code = shown_code(maya.get(PAGE))
    assert code is not None
    assert prove(maya, code).status_code == 303


def test_every_code_opens_what_the_password_opens(maya: Client) -> None:
    code = make_code(maya)
    prove(maya, code)
    vault = Vault.objects.get()
    assert keyslots.unwrap_with_code(vault, code) == keyslots.unwrap_with_password(vault, PASSWORD)


def test_the_database_holds_no_code(maya: Client) -> None:
    code = make_code(maya)
    slot = KeySlot.objects.get(kind=KeySlot.Kind.RECOVERY)
    kept = b"".join(
        bytes(value) for value in vars(slot).values() if isinstance(value, bytes | memoryview)
    )
    assert code.secret not in kept
    assert "".join(code.groups).encode() not in kept
    prove(maya, code)
    assert KeySlot.objects.get(kind=KeySlot.Kind.RECOVERY).unproved_code is None


def test_a_damaged_waiting_code_is_not_shown_and_can_be_made_again(maya: Client) -> None:
    make_code(maya)
    slot = KeySlot.objects.get(kind=KeySlot.Kind.RECOVERY)
    assert slot.unproved_code is not None
    bits = bytearray(slot.unproved_code)
    bits[-1] ^= 1
    KeySlot.objects.filter(pk=slot.pk).update(unproved_code=bytes(bits))
    response = maya.get(PAGE)
    assert response.status_code == 200
    assert shown_code(response) is None
    assert "damaged" in response.content.decode()
    assert maya.post(PROOF, {"first": "AAAA", "second": "AAAA"}).status_code == 409
    assert prove(maya, make_code(maya)).status_code == 303


@pytest.mark.parametrize("choice", ["later", "without"])
def test_both_other_choices_are_kept_and_said_and_can_be_changed(maya: Client, choice: str) -> None:
    response = maya.post(CHOICE, {"choice": choice})
    assert response["Location"] == "/"
    assert Vault.objects.get().recovery_choice == choice
    assert "a forgotten password locks your journal for good" in (
        maya.get("/account/").content.decode().replace("A forgotten", "a forgotten")
    )
    prove(maya, make_code(maya))
    assert Vault.objects.get().recovery_choice == "open"
    assert "You have one." in maya.get("/account/").content.decode()


@pytest.mark.parametrize("choice", ["", "open", "anything"])
def test_no_other_choice_is_taken(maya: Client, choice: str) -> None:
    assert maya.post(CHOICE, {"choice": choice})["Location"] == PAGE
    assert Vault.objects.get().recovery_choice == "open"


def test_with_the_vault_closed_nothing_is_made_and_nothing_is_shown(maya: Client) -> None:
    make_code(maya)
    maya.post("/vault/lock/")
    for address in (PAGE, PROOF, CHOICE):
        response = maya.post(address, {"choice": "without", "first": "AAAA", "second": "AAAA"})
        assert response.status_code == 403
        assert "nothing was changed" in response.content.decode()
        assert shown_code(response) is None
    assert maya.get(PAGE).status_code == 303
    assert Vault.objects.get().recovery_choice == "open"


def test_a_member_sees_no_other_members_code(maya: Client, sol: Client) -> None:
    make_code(maya)
    assert shown_code(sol.get(PAGE)) is None


def test_the_printed_sheet_names_neither_the_site_nor_its_purpose(maya: Client) -> None:
    """Everything in the page but the code itself is marked as not for paper."""
    make_code(maya)
    page = maya.get(PAGE).content.decode()
    main = page[page.index("<main") : page.index("</main>")]
    printed = re.sub(r"<(\w+)[^>]*\bno-print\b.*?</\1>", "", main, flags=re.S)
    words = re.sub(r"<[^>]+>", " ", printed).split()
    assert [word for word in words if len(word) == 4] == words[:8]
    assert "Leeway" not in printed
