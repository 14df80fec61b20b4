"""How hard English words are to read: a school grade, near enough to keep a page plain."""

import re
from collections.abc import Iterable

WORD = re.compile(r"[^\W\d_]+(?:[’'-][^\W\d_]+)*")
SENTENCE = re.compile(r"[A-Za-z].*[.?!][”’\"')]*$", re.DOTALL)
# A mark at the end of a sentence, what closes it, and the citations of a guide behind it.
SENTENCE_END = re.compile(r"[.!?][”’\"')]*(?:\[[^\]\n]*\])*(?P<gap>\s+)(?=[“‘\"'(*_\[]*[A-Z0-9])")
CLAUSE_END = re.compile(r"[.:;?…]+")
VOWELS = re.compile(r"[aeiouy]+")
# An e that is not heard: at the end, in -es and -ed after most letters, before some endings.
SILENT = re.compile(
    r"(?<=[^aeiouy])e(?=(?:ment|ness|ful|less|ly|thing|one|times)s?$)"
    r"|(?<=[^aeiouylsxzcg])es$|(?<=[^td])ed$|(?<=[aeiouy]l)e$|(?<=[^aeiyl])e$"
)
# Words that two unlike sentences share: they say nothing of what is asked.
COMMON = frozenset(
    WORD.findall(
        "a about after again all am an and any are as at be because been before being but by can"
        " could did do does doing down for from had has have having he her him his how i if in into"
        " is it its just let like made make makes me might more most my myself no nor not of off"
        " often on once one or our out over own quite rather say says she so some something"
        " sometimes somebody someone than that the their them themselves then there they thing"
        " things this those though to too up us very was we were what when where which while who"
        " whom why will with without would yes yet you your i’m it’s they’re"
    )
)
ENDINGS = ("’s", "'s", "ing", "ed", "es", "s", "e")
SHORTEST_STEM = 3


def words(text: str) -> list[str]:
    """The words of a text in lower case, without numbers or marks."""
    return WORD.findall(text.casefold())


def syllables(word: str) -> int:
    """About how many syllables an English word has: its groups of vowels, a silent end left out."""
    if len(word) <= SHORTEST_STEM:
        return 1
    return max(1, len(VOWELS.findall(SILENT.sub("", word))))


def is_sentence(text: str) -> bool:
    """Tell a whole sentence from a heading, a name or a cell of a table, which end in no mark."""
    return bool(SENTENCE.search(text))


def sentences(blocks: Iterable[str]) -> list[str]:
    """The blocks cut at the ends of their sentences; a heading or a name stays one piece."""
    found = []
    for block in blocks:
        start = 0
        for end in SENTENCE_END.finditer(block):
            found.append(block[start : end.start("gap")])
            start = end.end()
        found.append(block[start:])
    return found


def clauses(texts: Iterable[str]) -> list[str]:
    """The texts split at full stops and other end marks; parts without a word are left out."""
    return [part for text in texts for part in CLAUSE_END.split(text) if words(part)]


def reading_grade(texts: Iterable[str]) -> float:
    """The school year (US) in which some sentences can be read, from about 0 to 18.

    Grade 6 is read at about eleven or twelve years of age. Flesch-Kincaid grade: 0.39 words a
    sentence + 11.8 syllables a word - 15.59 (Kincaid, Fishburne, Rogers & Chissom 1975). Each
    string with a word counts as one sentence. Raises ValueError when there is no word.
    """
    spoken = [found for text in texts if (found := words(text))]
    all_words = [word for sentence in spoken for word in sentence]
    if not all_words:
        raise ValueError("There is no word to grade.")
    per_word = sum(map(syllables, all_words)) / len(all_words)
    return 0.39 * len(all_words) / len(spoken) + 11.8 * per_word - 15.59


def content_words(sentence: str) -> frozenset[str]:
    """The words that carry what a sentence is about, without endings."""
    return frozenset(_stem(word) for word in words(sentence) if word not in COMMON)


def overlap(one: str, other: str) -> float:
    """How many content words two sentences share, from 0 (none) to 1 (all).

    The index of Jaccard (1901): shared words over all words of both.
    """
    first, second = content_words(one), content_words(other)
    together = first | second
    return len(first & second) / len(together) if together else 0.0


def _stem(word: str) -> str:
    for ending in ENDINGS:
        if word.endswith(ending) and len(word) - len(ending) >= SHORTEST_STEM:
            return word.removesuffix(ending)
    return word
