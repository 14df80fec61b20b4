"""Whatever stops a save, its form comes back with every word, and says what is needed."""

import re
import uuid
from collections.abc import Iterator
from io import StringIO
from pathlib import Path
from typing import get_args, get_type_hints

import pytest
from django import forms
from django.core.management import call_command
from django.http import HttpResponse, QueryDict
from django.test import Client
from django.urls import path
from django.utils import timezone
from django.utils.html import escape
from django.views.decorators.http import require_http_methods
from pytest_django import Settings

from apps.accounts.models import SignIn, User
from apps.common.resubmission import (
    NEVER_ECHOED,
    ResubmissionPage,
    ShownField,
    resubmittable,
    shown_fields,
)
from apps.journal.drafts.content import DraftContent
from apps.vault.guard import vault_required
from apps.vault.models import KeySlot
from apps.vault.unlocked_vault import VaultRequest
from config.urls import urlpatterns as house
from tests.accounts.account_pages import Answer
from tests.factories import PASSWORD, open_vault_of, sign_in
from tests.routes import Route, all_routes
from tests.sample_objects import has_sample, load_text, private_address

WORDS = 'Tonight I said <nothing> & "waited".'
ROOT = Path(__file__).resolve().parents[2]
kept: list[str] = []


PAGE = ResubmissionPage(context=shown_fields(ShownField(name="words", label="Words", kind="lines")))


@resubmittable(PAGE)
@require_http_methods(["GET", "POST"])
@vault_required
def save(request: VaultRequest) -> HttpResponse:
    kept.append(request.POST.get("words", ""))
    return HttpResponse("kept")


@require_http_methods(["GET", "POST"])
@vault_required
def wordless(request: VaultRequest) -> HttpResponse:
    kept.append("done")
    return HttpResponse("done")


urlpatterns = [*house, path("save/", save), path("wordless/", wordless)]


@pytest.fixture(autouse=True)
def house_with_a_form(settings: Settings, db: None) -> None:
    settings.ROOT_URLCONF = __name__
    kept.clear()


def needed(response: Answer) -> str:
    """What the form asks for; the words must be in it, whatever it is."""
    page = response.content.decode()
    assert response.status_code == 403
    assert escape(WORDS) in page
    assert kept == []
    assert re.search(r'<div class="alert".*?<p>[^<]+</p>', page, re.S), "it does not say why"
    if 'name="sign_in_name"' in page:
        return "sign_in"
    return "password" if 'name="vault_password"' in page else "fresh_token"


def test_an_open_vault_keeps_the_words(maya: Client) -> None:
    assert maya.post("/save/", {"words": WORDS}).status_code == 200
    assert kept == [WORDS]


# --- Signed out ---------------------------------------------------------------------------------


def test_signed_out_the_words_come_back_with_a_place_to_sign_in(maya: Client) -> None:
    SignIn.objects.all().delete()
    assert needed(maya.post("/save/", {"words": WORDS})) == "sign_in"


def test_a_name_and_password_sent_along_sign_in_open_the_vault_and_save(
    visitor: Client, maya_user: User
) -> None:
    fields = {"words": WORDS, "sign_in_name": "maya", "sign_in_password": PASSWORD}
    response = visitor.post("/save/", fields)
    assert response.status_code == 200
    assert kept == [WORDS]
    assert open_vault_of(visitor).vault.user == maya_user


@pytest.mark.parametrize(
    ("name", "password"),
    [("maya", "not it at all"), ("nobody", PASSWORD), ("maya", ""), ("ma\0ya", "x")],
)
def test_a_wrong_one_gives_the_words_back(
    visitor: Client, maya_user: User, name: str, password: str
) -> None:
    fields = {"words": WORDS, "sign_in_name": name, "sign_in_password": password}
    response = visitor.post("/save/", fields)
    assert needed(response) == "sign_in"
    assert "__Host-session" not in response.cookies


def test_too_many_wrong_ones_give_the_words_back_too(visitor: Client, maya_user: User) -> None:
    fields = {"words": WORDS, "sign_in_name": "maya", "sign_in_password": "not it at all"}
    for _ in range(12):
        response = visitor.post("/save/", fields)
        assert needed(response) == "sign_in"
    assert "many tries" in response.content.decode()


