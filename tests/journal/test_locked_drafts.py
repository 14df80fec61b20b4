"""While the journal is closed, words are sealed to it, and come back as drafts when it opens."""

import uuid
from datetime import timedelta
from typing import Any
from urllib.parse import urlencode

import pytest
import time_machine
from django.http import QueryDict
from django.test import Client
from django.utils import timezone

from apps.accounts.models import SignIn, User
from apps.journal.drafts.content import MOST_LOCKED_DRAFTS, DraftContent, DraftMark
from apps.journal.models import Draft, Entry, LockedDraft
from apps.pages.retention import tidy
from apps.vault.models import UnlockedSession, Vault
from tests.factories import PASSWORD, open_vault_of, sign_in
from tests.journal.entry_samples import a_page, keep, only_page, sent
from tests.journal.test_drafts import AUTOSAVE, autosave, bodies, tab

pytestmark = pytest.mark.django_db


def lock(client: Client) -> None:
    assert client.post("/vault/lock/").status_code == 303


def unlock(client: Client) -> None:
    assert client.post("/vault/unlock/", {"password": PASSWORD}).status_code == 303


def test_words_of_a_closed_journal_wait_sealed_and_are_shown_when_it_opens(maya: Client) -> None:
    lock(maya)
    for body in ("one night", "another night"):
        assert autosave(maya, f"{tab()}:1", body=body) == (200, "sealed")
    assert (LockedDraft.objects.count(), Draft.objects.count()) == (2, 0)
    unlock(maya)
    assert (LockedDraft.objects.count(), bodies(maya)) == (0, ["one night", "another night"])
    html = maya.get("/journal/").content.decode()
    assert "2 drafts were saved while the journal was locked" in html
    assert "one night" in html


def test_signing_in_fetches_them_too(maya: Client) -> None:
    lock(maya)
    autosave(maya, f"{tab()}:1", body="one night")
    other = sign_in(Client(), "maya")
    assert bodies(other) == ["one night"]


def test_one_tab_has_one_locked_draft_that_holds_its_newest_words(maya: Client) -> None:
    lock(maya)
    mine = tab()
    for count, body in ((1, "one"), (3, "one two three"), (2, "one two")):
        assert autosave(maya, f"{mine}:{count}", body=body) == (200, "sealed")
    assert LockedDraft.objects.count() == 1
    unlock(maya)
    assert bodies(maya) == ["one two three"]


def test_a_draft_goes_on_through_the_closing_and_the_opening(maya: Client) -> None:
    mine, form = tab(), sent(body="before")
    maya.post(AUTOSAVE, {**form, "draft": f"{mine}:1"})
    lock(maya)
    maya.post(AUTOSAVE, {**form, "body": "before, closed", "draft": f"{mine}:2"})
    assert Draft.objects.get().revision == 1
    unlock(maya)
    assert bodies(maya) == ["before, closed"]
    maya.post(AUTOSAVE, {**form, "body": "before, closed, after", "draft": f"{mine}:3"})
    assert bodies(maya) == ["before, closed, after"]


def test_a_locked_draft_overwrites_no_page_and_no_draft_of_another_tab(maya: Client) -> None:
    entry = keep(maya, a_page("kept words"))
    form = sent(entry_id=str(entry.id), revision="1")
    maya.post(AUTOSAVE, {**form, "body": "a draft", "draft": f"{tab()}:9"})
    lock(maya)
    maya.post(AUTOSAVE, {**form, "body": "a letter", "draft": f"{tab()}:1"})
    unlock(maya)
    assert bodies(maya) == ["a draft", "a letter"]
    assert only_page(maya).body == "kept words"


def test_the_password_in_the_same_form_keeps_the_page_and_leaves_no_draft(maya: Client) -> None:
    lock(maya)
    form = sent(body="all of it", draft=f"{tab()}:1")
    maya.post(AUTOSAVE, form)
    assert maya.post("/journal/new/", {**form, "vault_password": PASSWORD}).status_code == 303
    assert only_page(maya).body == "all of it"
    assert (LockedDraft.objects.count(), Draft.objects.count()) == (0, 0)


