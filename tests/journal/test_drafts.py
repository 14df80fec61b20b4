"""A page saves itself while it is written: as a draft, which no reader takes for a kept page."""

import json
import re
import uuid
from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from pytest_django import Settings

from apps.journal.models import Draft, Entry, EntryVersion, Preferences
from apps.practices.catalogue import catalogue
from tests.factories import open_vault_of, sign_in
from tests.journal.entry_samples import a_page, keep, only_page, sent

pytestmark = pytest.mark.django_db

AUTOSAVE = "/journal/autosave/"


def tab() -> str:
    return str(uuid.uuid4())


def autosave(client: Client, mark: str, **fields: Any) -> tuple[int, str]:
    """The status and the word with which an autosave is answered."""
    answer = client.post(AUTOSAVE, sent(draft=mark, **fields))
    return answer.status_code, json.loads(answer.content)["state"]


def bodies(client: Client) -> list[str]:
    vault = open_vault_of(client)
    drafts = Draft.objects.in_vault(vault).order_by("number")
    return [str(draft.contents(vault).data.get("body")) for draft in drafts]


def test_what_was_typed_is_kept_as_a_draft_and_not_as_a_page(maya: Client) -> None:
    assert autosave(maya, f"{tab()}:1", body="half a sen") == (200, "saved")
    assert bodies(maya) == ["half a sen"]
    assert not Entry.objects.exists()
    html = maya.get("/journal/").content.decode()
    assert "Not kept yet" in html
    assert "half a sen" in html
    assert "Nothing here yet" in html


def test_a_draft_is_gone_on_with_field_by_field_and_goes_when_the_page_is_kept(
    maya: Client,
) -> None:
    form = sent(title="Pier", body="half", water="2", feelings=["lonely", "tired"], own_words="odd")
    mark = f"{tab()}:3"
    maya.post(AUTOSAVE, {**form, "draft": mark})
    html = maya.get(f"/journal/drafts/{Draft.objects.get().id}/").content.decode()
    for shown in ('value="Pier"', "\nhalf</textarea>", 'name="water" value="2" checked'):
        assert shown in html
    assert 'value="lonely" checked' in html
    assert f'name="draft_from" value="{mark}"' in html
    again = {**form, "body": "half, and the rest", "draft": f"{tab()}:1", "draft_from": mark}
    assert maya.post("/journal/new/", again).status_code == 303
    assert only_page(maya).body == "half, and the rest"
    assert not Draft.objects.exists()


def test_sends_may_be_repeated_lost_or_overtaken(maya: Client) -> None:
    mine = tab()
    form = sent(body="one")
    for count, body in ((1, "one"), (1, "one"), (3, "one two three"), (2, "one two")):
        answer = maya.post(AUTOSAVE, {**form, "body": body, "draft": f"{mine}:{count}"})
        assert answer.status_code == 200
    assert bodies(maya) == ["one two three"]


def test_two_tabs_with_one_page_keep_a_draft_each(maya: Client) -> None:
    form = sent(entry_id=str(keep(maya).id), revision="1")
    for body in ("from one tab", "from the other"):
        maya.post(AUTOSAVE, {**form, "body": body, "draft": f"{tab()}:1"})
    assert bodies(maya) == ["from one tab", "from the other"]
    assert only_page(maya).body == "The gulls again."


def test_two_tabs_that_go_on_with_one_draft_both_keep_their_words(maya: Client) -> None:
    start, first, second = f"{tab()}:1", tab(), tab()
    form = sent(body="begun")
    maya.post(AUTOSAVE, {**form, "draft": start})
    for mine, body in ((first, "begun, one way"), (second, "begun, another way")):
        sends = {**form, "body": body, "draft": f"{mine}:1", "draft_from": start}
        assert maya.post(AUTOSAVE, sends).status_code == 200
    assert bodies(maya) == ["begun, one way", "begun, another way"]


def test_a_draft_that_was_gone_on_with_elsewhere_stays(maya: Client) -> None:
    mine, form = tab(), sent(body="begun")
    maya.post(AUTOSAVE, {**form, "draft": f"{mine}:1"})
    maya.post(AUTOSAVE, {**form, "body": "begun, and more", "draft": f"{mine}:2"})
    other = {**form, "body": "another way", "draft": f"{tab()}:1", "draft_from": f"{mine}:1"}
    maya.post(AUTOSAVE, other)
    assert bodies(maya) == ["begun, and more", "another way"]


