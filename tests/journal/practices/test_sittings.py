"""A practice is begun, looked over, kept, changed and read side by side, like any page."""

import re
from typing import Any
from uuid import uuid4

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from apps.journal.entries.content import PromptAnswer
from apps.journal.models import Entry
from apps.journal.practices import history
from apps.vault.models import UnlockedSession
from tests.factories import PASSWORD, open_vault_of
from tests.journal.entry_samples import only_page, sent

pytestmark = pytest.mark.django_db

COLUMNS = {
    "answer-happened": "The door closed.\r\nThen quiet.",
    "answer-story": "He never cares.",
    "answer-feeling": "Small <b>",
    "before": "8",
    "after": "5",
}


def columns(**more: Any) -> dict[str, Any]:
    return sent(practice_id="three-columns", title="Three columns", **{**COLUMNS, **more})


def test_what_is_answered_is_kept_whole(maya: Client) -> None:
    assert maya.post("/journal/new/", columns(body="And rain.")).status_code == 303
    page = only_page(maya)
    assert (page.head.practice, page.head.practice_version) == ("three-columns", 1)
    assert (page.head.before, page.head.after) == (8, 5)
    assert page.answers == (
        PromptAnswer("happened", "The door closed.\nThen quiet."),
        PromptAnswer("story", "He never cares."),
        PromptAnswer("feeling", "Small <b>"),
    )
    assert page.body == "And rain."


def test_a_kept_sitting_shows_question_answer_and_note(maya: Client) -> None:
    place = maya.post("/journal/new/", columns())["Location"]
    html = maya.get(place).content.decode()
    assert "What is the story you are telling yourself about it?" in html
    assert "Small &lt;b&gt;" in html
    assert "What did you see, this one time?" in html
    assert "<title>Leeway</title>" in html


def test_one_answer_is_enough_and_none_is_refused(maya: Client) -> None:
    nothing = sent(practice_id="three-columns", title="Three columns")
    assert maya.post("/journal/new/", nothing).status_code == 422
    assert not Entry.objects.exists()
    assert maya.post("/journal/new/", {**nothing, "after": "0"}).status_code == 303
    assert only_page(maya).head.after == 0


def test_looking_it_over_keeps_nothing_and_shows_the_notes(maya: Client) -> None:
    response = maya.post("/journal/new/", columns(look_over="1"))
    html = response.content.decode()
    assert response.status_code == 200
    assert "What did you see, this one time?" in html
    assert "The door closed." in html
    assert 'name="after" value="5" checked' in html
    assert not Entry.objects.exists()


@pytest.mark.parametrize(("how", "status"), [({"look_over": "1"}, 200), ({"before": "11"}, 422)])
def test_what_is_looked_over_or_refused_stays_at_the_address_of_its_practice(
    maya: Client, how: dict[str, str], status: int
) -> None:
    place = "/journal/practices/three-columns/new/"
    form = columns(**how)
    answer = maya.post(place, form)
    assert answer.status_code == status
    action = f'action="{place}?page={form["entry_id"]}"'
    assert action in answer.content.decode()
    fresh = maya.get(place).content.decode()
    assert re.search(rf'action="{place}\?page=[0-9a-f-]{{36}}"', fresh)
    maya.post("/journal/autosave/", {**form, "draft": f"{uuid4()}:1"})  # a reload gives the words
    words = maya.get(f"{place}?page={form['entry_id']}")["Location"]
    assert "The door closed." in maya.get(words).content.decode()
    assert maya.post(place, columns()).status_code == 303
    UnlockedSession.objects.all().delete()
    refused = maya.post(place, columns())
    assert (refused.status_code, "The door closed." in refused.content.decode()) == (403, True)


def test_bad_input_keeps_every_answer(maya: Client) -> None:
    response = maya.post("/journal/new/", columns(before="11"))
    html = response.content.decode()
    assert response.status_code == 422
    for typed in ("The door closed.", "He never cares.", "Small &lt;b&gt;"):
        assert typed in html


def test_a_sitting_is_changed_on_its_own_questions(maya: Client) -> None:
    place = maya.post("/journal/new/", columns())["Location"]
    html = maya.get(f"{place}edit/").content.decode()
    assert "He never cares." in html
    assert 'name="before" value="8" checked' in html
    change = columns(**{"answer-story": "He was tired.", "revision": "1"})
    assert maya.post(f"{place}edit/", change).status_code == 303
    assert PromptAnswer("story", "He was tired.") in only_page(maya).answers


def test_a_form_that_knows_nothing_of_the_practice_leaves_the_answers(maya: Client) -> None:
    place = maya.post("/journal/new/", columns())["Location"]
    maya.post(f"{place}edit/", sent(body="Later.", revision="1"))
    page = only_page(maya)
    assert page.body == "Later."
    assert page.head.before == 8
    assert len(page.answers) == 3


