"""A guide's question answered in place: sealed, remembered with its guide, and never lost."""

import re
from uuid import uuid4

import pytest
from django.test import Client

from apps.articles.models import Guide
from apps.journal.models import Draft, Entry, JournalState, Preferences
from apps.journal.preferences.content import PreferencesContent
from apps.vault.models import UnlockedSession
from tests.articles.factories import make_guide
from tests.factories import PASSWORD, open_vault_of
from tests.journal.entry_samples import a_page, keep, only_page, sent
from tests.journal.practices.test_waiting import unsent
from tests.tampering import set_field

pytestmark = pytest.mark.django_db

HX = {"hx-request": "true"}
ASKED = "/journal/answers/9-2/"
WORDS = "Two knocks on the table."
WITHOUT_SCRIPTS = (
    '<noscript><meta http-equiv="refresh" content="0; url=/journal/new/?from=9-2"></noscript>'
)


@pytest.fixture(autouse=True)
def guide(db: None) -> Guide:
    return make_guide(number=9)


def answer(**fields: str) -> dict[str, str]:
    return sent(body=WORDS, prompt_id="9-2", came_from="guide", **fields)


def test_a_question_is_answered_on_the_page_that_asks(maya: Client) -> None:
    html = maya.get(ASKED, headers=HX).content.decode()
    assert 'hx-post="/journal/answers/"' in html
    assert "<html" not in html
    kept = maya.post("/journal/answers/", answer(), headers=HX)
    assert kept.status_code == 200
    assert "Kept in your journal." in kept.content.decode()
    head = only_page(maya).head
    assert (head.prompt_text, head.guide, head.guide_title) == ("Second?", "a-guide", "A guide")
    assert (head.guide_section, head.guide_version) == ("try-this", "2026-01-01")


def test_an_answer_knows_the_writers_clock_like_every_page(maya: Client) -> None:
    preferences = PreferencesContent(zone="Pacific/Auckland")
    Preferences.change(open_vault_of(maya), lambda _before: preferences)
    before = preferences.clock()
    html = maya.get(ASKED, headers=HX).content.decode()
    hidden = dict(re.findall(r'type="hidden" name="(\w+)" value="([^"]*)"', html))
    assert hidden["time"] in {before, preferences.clock()}
    maya.post("/journal/answers/", {**hidden, "body": WORDS}, headers=HX)
    head = only_page(maya).head
    assert (f"{head.day}", head.time) == (hidden["day"], hidden["time"])
    assert head.zone == "Pacific/Auckland"
    refused = maya.post("/journal/answers/", {**hidden, "body": " "}, headers=HX)
    assert f'name="time" value="{head.time}"' in refused.content.decode()


def test_what_comes_back_on_a_day_does_so_from_here_too(maya: Client) -> None:
    maya.post("/journal/answers/", unsent(), headers=HX)
    assert len(JournalState.of(open_vault_of(maya)).waiting) == 1


def test_an_answer_that_was_not_kept_yet_is_asked_about_before_it_is_lost(maya: Client) -> None:
    fresh = maya.get(ASKED, headers=HX).content.decode()
    assert "<leave-guard>" in fresh
    refused = maya.post("/journal/answers/", {**answer(), "body": ""}, headers=HX).content.decode()
    assert "<leave-guard unsent>" in refused


def test_an_answer_saves_itself_and_waits_under_its_question(maya: Client, sol: Client) -> None:
    html = maya.get(ASKED, headers=HX).content.decode()
    assert '<auto-save data-url="/journal/autosave/"' in html
    form, mark = answer(), f"{uuid4()}:3"
    assert maya.post("/journal/autosave/", {**form, "draft": mark}).json()["state"] == "saved"
    again = maya.get(ASKED, headers=HX).content.decode()
    assert f"\n{WORDS}</textarea>" in again
    assert f'name="entry_id" value="{form["entry_id"]}"' in again
    assert f'name="draft_from" value="{mark}"' in again
    assert "They are not kept yet" in again
    for client, place in ((sol, ASKED), (maya, "/journal/answers/9-1/")):
        assert WORDS not in client.get(place, headers=HX).content.decode()
    maya.post("/journal/answers/", {**form, "draft_from": mark}, headers=HX)
    assert not Draft.objects.exists()
    assert WORDS not in maya.get(ASKED, headers=HX).content.decode()


