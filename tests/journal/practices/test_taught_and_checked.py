"""What a practice teaches, its notes check; and what is plain and fine, they leave alone."""

import re

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
    ("three-columns", "happened", "he slapped me"),
    ("i-sentence", "saw", "you broke my phone"),
    ("loop", "their_move", "punches the wall"),
    ("unsent", "message", "you locked me in the bathroom, you locked me out"),
    ("heard", "words", "he said it when he blocked the door and blocks my way"),
    ("limit", "not_willing", "be grabbed: he grabs me"),
    ("start-instead", "stop", "keeps going when I say no"),
    ("whole-of-it", "asked", "I guessed"),
    ("time-alone", "why_now", "So that they do not pull away"),
    ("look-again", "mine", "be more patient and ask for less"),
    ("my-half", "afraid", "Sometimes"),
    ("my-half", "guessing", "Most of the day"),
    ("my-half", "kind", "cook on Friday so that she notices"),
]
LEFT_ALONE = [
    ("i-sentence", "felt", "sad"),
    ("i-sentence", "felt", "tense and tired"),
    ("three-columns", "happened", "He came home at nine"),
    ("limit", "then", "let her know I am leaving"),
    ("listening", "line_one", "I'm just in the kitchen"),
    ("promise", "promise", "call every day at six"),
    ("three-columns", "happened", "I was afraid that he would be late"),
    ("unsent", "message", "I am scared of losing you"),
    ("look-again", "mine", "see my sister every week"),
    ("whole-of-it", "asked", "They said so"),
    ("my-half", "kind", "sing in the kitchen, because I like to"),
    ("my-half", "own", "the choir on Tuesdays"),
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


@pytest.mark.parametrize(
    "practice_id",
    [
        *("kind-letter", "unsent", "three-columns", "family-habits", "look-again", "likes"),
        *("record", "feeling-now"),
    ],
)
def test_a_heavy_practice_ends_in_the_room_one_is_in(practice_id: str) -> None:
    practice = find(practice_id)
    assert practice
    landing = r"feet|floor|window|warm cup|long breath|that you can see|room you are in"
    assert re.search(landing, practice.closing), practice_id


def test_a_partner_who_does_none_of_it_is_met_without_a_scheme() -> None:
    practice = find("my-half")
    assert practice
    assert practice.fear == practice.asked[0].id
    assert not practice.couple
    assert "no plan to make them change" in practice.why
    words = " ".join([practice.why, practice.closing, *(each.label for each in practice.asked)])
    assert not re.search(r"\b(?:they will|he will|she will|win|get them to)\b", words)


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