def test_a_kept_page_tells_of_changes_that_are_not_kept_yet(maya: Client) -> None:
    entry = keep(maya)
    place = f"/journal/{entry.id}/"
    assert "not kept yet" not in maya.get(place).content.decode()
    form = sent(entry_id=str(entry.id), revision="1", body="changed", draft=f"{tab()}:1")
    maya.post(AUTOSAVE, form)
    html = maya.get(place).content.decode()
    assert f'href="/journal/drafts/{Draft.objects.get().id}/?page={entry.id}"' in html
    assert "The gulls again." in html


def test_a_page_that_changed_meanwhile_is_told_and_both_texts_are_shown(maya: Client) -> None:
    entry = keep(maya, a_page("kept words"))
    form = sent(entry_id=str(entry.id), revision="1")
    edited = {**form, "body": "from the other device"}
    assert maya.post(f"/journal/{entry.id}/edit/", edited).status_code == 303
    answer = maya.post(AUTOSAVE, {**form, "body": "from this one", "draft": f"{tab()}:1"})
    assert (answer.status_code, answer.json()["state"]) == (409, "conflict")
    html = maya.get(answer.json()["href"]).content.decode()
    assert "Two texts, both here" in html
    assert "from the other device" in html
    assert "from this one" in html
    assert only_page(maya).body == "from the other device"


def test_a_draft_for_a_page_in_the_trash_becomes_a_page_of_its_own(maya: Client) -> None:
    entry = keep(maya)
    entry.trash()
    form = sent(entry_id=str(entry.id), revision="1", body="after all")
    answer = maya.post(AUTOSAVE, {**form, "draft": f"{tab()}:1"})
    assert answer.json()["state"] == "conflict"
    html = maya.get(answer.json()["href"]).content.decode()
    assert "moved to the trash meanwhile" in html
    assert 'action="/journal/new/"' in html


def test_a_send_that_keep_overtook_leaves_no_draft(maya: Client) -> None:
    mine, form = tab(), sent(title="Pier", body="whole")
    maya.post(AUTOSAVE, {**form, "body": "who", "draft": f"{mine}:1"})
    assert maya.post("/journal/new/", {**form, "draft": f"{mine}:1"}).status_code == 303
    answer = maya.post(AUTOSAVE, {**form, "draft": f"{mine}:2"})
    assert (answer.status_code, answer.json()["state"]) == (200, "saved")
    assert not Draft.objects.exists()


def test_a_late_send_is_the_kept_page_though_keep_dated_it_by_another_zone(maya: Client) -> None:
    Preferences.change(open_vault_of(maya), lambda now: now.choosing("Europe/Berlin"))
    clock = {"day": "2026-11-20", "time": "23:30", "zone": "America/Lima", "clock": "device"}
    form = sent(body="On the way.", **clock)
    assert maya.post("/journal/new/", form).status_code == 303
    assert (only_page(maya).head.day.isoformat(), only_page(maya).head.time) == (
        "2026-11-21",
        "05:30",
    )
    assert autosave(maya, f"{tab()}:1", **form) == (200, "saved")
    assert not Draft.objects.exists()
    changed = {**form, "body": "On the way, and more."}
    assert autosave(maya, f"{tab()}:1", **changed) == (409, "conflict")


def test_back_to_a_draft_that_was_kept_leads_to_its_page(maya: Client, sol: Client) -> None:
    form, mark = sent(body="half"), f"{tab()}:1"
    place = maya.post(AUTOSAVE, {**form, "draft": mark}).json()["href"]
    html = maya.get("/journal/drafts/").content.decode()
    [link] = re.findall(rf'href="({place}\?[^"]*)"', html)
    maya.post("/journal/new/", {**form, "draft_from": mark})
    assert maya.get(link)["Location"] == f"/journal/{form['entry_id']}/"
    assert maya.get(place).status_code == 404
    assert sol.get(link).status_code == 404


