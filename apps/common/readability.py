"""How hard English words are to read: a school grade, near enough to keep a page plain."""

import re
from collections.abc import Sequence
from typing import Final

_WORD: Final = re.compile(r"[A-Za-z][A-Za-z’'-]*")
_SENTENCE: Final = re.compile(r"[A-Za-z].*[.?!][”’\"')]*$", re.DOTALL)


def words_of(text: str) -> list[str]:
    """Return the words of a text; a number is none, a hyphen joins."""
    return _WORD.findall(text)


def is_sentence(text: str) -> bool:
    """Tell a whole sentence from a heading, a name or a cell of a table, which end in no mark."""
    return bool(_SENTENCE.search(text))


def syllables(word: str) -> int:
    """Estimate the syllables of an English word, at least one; a silent e is not counted."""
    word = re.sub(r"[^a-z]", "", word.lower())
    groups = len(re.findall(r"[aeiouy]+", word))
    silent = word.endswith("e") and not word.endswith(("le", "ee")) and groups > 1
    silent = silent or (word.endswith("ed") and not word.endswith(("ted", "ded")) and groups > 1)
    return max(1, groups - silent)


def reading_grade(sentences: Sequence[str]) -> float:
    """Return the Flesch–Kincaid grade: a school year in the United States, unbounded.

    Grade 6 is read at about eleven or twelve years of age. Formula: 0.39 × words per sentence +
    11.8 × syllables per word − 15.59 (Kincaid et al., 1975). Raises ValueError without a word.
    """
    words = [word for sentence in sentences for word in words_of(sentence)]
    if not words:
        raise ValueError("There is no word to grade.")
    spoken = sum(syllables(word) for word in words)
    return 0.39 * len(words) / len(sentences) + 11.8 * spoken / len(words) - 15.59
