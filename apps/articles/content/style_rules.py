"""How a guide is worded: length, reading grade, long sentences, words that we do not use."""

from collections.abc import Iterator
from dataclasses import dataclass
from math import ceil
from typing import Final

from apps.articles.content.citations import cited, shortened
from apps.articles.content.parse import GuideText
from apps.articles.content.render import WORDS_A_MINUTE
from apps.common.markdown import plain_blocks
from apps.common.text.readability import is_sentence, reading_grade, sentences
from apps.common.text.style_rules import IN_GUIDES, banned_in, without_speech

EASIEST: Final = 5.0
HARDEST: Final = 8.0
HARDEST_SAFETY: Final = 6.0
LONGEST_SENTENCE: Final = 40
LONG_SENTENCE: Final = 25
SHORTEST_GUIDE, LONGEST_GUIDE = 350, 2000


@dataclass(frozen=True, kw_only=True)
class StyleReport:
    """Measures of a guide: counts, minutes rounded up, a Flesch–Kincaid grade.

    `words` counts the sections, the example and the closing; the answer and the key points, which
    some read instead of those, count only towards the minutes.
    """

    words: int
    minutes: int
    grade: float
    longest: int
    average: float
    records: int


def measure(guide: GuideText) -> StyleReport:
    """Measure what a reader reads from the answer to the last line. Raises nothing."""
    head = plain_blocks("\n\n".join([guide.answer, *guide.key_points]))
    body = plain_blocks(guide.body + guide.closing)
    blocks = head + body
    whole = [each for each in sentences(blocks) if is_sentence(each)]
    lengths = [len(each.split()) for each in whole] or [0]
    return StyleReport(
        words=len(" ".join(body).split()),
        minutes=ceil(len(" ".join(blocks).split()) / WORDS_A_MINUTE),
        grade=reading_grade(whole) if whole else 0.0,
        longest=max(lengths),
        average=sum(lengths) / len(lengths),
        records=len(cited(_text_of(guide))),
    )


def problems_of_wording(guide: GuideText) -> Iterator[str]:
    """Say what keeps a guide's wording out of the library, each problem in one line."""
    grade, hardest = measure(guide).grade, HARDEST_SAFETY if guide.safety else HARDEST
    if grade > hardest:
        yield f"reading grade {grade:.1f} is over {hardest:.0f}"
    for sentence in _sentences(guide):
        if len(sentence.split()) > LONGEST_SENTENCE:
            yield f"a sentence of {len(sentence.split())} words: {shortened(sentence)}"
        for word in banned_in(without_speech(sentence), IN_GUIDES):
            yield f"“{word}” is not a word of ours: {shortened(sentence)}"


def warnings_of_wording(guide: GuideText) -> Iterator[str]:
    """Say what an editor may want to look at again."""
    measured = measure(guide)
    if not SHORTEST_GUIDE <= measured.words <= LONGEST_GUIDE:
        yield f"{measured.words} words; a guide has {SHORTEST_GUIDE} to {LONGEST_GUIDE}"
    if measured.grade < EASIEST:
        yield f"reading grade {measured.grade:.1f} is under {EASIEST:.0f}: chopped sentences"
    for sentence in _sentences(guide):
        if LONG_SENTENCE < len(sentence.split()) <= LONGEST_SENTENCE:
            yield f"a sentence of {len(sentence.split())} words: {shortened(sentence)}"


def _sentences(guide: GuideText) -> list[str]:
    """Every sentence a reader sees, from the title to the prompts."""
    front = (guide.title, guide.question, guide.summary, guide.for_whom, guide.not_for)
    text = "\n\n".join([*front, guide.content_note, *guide.prompts, _text_of(guide)])
    return sentences(plain_blocks(text))


def _text_of(guide: GuideText) -> str:
    return "\n\n".join([guide.answer, *guide.key_points, guide.body, guide.closing])