def test_words_with_more_than_the_small_composer_shows_wait_among_the_drafts(maya: Client) -> None:
    maya.post("/journal/autosave/", {**answer(), "title": "Pier", "draft": f"{uuid4()}:1"})
    assert WORDS not in maya.get(ASKED, headers=HX).content.decode()
    assert Draft.objects.count() == 1


def test_the_same_answer_sent_twice_is_kept_once(maya: Client) -> None:
    form = answer()
    for _press in range(2):
        assert maya.post("/journal/answers/", form, headers=HX).status_code == 200
    assert Entry.objects.count() == 1
    other = maya.post("/journal/answers/", {**form, "body": "Another."}, headers=HX)
    assert other.status_code == 409
    assert "Another." in other.content.decode()
    assert form["entry_id"] not in other.content.decode()


def test_an_empty_answer_says_so_beside_the_field(maya: Client) -> None:
    refused = maya.post("/journal/answers/", {**answer(), "body": " "}, headers=HX)
    assert refused.status_code == 422
    assert "A word is enough." in refused.content.decode()
    assert not Entry.objects.exists()


def test_with_the_vault_closed_the_same_form_takes_the_password(maya: Client) -> None:
    UnlockedSession.objects.all().delete()
    html = maya.get(ASKED, headers=HX).content.decode()
    assert 'name="vault_password"' in html
    assert 'action="/journal/new/"' in html
    assert "hx-post" not in html
    wrong = maya.post("/journal/new/", answer(vault_password="not this one"))
    assert wrong.status_code == 403
    assert WORDS in wrong.content.decode()
    assert 'name="came_from" value="guide"' in wrong.content.decode()
    kept = maya.post("/journal/new/", answer(vault_password=PASSWORD))
    assert (kept.status_code, kept["Location"]) == (303, "/guides/a-guide/#try-this")
    assert only_page(maya).body == WORDS


@pytest.mark.parametrize("who", ["locked meanwhile", "signed out"])
def test_what_was_typed_meanwhile_comes_back_with_what_is_needed(maya: Client, who: str) -> None:
    UnlockedSession.objects.all().delete()
    client = maya if who == "locked meanwhile" else Client()
    refused = client.post("/journal/answers/", answer(), headers=HX)
    html = refused.content.decode()
    assert refused.status_code == 403
    assert WORDS in html
    assert ('name="vault_password"' in html) == (who == "locked meanwhile")
    assert ('name="sign_in_name"' in html) == (who == "signed out")
    assert "hx-post" not in html


def test_without_scripts_the_question_leads_to_the_journal_and_back(maya: Client) -> None:
    assert maya.get(ASKED)["Location"] == "/journal/new/?from=9-2"
    html = maya.get("/journal/new/?from=9-2").content.decode()
    assert 'name="came_from" value="guide"' in html
    kept = maya.post("/journal/new/", answer())
    assert kept["Location"] == "/guides/a-guide/#try-this"


def test_an_entry_says_what_it_answers_and_keeps_that_through_a_change(maya: Client) -> None:
    maya.post("/journal/new/", answer())
    Guide.objects.update(prompts=["Uno?", "Due?", "Tre?"], reviewed="2026-06-01", title="New name")
    entry = Entry.objects.get()
    form = {**answer(), "entry_id": str(entry.id), "revision": "1", "body": "Three knocks."}
    assert maya.post(f"/journal/{entry.id}/edit/", form)["Location"] == f"/journal/{entry.id}/"
    html = maya.get(f"/journal/{entry.id}/").content.decode()
    assert 'An answer to a question in <a href="/guides/a-guide/#try-this">A guide</a>' in html
    assert "checked on 1 January 2026" in html
    assert "Second?" in html
    assert "Three knocks." in html
    Guide.objects.all().delete()
    assert "not in the library any more" in maya.get(f"/journal/{entry.id}/").content.decode()


def test_an_older_answer_without_its_guide_reads_as_it_did(maya: Client) -> None:
    entry = keep(maya, a_page("kettle", prompt_id="9-2", prompt_text="Our word?"))
    html = maya.get(f"/journal/{entry.id}/").content.decode()
    assert "Our word?" in html
    assert "An answer to" not in html