@pytest.mark.parametrize("composer", ["/journal/new/", "/journal/practices/{}/new/"])
def test_a_reload_gives_the_words_back_and_no_second_text_gets_their_id(
    maya: Client, sol: Client, composer: str
) -> None:
    form = sent(body="words before the reload")
    address = f"{composer.format(catalogue().practices[0].id)}?page={form['entry_id']}"
    assert f'value="{form["entry_id"]}"' in maya.get(address).content.decode()
    maya.post(AUTOSAVE, {**form, "draft": f"{tab()}:1"})
    assert maya.get(address)["Location"] == f"/journal/drafts/{Draft.objects.get().id}/"
    assert sol.get(address).status_code == 200  # the draft of another journal is nobody else's
    maya.post("/journal/new/", form)
    assert maya.get(address)["Location"] == f"/journal/{form['entry_id']}/"


def test_what_could_not_be_kept_as_a_page_is_still_kept_as_a_draft(maya: Client) -> None:
    assert autosave(maya, f"{tab()}:1", body="words", day="someday") == (200, "saved")
    html = maya.get(f"/journal/drafts/{Draft.objects.get().id}/").content.decode()
    assert 'value="someday"' in html


def test_an_empty_composer_makes_no_draft_but_an_emptied_one_is_saved(maya: Client) -> None:
    mine = tab()
    assert autosave(maya, f"{mine}:1") == (200, "nothing")
    assert autosave(maya, "no mark at all", body="words") == (422, "impossible")
    assert not Draft.objects.exists()
    assert autosave(maya, f"{mine}:2", body="words") == (200, "saved")
    assert autosave(maya, f"{mine}:3", body="") == (200, "saved")
    assert bodies(maya) == [""]


def test_a_sitting_of_ten_minutes_leaves_one_step_in_the_history(maya: Client) -> None:
    mine, form = tab(), sent(title="Pier")
    began = timezone.now()
    for minute in (0, 3, 6, 9, 11, 14):
        with time_machine.travel(began + timedelta(minutes=minute), tick=False):
            sends = {**form, "body": f"minute {minute}", "draft": f"{mine}:{minute + 1}"}
            assert maya.post(AUTOSAVE, sends).status_code == 200
    vault = open_vault_of(maya)
    steps = EntryVersion.objects.in_vault(vault).of(uuid.UUID(form["entry_id"]))
    assert [step.page(vault).body for step in steps] == ["minute 9"]
    assert bodies(maya) == ["minute 14"]


def test_no_word_is_stored_for_somebody_who_did_not_write_it(maya: Client, sol: Client) -> None:
    answer = sol.post(AUTOSAVE, sent(body="by maya", draft=f"{tab()}:1", writer="0"))
    assert (answer.status_code, answer.json()["state"]) == (403, "somebody-else")
    assert not Draft.objects.exists()


def test_one_tab_id_in_two_journals_makes_two_drafts(maya: Client, sol: Client) -> None:
    mine = tab()
    for client, body in ((maya, "hers"), (sol, "his")):
        assert autosave(client, f"{mine}:1", body=body) == (200, "saved")
    assert (bodies(maya), bodies(sol)) == (["hers"], ["his"])


def test_a_draft_is_deleted_for_good_after_a_question_and_its_page_stays(maya: Client) -> None:
    entry = keep(maya, a_page("kept words"))
    form = sent(entry_id=str(entry.id), revision="1", body="changed")
    maya.post(AUTOSAVE, {**form, "draft": f"{tab()}:1"})
    address = f"/journal/drafts/{Draft.objects.get().id}/delete/"
    assert "Delete this draft?" in maya.get(address).content.decode()
    assert Draft.objects.exists()
    assert maya.post(address).status_code == 303
    assert not Draft.objects.exists()
    assert only_page(maya).body == "kept words"


def test_a_damaged_draft_is_named_and_hides_no_other(maya: Client) -> None:
    for body in ("first draft", "second draft"):
        autosave(maya, f"{tab()}:1", body=body)
    Draft.objects.filter(pk=Draft.objects.earliest("number").pk).update(content=b"nonsense")
    for address in ("/journal/", "/journal/drafts/"):
        html = maya.get(address).content.decode()
        assert "A damaged draft" in html
        assert "second draft" in html
    damaged = Draft.objects.earliest("number")
    assert maya.get(f"/journal/drafts/{damaged.id}/").status_code == 409
    assert maya.post(f"/journal/drafts/{damaged.id}/delete/").status_code == 303


