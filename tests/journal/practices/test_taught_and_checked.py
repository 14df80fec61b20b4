"""What a practice teaches, its notes check; and what is plain and fine, they leave alone."""

import pytest
from django.test import Client

from apps.practices.catalogue import find
from apps.practices.notes import notes_on
from tests.journal.entry_samples import sent

NOTED = [
    ("i-sentence", "felt", "ignored"),
    ("i-sentence", "felt", "abandoned"),
    ("i-sentence", "felt", "manipulated"),
    ("three-columns", "happened", "He always does this"),
    ("look-again", "see", "that he loves me and feels closer"),
    ("look-again", "not_enough", "if he hits me again"),
    ("early-signs", "notice", "she throws things"),
    ("limit-log", "happened", "he wouldn’t let me out of the room"),
    ("family-habits", "upset", "mum slapped us"),
    ("family-habits", "upset", "he took off his belt"),
    ("early-signs", "afraid", "Sometimes"),
]
LEFT_ALONE = [
    ("i-sentence", "felt", "sad"),
    ("i-sentence", "felt", "tense and tired"),
    ("three-columns", "happened", "He came home at nine"),
    ("limit", "then", "let her know I am leaving"),
    ("listening", "line_one", "I'm just in the kitchen"),
    ("promise", "promise", "call every day at six"),
    ("early-signs", "notice", "breaks eye contact, throws his hands up, grabs her bag"),
]


@pytest.mark.parametrize(("practice_id", "question", "text"), NOTED)
def test_a_note_answers(practice_id: str, question: str, text: str) -> None:
    practice = find(practice_id)
    assert practice
    assert notes_on(practice, {question: text})


@pytest.mark.parametrize(("practice_id", "question", "text"), LEFT_ALONE)
def test_plain_words_are_left_alone(practice_id: str, question: str, text: str) -> None:
    practice = find(practice_id)
    assert practice
    assert notes_on(practice, {question: text}) == ()


@pytest.mark.django_db
def test_the_next_step_is_still_there_after_keep(maya: Client) -> None:
    said = sent(practice_id="kind-letter", title="A page", **{"answer-letter": "Dear me"})
    place = maya.post("/journal/new/", said)["Location"]
    assert "feel your feet on the floor" in maya.get(place).text


def test_no_practice_says_as_a_fact_what_is_only_advice() -> None:
    advice = {
        "after-a-break": "therapists advise",
        "need-space": "therapists would say",
        "pause-agreement": "therapists advise",
        "promise": "therapists say",
        "whole-of-it": "In some studies",
    }
    for practice_id, whose in advice.items():
        practice = find(practice_id)
        assert practice
        assert whose in f"{practice.why} {practice.closing}", practice_id
