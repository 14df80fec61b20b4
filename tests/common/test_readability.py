"""The reading grade follows its formula; a sentence is known, and so is what two share."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from apps.common.text.readability import (
    clauses,
    content_words,
    is_sentence,
    overlap,
    reading_grade,
    sentences,
    syllables,
)

SPOKEN = {
    **dict.fromkeys(("asked", "moved", "time", "ease", "plan", "days", "their", "change"), 1),
    **dict.fromkeys(("wanted", "people", "little", "before", "someone", "statement", "notice"), 2),
    **dict.fromkeys(("messages", "unanswered", "practical"), 3),
    **dict.fromkeys(("relationship", "validated"), 4),
}
sentence = st.lists(
    st.sampled_from(["worry", "partner", "evening", "hugs", "the", "of", "late"]), min_size=1
).map(" ".join)


@pytest.mark.parametrize(
    ("word", "n"),
    [("a", 1), ("cat", 1), ("made", 1), ("little", 2), ("agree", 2), ("wanted", 2), ("asked", 1)],
)
def test_syllables_of_common_words(word: str, n: int) -> None:
    assert syllables(word) == n


@pytest.mark.parametrize(("word", "count"), SPOKEN.items())
def test_syllables_as_they_are_spoken(word: str, count: int) -> None:
    assert syllables(word) == count


def test_the_grade_is_the_formula() -> None:
    assert reading_grade(["The cat sat."]) == pytest.approx(0.39 * 3 + 11.8 * 1 - 15.59)
    two = ["The cat sat on the mat.", "It was happy there today."]
    assert reading_grade(two) == pytest.approx(0.39 * 11 / 2 + 11.8 * 13 / 11 - 15.59)


def test_longer_sentences_are_harder() -> None:
    short, long = ["They left.", "I stayed."], ["They left and I stayed."]
    assert reading_grade(long) > reading_grade(short)


def test_nothing_has_no_grade() -> None:
    with pytest.raises(ValueError, match="no word"):
        reading_grade(["…", " 12 "])


def test_blocks_are_cut_at_the_ends_of_sentences() -> None:
    blocks = ["He said “No.” She left! At 3.5 km? Yes."]
    assert sentences(blocks) == ["He said “No.”", "She left!", "At 3.5 km?", "Yes."]
    assert sentences(["A heading", "e.g. this"]) == ["A heading", "e.g. this"]


def test_a_citation_belongs_to_the_sentence_before_it() -> None:
    cited = "So it is.[F1.1] *Some* ask.[F1.2][F2.1] See [that](/support/)."
    assert sentences([cited]) == [
        "So it is.[F1.1]",
        "*Some* ask.[F1.2][F2.1]",
        "See [that](/support/).",
    ]


def test_a_heading_is_no_sentence() -> None:
    assert is_sentence("Come back.")
    assert is_sentence("“Come back.”")
    assert not is_sentence("Coming back")
    assert not is_sentence("20.")


def test_hard_words_and_long_sentences_are_harder() -> None:
    easy = reading_grade(["On a hard day, I let my partner know."])
    hard = reading_grade(
        ["Communicating difficulties to significant others necessitates considerable deliberation."]
    )
    assert easy < 6 < hard


def test_a_statement_is_graded_clause_by_clause() -> None:
    parts = clauses(["People like butter. We saw people.", "… 12"])
    assert parts == ["People like butter", " We saw people"]
    # Two sentences of three words, and nine syllables in six words.
    assert reading_grade(parts) == pytest.approx(0.39 * 3 + 11.8 * 9 / 6 - 15.59)


def test_small_words_and_endings_say_nothing() -> None:
    assert content_words("I am often the one who starts a hug.") == {"start", "hug"}
    assert content_words("They started hugs, and I did not.") == {"start", "hug"}


@given(sentence, sentence)
def test_overlap_is_the_same_both_ways_and_a_share(one: str, other: str) -> None:
    assert overlap(one, other) == overlap(other, one)
    assert 0 <= overlap(one, other) <= 1


def test_the_same_sentence_shares_everything_and_small_words_nothing() -> None:
    assert overlap("A late reply worries me.", "A late reply worries me.") == 1
    assert overlap("I let them in.", "We let you out.") == 0
    assert overlap("a late reply", "a late evening") == pytest.approx(1 / 3)
