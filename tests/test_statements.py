"""The ninety-two statements of privacy and safety, and those of them that no other test holds."""

import re
from typing import Final

import pytest
from django.apps import apps
from django.conf import settings
from django.db import models
from django.test import Client
from django.urls import Resolver404, resolve
from django.urls.converters import UUIDConverter, get_converters

from apps.accounts.models import User
from apps.vault.models import Vault
from apps.vault.registry import all_sealed_tables
from tests.named_tests import ROOT, is_there, named_tests
from tests.routes import all_routes, private_routes

SECURITY: Final = ROOT / "docs" / "security.md"
PARTS: Final = {"A": 48, "B": 30, "C": 14}
ROW: Final = re.compile(r"^\| ([ABC])(\d+) \| ([^|]+) \| ([^|]+) \|$", re.M)
NOT_HELD: Final = re.compile(r"\bNot (?:tested here|done)\b")
# What is asked or hinted at instead of a password, as other sites do.
HINTS: Final = re.compile(
    r"(?i)secret question|security question|password hint|hint for your password|mother.s maiden"
)
HEDGES: Final = re.compile(
    r"(?i)\byou (?:may|might) want\b|\bconsider \w+ing\b|\blet us\b|\blet's\b|\bplease note\b"
)


def test_all_ninety_two_are_listed_with_what_holds_them() -> None:
    rows = ROW.findall(SECURITY.read_text("utf-8"))
    numbers = {part: [int(n) for p, n, *_ in rows if p == part] for part in PARTS}
    assert numbers == {part: [*range(1, most + 1)] for part, most in PARTS.items()}
    bare = [f"{p}{n}" for p, n, _, held in rows if not named_tests(held)]
    without = [
        f"{p}{n}" for p, n, _, held in rows if f"{p}{n}" in bare and not NOT_HELD.search(held)
    ]
    assert without == [], "neither a test nor “Not tested here: …” nor “Not done: …”"


def test_each_test_that_a_document_names_is_there() -> None:
    for page in sorted((ROOT / "docs").rglob("*.md")):
        gone = [each for each in named_tests(page.read_text("utf-8")) if not is_there(each)]
        assert gone == [], page.name


def test_a_test_that_is_not_there_is_seen() -> None:
    """Else the two above would hold nothing."""
    here = "tests/test_statements.py::test_a_test_that_is_not_there_is_seen"
    assert named_tests(f"`{here}`, prose") == [here]
    assert is_there(here)
    assert not is_there(f"{here}_any_more")
    assert not is_there("tests/test_nowhere.py::test_a_test_that_is_not_there_is_seen")


# --- Those that nothing else holds --------------------------------------------------------------


def test_no_page_asks_for_a_hint_or_a_secret_question() -> None:
    said = [
        path.name
        for path in sorted((ROOT / "templates").rglob("*.*"))
        if HINTS.search(path.read_text("utf-8"))
    ]
    assert said == []
    kept = {field.name for field in User._meta.get_fields()}
    assert not {name for name in kept if "hint" in name or "question" in name or "answer" in name}


def test_there_is_no_admin_site_and_nobody_can_be_impersonated(db: None) -> None:
    assert "django.contrib.admin" not in settings.INSTALLED_APPS
    assert not [each for each in settings.INSTALLED_APPS if re.search("hijack|impersonat", each)]
    with pytest.raises(Resolver404):
        resolve("/admin/")
    # Nothing that signs somebody in takes a name from an address.
    taking = {need for route in all_routes() for need in route.needs}
    assert taking.isdisjoint({"user", "user_id", "username", "name", "login"})


def test_ids_in_addresses_of_private_rows_are_random() -> None:
    ids = {need for route in private_routes() for need in route.needs if need.endswith("_id")}
    of_rows = {name for name in ids if name not in {"course_id", "practice_id", "prompt_id"}}
    assert len(of_rows) > 4
    for route in private_routes():
        for name in of_rows.intersection(route.needs):
            assert f"<uuid:{name}>" in route.route, route
    assert isinstance(get_converters()["uuid"], UUIDConverter)
    for table in all_sealed_tables():
        key = table.table._meta.pk
        assert isinstance(key, models.UUIDField), table
        assert key.default.__name__ == "uuid4", table


def test_no_row_links_two_members() -> None:
    """No table has two ways to a member or a journal: nothing can be shared or linked."""
    members = {User, Vault}
    for model in apps.get_models():
        fields = [each for each in model._meta.get_fields() if isinstance(each, models.Field)]
        ways = [each.name for each in fields if each.related_model in members]
        ways += [each.name for each in fields if each.name == "vault_id"]
        assert len(ways) <= 1, model
        many = [each.name for each in fields if each.many_to_many and each.related_model in members]
        assert many == [], model
    words = re.compile(r"invit|partner|follow|share|public_profile")
    named = [route.name for route in private_routes() if words.search(route.route)]
    assert named == []


def test_every_page_leads_to_safety_and_to_privacy(visitor: Client, maya: Client) -> None:
    pages = ["/", "/guides/", "/quiz/", "/support/", "/account/sign-in/", "/nowhere/"]
    for client, addresses in ((visitor, pages), (maya, [*pages, "/journal/", "/account/"])):
        for address in addresses:
            html = client.get(address, follow=True).content.decode()
            assert 'href="/safety/"' in html, address
            assert 'href="/privacy/"' in html, address


def test_who_takes_a_file_is_warned_that_it_stays_on_the_device(maya: Client) -> None:
    html = " ".join(maya.get("/journal/export/").content.decode().split())
    assert "device" in html
    assert 'name="passphrase"' in html


def test_nothing_is_installed_and_nothing_notifies() -> None:
    """No service worker, no push, no notification, and no offer to install."""
    asks = re.compile(
        r"serviceWorker|PushManager|pushManager|Notification\b|beforeinstallprompt|showNotification"
    )
    scripts = sorted((ROOT / "static" / "js").rglob("*.js"))
    assert len(scripts) > 30
    assert [path.name for path in scripts if asks.search(path.read_text("utf-8"))] == []


@pytest.mark.parametrize("name", ["pages/safety.html", "vault/recovery.html"])
def test_instructions_begin_with_their_verb_and_hedge_nothing(name: str) -> None:
    """Where somebody reads what to do for their safety, one course is given and no “you may”."""
    text = (ROOT / "templates" / name).read_text("utf-8")
    assert HEDGES.findall(text) == []
