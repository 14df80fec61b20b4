"""Write, read, change, throw away, take back."""

import re
import uuid
from datetime import date

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from apps.journal.models import RECENT, Entry, EntryVersion
from tests.factories import open_vault_of
from tests.journal.entry_samples import a_page, keep, only_page, sent

pytestmark = pytest.mark.django_db


def test_a_page_is_kept_and_read_back_whole(maya: Client) -> None:
    body = "# Pier\r\n\r\n*He* said so. <b>Not</b> more.\r\n  indented\r\n"
    response = maya.post(
        "/journal/new/",
        sent(
            title="The walk",
            body=body,
            water="4",
            feelings=["hopeful", "wary"],
            own_words="seen, odd",
        ),
    )
    assert response.status_code == 303
    page = only_page(maya)
    assert page.body == body.replace("\r\n", "\n")
    assert page.head.title == "The walk"
    assert page.head.day == date(2026, 11, 20)
    assert page.head.water == 4
    assert page.head.feelings == ("hopeful", "wary", "seen", "odd")
    html = maya.get(response["Location"]).content.decode()
    assert "<em>He</em> said so." in html
    assert "<b>Not</b>" not in html


def test_the_title_of_a_page_stands_in_no_page_title(maya: Client) -> None:
    entry = keep(maya, a_page(title="About the divorce"))
    html = maya.get(f"/journal/{entry.id}/").content.decode()
    assert "<title>Leeway</title>" in html


def test_under_a_kept_page_stand_two_buttons_and_what_comes_next(maya: Client) -> None:
    entry = keep(maya, a_page("kettle"))
    html = maya.get(f"/journal/{entry.id}/").content.decode()
    article = html.partition("</article>")[0].partition("<article")[2]
    row, _summary, rest = article.partition("<details")
    under = row.rpartition('<div class="row')[2]
    assert re.findall(r'class="btn[^>]*>.*</svg> (\w+)', under) == ["Edit", "Photos"]
    folded, _end, after = rest.partition("</details>")
    for more in ("pin/", "export/?page=", "templates/new/?page=", "history/", "delete/"):
        assert more in folded
    assert "Write another page" in after
    maya.post(f"/journal/{entry.id}/delete/")
    assert "Write another page" not in maya.get(f"/journal/{entry.id}/").content.decode()


def test_a_double_press_keeps_one_page(maya: Client) -> None:
    form = sent(body="once")
    assert maya.post("/journal/new/", form).status_code == 303
    assert maya.post("/journal/new/", form).status_code == 303
    assert Entry.objects.count() == 1


def test_back_change_and_save_again_shows_both_texts(maya: Client) -> None:
    form = sent(body="first words")
    maya.post("/journal/new/", form)
    response = maya.post("/journal/new/", {**form, "body": "second words"})
    html = response.content.decode()
    assert response.status_code == 409
    assert "first words" in html
    assert "second words" in html
    assert only_page(maya).body == "first words"


def test_back_after_keeping_leads_to_the_page_and_not_to_a_copy(maya: Client, sol: Client) -> None:
    form = sent(body="kettle")
    address = f"/journal/new/?page={form['entry_id']}"
    assert f'name="entry_id" value="{form["entry_id"]}"' in maya.get(address).content.decode()
    maya.post("/journal/new/", form)
    assert maya.get(address)["Location"] == f"/journal/{form['entry_id']}/"
    assert sol.get(address).status_code == 200  # the page of another journal is nobody else's
    for broken in ("x", "", "0" * 40):
        assert maya.get(f"/journal/new/?page={broken}").status_code == 200


def test_what_is_too_long_is_refused_beside_its_field_and_nothing_is_cut(maya: Client) -> None:
    long = {"body": "x" * 200_001, "title": "t" * 301, "tags": "a" * 600, "people": "b" * 600}
    answer = maya.post("/journal/new/", sent(**long))
    html = answer.content.decode()
    assert answer.status_code == 422
    for name, text in long.items():
        assert text in html
        assert f'id="id_{name}_error"' in html
        assert re.search(rf'<length-note[^>]* for="id_{name}" data-most="\d+"', html)
    assert not Entry.objects.exists()


def test_a_second_tab_never_overwrites(maya: Client) -> None:
    entry = keep(maya, a_page("kept words"))
    address = f"/journal/{entry.id}/edit/"
    assert maya.post(address, sent(body="from one tab", revision="1")).status_code == 303
    response = maya.post(address, sent(body="from the other", revision="1"))
    html = response.content.decode()
    assert response.status_code == 409
    assert "from one tab" in html
    assert "from the other" in html
    assert only_page(maya).body == "from one tab"