def test_a_locked_draft_posted_meanwhile_is_opened_by_the_list(maya: Client) -> None:
    other = sign_in(Client(), "maya")
    lock(other)
    autosave(other, f"{tab()}:1", body="from the kitchen")
    assert "from the kitchen" in maya.get("/journal/drafts/").content.decode()
    assert maya.post("/journal/drafts/").status_code == 303
    assert bodies(maya) == ["from the kitchen"]


@pytest.mark.parametrize("change", [b"nonsense", b"", None])
def test_a_damaged_locked_draft_is_named_and_keeps_no_other_from_coming(
    maya: Client, change: bytes | None
) -> None:
    lock(maya)
    for body in ("spoiled", "whole"):
        autosave(maya, f"{tab()}:1", body=body)
    first = LockedDraft.objects.earliest("number")
    LockedDraft.objects.filter(pk=first.pk).update(
        content=bytes(first.content)[:-1] + b"\0" if change is None else change
    )
    unlock(maya)
    assert bodies(maya) == ["whole"]
    html = maya.get("/journal/drafts/").content.decode()
    assert "is damaged and cannot be opened" in html
    assert "spoiled" not in html
    address = f"/journal/drafts/closed/{first.id}/delete/"
    assert "Delete this draft?" in maya.get(address).content.decode()
    assert maya.post(address).status_code == 303
    assert not LockedDraft.objects.exists()


def test_a_locked_draft_moved_to_another_journal_opens_there_for_nobody(
    maya: Client, sol: Client
) -> None:
    lock(maya)
    autosave(maya, f"{tab()}:1", body="for maya alone")
    LockedDraft.objects.update(vault_id=open_vault_of(sol).id)
    html = sol.get("/journal/drafts/").content.decode()
    assert "is damaged" in html
    assert "for maya alone" not in html


def test_nothing_is_sealed_to_a_key_that_somebody_put_into_the_database(
    maya: Client, sol: Client
) -> None:
    lock(maya)
    theirs = open_vault_of(sol).vault
    for forged in (bytes(theirs.inbox_public), bytes(32), b"short"):
        Vault.objects.filter(user__username="maya").update(inbox_public=forged)
        assert autosave(maya, f"{tab()}:1", body="words") == (422, "impossible")
    forged_pair = {"inbox_public": theirs.inbox_public, "inbox_tag": theirs.inbox_tag}
    Vault.objects.filter(user__username="maya").update(**forged_pair)
    assert autosave(maya, f"{tab()}:1", body="words") == (422, "impossible")
    assert not LockedDraft.objects.exists()


def test_a_drop_box_has_room_for_twenty_and_says_when_it_is_full(maya: Client) -> None:
    lock(maya)
    tabs = [tab() for _ in range(MOST_LOCKED_DRAFTS)]
    for mine in tabs:
        assert autosave(maya, f"{mine}:1", body="words") == (200, "sealed")
    assert autosave(maya, f"{tab()}:1", body="one too many") == (429, "full")
    assert autosave(maya, f"{tabs[0]}:2", body="going on is possible") == (200, "sealed")
    assert LockedDraft.objects.count() == MOST_LOCKED_DRAFTS


def test_a_locked_draft_that_is_too_long_is_said_to_be(maya: Client) -> None:
    lock(maya)
    assert autosave(maya, f"{tab()}:1", body="é" * 1_000_001) == (413, "too-long")


def test_locked_drafts_that_nobody_opened_go_on_their_day(maya: Client) -> None:
    lock(maya)
    autosave(maya, f"{tab()}:1", body="words")
    for days, left in ((364, 1), (365, 0)):
        with time_machine.travel(timezone.now() + timedelta(days=days), tick=False):
            tidy()
            assert LockedDraft.objects.count() == left


