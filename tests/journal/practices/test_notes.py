"""Kind notes: said where they fit, never in the way, and never about an empty answer."""

import msgspec
import pytest

from apps.practices.catalogue import FLAGS, find
from apps.practices.loader import read_flags
from apps.practices.notes import applies, notes_on
from apps.practices.practice import NoteTarget, SafetyNote
from apps.practices.sentences import as_said, put_together

FLAG = read_flags(FLAGS)

SEEN = {
    "you-always": ["You always leave.", "you just never ask", "YOU CONSTANTLY shout"],
    "hidden-blame": [
        "I feel that you do not care",
        "I felt like he left me",
        "I feel you ignore me",
    ],
    "made-me": ["You made me cry", "she makes me angry"],
    "character": ["you are so cold", "You’re being childish", "you're a narcissist"],
    "should": ["You should ring", "he has to change"],
    "please-stop": ["Please stop shouting", "don’t shout", "no more late nights"],
    "two-requests": ["ring me, and also do the dishes"],
    "long": ["word " * 31],
    "threat": ["Come home or else", "If you ever do that again"],
    "checking": ["I checked his phone", "reading their messages again"],
    "harm": [
        *("he slapped me", "she wouldn’t let me out of the room", "he broke my phone"),
        *("punches the wall", "slams the door", "he took off his belt", "mum slapped us"),
        *("keeps going when I say no", "I am scared of him", "he hit me"),
    ],
    "harm-done": ["he slapped me", "punches the wall", "kept on when I said no"],
    "self-harm": ["I want to die", "i dont want to be here any more"],
}
NOT_SEEN = {
    "you-always": ["I have always liked that", "you came at nine"],
    "hidden-blame": ["I felt sad", "I feel tense when we are late"],
    "made-me": ["It made me think", "you made dinner"],
    "character": ["you are here", "it was cold"],
    "should": ["I would like you to ring"],
    "please-stop": ["Please ring if you will be late"],
    "two-requests": ["Please ring me"],
    "long": ["word " * 30],
    "threat": ["If you like, we go"],
    "checking": ["I looked at the sea"],
    "harm": [
        *("breaks eye contact", "throws his hands up", "grabs her bag", "he looks at the floor"),
        *("his voice gets quiet", "she raises an eyebrow"),
    ],
    "harm-done": ["I was afraid that she had left", "breaks eye contact", "scared of the dark"],
    "self-harm": ["We should end it", "I could kill him"],
}


def test_every_shared_flag_is_tried_here() -> None:
    assert set(FLAG) == set(SEEN) == set(NOT_SEEN)


@pytest.mark.parametrize(("name", "text"), [(n, t) for n, texts in SEEN.items() for t in texts])
def test_a_flag_sees_what_it_is_for(name: str, text: str) -> None:
    assert applies(FLAG[name], text)


@pytest.mark.parametrize(("name", "text"), [(n, t) for n, texts in NOT_SEEN.items() for t in texts])
def test_a_flag_lets_plain_words_be(name: str, text: str) -> None:
    assert not applies(FLAG[name], text)


@pytest.mark.parametrize("text", ["", "  \n", "²", "x", "1e9", "9" * 40, "-1"])
def test_a_number_that_is_none_is_no_number(text: str) -> None:
    assert not applies(SafetyNote(on=("a",), says="High.", at_least=0), text)


def test_the_ends_of_a_range_belong_to_it() -> None:
    note = SafetyNote(on=("a",), says="In between.", at_least=2, at_most=3)
    assert [n for n in range(11) if applies(note, str(n))] == [2, 3]


def test_one_ticked_box_among_several_is_seen() -> None:
    note = SafetyNote(on=("a",), says="There.", chosen=("Fear",))
    assert applies(note, "Calm\nFear")
    assert not applies(note, "Fearless\nCalm")


def test_notes_follow_the_questions_and_strengths_come_last() -> None:
    practice = find("three-columns")
    assert practice is not None
    said = notes_on(practice, {"story": "He never cares", "after": "9"})
    assert [note.question.id if note.question else "" for note in said] == ["story", "", ""]
    assert notes_on(practice, {}) == ()


def test_a_note_on_wording_looks_at_the_sentence_and_one_on_safety_at_every_word() -> None:
    practice = find("i-sentence")
    assert practice is not None
    should = "“Should” sounds like a verdict."

    def said(ask: str) -> list[str]:
        return [note.says for note in notes_on(practice, {"ask": ask})]

    assert not any(says.startswith(should) for says in said("you should text me more"))
    assert any(says.startswith(should) for says in said("text me, and you should call"))
    assert as_said(practice, {"ask": "You should text me more"}) == {"ask": "text me more"}
    help_is_near = SafetyNote(
        on=("ask",), says="Help.", pattern="you should", to=NoteTarget.SUPPORT
    )
    safe = msgspec.structs.replace(practice, notes=(help_is_near,))
    assert [note.says for note in notes_on(safe, {"ask": "you should text me"})] == ["Help."]


def test_the_sentence_leaves_out_what_was_skipped() -> None:
    practice = find("i-sentence")
    assert practice is not None
    said = {"saw": "The door closed.", "felt": "small", "wish": " "}
    assert put_together(practice, said) == "This happened: the door closed. I felt small."
    assert put_together(practice, {"saw": "{felt} {0.__class__}", "felt": "odd"}) == (
        "This happened: {felt} {0.__class__}. I felt odd."
    )
