"""Sentences that the answers of a practice make: each field holds the middle of one.

Nobody can say whether somebody will write “shut down”, “shuts down” or “the silence”. So a fixed
beginning ends with a colon or opens a quotation, after which any of them can stand.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from string import Formatter
from typing import Final

from apps.practices.practice import Practice

# Words that are written small inside a sentence; a name, or “I”, keeps its capital.
SMALL_INSIDE: Final = frozenset(
    (
        *("a", "an", "the", "this", "that", "these", "those", "you", "we", "they", "he", "she"),
        *("it", "my", "your", "our", "their", "his", "her", "when", "if", "to", "please", "after"),
        *("before", "while", "at", "on", "in", "there"),
    )
)
# What can follow a verb of feeling: a word, a noun and a whole clause.
TAKES_ANYTHING: Final = (":", "“", "I felt")
_SAYS_SOMETHING: Final = re.compile(r"\w|”")
_ASKS_FOR_A_VERB: Final = re.compile(r"\bto(?: do this:)?\s*$")
# “I am willing to do this: I am willing to talk” repeats what stands before “do this”.
_THIS: Final = re.compile(r"(?:\bdo)?\s*\bthis:\s*$")
_WORD: Final = re.compile(r"[\w'’]+")
# What cannot follow “to”: “you should”, “please”, another “to”.
_BEFORE_A_VERB: Final = re.compile(
    r"(?:please\s+)?(?:(?:i|you|we|they|he|she|it)\s+)?(?:should|could|would|must|to)\s+(?:please\s+)?"
    r"|please\s+",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class SentencePart:
    """The fixed words before an answer and after it; either may be empty."""

    begins: str
    ends: str

    def is_named_by(self, label: str) -> bool:
        """Whether a question says no more than the beginning: “I will …”."""
        return bool(self.begins) and _bare(label) == _bare(self.begins)

    @property
    def takes_anything(self) -> bool:
        """Whether the sentence is whole whatever stands between its fixed words."""
        is_open = not self.begins or self.begins.endswith(TAKES_ANYTHING)
        return is_open and not re.match(r"\w", self.ends)


def _bare(text: str) -> str:
    return text.strip("… :").casefold()


def sentence_parts(practice: Practice) -> dict[str, SentencePart]:
    """The fixed words around each answer that becomes part of a sentence, by its question's id."""
    parts: dict[str, SentencePart] = {}
    for line in practice.together:
        pieces = list(_pieces(line))
        for (before, name), (after, following) in zip(pieces, [*pieces[1:], ("", "")], strict=True):
            if not name:
                continue
            begins = before.strip().lstrip(",.;: ”").lstrip()
            ends = "" if following else after.strip()
            parts.setdefault(
                name,
                SentencePart(
                    begins if _SAYS_SOMETHING.search(begins) else "",
                    ends if _SAYS_SOMETHING.search(ends) else "",
                ),
            )
    return {name: part for name, part in parts.items() if part.begins or part.ends}


def put_together(practice: Practice, answers: Mapping[str, str]) -> str:
    """The answers as the sentence or the sheet that they make, without what was skipped."""
    lines = []
    for line in practice.together:
        pieces = list(_pieces(line))
        if all(answers.get(name, "").strip() for _text, name in pieces if name):
            lines.append(_joined(pieces, answers))
    return "\n".join(lines)


def as_said(practice: Practice, answers: Mapping[str, str]) -> dict[str, str]:
    """The answers that sentences are made of, each as its sentence says it, by its question's id.

    An answer that two sentences hold is told as the first of them says it.
    """
    said: dict[str, str] = {}
    for line in practice.together:
        so_far = ""
        for text, name in _pieces(line):
            so_far += text
            if answer := answers.get(name, "").strip():
                said.setdefault(name, going_on(answer, after=so_far))
                so_far += said[name]
    return said


def _pieces(line: str) -> Iterator[tuple[str, str]]:
    """Each fixed text of a line with the answer that follows it (empty after the last)."""
    for text, name, _spec, _conversion in Formatter().parse(line):
        yield text, name or ""


def _joined(pieces: list[tuple[str, str]], answers: Mapping[str, str]) -> str:
    sentence = ""
    for text, name in pieces:
        sentence += (
            text[1:] if text.startswith(".") and sentence.endswith((".", "!", "?", "…")) else text
        )
        if name:
            sentence += going_on(answers[name], after=sentence)
    return f"{sentence}." if sentence[-1:].isalnum() else sentence


def going_on(answer: str, *, after: str) -> str:
    """An answer as it goes on from the words before it, which it may have repeated."""
    text = answer.strip().removesuffix(".").replace("\n", ", ")
    if not after:
        return text[:1].upper() + text[1:]
    text = _without_repeated(text, after)
    if _ASKS_FOR_A_VERB.search(after):
        text = _BEFORE_A_VERB.sub("", text, count=1) if _BEFORE_A_VERB.match(text) else text
        text = text or answer.strip()
    first, space, rest = text.partition(" ")
    if after.endswith("“") or first.lower() not in SMALL_INSIDE:
        return text
    return f"{first.lower()}{space}{rest}"


def _without_repeated(text: str, after: str) -> str:
    """The text without the words of the sentence so far that it begins with once more."""
    words = list(_WORD.finditer(text))
    for said in (after, _THIS.sub("", after)):
        before = [word.casefold() for word in _WORD.findall(said)]
        for length in range(min(len(before), len(words) - 1), 0, -1):
            if before[-length:] == [word[0].casefold() for word in words[:length]]:
                return text[words[length].start() :]
    return text