def test_two_texts_mark_the_words_that_only_one_of_them_has(maya: Client) -> None:
    entry = keep(maya, a_page("The ferry was late.\n\nNobody minded."))
    place = f"/journal/{entry.id}/edit/"
    theirs = sent(title="Pier", body="The ferry was early.\r\n\r\nNobody minded.", revision="1")
    assert maya.post(place, theirs).status_code == 303
    mine = {**theirs, "body": "The <b>ferry</b> was late.\r\n\r\nNobody minded.", "tags": "sea"}
    html = maya.post(place, mine).content.decode()
    marks = re.findall(r"<mark>.*?</span>(.*?)<span", html)
    assert {"late", "early", "Tags: sea"} <= set(marks)
    assert "Nobody minded." not in marks
    assert "Not in this text" in html  # the tags, in the text that is kept
    assert "<b>ferry" not in html
    assert only_page(maya).body == "The ferry was early.\n\nNobody minded."


def test_two_texts_of_which_one_is_no_page_yet_are_compared_all_the_same(maya: Client) -> None:
    entry = keep(maya, a_page("The ferry was late."))
    form = sent(entry_id=str(entry.id), revision="7", day="never", body="The ferry was early.")
    answer = maya.post("/journal/autosave/", {**form, "draft": f"{uuid.uuid4()}:1"})
    html = maya.get(answer.json()["href"]).content.decode()
    assert re.findall(r"<mark>.*?</span>(.*?)<span", html) == ["early", "late"]


def test_after_comparing_the_other_text_can_be_kept_and_the_first_stays_in_history(
    maya: Client,
) -> None:
    entry = keep(maya, a_page("kept words"))
    address = f"/journal/{entry.id}/edit/"
    maya.post(address, sent(body="from one tab", revision="1"))
    assert maya.post(address, sent(body="both together", revision="2")).status_code == 303
    assert only_page(maya).body == "both together"
    vault = open_vault_of(maya)
    versions = EntryVersion.objects.in_vault(vault).of(entry.id)
    assert [version.page(vault).body for version in versions] == ["from one tab", "kept words"]


def test_saving_what_is_already_kept_is_no_conflict(maya: Client) -> None:
    entry = keep(maya, a_page("kept words", title=""))
    address = f"/journal/{entry.id}/edit/"
    form = sent(body="same", revision="1")
    assert maya.post(address, form).status_code == 303
    assert maya.post(address, form).status_code == 303
    assert EntryVersion.objects.count() == 1


def test_back_after_a_change_leads_to_the_page_as_it_is_kept(maya: Client) -> None:
    entry = keep(maya, a_page("kept words"))
    place = f"/journal/{entry.id}/"
    [link] = re.findall(rf'href="({place}edit/[^"]*)"', maya.get(place).content.decode())
    assert "kept words" in maya.get(link).content.decode()
    assert maya.post(f"{place}edit/", sent(body="changed", revision="1")).status_code == 303
    assert maya.get(link)["Location"] == place
    [link] = re.findall(rf'href="({place}edit/[^"]*)"', maya.get(place).content.decode())
    assert "changed" in maya.get(link).content.decode()


def test_a_refused_page_says_once_what_is_wrong_and_has_its_day_in_words(maya: Client) -> None:
    html = maya.post("/journal/new/", sent(time="21:40")).content.decode()
    assert html.count("There is nothing on this page yet.") == 1
    assert re.search(r'<textarea[^>]*autofocus[^>]*aria-describedby="id_body_error"', html)
    assert "Friday 20 November, 21:40</span>" in html
    html = maya.post("/journal/new/", sent(day="someday", water="2")).content.decode()
    assert "someday</span>" in html
    assert "Write the day as year-month-day" in html.partition("<textarea")[0]


def test_the_fold_below_the_text_names_what_was_chosen(maya: Client) -> None:
    chosen = {"water": "5", "feelings": ["lonely"], "own_words": "seen", "people": "Jo, Al, "}
    html = maya.post("/journal/new/", sent(**chosen, preview="1", body="x")).content.decode()
    line = html.partition("<details-line")[2].partition("</details-line>")[0]
    words = " ".join(re.sub(r"<[^>]*>", "", line.partition(">")[2]).split())
    assert words.startswith("calm · 2 feelings · 2 people · Friday 20 November")
    assert '<span class="hint" hidden>' in line
    html = maya.post("/journal/new/", sent(water="99", body="x")).content.decode()
    assert "<span data-chosen></span><span data-device-moment>Friday 20 November" in html


@pytest.mark.parametrize("of_guide", [True, False])
def test_a_page_that_is_named_by_its_question_shows_it_once(maya: Client, of_guide: bool) -> None:
    guide = {"guide": "gone", "guide_title": "A guide", "guide_version": "2026-01-01"}
    asked = {"prompt_text": "What was warm?", **(guide if of_guide else {})}
    for title, often in (("", 1), ("Pier", 1)):
        entry = keep(maya, a_page(title=title, **asked))
        main = maya.get(f"/journal/{entry.id}/").content.decode()
        assert main.count("What was warm?") == often, title


