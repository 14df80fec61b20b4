"""An editor writes: drafts stay inside, publishing holds to the standard, no word is lost."""

import re
from pathlib import Path

import pytest
from django.test import Client

from apps.articles.editing.new_guide import BODIES, FORMS
from apps.articles.models import Guide, Revision
from tests.articles.editing.conftest import SLUG, editor
from tests.articles.editing.pages import PLACE, body, fields, main_of, publish, save, words_of
from tests.articles.factories import GUIDE
from tests.articles.test_load import load

pytestmark = pytest.mark.usefixtures("library")

RARE = "It is seldom, we think."


def states() -> list[tuple[int, str, str]]:
    return [(row.number, row.origin, row.state) for row in Revision.objects.of(SLUG)]


def test_a_draft_changes_nothing_that_a_reader_sees(ines: Client, visitor: Client) -> None:
    pages = (f"/guides/{SLUG}/", "/guides/", "/guides/?q=seldom", "/guides/topics/talking/")
    before = [visitor.get(page).content for page in pages]
    answer = save(ines, body=body(common=RARE), title="Another title", summary="Seldom, they say.")
    assert (answer.status_code, answer["Location"]) == (303, PLACE)
    assert states()[0] == (2, "edit", "draft")
    assert [visitor.get(page).content for page in pages] == before
    assert "A draft. Readers do not see it." in words_of(ines.get(PLACE))
    assert RARE in main_of(ines.get(PLACE))


def test_what_is_published_is_read_and_found(ines: Client, visitor: Client) -> None:
    save(ines, body=body(common=RARE))
    assert publish(ines, note="Softer.").status_code == 303
    assert states()[0] == (3, "edit", "published")
    row = Revision.objects.of(SLUG)[0]
    assert (str(row.author), row.note) == ("ines", "Softer.")
    assert row.text == GUIDE.replace("It is common.", RARE)
    assert RARE in visitor.get(f"/guides/{SLUG}/").content.decode()
    assert SLUG in visitor.get("/guides/?q=seldom").content.decode()


def test_a_text_that_breaks_a_rule_is_not_published_and_keeps_its_words(ines: Client) -> None:
    broken = body(common="It is toxic.[F99.1]")
    answer = publish(ines, body=broken, prompts="\n".join("ABCDEF"))
    assert answer.status_code == 422
    page = main_of(answer)
    for problem in ("unknown record F99.1", "“toxic” is not a word of ours", "1 to 5 prompts"):
        assert problem in page
    assert "It is toxic.[F99.1]" in page
    assert states() == [(1, "file", "published")]
    assert "It is common." in Guide.objects.get(slug=SLUG).text
    assert save(ines, body=broken).status_code == 303  # a draft may be unfinished


def test_an_edit_that_breaks_another_guide_is_not_published(ines: Client) -> None:
    answer = publish(ines, number="8")
    assert answer.status_code == 422
    assert "number 8 is used by another guide too" in main_of(answer)


@pytest.mark.parametrize(
    ("field", "value", "problem"),
    [
        ("title", "", "This field is required."),
        ("reviewed", "yesterday", "Enter a valid date."),
        ("changes", "First published.", "does not."),
        ("other", "= 1", "This is not TOML"),
        ("other", 'title = "x"', "There is a field for title above."),
        ("topic", "nowhere", "Select a valid choice."),
    ],
)
def test_a_field_that_cannot_be_read_is_said_beside_it(
    ines: Client, field: str, value: str, problem: str
) -> None:
    answer = save(ines, **{"body": body(common=RARE), field: value})
    assert answer.status_code == 422
    page = main_of(answer)
    assert problem in page
    assert f'id="id_{field}_error"' in page
    assert RARE in page
    assert states() == [(1, "file", "published")]


def test_of_two_editors_the_second_sees_both_texts(ines: Client) -> None:
    other = editor("otto")
    mine = fields(body=body(common="Mine is seldom."))
    save(other, body=body(common="Theirs is usual."))
    answer = ines.post(PLACE, mine)
    assert answer.status_code == 409
    page = main_of(answer)
    assert "Mine is seldom." in page
    assert "Theirs is usual." in page
    assert "otto" in page
    assert [row[0] for row in states()] == [2, 1]
    assert 'name="base" value="2"' in page
    assert ines.post(PLACE, {**mine, "base": "2"}).status_code == 303
    assert "Mine is seldom." in Revision.objects.of(SLUG)[0].text


def test_a_published_text_is_not_overwritten_by_an_old_form(ines: Client) -> None:
    mine = fields(body=body(common="Mine is seldom."), state="published")
    publish(editor("otto"), body=body(common="Theirs is usual."))
    assert ines.post(PLACE, mine).status_code == 409
    assert "Theirs is usual." in Guide.objects.get(slug=SLUG).text


def test_a_form_sent_twice_is_kept_once(ines: Client) -> None:
    for state in ("draft", "published"):
        form = fields(body=body(common=RARE), state=state)
        assert ines.post(PLACE, form).status_code == ines.post(PLACE, form).status_code == 303
    assert [row[2] for row in states()] == ["published", "draft", "published"]


