"""What an operator switches while the site runs: new members, a notice, maintenance, an account."""

import re
from io import StringIO
from typing import Any
from uuid import uuid4

import pytest
from django.core import mail
from django.core.management import CommandError, call_command
from django.db import OperationalError
from django.test import Client
from pytest_django import Settings

from apps.accounts.email.sending import wait_until_sent
from apps.accounts.models import User
from apps.common.http import site_state
from apps.common.middleware import WHILE_READ_ONLY
from apps.common.models import SiteState
from apps.journal.models import Draft, Entry
from apps.vault.models import Vault
from tests.database_dump import database_dump
from tests.factories import PASSWORD, make_member, open_vault_of
from tests.journal.entry_samples import keep
from tests.routes import all_routes
from tests.sample_objects import load_text, private_address, public_address

pytestmark = pytest.mark.django_db

WORDS = "we did not speak <at> dinner & I said so"


def command(name: str, *arguments: str) -> str:
    out = StringIO()
    call_command(name, *arguments, stdout=out)
    return out.getvalue()


def page(**more: str) -> dict[str, str]:
    form = {"entry_id": str(uuid4()), "revision": "0", "title": "Tuesday", "body": WORDS}
    return form | {"day": "2026-11-24", "water": ""} | more


# --- Maintenance ----------------------------------------------------------------------------------


def test_in_maintenance_a_save_keeps_its_words_and_stores_nothing(maya: Client) -> None:
    command("maintenance", "on")
    form = page()
    answer = maya.post("/journal/new/", form, headers={"Sec-Fetch-Site": "same-origin"})
    assert answer.status_code == 503
    assert answer["Retry-After"] == "120"
    said = answer.content.decode()
    assert "can only be read right now" in said
    assert "we did not speak &lt;at&gt; dinner &amp; I said so" in said
    assert Entry.objects.count() == 0
    command("maintenance", "off")
    assert maya.post("/journal/new/", form).status_code == 303
    assert Entry.objects.count() == 1


def test_in_maintenance_a_draft_is_saved_and_pages_are_read_and_say_so(maya: Client) -> None:
    entry = keep(maya)
    assert "being looked after" not in maya.get("/journal/").content.decode()
    command("maintenance", "on")
    tab = str(uuid4())
    assert maya.post("/journal/autosave/", page(draft=f"{tab}:1")).status_code == 200
    assert Draft.objects.count() == 1
    for address in ("/journal/", f"/journal/{entry.id}/", "/account/", "/", "/journal/new/"):
        shown = maya.get(address)
        assert shown.status_code == 200
        assert "being looked after and can only be read" in shown.content.decode(), address
    assert maya.post("/vault/lock/").status_code in {302, 303}
    assert maya.post("/vault/unlock/", {"password": PASSWORD}).status_code in {302, 303}
    assert maya.post("/account/sign-out/").status_code in {302, 303}


def test_in_maintenance_no_form_outside_of_the_list_changes_anything(maya: Client) -> None:
    owner = open_vault_of(maya)
    load_text()
    addresses = {
        route.name: public_address(route)
        if route.is_public
        else private_address(route, owner=owner)
        for route in all_routes()
        if route.name not in WHILE_READ_ONLY
    }
    command("maintenance", "on")
    before = database_dump()
    answered = {name: maya.post(to, page()).status_code for name, to in addresses.items()}
    # answered by the node itself, before anything else, and never to a form
    assert answered.pop("pages:healthz") == 405
    assert {name for name, status in answered.items() if status != 503} == set()
    assert database_dump() == before


def test_the_list_names_addresses_that_there_are() -> None:
    assert {route.name for route in all_routes()} >= WHILE_READ_ONLY


# --- Sign-up --------------------------------------------------------------------------------------


def test_closed_sign_up_says_so_and_makes_nobody(visitor: Client) -> None:
    form = {"username": "new", "password1": PASSWORD, "is_adult": "on", "understands": "on"}
    command("sign_up", "closed")
    shown = visitor.get("/account/sign-up/")
    assert shown.status_code == 200
    assert "No new accounts right now" in shown.content.decode()
    assert visitor.post("/account/sign-up/", form).status_code == 403
    assert not User.objects.exists()
    make_member("old")
    signed = visitor.post("/account/sign-in/", {"login": "old", "password": PASSWORD})
    assert signed.status_code in {302, 303}
    command("sign_up", "open")
    assert Client().post("/account/sign-up/", form).status_code == 303


# --- Notice ---------------------------------------------------------------------------------------