@pytest.mark.parametrize("is_open", [True, False])
def test_leave_takes_unsaved_words_along_and_ends_everything(maya: Client, is_open: bool) -> None:
    if not is_open:
        lock(maya)
    form: dict[str, Any] = sent(body="the last words", draft=f"{tab()}:4")
    answer = maya.post("/leave/", form, headers={"sec-fetch-site": "same-origin"})
    assert answer.status_code == 200
    assert (Draft.objects.count(), LockedDraft.objects.count()) == ((1, 0) if is_open else (0, 1))
    assert maya.get("/journal/").status_code == 302
    assert bodies(sign_in(Client(), "maya")) == ["the last words"]
    assert not Entry.objects.exists()


def test_leave_from_elsewhere_stores_nothing(maya: Client) -> None:
    form = sent(body="planted", draft=f"{uuid.uuid4()}:1")
    assert maya.post("/leave/", form, headers={"sec-fetch-site": "cross-site"}).status_code == 403
    assert not Draft.objects.exists()


def test_no_locked_draft_goes_to_a_vault_that_somebody_slipped_in(
    maya: Client, sol: Client
) -> None:
    """Sol can write to the database, makes his vault Maya's, and would read what she types."""
    lock(maya)
    maya_user, sol_user = (User.objects.get(username=name) for name in ("maya", "sol"))
    Vault.objects.of(maya_user).update(is_current=False)
    Vault.objects.of(sol_user).update(user=maya_user)
    assert autosave(maya, f"{tab()}:1", body="only mine") == (422, "impossible")
    assert not LockedDraft.objects.exists()


def test_no_locked_draft_goes_to_the_account_of_somebody_who_took_the_name(
    maya_user: User, sol: Client
) -> None:
    """Sol's account has Maya's name and password: she signs in, and his vault stays closed."""
    maya_user.set_password("heron quarry lantern spool")
    maya_user.save()
    User.objects.filter(pk=maya_user.pk).update(username="gone")
    User.objects.filter(username="sol").update(username="maya", password=maya_user.password)
    taken_in = Client()
    form = {"login": "maya", "password": "heron quarry lantern spool"}
    taken_in.post("/account/sign-in/", form)
    assert taken_in.get("/account/").status_code == 200
    assert autosave(taken_in, f"{tab()}:1", body="only mine") == (422, "impossible")
    assert not LockedDraft.objects.exists()


def test_what_one_session_holds_is_nothing_in_the_row_of_another(maya: Client, sol: Client) -> None:
    rows = {row.user.username: row for row in SignIn.objects.all() if row.user}
    of_sol = {"data": rows["sol"].data, "user": rows["sol"].user}
    SignIn.objects.filter(pk=rows["maya"].pk).update(**of_sol)
    assert maya.get("/account/").status_code == 302
    assert maya.post(AUTOSAVE, sent(body="only mine", draft=f"{tab()}:1")).status_code == 403
    assert not LockedDraft.objects.exists()


def test_a_locked_draft_of_somebody_else_is_a_draft_and_changes_no_page(maya: Client) -> None:
    """Whoever can write to the database can add one: the privacy page says so."""
    entry = keep(maya, a_page("kept words"))
    vault = Vault.objects.get()
    typed = QueryDict(urlencode(sent(body="not mine")))
    words = DraftContent.sent(typed, now=timezone.now())
    LockedDraft.post(vault, words, DraftMark(uuid.uuid4(), 1))
    lock(maya)
    unlock(maya)
    assert bodies(maya) == ["not mine"]
    assert only_page(maya).body == "kept words"
    assert Entry.objects.get().revision == entry.revision


def test_newer_words_that_come_while_locked_drafts_are_opened_are_the_ones_that_stay(
    maya: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    other, mine, hold = sign_in(Client(), "maya"), tab(), Vault.hold
    for browser in (maya, other):
        lock(browser)
    assert autosave(maya, f"{mine}:1", body="one") == (200, "sealed")
    states = []

    def late_hold(vault: Vault) -> None:
        if UnlockedSession.objects.exists():  # this hold is the one of opening the locked draft
            monkeypatch.setattr(Vault, "hold", hold)
            states.append(autosave(maya, f"{mine}:2", body="one two"))
        hold(vault)

    monkeypatch.setattr(Vault, "hold", late_hold)
    unlock(other)
    assert states == [(200, "sealed")]
    assert (bodies(other), LockedDraft.objects.count()) == (["one two"], 0)
