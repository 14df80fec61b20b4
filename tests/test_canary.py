"""A unique word in every private field is found nowhere in plain: statements 16, 39, 41, 42, 44."""

import base64
import logging
import tempfile
import time
import uuid
from collections.abc import Hashable
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import pytest
from django.conf import settings
from django.core import mail
from django.db import transaction
from django.test import Client
from pytest_django import Settings

from apps.accounts.models import SignIn
from apps.vault.models import KeySlot
from tests.canary import (
    CanaryPlanter,
    kinds_without,
    plant_account,
    plant_drafts,
    plant_export,
    plant_feedback,
    plant_history,
    plant_import,
    plant_journal,
    plant_photos,
    plant_practices,
    plant_quiz,
    plant_refused,
    plant_results,
    plant_search,
    plant_shelf,
    plant_templates,
    plant_vault,
    plant_waiting_draft,
)
from tests.capture import CapturingClient, FailsWhereNew, captured_logs
from tests.content_fixtures import load_content
from tests.factories import PASSWORD, make_member, open_vault_of, sign_in
from tests.leak_scan import MARK, Pile, everything, new_word, traces_of
from tests.routes import Route, all_routes
from tests.sample_objects import has_sample, private_address, public_address

MOST_STATEMENTS = 100
FORM = "application/x-www-form-urlencoded"  # as browsers send one without a file
TRIED: set[Hashable] = set()  # where a statement was broken by now, in this process
FORCED_ROOMS = {"journal", "vault", "accounts", "quiz"}


