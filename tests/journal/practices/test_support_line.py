"""Practices that may weigh on somebody always show a way to help, and keep nothing of a note."""

import logging

import pytest
from django.test import Client

from apps.common.content_files.toml_file import ContentError
from apps.practices.catalogue import FLAGS, FOLDER, find
from apps.practices.courses import Course, courses
from apps.practices.loader import read_flags, read_practice
from apps.practices.practice import QuestionKind
from tests.journal.entry_samples import only_page, sent

pytestmark = pytest.mark.django_db

HEAVY = {
    "unsent": "message",
    "kind-letter": "letter",
    "hard-hour": "reason",
    "three-columns": "story",
    "family-habits": "upset",
}
LINE = "If it gets too much, or if you are afraid of what you might do"
NOTE = "please do not wait with it"
SENTENCE = "I dont want to be here any more"


def answered(slug: str, words: str) -> dict[str, object]:
    return sent(practice_id=slug, title="A page", **{f"answer-{HEAVY[slug]}": words})


@pytest.mark.parametrize("slug", HEAVY)
def test_the_line_to_help_is_there_whatever_is_written(maya: Client, slug: str) -> None:
    place = maya.post("/journal/new/", answered(slug, "It rained."))["Location"]
    practice = f"/journal/practices/{slug}/"
    for address in (practice, f"{practice}new/", f"{practice}sheet/", place, f"{place}edit/"):
        html = maya.get(address).content.decode()
        before, line, after = html.partition(LINE)
        assert line, address
        assert 'href="/support/"' in after.partition("</p>")[0]
        assert "<noscript" not in before
        assert NOTE not in html


@pytest.mark.parametrize("slug", HEAVY)
def test_the_note_answers_a_plain_sentence_in_each_of_them(maya: Client, slug: str) -> None:
    said = answered(slug, SENTENCE)
    assert NOTE in maya.post("/journal/new/", {**said, "look_over": "1"}).content.decode()
    place = maya.post("/journal/new/", said)["Location"]
    assert NOTE in maya.get(place).content.decode()


def test_nothing_of_the_note_is_kept_or_logged(
    maya: Client, caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level(logging.DEBUG):
        said = answered("unsent", SENTENCE)
        maya.post("/journal/new/", {**said, "look_over": "1"})
        maya.get(maya.post("/journal/new/", said)["Location"])
    assert SENTENCE not in caplog.text
    assert "harm" not in caplog.text
    page = only_page(maya)
    assert [(answer.question, answer.text) for answer in page.answers] == [("message", SENTENCE)]
    assert "harm" not in repr(page)


@pytest.mark.parametrize("slug", HEAVY)
def test_every_answer_in_words_is_looked_at(slug: str) -> None:
    practice = find(slug)
    assert practice
    assert practice.support
    looked_at = {name for note in practice.notes if note.self_harm for name in note.on}
    assert looked_at == {
        q.id for q in practice.questions if q.kind in {QuestionKind.LINE, QuestionKind.TEXT}
    }


def test_a_heavy_practice_without_the_note_is_refused(
    tmp_path_factory: pytest.TempPathFactory,
) -> None:
    text = (FOLDER / "kind-letter.toml").read_text()
    path = tmp_path_factory.mktemp("practices") / "kind-letter.toml"
    path.write_text(text.replace('"letter", ', ""))
    with pytest.raises(ContentError, match="note on self-harm on letter"):
        read_practice(path, read_flags(FLAGS))


@pytest.mark.parametrize("course", courses(), ids=lambda course: course.id)
def test_the_sheets_of_a_set_have_the_line_where_a_practice_asks_for_it(
    visitor: Client, course: Course
) -> None:
    answer = visitor.get(f"/journal/journeys/{course.id}/sheets/")
    heavy = [step for step in course.steps if step.practice.support]
    assert answer.status_code == 200
    assert answer.content.decode().count(LINE) == len(heavy)
