"""The reading grade follows its formula, and knows a sentence when it sees one."""

import pytest

from apps.common.readability import is_sentence, reading_grade, syllables


@pytest.mark.parametrize(
    ("word", "n"),
    [("a", 1), ("cat", 1), ("made", 1), ("little", 2), ("agree", 2), ("wanted", 2), ("asked", 1)],
)
def test_syllables_of_common_words(word: str, n: int) -> None:
    assert syllables(word) == n


def test_the_grade_is_the_formula() -> None:
    assert reading_grade(["The cat sat."]) == pytest.approx(0.39 * 3 + 11.8 * 1 - 15.59)
    two = ["The cat sat on the mat.", "It was happy there today."]
    assert reading_grade(two) == pytest.approx(0.39 * 11 / 2 + 11.8 * 13 / 11 - 15.59)


def test_longer_sentences_are_harder() -> None:
    short, long = ["They left.", "I stayed."], ["They left and I stayed."]
    assert reading_grade(long) > reading_grade(short)


def test_nothing_has_no_grade() -> None:
    with pytest.raises(ValueError, match="no word"):
        reading_grade([])


def test_a_heading_is_no_sentence() -> None:
    assert is_sentence("Come back.")
    assert is_sentence("“Come back.”")
    assert not is_sentence("Coming back")
    assert not is_sentence("20.")
