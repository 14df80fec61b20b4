"""Kind notes about answers: pure, and never a reason to refuse one."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from string import Formatter
from typing import Final

from apps.common.http.request_values import small_int
from apps.practices.practice import NoteTarget, Practice, PracticeQuestion, SafetyNote
from apps.practices.self_harm import speaks_of_self_harm

# Words that are written small inside a sentence; a name, or “I”, keeps its capital.
LARGEST_ANSWER: Final = 999
BEGINNINGS: Final = frozenset(
    (
        *("a", "an", "the", "this", "that", "these", "those", "you", "we", "they", "he", "she"),
        *("it", "my", "your", "our", "their", "his", "her", "when", "if", "to", "please", "after"),
        *("before", "while", "at", "on", "in", "there"),
    )
)


@dataclass(frozen=True, slots=True)
class AppliedNote:
    """A note that applies, beside the question that it is about (None: beside a strength)."""

    question: PracticeQuestion | None
    says: str
    to: NoteTarget | None


def notes_on(practice: Practice, answers: Mapping[str, str]) -> tuple[AppliedNote, ...]:
    """The notes that apply to these answers, in the order of the questions, each said once.

    `answers` maps the id of a question, or `before` and `after`, to its answer as text; checks are
    one a line.
    """
    applied: dict[tuple[str, str], AppliedNote] = {}
    for note in practice.notes:
        for name in note.on:
            if applies(note, answers.get(name, "")):
                applied.setdefault(
                    (name, note.says), AppliedNote(practice.question(name), note.says, note.to)
                )
    places = {question.id: place for place, question in enumerate(practice.questions)}
    last = len(places)
    return tuple(
        sorted(applied.values(), key=lambda s: places[s.question.id] if s.question else last)
    )


def applies(note: SafetyNote, answer: str) -> bool:
    """Whether a note is about this answer; no note is about an empty one."""
    answer = answer.strip()
    if not answer:
        return False
    if note.self_harm:
        return speaks_of_self_harm(answer)
    if note.pattern:
        return bool(re.search(note.pattern, answer.replace("’", "'"), re.IGNORECASE))
    if note.most_words:
        return len(answer.split()) > note.most_words
    if note.chosen:
        return bool(set(answer.split("\n")) & set(note.chosen))
    number = small_int(answer, most=LARGEST_ANSWER)
    return number is not None and (
        (note.at_least is None or number >= note.at_least)
        and (note.at_most is None or number <= note.at_most)
    )


def put_together(practice: Practice, answers: Mapping[str, str]) -> str:
    """The answers as the sentence or the sheet that they make, without what was skipped."""
    lines = []
    for line in practice.together:
        named = [name for _text, name, _spec, _conversion in Formatter().parse(line) if name]
        if all(answers.get(name, "").strip() for name in named):
            lines.append(line.format(**{name: _trimmed(answers[name]) for name in named}))
    return "\n".join(lines)


def _trimmed(answer: str) -> str:
    """An answer as part of a sentence, which has a full stop and a capital of its own."""
    text = answer.strip().removesuffix(".").replace("\n", ", ")
    first, space, rest = text.partition(" ")
    return f"{first.lower()}{space}{rest}" if first.lower() in BEGINNINGS else text