def test_after_signing_up_the_question_is_open_in_its_guide(maya: Client) -> None:
    html = maya.get("/guides/a-guide/?answer=9-2").content.decode()
    assert html.count('class="reflect"') == 3
    assert re.findall(r'class="reflect" id="question-(9-\d)" open', html) == ["9-2"]
    assert re.findall(r'answers/(9-\d)/" hx-trigger="load, click"', html) == ["9-2"]
    assert html.count(WITHOUT_SCRIPTS) == 1


@pytest.mark.parametrize("asked", ["9-9", "8-1", "x", ""])
def test_a_question_of_another_guide_leads_nowhere(maya: Client, asked: str) -> None:
    html = maya.get("/guides/a-guide/", {"answer": asked}).content.decode()
    assert " open>" not in html.partition('class="reflect"')[2]
    assert "<noscript>" not in html


def test_no_question_on_a_page_about_safety_opens_by_itself(maya: Client, guide: Guide) -> None:
    Guide.objects.filter(pk=guide.pk).update(safety=True)
    assert "<noscript>" not in maya.get("/guides/a-guide/?answer=9-2").content.decode()


def test_a_visitor_is_led_to_no_question(client: Client) -> None:
    assert "<noscript>" not in client.get("/guides/a-guide/?answer=9-2").content.decode()


def test_an_answered_question_says_so_with_its_day(maya: Client, sol: Client) -> None:
    maya.post("/journal/new/", answer())
    keep(maya, a_page("kettle", guide="another", prompt_id="9-1", prompt_text="First?"))
    marks = maya.get("/journal/answers/guides/a-guide/", headers=HX).content.decode()
    day = "20 November 2026"  # of `sent`
    assert re.findall(r'id="answered-(9-\d)" hx-swap-oob', marks) == ["9-2"]
    assert f"Answered on {day}" in marks
    assert "<html" not in marks
    assert f"Your answer of {day}" in maya.get("/journal/answers/guides/a-guide/").content.decode()
    assert (
        "Answered on"
        not in sol.get("/journal/answers/guides/a-guide/", headers=HX).content.decode()
    )
    Guide.objects.update(prompts=["First?", "Asked anew?", "Third?"])
    assert (
        "Answered on"
        not in maya.get("/journal/answers/guides/a-guide/", headers=HX).content.decode()
    )
    maya.post("/vault/lock/")
    locked = maya.get("/journal/answers/guides/a-guide/")
    assert "Your journal is locked" in locked.content.decode()
    assert maya.get("/journal/answers/guides/no-guide/").status_code == 404


@pytest.mark.parametrize("prompt_id", ["9-4", "8-1", "none"])
def test_an_unknown_question_is_not_found(maya: Client, prompt_id: str) -> None:
    assert maya.get(f"/journal/answers/{prompt_id}/", headers=HX).status_code == 404


def test_a_guest_is_told_once_what_the_journal_is_and_a_member_writes_in_place(
    visitor: Client, maya: Client
) -> None:
    guests = visitor.get("/guides/a-guide/").content.decode()
    assert guests.count("locked with a key made from your password. It needs an account") == 1
    assert "/journal/answers/" not in guests
    join = "/account/sign-up/?next=/guides/a-guide/%3Fanswer%3D9-2"
    assert f'href="{join}"' in guests
    assert 'value="/guides/a-guide/?answer=9-2"' in visitor.get(join).content.decode()
    members = maya.get("/guides/a-guide/").content.decode()
    assert members.count('hx-get="/journal/answers/9-') == 3


def test_a_safety_guide_opens_no_composer_before_it_asked_who_can_see(maya: Client) -> None:
    Guide.objects.update(safety=True)
    html = maya.get("/guides/a-guide/").content.decode()
    asked = html.index("can anyone else see this device")
    assert asked < html.index("No, only I can") < html.index('hx-get="/journal/answers/')
    assert 'hx-trigger="load"' not in html[asked:]
    assert "<details open" not in html[asked:]


def test_an_answer_that_meets_a_damaged_page_can_be_a_page_of_its_own(maya: Client) -> None:
    maya.post("/journal/answers/", answer(), headers=HX)
    kept = Entry.objects.get()
    set_field(kept, "head", b"nonsense")
    again = maya.post(
        "/journal/answers/", answer(entry_id=str(kept.id)) | {"body": "Other."}, headers=HX
    )
    html = again.content.decode()
    assert (again.status_code, "Other." in html, "Another text" in html) == (409, True, True)
    assert str(kept.id) not in html