def test_the_checks_answer_beside_the_text(ines: Client) -> None:
    form = fields(body=body(common="It is toxic.[F15.1]"))
    whole = ines.post(f"{PLACE}checks/", form)
    piece = ines.post(f"{PLACE}checks/", form, headers={"hx-request": "true"})
    for answer in (whole, piece):
        page = answer.content.decode()
        assert answer.status_code == 200
        assert "F15.1 is unverified" in page
        assert "Reading grade" in page
        assert "One presses, one leaves." in page  # the records that it rests on
    assert "It is toxic." in whole.content.decode()
    assert "<html" not in piece.content.decode()
    assert states() == [(1, "file", "published")]


def test_the_preview_is_the_page_that_readers_would_see(ines: Client) -> None:
    def article(answer: object) -> str:
        page = answer.content.decode()  # type: ignore[attr-defined]
        page = page.partition("<article")[2].partition("</article>")[0]
        return re.sub(r'name="(?:next|csrfmiddlewaretoken)" value="[^"]*"', "", page)

    save(ines, body=body(common=RARE))
    kept = article(ines.get(f"{PLACE}preview/"))
    sent = article(ines.post(f"{PLACE}preview/", fields()))
    assert RARE in kept
    publish(ines)
    assert article(ines.get(f"/guides/{SLUG}/")) == kept == sent


def test_a_preview_shows_what_is_not_finished_too(ines: Client) -> None:
    form = fields(body="## Begun\n\nA word.[F99.1]", prompts="", key_points="", answer="")
    answer = ines.post(f"{PLACE}preview/", form)
    assert answer.status_code == 200
    assert "There is no such record." in main_of(answer)
    assert states() == [(1, "file", "published")]


def test_a_new_guide_begins_with_every_block(ines: Client, visitor: Client) -> None:
    form = {"title": "A small thing", "slug": "a-small-thing"}
    answer = ines.post("/editing/new/", form)
    place = "/editing/guides/a-small-thing/"
    assert (answer.status_code, answer["Location"]) == (303, place)
    assert ines.get(place).status_code == 200
    assert ines.get(f"{place}preview/").status_code == 200
    assert "question is empty" in main_of(ines.get(place))
    assert visitor.get("/guides/a-small-thing/").status_code == 404
    assert ines.post("/editing/new/", form).status_code == 422
    assert ines.post("/editing/new/", {**form, "slug": "A_thing"}).status_code == 422


@pytest.mark.parametrize("form", [key for key, _label in FORMS])
def test_a_new_guide_starts_from_the_form_that_was_chosen(ines: Client, form: str) -> None:
    sent = {"title": "A small thing", "slug": "a-small-thing", "form": form}
    assert ines.post("/editing/new/", sent).status_code == 303
    text = Revision.objects.of("a-small-thing").get().text
    assert BODIES[form].strip() in text
    found = main_of(ines.get("/editing/guides/a-small-thing/"))
    assert "question is empty" in found
    assert not re.search(r"sections before|must end with|closes nothing|never closed", found)


def test_no_two_forms_of_a_new_guide_share_a_heading(ines: Client) -> None:
    """Else every guide that begins in the room would be cut to one mould."""
    headings = [each for body in BODIES.values() for each in re.findall(r"^#+ .*", body, re.M)]
    assert BODIES.keys() == dict(FORMS).keys()
    assert len(headings) == len(set(headings)) >= len(FORMS)
    # a field to choose in is 20rem wide and cuts off a longer name
    assert [str(label) for _key, label in FORMS if len(str(label)) > 24] == []
    sent = {"title": "A small thing", "slug": "a-small-thing", "form": "mould"}
    assert ines.post("/editing/new/", sent).status_code == 422


def test_a_new_guide_is_published_and_the_loader_leaves_it(
    ines: Client, visitor: Client, library: Path
) -> None:
    ines.post("/editing/new/", {"title": "A small thing", "slug": "a-small-thing"})
    words = {name: fields()[name] for name in fields() if name not in {"base", "title", "number"}}
    assert publish(ines, "a-small-thing", **words).status_code == 303
    assert visitor.get("/guides/a-small-thing/").status_code == 200
    assert "guide a-small-thing: edited here (revision 2); it has no file" in load(library)
    assert visitor.get("/guides/a-small-thing/").status_code == 200


def test_a_guide_is_taken_down_everywhere_and_put_back(ines: Client, visitor: Client) -> None:
    page = f"/guides/{SLUG}/"
    lists = ("/guides/", "/guides/?q=pause", "/guides/topics/talking/")
    assert ines.post(f"{PLACE}withdrawal/", {"withdrawn": "1"}).status_code == 303
    assert visitor.get(page).status_code == 404
    assert not any(page in visitor.get(each).content.decode() for each in lists)
    assert "taken down" in words_of(ines.get(PLACE))
    publish(ines)
    assert visitor.get(page).status_code == 404
    ines.post(f"{PLACE}withdrawal/", {"withdrawn": "0"})
    assert visitor.get(page).status_code == 200


def test_signed_out_meanwhile_no_word_is_lost(ines: Client, visitor: Client) -> None:
    from tests.factories import PASSWORD

    form = fields(body=body(common=RARE))
    answer = visitor.post(PLACE, form)
    assert answer.status_code == 403
    assert RARE in main_of(answer)
    assert "A guide" not in main_of(answer)  # nothing of the room is shown
    again = {**form, "sign_in_name": "ines", "sign_in_password": PASSWORD}
    assert visitor.post(PLACE, again).status_code == 303
    assert RARE in Revision.objects.of(SLUG)[0].text
