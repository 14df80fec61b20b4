"""The standard for words: what is refused, what is only pointed out, and what speech may say."""

from pathlib import Path

import pytest

from apps.articles.content.checks import UNREVIEWED, RefusedError, read_library
from apps.articles.content.parse import GuideText
from apps.articles.content.style_rules import measure, warnings_of_wording
from tests.articles.factories import GUIDE, write_library

SAYING = "It is common."
LONG = " ".join(["one"] * 41).capitalize() + "."
HARD = "Considerable organisational responsibilities necessitate extraordinary determination. " * 9


def problems(folder: Path, text: str) -> list[str]:
    try:
        read_library(write_library(folder, stopping_in_time=text))
    except RefusedError as refused:
        return refused.problems
    return []


def guide(folder: Path, text: str) -> GuideText:
    return read_library(write_library(folder, stopping_in_time=text)).guides[0]


@pytest.mark.parametrize(
    ("sentence", "word"),
    [
        ("She is an avoidant.", "an avoidant"),
        ("Two avoidants met.", "avoidants"),
        ("He is a narcissist.", "narcissist"),
        ("It was toxic.", "toxic"),
        ("You feel triggered.", "triggered"),
        ("Do not be needy.", "needy"),
        ("You are broken.", "are broken"),
        ("You cannot fix them.", "fix them"),
        ("How to win them back.", "win them back"),
        ("It is hard-wired.", "hard-wired"),
        ("You will heal.", "heal"),
        ("It is a journey.", "journey"),
        ("Come back!", "!"),
    ],
)
def test_a_word_that_is_not_ours_is_refused(tmp_path: Path, sentence: str, word: str) -> None:
    found = problems(tmp_path, GUIDE.replace(SAYING, sentence))
    assert found == [f"stopping-in-time.md: “{word}” is not a word of ours: {sentence}"]


@pytest.mark.parametrize(
    "sentence",
    [
        'Do not say "You are so needy!" to anyone.',
        "They picked an avoidant description.",
        "A broken promise can be mended.",
    ],
)
def test_speech_and_plain_uses_may_say_it(tmp_path: Path, sentence: str) -> None:
    assert problems(tmp_path, GUIDE.replace(SAYING, sentence)) == []


def test_a_sentence_over_forty_words_is_refused(tmp_path: Path) -> None:
    assert "a sentence of 41 words" in problems(tmp_path, GUIDE.replace(SAYING, LONG))[0]


def test_a_sentence_over_twenty_five_words_is_pointed_out(tmp_path: Path) -> None:
    text = GUIDE.replace(SAYING, " ".join(["Some", *["one"] * 25]) + ".")
    assert any(
        "a sentence of 26 words" in each for each in warnings_of_wording(guide(tmp_path, text))
    )


def test_hard_reading_is_refused_and_sooner_where_it_is_about_safety(tmp_path: Path) -> None:
    assert "is over 8" in problems(tmp_path, GUIDE.replace(SAYING, HARD))[0]
    middling = "Considerable responsibilities demand patience. " * 3
    assert problems(tmp_path, GUIDE.replace(SAYING, middling)) == []
    safe = GUIDE.replace("safety = false", "safety = true").replace(
        'content_note = ""', f'content_note = "It has {UNREVIEWED}."'
    )
    assert "is over 6" in problems(tmp_path, safe.replace(SAYING, middling))[0]


def test_an_opinion_is_cited_only_where_it_is_said_whose_it_is(tmp_path: Path) -> None:
    bare = GUIDE.replace("Therapists report that it matters", "It matters")
    assert problems(tmp_path, bare) == [
        "stopping-in-time.md: F15.2 is an opinion, and the sentence does not say whose:"
        " It matters.[F15.2]"
    ]


def test_the_length_of_a_guide_is_pointed_out(tmp_path: Path) -> None:
    text = guide(tmp_path, GUIDE)
    assert any("a guide has 350 to 2000" in each for each in warnings_of_wording(text))
    assert measure(text).minutes == 1
    assert measure(text).records == 3