def test_an_empty_page_is_refused_beside_the_field(maya: Client) -> None:
    response = maya.post("/journal/new/", sent(body="  \r\n "))
    html = response.content.decode()
    assert response.status_code == 422
    assert 'aria-invalid="true"' in html
    assert "There is nothing on this page yet" in html
    assert not Entry.objects.exists()


def test_bad_input_keeps_every_word(maya: Client) -> None:
    form = sent(body="every word", title="and this", day="someday", own_words="odd")
    html = maya.post("/journal/new/", form).content.decode()
    for typed in ("every word", "and this", "someday", "odd"):
        assert typed in html


def test_a_leading_empty_line_survives_the_form(maya: Client) -> None:
    entry = keep(maya, a_page("\n\nlate start"))
    html = maya.get(f"/journal/{entry.id}/edit/").content.decode()
    assert ">\n\n\nlate start</textarea>" in html


def test_a_deleted_page_waits_in_the_trash_and_comes_back(maya: Client) -> None:
    entry = keep(maya, a_page("not gone"))
    maya.post(f"/journal/{entry.id}/delete/")
    assert "Pier" not in maya.get("/journal/").content.decode()
    assert "Pier" in maya.get("/journal/trash/").content.decode()
    entry.refresh_from_db()
    assert entry.expires_on is not None
    assert (entry.expires_on - timezone.now().date()).days == 30
    maya.post(f"/journal/{entry.id}/restore/")
    assert only_page(maya).body == "not gone"
    assert "Pier" in maya.get("/journal/").content.decode()


def test_a_page_thrown_away_in_another_tab_is_not_changed_and_the_words_stay(maya: Client) -> None:
    entry = keep(maya)
    maya.post(f"/journal/{entry.id}/delete/")
    address = f"/journal/{entry.id}/edit/"
    response = maya.post(address, sent(body="new words", revision="1"))
    assert response.status_code == 409
    assert "new words" in response.content.decode()
    assert 'action="/journal/new/"' in response.content.decode()


def test_words_for_a_page_of_another_journal_stay_with_their_writer(
    maya: Client, sol: Client
) -> None:
    entry = keep(maya)
    response = sol.post(f"/journal/{entry.id}/edit/", sent(body="sol wrote this", revision="1"))
    assert response.status_code == 404
    assert "sol wrote this" in response.content.decode()
    assert "The gulls again" not in response.content.decode()


def test_a_known_id_of_another_journal_cannot_be_taken_over(maya: Client, sol: Client) -> None:
    entry = keep(maya)
    response = sol.post("/journal/new/", sent(entry_id=str(entry.id), body="mine"))
    assert response.status_code == 303
    vault = open_vault_of(maya)
    assert Entry.objects.in_vault(vault).get().page(vault).body == "The gulls again."
    assert Entry.objects.count() == 2


def test_the_list_opens_only_what_it_shows_and_asks_the_same_for_more_pages(
    maya: Client,
) -> None:
    keep(maya)
    with CaptureQueriesContext(connection) as few:
        maya.get("/journal/")
    for _ in range(30):
        keep(maya)
    with CaptureQueriesContext(connection) as many:
        maya.get("/journal/")
    assert len(few) == len(many)
    bodies = [query["sql"] for query in many if '"journal_entry"."body"' in query["sql"]]
    assert [sql.count("::uuid") for sql in bodies] == [1 + RECENT], "the vault's and the pages'"


def test_the_newest_written_stands_first_and_the_list_ends_at_twenty(maya: Client) -> None:
    for number in range(23):
        keep(maya, a_page(title=f"page-{number:02}"))
    html = maya.get("/journal/").content.decode()
    assert html.index("page-22") < html.index("page-21")
    assert "page-03" in html
    assert "page-02" not in html


def test_a_prompt_stands_above_the_page_and_is_kept_with_it(
    maya: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    from apps.articles import prompts

    known = prompts.Prompt(
        id="9-2", text="Our word?", source_title="Stopping", source_url="/guides/stopping/"
    )
    monkeypatch.setattr(prompts, "find", lambda name: known if name == "9-2" else None)
    assert "Our word?" in maya.get("/journal/new/?from=9-2").content.decode()
    assert "Our word?" not in maya.get("/journal/new/?from=1-1").content.decode()
    maya.post("/journal/new/", sent(body="kettle", prompt_id="9-2"))
    assert only_page(maya).head.prompt_text == "Our word?"


def test_a_broken_id_never_stands_between_the_words_and_the_journal(maya: Client) -> None:
    maya.post("/journal/new/", sent(entry_id="not-an-id", revision="x", body="still here"))
    assert only_page(maya).body == "still here"