def test_a_notice_stands_on_members_pages_until_it_is_dismissed(
    maya: Client, sol: Client, visitor: Client
) -> None:
    command("notice", "We move on <Friday>.")
    told = "We move on &lt;Friday&gt;."
    for address in ("/", "/journal/", "/account/", "/guides/"):
        assert told in maya.get(address).content.decode(), address
        assert told not in visitor.get(address).content.decode(), address
    assert told in maya.get("/account/notice/").content.decode()
    assert maya.post("/account/notice/", {"number": "1"}).status_code in {302, 303}
    assert told not in maya.get("/journal/").content.decode()
    assert told in sol.get("/journal/").content.decode()
    command("notice", "Another one.")
    assert "Another one." in maya.get("/journal/").content.decode()
    command("notice", "--clear")
    assert "Another one." not in sol.get("/journal/").content.decode()
    assert "There is none" in sol.get("/account/notice/").content.decode()


def test_a_notice_that_comes_while_another_is_read_is_not_dismissed(maya: Client) -> None:
    command("notice", "The first one.")
    page = maya.get("/account/notice/").content.decode()
    assert page.count("The first one.") == 1  # not above it as well
    [number] = re.findall(r'name="number" value="(\d+)"', page)
    command("notice", "The second one.")
    maya.post("/account/notice/", {"number": number})
    assert "The second one." in maya.get("/").content.decode()
    for wrong in ("", "-1", "9", "x"):
        maya.post("/account/notice/", {"number": wrong})
        assert "The second one." in maya.get("/").content.decode()


def test_with_scripts_a_notice_goes_without_leaving_the_page(maya: Client) -> None:
    command("notice", "Hello.")
    assert """hx-vals='{"number": 1}'""" in maya.get("/").content.decode()
    answer = maya.post("/account/notice/", {"number": "1"}, headers={"HX-Request": "true"})
    assert (answer.status_code, answer.content) == (200, b"")


@pytest.mark.parametrize("arguments", [(), ("words", "--clear"), ("x" * 501,)])
def test_a_notice_that_is_none_is_refused(arguments: tuple[str, ...]) -> None:
    with pytest.raises(CommandError):
        command("notice", *arguments)
    assert not SiteState.objects.exists()


# --- How it is looked up --------------------------------------------------------------------------


def test_another_process_sees_a_switch_after_seconds_and_keeps_it_in_an_outage(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    moment = 1000.0
    monkeypatch.setattr(site_state, "monotonic", lambda: moment)
    site_state.forget_site_state()
    assert not site_state.site_state().is_read_only
    SiteState.objects.create(is_read_only=True)
    assert not site_state.site_state().is_read_only
    moment += site_state.FRESH_SECONDS
    assert site_state.site_state().is_read_only

    def fail(*_given: Any) -> Any:
        raise OperationalError

    moment += site_state.FRESH_SECONDS
    monkeypatch.setattr(SiteState.objects, "first", fail)
    monkeypatch.setattr(site_state, "note_outage", lambda: None)
    assert site_state.site_state().is_read_only


# --- An account -----------------------------------------------------------------------------------


def test_an_account_is_closed_by_its_name_as_its_owner_would(
    maya: Client, sol: Client, monkeypatch: pytest.MonkeyPatch, settings: Settings
) -> None:
    keep(maya)
    keep(sol)
    User.objects.filter(username="maya").update(email="m@example.org", is_email_verified=True)
    ids = {str(vault) for vault in _vaults_of("maya")}
    settings.MAILERS = {"default": {"BACKEND": "django.core.mail.backends.locmem.EmailBackend"}}

    monkeypatch.setattr("builtins.input", lambda _asked: "sol")
    with pytest.raises(CommandError, match="another name: nothing was deleted"):
        command("close_account", "maya")
    assert User.objects.filter(username="maya").exists()

    monkeypatch.setattr("builtins.input", lambda _asked: "maya")
    said = command("close_account", "MAYA")
    assert "1 entries" in said
    wait_until_sent()
    rows = [row for rows in database_dump().values() for row in rows]
    assert not [row for row in rows if "maya" in row or any(each in row for each in ids)]
    assert maya.get("/journal/").status_code == 302
    assert sol.get("/journal/").status_code == 200
    assert Entry.objects.count() == 1
    (told,) = mail.outbox
    assert told.to == ["m@example.org"]
    assert "maya" not in told.body


def _vaults_of(name: str) -> list[Any]:
    owner = User.objects.get(username=name)
    return list(Vault.objects.filter(user_id=owner.pk).values_list("id", flat=True))


def test_a_name_that_nobody_has_closes_nothing() -> None:
    with pytest.raises(CommandError, match="no member called nobody"):
        command("close_account", "nobody")
