"""Templates of a writer's own: sealed, limited, never over another's words, carried along."""

import json
import uuid
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from hypothesis import given
from hypothesis import strategies as st

from apps.journal.entry_templates.content import (
    LONGEST_BODY,
    LONGEST_NAME,
    MOST_TEMPLATES,
    EntryTemplateContent,
)
from apps.journal.models import Entry, EntryTemplate
from apps.vault.crypto.sealing import Damaged
from tests.factories import PASSWORD, open_vault_of
from tests.journal.entry_samples import a_page, file_in, keep
from tests.tampering import set_field

pytestmark = pytest.mark.django_db
LIST, NEW = "/journal/templates/", "/journal/templates/new/"
NOBODYS = "6f1f6f0e-2f5c-4a55-9a5e-0d6f6a5c2b11"
TEXT = st.text(st.characters(exclude_categories=["Cs", "Cc", "Zl", "Zp"]), min_size=1, max_size=60)


def sent(**fields: Any) -> dict[str, Any]:
    form = {"template_id": str(uuid.uuid4()), "revision": "0"}
    return {**form, "title": "Evening", "body": "What was good?\n\n- ", **fields}


def kept(client: Client, name: str = "Evening", body: str = "What was good?") -> EntryTemplate:
    text = EntryTemplateContent(name=name, body=body)
    return EntryTemplate.write(open_vault_of(client), text, template_id=uuid.uuid4())


def texts_of(client: Client) -> list[EntryTemplateContent]:
    opened = EntryTemplate.objects.opened(open_vault_of(client))
    return [text for _row, text in opened if text]


def page(answer: Any) -> str:
    return str(answer.content.decode())


@given(TEXT.filter(str.strip), st.text(st.characters(exclude_categories=["Cs"]), max_size=99))
def test_a_template_reads_back_as_it_was(name: str, body: str) -> None:
    text = EntryTemplateContent(name=name, body=body)
    assert EntryTemplateContent.from_bytes(text.to_bytes()) == text


@pytest.mark.parametrize(
    "values",
    [
        {"name": "x"},
        {"name": "", "body": "x"},
        {"name": "a\nb", "body": "x"},
        {"name": "x" * (LONGEST_NAME + 1), "body": "x"},
        {"name": "x", "body": "x" * (LONGEST_BODY + 1)},
        {"name": 1, "body": "x"},
        [],
    ],
)
def test_what_no_form_would_take_is_damaged(values: Any) -> None:
    with pytest.raises(Damaged):
        EntryTemplateContent.from_bytes(json.dumps(values).encode())


def test_a_template_is_written_once_and_begins_a_page(maya: Client) -> None:
    assert "No template yet" in page(maya.get(LIST))
    assert "You have none yet." in page(maya.get("/"))
    form = sent(body="What was good?\r\n\r\n- ")
    for _press in range(2):
        assert maya.post(NEW, form).headers["Location"] == f"{LIST}?kept"
    row = EntryTemplate.objects.get()
    assert texts_of(maya) == [EntryTemplateContent(name="Evening", body="What was good?\n\n- ")]
    assert b"Evening" not in bytes(row.sealed)
    address = f"/journal/new/?template={row.id}"
    assert f'href="{address}"' in page(maya.get(LIST))
    assert f'href="{address}"' in page(maya.get("/journal/new/"))
    assert f'href="{address}"' in page(maya.get("/"))
    html = page(maya.get(address))
    assert 'value="Evening"' in html
    assert ">\nWhat was good?\n\n- </textarea>" in html
    title = html.partition("<title>")[2].partition("</title>")[0]
    assert "Evening" not in title
    assert Entry.objects.count() == 0


def test_two_pages_from_one_template_have_ids_of_their_own(maya: Client) -> None:
    """So neither can write over what was typed on the other, or over a draft."""
    address = f"/journal/new/?template={kept(maya).id}"
    first, second = (page(maya.get(address)).partition('name="entry_id"')[2][:60] for _ in "ab")
    assert first != second


