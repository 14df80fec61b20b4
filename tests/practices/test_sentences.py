"""What is typed after a fixed beginning goes on from it, whatever of it was typed once more."""

import pytest

from apps.practices.catalogue import catalogue, find
from apps.practices.practice import Practice, QuestionKind
from apps.practices.sentences import put_together, sentence_parts


def found(practice_id: str) -> Practice:
    practice = find(practice_id)
    assert practice is not None
    return practice


@pytest.mark.parametrize(
    "typed",
    [
        "text me more",
        "to text me more.",
        "you to text me more",
        "I would like you to text me more",
        "you should text me more",
        "please text me more",
        "You could please text me more",
    ],
)
def test_a_wish_reads_right_whatever_is_repeated(typed: str) -> None:
    said = put_together(found("i-sentence"), {"ask": typed})
    assert said == "I would like you to do this: text me more."


@pytest.mark.parametrize(
    ("practice_id", "answers", "sentence"),
    [
        (
            "i-sentence",
            {"saw": "You left", "felt": "I felt small!"},
            "This happened: you left. I felt small!",
        ),
        ("i-sentence", {"wish": "half an hour alone"}, "I would like half an hour alone."),
        ("start-instead", {"ask": "please ring at six"}, "Please do this: ring at six."),
        ("start-instead", {"start": "ring me when you leave"}, "Ring me when you leave."),
        (
            "invitation",
            {"hope": "we should laugh more"},
            "This is what I wish for the two of us: we should laugh more.",
        ),
        ("need-space", {"reason": "my head is full"}, "The reason: my head is full."),
        (
            "limit",
            {"then": "I will leave the room."},
            "If it happens, I will do this: leave the room.",
        ),
        ("limit", {"willing": "to talk after eight"}, "I am willing to do this: talk after eight."),
        ("thank-you", {"did": "You filled the car"}, "Thank you for this: you filled the car."),
        (
            "loop",
            {"my_move": "I ask", "their_move": "always shuts down"},
            "The more of this from me: I ask;\nthe more of this from them: always shuts down;",
        ),
        (
            "pause-agreement",
            {"restarts": "the one who asked"},
            "Who begins again: the one who asked.",
        ),
        (
            "coming-together",
            {"first": "The kettle is on?"},
            "The first sentence: “The kettle is on?”",
        ),
        ("time-alone", {"offer": "Take Saturday for yourself"}, "Take Saturday for yourself."),
    ],
)
def test_each_sentence_is_joined_right(
    practice_id: str, answers: dict[str, str], sentence: str
) -> None:
    assert put_together(found(practice_id), answers) == sentence


def test_one_word_that_repeats_the_beginning_is_still_kept() -> None:
    assert put_together(found("limit"), {"willing": "to"}) == "I am willing to do this: to."


def test_a_field_shows_the_words_that_stand_before_and_after_its_answer() -> None:
    parts = sentence_parts(found("i-sentence"))
    assert [parts[name].begins for name in ("saw", "felt", "ask")] == [
        "This happened:",
        "I felt",
        "I would like you to do this:",
    ]
    assert parts["saw"].ends == ""
    assert sentence_parts(found("coming-together"))["signal"].ends == ""
    assert "offer" not in sentence_parts(found("time-alone"))


def test_every_question_with_a_fixed_beginning_is_a_line_that_can_stand_in_a_sentence() -> None:
    for practice in catalogue().practices:
        for name in sentence_parts(practice):
            question = practice.question(name)
            assert question is not None
            assert question.kind is QuestionKind.LINE, f"{practice.id}: {name}"


def test_no_fixed_beginning_asks_for_one_form_of_a_verb() -> None:
    """“The more they always shuts down”: after a colon any answer can stand."""
    for practice in catalogue().practices:
        asked = {question.id for question in practice.asked}
        for name, part in sentence_parts(practice).items():
            if name in asked:
                assert part.takes_anything, f"{practice.id}: {part.begins} … {part.ends}"


@pytest.mark.parametrize(
    "typed",
    ["always shuts down", "shutting down", "the silence", "they shut down", "to shut down"],
)
def test_any_filling_stands_whole_after_its_beginning(typed: str) -> None:
    said = put_together(found("loop"), {"my_move": "ask", "their_move": typed})
    assert said.endswith(f"the more of this from them: {typed};")
