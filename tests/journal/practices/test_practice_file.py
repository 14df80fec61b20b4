"""A slip in a practice is named, and stops the checks instead of somebody’s page."""

import re
from pathlib import Path

import pytest

from apps.common.content_files.toml_file import ContentError
from apps.practices.catalogue import FLAGS, FOLDER, catalogue, read_folder
from apps.practices.checks import SAFETY_GUIDES, problems, problems_of
from apps.practices.links import for_guides
from apps.practices.loader import read_flags, read_practice
from apps.practices.practice import FamilyName, Practice, PracticeQuestion, QuestionKind

SOUND = """
version = 1
title = "A practice"
family = "yourself"
minutes = 5
for_whom = "For anybody."
why = "It helps to look. It is short."
closing = "Go for a walk."
together = ["I saw {one}."]

[[question]]
id = "one"
label = "What did you see?"
kind = "line"

[[question]]
id = "two"
label = "Which?"
kind = "choice"
options = ["This", "That"]

[[note]]
on = ["one"]
most_words = 3
says = "That is long."
"""
SLIPS = {
    'kind = "line"': 'kind = "rhyme"',
    'id = "two"': 'id = "one"',
    'on = ["one"]': 'on = ["three"]',
    "most_words = 3": 'most_words = 3\npattern = "x"',
    'says = "That is long."': 'says = "That is long."\nto = "nowhere"',
    'options = ["This", "That"]': 'options = ["This", "This"]',
    "{one}": "{three}",
    "minutes = 5": "minutes = 0",
    'title = "A practice"': 'titel = "A practice"',
    'family = "yourself"': 'family = "others"',
    'label = "Which?"': 'label = " "',
    "version = 1": 'version = 1\nid = "another"',
    'closing = "Go': 'fear = "two"\nclosing = "Go',
    'for_whom = "For anybody."': 'for_whom = "For anybody."\nfear = "one"',
    'That is long."': 'That is long."\nflag = "made-me"',
}


def written(tmp_path: Path, text: str, name: str = "a-practice.toml") -> Path:
    path = tmp_path / name
    path.write_text(text)
    return path


def test_a_sound_practice_is_read_whole(tmp_path: Path) -> None:
    practice = read_practice(written(tmp_path, SOUND), {})
    assert (practice.id, practice.family, practice.minutes) == (
        "a-practice",
        FamilyName.YOURSELF,
        5,
    )
    assert [question.kind for question in practice.questions] == [
        QuestionKind.LINE,
        QuestionKind.CHOICE,
    ]


@pytest.mark.parametrize(("right", "wrong"), SLIPS.items())
def test_a_slip_is_named(tmp_path: Path, right: str, wrong: str) -> None:
    assert right in SOUND
    with pytest.raises(ContentError, match=r"a-practice\.toml"):
        read_practice(written(tmp_path, SOUND.replace(right, wrong, 1)), {})


@pytest.mark.parametrize("pattern", ['"("', '"[a-"'])
def test_a_pattern_that_cannot_be_read_is_named(tmp_path: Path, pattern: str) -> None:
    with pytest.raises(ContentError, match="pattern"):
        read_practice(
            written(tmp_path, SOUND.replace("most_words = 3", f"pattern = {pattern}")), {}
        )


def test_a_shared_note_stands_alone(tmp_path: Path) -> None:
    flags = read_flags(FLAGS)
    own = 'most_words = 3\nsays = "That is long."'
    shared = read_practice(written(tmp_path, SOUND.replace(own, 'flag = "made-me"')), flags)
    assert (shared.notes[0].on, shared.notes[0].says) == (("one",), flags["made-me"].says)
    with pytest.raises(ContentError, match="note 1: flag stands alone"):
        read_practice(written(tmp_path, SOUND.replace(own, f'{own}\nflag = "made-me"')), flags)


def test_the_practices_that_we_ship_hold_to_their_rules() -> None:
    assert problems() == []
    assert len(catalogue().practices) >= len(list(FOLDER.glob("*.toml"))) > 0


def test_what_may_not_be_said_or_offered_is_seen() -> None:
    questions = tuple(
        PracticeQuestion(id=f"q{n}", label="What?", kind=QuestionKind.LINE) for n in range(2)
    )
    practice = Practice(
        id="bad",
        version=1,
        title="Is your partner a narcissist?",
        family=FamilyName.SAFETY,
        minutes=40,
        for_whom="For two.",
        why="It is so.",
        closing="Go.",
        questions=questions,
        couple=True,
        guides=tuple(SAFETY_GUIDES),
    )
    found = " ".join(problems_of(practice))
    for problem in ("asks 2 questions", "takes 40 minutes", "is for two", "narcissist"):
        assert problem in found


def test_nothing_for_two_is_offered_where_a_guide_is_about_safety() -> None:
    couple = {practice.id for practice in catalogue().practices if practice.couple}
    slugs = {slug for practice in catalogue().practices for slug in practice.guides}
    assert couple
    for slug in slugs:
        assert not couple & {link.id for link in for_guides([slug], alone=True)}
    for slug in SAFETY_GUIDES:
        assert not couple & {link.id for link in for_guides([slug], alone=False)}
    assert couple & {link.id for link in for_guides(slugs, alone=False)}


def test_the_shelves_stand_in_the_order_of_the_families() -> None:
    families = [shelf.family for shelf in catalogue().shelves()]
    assert families == [family for family in FamilyName if family in families]
    assert read_folder(FOLDER, flags=FLAGS) == catalogue()


def test_every_guide_that_a_practice_names_is_there() -> None:
    guides = {path.stem for path in (FOLDER.parent / "guides").glob("*.md")}
    for practice in catalogue().practices:
        assert set(practice.guides) <= guides, practice.id
        assert practice.guides, practice.id


def test_the_document_names_every_practice_and_all_47_tools() -> None:
    text = (FOLDER.parents[1] / "docs" / "practices.md").read_text()
    rows = {int(number) for number in re.findall(r"^\| (\d+)(?:, \d+)? \|", text, re.M)}
    rows |= {int(number) for number in re.findall(r"^\| \d+, (\d+) \|", text, re.M)}
    assert rows == set(range(1, 48))
    assert [p.id for p in catalogue().practices if f"`{p.id}`" not in text] == []