@pytest.mark.usefixtures("own_temp_folder")
@pytest.mark.django_db(transaction=True)
def test_the_scanner_finds_a_word_wherever_it_lies_in_plain(
    maya: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Else the tests below would hold nothing."""
    began, word = time.time(), new_word()
    make_member(word.rstrip("é"))
    session = maya.session
    session["note"] = word
    session.save()
    KeySlot.objects.update(salt=word.encode()[:16])
    mail.EmailMessage("A subject", word, "a@example.org", ["b@example.org"]).send()
    data, temp = Path(settings.DATA_DIR) / "canary", Path(tempfile.gettempdir()) / "leeway-canary"
    try:
        for path in (data, temp):
            path.write_bytes(word.encode("utf-16-le"))
        with captured_logs(monkeypatch) as log:
            logging.getLogger("apps.journal").debug("about %s", word)
        found = everything(since=began).take(log).leaks({"it": word})
    finally:
        data.unlink(missing_ok=True)
        temp.unlink(missing_ok=True)
    assert {
        "it, utf-8, in the database dump",
        "it, utf-8 in hex, in the database dump",
        "it, utf-8, in the sessions",
        "it, utf-8, in vault_keyslot.salt",
        "it, utf-8, in the log",
        f"it, utf-16-le, in the file {data}",
        f"it, utf-16-le, in the file {temp}",
    } <= set(found)
    assert any(line.endswith("in a mail") for line in found)


def test_the_scanner_knows_a_word_in_every_dress() -> None:
    word = new_word()
    raw = word[:-1].encode()
    dresses = {
        "utf-8": word.upper().encode(),
        "utf-8 in hex": raw.hex().upper().encode(),
        "utf-16-be": b"?" + word.encode("utf-16-be"),
        "utf-8 in percent codes": "".join(f"%{byte:02X}" for byte in raw).encode(),
        **{
            f"utf-8 in base64 after {lead}": base64.b64encode(b"+" * lead + raw + b"and more")
            for lead in range(3)
        },
    }
    for name, dress in dresses.items():
        pile = Pile()
        pile.add("a place", b"before " + dress + b" after")
        assert f"it, {name}, in a place" in pile.leaks({"it": word}), name
    assert Pile().leaks({"it": word}) == []
    for name, trace in traces_of(word).items():  # where that of the mark is not, no word's is
        assert trace.startswith(traces_of(MARK)[name]), name


@pytest.mark.usefixtures("own_temp_folder")
@pytest.mark.django_db(transaction=True)
def test_no_private_word_stays_in_plain_anywhere(
    maya_user: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    load_content()
    began, planter, seen = time.time(), CanaryPlanter(), Pile()
    with captured_logs(monkeypatch) as log:
        maya = sign_in(CapturingClient(seen), "maya")
        plant_journal(maya, planter)
        plant_practices(maya, planter)
        plant_search(maya, planter)
        plant_shelf(maya, planter)
        plant_history(maya, planter)
        plant_templates(maya, planter)
        plant_photos(maya, planter)
        plant_results(maya, planter)
        plant_drafts(maya, planter)
        plant_export(maya, planter)
        plant_import(maya, planter)
        plant_waiting_draft(maya, planter)
        kept = kinds_without(planter.words, in_vault_of=maya)
        assert kept == [], f"tests/canary.py writes no word into {kept}"
        plant_refused(maya, planter)
        code = plant_vault(maya, planter)
        plant_quiz(CapturingClient(seen), planter)
        plant_feedback(Client(), planter)
        early = everything(since=began)
        plant_account(maya, planter, code)
        search = new_word()
        assert Client().get("/guides/", {"q": search}).status_code == 200
    planter.words["password"] = PASSWORD
    stored = everything(since=began).take(early, log)
    assert "the log" in log.parts
    assert stored.leaks({**planter.words, "a search of the library": search}) == []
    assert seen.leaks(planter.words) == []


@pytest.mark.usefixtures("own_temp_folder")
@pytest.mark.django_db(transaction=True)
def test_what_opens_a_vault_is_neither_stored_nor_logged(
    maya_user: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    began = time.time()
    with captured_logs(monkeypatch) as log:
        maya = sign_in(Client(), "maya")
        maya.get("/journal/")
        maya.get("/journal/nowhere/")
        maya.post("/vault/recovery/")
    cookies = {name: morsel.value for name, morsel in maya.cookies.items()}
    assert {"__Host-session", "__Host-jkey"} <= set(cookies)
    stored = everything(since=began).take(log)
    assert stored.leaks(cookies) == []
    for key in open_vault_of(maya).data_keys.values():
        for place, hay in stored.parts.items():
            assert key not in hay, place
            assert key.hex().encode() not in hay.lower(), place
            assert base64.b64encode(key)[:-2] not in hay, place


def _takes_words(route: Route) -> bool:
    public = {"articles:feedback", "pages:leave"}
    return route.room in FORCED_ROOMS or not route.is_public or route.name in public


def _forced() -> list[Route]:
    routes = [route for route in all_routes() if _takes_words(route) and has_sample(route)]
    assert len(routes) > 15
    return routes


@pytest.mark.django_db
@pytest.mark.parametrize("route", _forced(), ids=str)
def test_a_failure_at_any_statement_writes_no_word_to_a_log_or_a_report(
    maya: Client, route: Route, monkeypatch: pytest.MonkeyPatch, settings: Settings
) -> None:
    """The database fails at each statement of each view, and once at each before a view."""
    owner = open_vault_of(maya)
    address = public_address(route) if route.is_public else private_address(route, owner=owner)
    planter = CanaryPlanter()
    form = {**planter.entry("a save", prompt_id="9-2", revision="1"), **_passwords(planter)}
    form |= {"kept": "yes", "section": "answer", "form": "json", "what": "all", "do": "keep"}
    form |= {
        name: planter.word(name)
        for name in ("quote", "before", "after", "note", "q", "about", "description")
    }
    keys: dict[str, str] = {}
    with captured_logs(monkeypatch) as log:
        for who in ("member", "locked", "visitor"):
            if who == "locked":
                maya.post("/vault/lock/")
            known = {} if who == "visitor" else {k: m.value for k, m in maya.cookies.items()}
            cookies = {name: value for name, value in known.items() if value}
            keys |= {f"{name} of the {who}": value for name, value in cookies.items()}
            for method in ("get", "post"):
                _fails_at_each_statement(route, address, form, who=who, method=method, keys=cookies)
    assert log.leaks({**planter.words, "password": PASSWORD, **keys}) == []


def _fails_at_each_statement(
    route: Route,
    address: str,
    form: dict[str, str],
    *,
    who: str,
    method: str,
    keys: dict[str, str],
) -> None:
    """One request for each statement that was not broken by now, and one that is answered."""
    for _count in range(MOST_STATEMENTS):
        fails = FailsWhereNew(route, tried=TRIED, who=who, method=method)
        with transaction.atomic():
            client = Client(raise_request_exception=False)
            client.cookies.load(keys)
            with fails.watching():
                if method == "post":
                    client.post(address, urlencode(form), content_type=FORM)
                else:
                    client.get(address)
            transaction.set_rollback(True)
        # else what is tried for one address would say nothing about another
        assert not (fails.fired_before_view and fails.is_in_view), (who, method)
        if not fails.fired:
            return
    pytest.fail(f"{route} asks a {who} more than {MOST_STATEMENTS} times")


def _passwords(planter: CanaryPlanter) -> dict[str, str]:
    """Every field that takes words, on any page; the right password opens what it can."""
    names = ("password1", "first", "second", "code", "usual", "answer", "missing")
    form = {name: planter.word(name) for name in names}
    form |= {"useful": "yes", "draft": f"{uuid.uuid4()}:1"}
    form |= dict.fromkeys(("password", "oldpassword", "vault_password"), PASSWORD)
    form |= dict.fromkeys(("login", "username", "sign_in_name"), "maya")
    return {**form, "sign_in_password": PASSWORD}


@pytest.mark.django_db
def test_a_stolen_session_table_opens_nothing(maya: Client) -> None:
    """No column of the table is worth anything as a cookie (statement 16)."""
    row = SignIn.objects.get()
    for value in (bytes(row.key_hash).hex(), row.data, row.data.split(":")[0]):
        thief = Client()
        thief.cookies["__Host-session"] = value
        assert thief.get("/account/").status_code == 302