def test_a_second_tab_gets_both_sittings(maya: Client) -> None:
    place = maya.post("/journal/new/", columns())["Location"]
    maya.post(f"{place}edit/", columns(**{"answer-story": "One.", "revision": "1"}))
    response = maya.post(f"{place}edit/", columns(**{"answer-story": "Two.", "revision": "1"}))
    html = response.content.decode()
    assert response.status_code == 409
    assert ("One." in html, "Two." in html) == (True, True)


def test_with_the_vault_locked_the_answers_stay_and_the_password_keeps_them(maya: Client) -> None:
    UnlockedSession.objects.all().delete()
    response = maya.post("/journal/new/", columns())
    html = response.content.decode()
    assert response.status_code == 403
    assert "He never cares." in html
    assert 'name="before" value="8" checked' in html
    again = columns(vault_password=PASSWORD)
    assert maya.post("/journal/new/", again).status_code == 303
    assert len(only_page(maya).answers) == 3


def test_past_sittings_stand_side_by_side_the_newest_first(maya: Client, sol: Client) -> None:
    for day, story in (("2026-11-03", "The first."), ("2026-11-10", "The second.")):
        maya.post("/journal/new/", columns(**{"answer-story": story, "day": day}))
    address = "/journal/practices/three-columns/"
    html = maya.get(address).content.decode()
    assert html.index("10 Nov 2026") < html.index("3 Nov 2026")
    assert html.index("The second.") < html.index("The first.")
    assert "The first." not in sol.get(address).content.decode()
    assert "The first." not in Client().get(address).content.decode()
    UnlockedSession.objects.all().delete()
    locked = maya.get(address)
    assert locked.status_code == 200
    assert "The first." not in locked.content.decode()


def test_all_sittings_are_shown_a_part_at_a_time(
    maya: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(history, "MOST_OF_A_PART", 3)
    for day in range(1, 9):
        maya.post(
            "/journal/new/", columns(**{"answer-story": f"No. {day}.", "day": f"2026-11-0{day}"})
        )

    def shown(asked: str) -> tuple[list[int], bool]:
        html = maya.get(f"/journal/practices/three-columns/{asked}").text
        return [day for day in range(9, 0, -1) if f"No. {day}." in html], "Earlier ones" in html

    assert shown("") == ([8, 7, 6, 5, 4, 3], False)
    assert shown("?all=1") == ([8, 7, 6], True)
    assert shown("?all=3") == ([2, 1], False)
    for strange in ("?all=", "?all=x", "?all=-1", "?all=99999"):
        assert shown(strange) == shown("")


def test_a_practice_asks_the_same_for_more_sittings(maya: Client) -> None:
    address = "/journal/practices/three-columns/"
    maya.post("/journal/new/", columns())
    with CaptureQueriesContext(connection) as few:
        maya.get(address)
    for _ in range(9):
        maya.post("/journal/new/", columns())
    with CaptureQueriesContext(connection) as many:
        maya.get(address)
    assert len(few) == len(many)


def test_a_damaged_sitting_hides_no_other(maya: Client) -> None:
    for story in ("Whole.", "Broken."):
        maya.post("/journal/new/", columns(**{"answer-story": story}))
    broken = Entry.objects.order_by("-number")[0]
    Entry.objects.filter(pk=broken.pk).update(body=bytes(len(broken.body)))
    html = maya.get("/journal/practices/three-columns/").content.decode()
    assert "Whole." in html
    assert "damaged" in html


def test_a_sitting_in_the_trash_is_not_shown(maya: Client) -> None:
    place = maya.post("/journal/new/", columns())["Location"]
    maya.post(f"{place}delete/")
    assert "He never cares." not in maya.get("/journal/practices/three-columns/").content.decode()


def test_the_shelf_is_open_to_read_for_everybody(maya: Client, visitor: Client) -> None:
    for client in (visitor, maya):
        html = client.get("/journal/practices/").content.decode()
        assert "Three columns" in html
    assert not visitor.cookies
    assert visitor.get("/journal/practices/nowhere/").status_code == 404


def test_a_practice_that_a_later_release_wrote_is_still_read(maya: Client) -> None:
    from tests.journal.entry_samples import a_page, keep

    page = a_page("", practice="from-tomorrow")
    entry = keep(maya, type(page)(head=page.head, body="", answers=(PromptAnswer("x", "A word."),)))
    assert "A word." in maya.get(f"/journal/{entry.id}/").content.decode()
    form = sent(practice_id="from-tomorrow", body="More.", revision="1")
    maya.post(f"/journal/{entry.id}/edit/", form)
    vault = open_vault_of(maya)
    assert Entry.objects.get().page(vault).answers == (PromptAnswer("x", "A word."),)