def test_after_a_stale_token_a_look_gives_a_fresh_one(maya: Client) -> None:
    strict = Client(enforce_csrf_checks=True)
    strict.cookies = maya.cookies
    form = sent(body="words", draft=f"{tab()}:1")
    assert strict.post(AUTOSAVE, {**form, "csrfmiddlewaretoken": "a" * 64}).status_code == 403
    token = strict.get(AUTOSAVE).json()["token"]
    assert strict.post(AUTOSAVE, {**form, "csrfmiddlewaretoken": token}).status_code == 200
    assert bodies(maya) == ["words"]


def test_a_visitor_gets_no_token_and_is_not_led_away_with_words(visitor: Client) -> None:
    assert visitor.get(AUTOSAVE).status_code == 302
    assert visitor.post(AUTOSAVE, sent(body="words", draft=f"{tab()}:1")).status_code == 403


def test_an_autosave_counts_as_use_of_the_journal(maya: Client) -> None:
    with time_machine.travel(timezone.now() + timedelta(minutes=10), tick=False):
        answer = maya.post(AUTOSAVE, sent(body="words", draft=f"{tab()}:1"))
        assert answer.headers["Vault-Seconds"] == "900"


def test_an_autosave_asks_no_more_with_more_pages(maya: Client) -> None:
    counts = []
    for number in (0, 25):  # more than a list shows at once
        for _ in range(number):
            keep(maya)
        with CaptureQueriesContext(connection) as asked:
            autosave(maya, f"{tab()}:1", body="words")
        counts.append(len(asked))
    assert counts[0] == counts[1] <= 16


@time_machine.travel("2026-11-20 23:30Z", tick=True)
def test_a_draft_says_by_the_writers_own_clock_when_it_was_saved(maya: Client) -> None:
    entry = keep(maya)
    autosave(maya, f"{tab()}:1", body="half")
    autosave(maya, f"{tab()}:1", body="changed", entry_id=str(entry.id), revision="1")
    newest = Draft.objects.in_vault(open_vault_of(maya)).newest()[0]
    places = ("", "drafts/", f"drafts/{newest.id}/", f"{entry.id}/")
    for place in places:
        assert "20 November 2026, 23:30 UTC" in maya.get(f"/journal/{place}").content.decode()
    maya.post("/journal/settings/", {"zone": "Asia/Tokyo"})
    for place in places:
        assert "21 November 2026, 08:30" in maya.get(f"/journal/{place}").content.decode()


def test_there_is_room_for_so_many_drafts_and_no_newest_word_is_lost(
    maya: Client, settings: Settings
) -> None:
    settings.DRAFTS_MOST = 10
    marks = [tab() for _ in range(10)]
    for mine in marks[:8]:
        assert autosave(maya, f"{mine}:1", body="words") == (200, "saved")
    assert "there is room for 10" not in maya.get("/journal/drafts/").content.decode()
    for mine in marks[8:]:
        assert autosave(maya, f"{mine}:1", body="words") == (200, "saved")
    assert "10 drafts wait here, and there is room for 10" in (
        maya.get("/journal/drafts/").content.decode()
    )
    assert "10 drafts wait, and that is all the room" in maya.get("/journal/new/").content.decode()
    assert autosave(maya, f"{tab()}:1", body="one too many") == (429, "drafts-full")
    assert autosave(maya, f"{marks[0]}:2", body="going on is possible") == (200, "saved")
    mark = f"{tab()}:1"
    assert autosave(maya, mark, body="in its place", draft_from=f"{marks[1]}:1") == (200, "saved")
    assert maya.post("/journal/new/", sent(body="kept all the same")).status_code == 303
    assert (Draft.objects.count(), Entry.objects.count()) == (10, 1)
    maya.post(
        "/leave/",
        sent(draft=f"{tab()}:1", body="Taken along when leaving."),
        headers={"sec-fetch-site": "same-origin"},
    )
    assert "Taken along when leaving." in bodies(sign_in(Client(), "maya"))
