"""Logging out ends the sign-in, closes the journal and clears what a browser kept."""

import pytest
from django.test import Client

from apps.accounts.models import SignIn
from apps.vault.models import UnlockedSession
from tests.accounts.account_pages import cookie

LOG_OUT = "/account/sign-out/"
OURS = ("__Host-session", "__Host-csrf", "__Host-jkey", "__Host-quiz")
pytestmark = pytest.mark.django_db


def test_logging_out_deletes_the_sign_in_and_the_sealed_keys(maya: Client) -> None:
    maya.post(LOG_OUT)
    assert SignIn.objects.count() == 0
    assert UnlockedSession.objects.count() == 0


def test_logging_out_clears_the_browser_and_takes_our_cookies_by_name(maya: Client) -> None:
    maya.cookies["__Host-look"] = "dark.l.wide"
    response = maya.post(LOG_OUT)
    assert response.status_code == 303
    assert response["Location"] == "/"
    assert response["Clear-Site-Data"] == '"cache", "storage"'
    assert "no-store" in response["Cache-Control"]
    for name in OURS:
        assert cookie(response, name) == ""
        assert response.cookies[name]["max-age"] == 0
        assert response.cookies[name]["secure"]
    assert "__Host-look" not in response.cookies
    assert maya.cookies["__Host-look"].value == "dark.l.wide"


def test_the_old_cookies_open_nothing_afterwards(maya: Client) -> None:
    old = {name: maya.cookies[name].value for name in ("__Host-session", "__Host-jkey")}
    maya.post(LOG_OUT)
    for name, value in old.items():
        maya.cookies[name] = value
    assert maya.get("/account/").status_code == 302
    assert maya.get("/vault/recovery/").status_code == 302


def test_looking_at_the_page_ends_nothing(maya: Client) -> None:
    assert maya.get(LOG_OUT).status_code == 200
    assert maya.get("/account/").status_code == 200


def test_an_ended_sign_in_can_still_clear_the_browser(maya: Client) -> None:
    SignIn.objects.all().delete()
    response = maya.post(LOG_OUT)
    assert response.status_code == 303
    assert "Clear-Site-Data" in response.headers


def test_every_signed_in_page_offers_log_out_and_lock(maya: Client) -> None:
    for address in ("/account/", "/account/password/", "/vault/recovery/", "/safety/"):
        page = maya.get(address).content.decode()
        assert 'action="/account/sign-out/"' in page, address
        assert 'action="/vault/lock/"' in page, address


def test_a_private_title_is_the_neutral_name_alone(maya: Client) -> None:
    for address in ("/account/", "/account/password/", "/account/sign-out/", "/vault/recovery/"):
        assert "<title>Leeway</title>" in maya.get(address).content.decode(), address
    maya.post("/vault/lock/")
    assert "<title>Leeway</title>" in maya.get("/vault/unlock/").content.decode()