def test_typed_words_win_over_the_template(maya: Client) -> None:
    address = f"/journal/new/?template={kept(maya).id}"
    form = {"entry_id": str(uuid.uuid4()), "revision": "0", "day": "never", "body": "My words."}
    answer = maya.post(address, form)
    assert answer.status_code == 422
    assert "My words." in page(answer)
    assert "What was good?" not in page(answer)


@pytest.mark.parametrize("asked", ["nonsense", NOBODYS, "sols"])
def test_a_template_that_is_not_there_gives_an_empty_page_and_says_so(
    maya: Client, sol: Client, asked: str
) -> None:
    asked = str(kept(sol, body="Sol’s own").id) if asked == "sols" else asked
    answer = maya.get("/journal/new/", {"template": asked})
    assert answer.status_code == 404
    assert "not here any more" in page(answer)
    assert "Sol’s own" not in page(answer)


def test_a_page_lends_its_words_to_a_template(maya: Client, sol: Client) -> None:
    entry = keep(maya, a_page("Three questions.", title="T" * 200))
    assert f"{NEW}?page={entry.id}" in page(maya.get(f"/journal/{entry.id}/"))
    html = page(maya.get(NEW, {"page": str(entry.id)}))
    assert ">\nThree questions.</textarea>" in html
    assert f'value="{"T" * LONGEST_NAME}"' in html
    for asked in (str(entry.id), "nonsense"):
        assert sol.get(NEW, {"page": asked}).status_code == 404


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ({"title": " "}, "Give the template a name"),
        ({"title": "x" * 61}, "A name has room for 60"),
        ({"title": "EVENING "}, "Another template has this name"),
        ({"body": ""}, "Write what a page begins with"),
        ({"body": "x" * 10_001}, "A template has room for 10,000"),
    ],
)
def test_a_refused_template_keeps_every_word(
    maya: Client, fields: dict[str, str], said: str
) -> None:
    kept(maya)
    form = sent(title="Morning") | fields
    answer = maya.post(NEW, form)
    assert answer.status_code == 422
    assert said in page(answer)
    assert form["body"] in page(answer)
    assert len(texts_of(maya)) == 1


def test_the_thirty_first_is_refused_with_a_way_on(maya: Client) -> None:
    for n in range(MOST_TEMPLATES):
        kept(maya, name=f"Number {n}")
    assert "All 30 places are taken" in page(maya.get(LIST))
    answer = maya.post(NEW, sent())
    assert (answer.status_code, len(texts_of(maya))) == (422, MOST_TEMPLATES)
    assert "Delete one" in page(answer)
    EntryTemplate.objects.first().delete()  # type: ignore[union-attr]
    assert maya.post(NEW, sent()).status_code == 303


def test_a_second_tab_never_overwrites(maya: Client) -> None:
    row = kept(maya)
    place = f"{LIST}{row.id}/"
    assert maya.post(place, sent(revision="1", body="Theirs.")).status_code == 303
    answer = maya.post(place, sent(revision="1", body="Mine."))
    assert answer.status_code == 409
    assert "Theirs." in page(answer)
    assert "Mine." in page(answer)
    assert 'name="revision" value="2"' in page(answer)
    assert page(answer).count("<mark>") == 2  # words of which each text has its own
    assert [text.body for text in texts_of(maya)] == ["Theirs."]
    assert maya.post(place, sent(revision="2", body="Both.")).status_code == 303
    assert maya.post(place, sent(revision="2", body="Both.")).status_code == 303  # pressed twice
    assert [text.body for text in texts_of(maya)] == ["Both."]


def test_another_name_must_be_free(maya: Client) -> None:
    kept(maya, name="Morning")
    place = f"{LIST}{kept(maya).id}/"
    assert maya.post(place, sent(revision="1", title="MORNING")).status_code == 422
    assert maya.post(place, sent(revision="1", title="evening")).status_code == 303


