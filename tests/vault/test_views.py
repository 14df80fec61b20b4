"""The pages of the vault: what they say when it is closed, and where they lead."""

import pytest
from django.test import Client

from apps.vault.models import UnlockedSession
from tests.factories import PASSWORD

UNLOCK = "/vault/unlock/"
pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    "outside",
    [
        "https://elsewhere.example/",
        "//elsewhere.example/",
        "/\\elsewhere.example/",
        "javascript:alert(1)",
        "elsewhere",
        "\\\\elsewhere.example",
        "/\t/elsewhere.example",
    ],
)
def test_opening_leads_to_no_other_site(maya: Client, outside: str) -> None:
    response = maya.post(UNLOCK, {"password": PASSWORD, "next": outside})
    assert response["Location"] == "/"
    maya.post("/vault/lock/")
    page = maya.get(UNLOCK, {"next": outside}).content.decode()
    assert "elsewhere" not in page[page.index("<main") : page.index("</main>")]


def test_opening_leads_back_to_where_somebody_was(maya: Client) -> None:
    maya.post("/vault/lock/")
    assert (
        'value="/journal/trash/"' in maya.get(UNLOCK, {"next": "/journal/trash/"}).content.decode()
    )
    response = maya.post(UNLOCK, {"password": PASSWORD, "next": "/journal/trash/"})
    assert response["Location"] == "/journal/trash/"


def test_htmx_gets_a_full_load_after_opening(maya: Client) -> None:
    response = maya.post(UNLOCK, {"password": PASSWORD}, headers={"HX-Request": "true"})
    assert response["HX-Redirect"] == "/"


def test_an_empty_password_is_asked_for_and_is_no_try(maya: Client) -> None:
    for _ in range(12):
        response = maya.post(UNLOCK, {"password": ""})
        assert response.status_code == 422
    assert "Type your password to unlock the journal." in response.content.decode()


def test_a_password_is_taken_as_it_was_typed(maya: Client) -> None:
    assert maya.post(UNLOCK, {"password": f" {PASSWORD}"}).status_code == 422


def test_the_closed_page_promises_no_more_than_is_true(maya: Client) -> None:
    maya.post("/vault/lock/")
    page = maya.get(UNLOCK).content.decode()
    assert "The one you sign in with." in page
    assert 'href="/account/forgotten/"' in page
    assert "After ten tries in fifteen minutes there is a pause." in page
    for untrue in ("end-to-end", "on this device", "passphrase", "no limit"):
        assert untrue not in page


def test_the_password_field_is_for_a_password_manager(maya: Client) -> None:
    maya.post("/vault/lock/")
    page = maya.get(UNLOCK).content.decode()
    assert 'autocomplete="current-password"' in page
    assert 'value="maya" autocomplete="username"' in page


def test_lock_leads_to_the_closed_page(maya: Client) -> None:
    assert maya.post("/vault/lock/")["Location"] == UNLOCK
    assert UnlockedSession.objects.count() == 0


def test_locking_a_locked_vault_is_harmless(maya: Client) -> None:
    maya.post("/vault/lock/")
    assert maya.post("/vault/lock/").status_code == 303


@pytest.mark.parametrize("method", ["put", "delete", "patch"])
@pytest.mark.parametrize("address", [UNLOCK, "/vault/lock/", "/vault/recovery/"])
def test_other_methods_are_refused(maya: Client, method: str, address: str) -> None:
    assert getattr(maya, method)(address).status_code == 405
    assert UnlockedSession.objects.count() == 1


def test_looking_changes_nothing(maya: Client) -> None:
    before = list(UnlockedSession.objects.values())
    for address in (UNLOCK, "/vault/recovery/", "/account/", "/account/sign-out/"):
        assert maya.get(address).status_code in {200, 303}
    assert list(UnlockedSession.objects.values()) == before