def test_htmx_gets_the_form_and_no_redirect(visitor: Client) -> None:
    response = visitor.post("/save/", {"words": WORDS}, headers={"HX-Request": "true"})
    assert needed(response) == "sign_in"
    assert "HX-Redirect" not in response.headers


def test_a_name_and_password_do_not_sign_in_where_no_words_are_at_stake(
    visitor: Client, maya_user: User
) -> None:
    fields = {"sign_in_name": "maya", "sign_in_password": PASSWORD}
    assert visitor.post("/wordless/", fields).status_code == 403
    assert visitor.get("/account/").status_code == 302


# --- Signed in, vault closed --------------------------------------------------------------------


def test_with_the_vault_closed_the_words_come_back_with_a_password_field(maya: Client) -> None:
    maya.post("/vault/lock/")
    assert needed(maya.post("/save/", {"words": WORDS})) == "password"


def test_the_password_sent_along_opens_the_vault_and_saves(maya: Client) -> None:
    maya.post("/vault/lock/")
    response = maya.post("/save/", {"words": WORDS, "vault_password": PASSWORD})
    assert response.status_code == 200
    assert kept == [WORDS]
    assert open_vault_of(maya)


def test_a_wrong_password_gives_the_words_back(maya: Client) -> None:
    maya.post("/vault/lock/")
    response = maya.post("/save/", {"words": WORDS, "vault_password": "not it at all"})
    assert needed(response) == "password"
    assert "That password didn’t fit." in response.content.decode()


def test_a_vault_that_would_not_open_at_sign_in_gives_the_words_back(
    visitor: Client, maya: Client
) -> None:
    KeySlot.objects.update(wrapped=b"")
    fields = {"words": WORDS, "sign_in_name": "maya", "sign_in_password": PASSWORD}
    assert needed(visitor.post("/save/", fields)) == "password"
    assert visitor.get("/account/").status_code == 200


def test_a_post_without_words_says_that_nothing_was_changed(maya: Client) -> None:
    maya.post("/vault/lock/")
    response = maya.post("/wordless/")
    assert response.status_code == 403
    assert "nothing was changed" in response.content.decode()
    assert kept == []


# --- A stale page -------------------------------------------------------------------------------


def careful(client: Client) -> Client:
    """The same browser, with the check of form tokens that tests usually leave out."""
    other = Client(enforce_csrf_checks=True)
    other.cookies.update(client.cookies)
    return other


@pytest.mark.parametrize("headers", [{}, {"HX-Request": "true"}])
def test_a_stale_token_gives_the_words_back_and_wants_a_fresh_one(
    maya: Client, headers: dict[str, str]
) -> None:
    response = careful(maya).post("/save/", {"words": WORDS}, headers=headers)
    assert needed(response) == "fresh_token"


def test_the_token_of_before_a_sign_in_is_stale_after_it(visitor: Client, maya_user: User) -> None:
    visitor.get("/account/sign-in/")
    before = visitor.cookies["__Host-csrf"].value
    sign_in(visitor, "maya")
    fields = {"words": WORDS, "csrfmiddlewaretoken": before}
    assert needed(careful(visitor).post("/save/", fields)) == "fresh_token"


def test_a_fresh_token_saves(maya: Client) -> None:
    maya.get("/account/")
    fields = {"words": WORDS, "csrfmiddlewaretoken": maya.cookies["__Host-csrf"].value}
    assert careful(maya).post("/save/", fields).status_code == 200
    assert kept == [WORDS]


def test_a_stale_form_without_words_explains_itself(maya: Client) -> None:
    response = careful(maya).post("/wordless/")
    assert response.status_code == 403
    assert "Nothing was changed." in response.content.decode()
    assert kept == []


# --- What never comes back ----------------------------------------------------------------------

SECRET = "eleven grey herons"
SAVING = [route for route in all_routes() if route.keeps_words and has_sample(route)]


class DrawbridgeForm(forms.Form):
    """A form of the site that asks for one more password, under a name that no list has."""

    drawbridge = forms.CharField(widget=forms.PasswordInput)