def test_a_deleted_template_leaves_its_pages(maya: Client) -> None:
    row, entry = kept(maya), keep(maya)
    place = f"{LIST}{row.id}/"
    assert "Evening" in page(maya.get(f"{place}delete/"))
    assert EntryTemplate.objects.count() == 1
    assert maya.post(f"{place}delete/").status_code == 303
    assert Entry.objects.get() == entry
    answer = maya.post(place, sent(revision="1", body="An hour of words."))
    assert answer.status_code == 404
    assert "An hour of words." in page(answer)
    assert f'action="{NEW}"' in page(answer)


def test_a_damaged_template_hides_no_other_and_can_go(maya: Client) -> None:
    row = kept(maya)
    kept(maya, name="Morning")
    set_field(row, "sealed", b"nonsense")
    html = page(maya.get(LIST))
    assert "A damaged template" in html
    assert "Morning" in html
    assert "Morning" in page(maya.get("/journal/new/"))
    assert maya.get(f"/journal/new/?template={row.id}").status_code == 409
    answer = maya.post(f"{LIST}{row.id}/", sent(revision="1", body="An hour of words."))
    assert answer.status_code == 409
    assert "An hour of words." in page(answer)
    assert maya.post(f"{LIST}{row.id}/delete/").status_code == 303


def test_with_the_journal_closed_the_words_stay_and_the_password_keeps_them(maya: Client) -> None:
    maya.post("/vault/lock/")
    answer = maya.post(NEW, sent())
    assert answer.status_code == 403
    assert "What was good?" in page(answer)
    assert maya.post(NEW, sent(vault_password=PASSWORD)).status_code == 303


def test_templates_cost_one_question_however_many(maya: Client) -> None:
    kept(maya)
    counts = []
    for n in range(2):
        with CaptureQueriesContext(
            connection,
        ) as asked:
            maya.get("/journal/new/")
        counts.append(len(asked))
        kept(maya, name=f"More {n}")
    assert counts[0] == counts[1]


@pytest.mark.parametrize("form", ["json", "zip"])
def test_templates_go_out_come_in_and_are_taken_back(maya: Client, sol: Client, form: str) -> None:
    kept(maya)
    kept(maya, name="Morning", body="Sleep?")
    wanted = {"what": "all", "form": form, "password": PASSWORD}
    content = file_in(maya.post("/journal/export/", wanted))
    kept(sol, name="Sol’s own")
    file = SimpleUploadedFile(f"export.{form}", content)
    place = sol.post("/journal/import/", {"file": file})["Location"]
    assert "2 templates" in page(sol.get(place))
    sol.post(place, {"do": "keep"})
    assert {text.name for text in texts_of(sol)} == {"Evening", "Morning", "Sol’s own"}
    changed = next(
        row
        for row, text in EntryTemplate.objects.opened(open_vault_of(sol))
        if text and text.name == "Morning"
    )
    sol.post(f"{LIST}{changed.id}/", sent(title="Morning", revision="1", body="Rest?"))
    assert "1 page or template that you changed" in page(sol.post(place, {"do": "undo"}))
    assert {text.name for text in texts_of(sol)} == {"Morning", "Sol’s own"}


def test_a_file_brings_no_more_than_there_is_room_for(maya: Client, sol: Client) -> None:
    for n in range(MOST_TEMPLATES):
        kept(maya, name=f"Number {n}")
    kept(sol, name="Sol’s own")
    wanted = {"what": "all", "form": "json", "password": PASSWORD}
    file = SimpleUploadedFile("export.json", file_in(maya.post("/journal/export/", wanted)))
    place = sol.post("/journal/import/", {"file": file})["Location"]
    sol.post(place, {"do": "keep"})
    assert len(texts_of(sol)) == MOST_TEMPLATES
    assert "For 1 there was no room" in page(sol.get(place))


def test_a_broken_id_or_revision_becomes_that_of_a_new_template(maya: Client) -> None:
    assert maya.post(NEW, sent(template_id="nonsense", revision="x")).status_code == 303
    assert EntryTemplate.objects.count() == 1