def secrets(*, but: tuple[str, ...] = ()) -> dict[str, str]:
    names = NEVER_ECHOED | set(DrawbridgeForm.base_fields)
    return {name: SECRET for name in names if name not in but}


def refusals(maya: Client, address: str) -> Iterator[Answer]:
    """The three refusals, each with a wrong secret wherever one may stand; the vault is locked."""
    words = {"body": WORDS, "entry_id": str(uuid.uuid4()), **secrets()}
    ways: tuple[dict[str, str], ...] = ({}, {"HX-Request": "true"})
    for headers in ways:
        yield careful(maya).post(address, words, headers=headers)
    maya.post("/vault/lock/")
    for headers in ways:
        yield maya.post(address, words, headers=headers)
        yield Client().post(address, words, headers=headers)


def test_the_list_has_every_field_that_a_template_asks_for_beside_the_words() -> None:
    """A field that a template writes by hand is of no form, so no widget tells what it is."""
    templates = Path(__file__).parents[2] / "templates"
    needed = "".join(
        (templates / name).read_text()
        for name in ("_obstacle.html", "_device_zone.html", "_passkey_button.html")
    )
    asked = set(re.findall(r'<input\b[^>]*\bname="([^"]+)"', needed)) | {"csrfmiddlewaretoken"}
    asked -= {"next", "purpose"}  # where to go on and what the touch is for may be said again
    for template in templates.rglob("*.html"):
        for tag in re.findall(r"<input\b[^>]*>", template.read_text()):
            if 'type="password"' in tag:
                asked |= set(re.findall(r'\bname="([^"]+)"', tag))
    assert asked == NEVER_ECHOED


@pytest.mark.parametrize("route", SAVING, ids=str)
def test_no_refused_page_repeats_a_password_of_any_name(maya: Client, route: Route) -> None:
    if route.is_for_editors:
        load_text()
        call_command("make_editor", "maya", stdout=StringIO())
    for answer in refusals(maya, private_address(route, owner=open_vault_of(maya))):
        page = answer.content.decode()
        assert SECRET not in page
        if route.is_for_editors and answer.status_code == 422:
            continue  # an editor needs no vault: the form itself was answered
        assert answer.status_code == 403
        assert escape(WORDS) in page
        assert 'name="drawbridge"' not in page


OF_A_ROW = [route for route in SAVING if route.needs and not route.is_for_editors]


@pytest.mark.parametrize("route", OF_A_ROW, ids=str)
def test_where_the_row_is_gone_the_page_repeats_no_password_either(
    maya: Client, route: Route
) -> None:
    address = private_address(route, owner=open_vault_of(maya))
    gone = re.sub(r"[0-9a-f]{8}-[0-9a-f-]{27}", lambda _match: str(uuid.uuid4()), address)
    answer = maya.post(gone, {"body": WORDS, "description": "x", "revision": "1", **secrets()})
    assert SECRET not in answer.content.decode()


def test_no_draft_keeps_a_password_of_any_name() -> None:
    sent = QueryDict(mutable=True)
    sent.update({"body": WORDS, **secrets()})
    assert dict(DraftContent.sent(sent, now=timezone.now()).fields) == {"body": (WORDS,)}


def test_the_script_reads_the_names_from_the_page(maya: Client) -> None:
    """And has no list of its own; tests/browser/test_saving.py sees it keep to them."""
    page = maya.get("/journal/new/").content.decode()
    listed = re.search(r'<auto-save [^>]*data-never-echoed="([^"]*)"', page)
    assert listed is not None
    assert set(listed[1].split()) >= set(secrets())
    scripts = Path(__file__).parents[2] / "static" / "js"
    for script in scripts.glob("*.js"):
        assert not re.search(r"vault_password|sign_in_", script.read_text()), script.name


def test_the_page_of_a_refused_form_asks_for_no_kind_of_field_that_there_is_none_of() -> None:
    template = (ROOT / "templates" / "resubmission.html").read_text()
    asked = set(re.findall(r"field\.kind == [\"']([\w-]+)[\"']", template))
    kinds = set(get_args(get_type_hints(ShownField)["kind"]))
    assert len(asked) == 3
    assert asked < kinds
