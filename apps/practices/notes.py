"""Kind notes about answers: pure, and never a reason to refuse one."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from apps.common.http.request_values import small_int
from apps.practices.practice import NoteTarget, Practice, PracticeQuestion, SafetyNote
from apps.practices.self_harm import speaks_of_self_harm
from apps.practices.sentences import as_said

LARGEST_ANSWER: Final = 999


@dataclass(frozen=True, slots=True)
class AppliedNote:
    """A note that applies, beside the question that it is about (None: beside a strength)."""

    question: PracticeQuestion | None
    says: str
    to: NoteTarget | None


def notes_on(practice: Practice, answers: Mapping[str, str]) -> tuple[AppliedNote, ...]:
    """The notes that apply to these answers, in the order of the questions, each said once.

    A pattern that leads nowhere is about wording: it looks at an answer as its sentence says it.

    `answers` maps the id of a question, or `before` and `after`, to its answer as text; checks are
    one a line.
    """
    applied: dict[tuple[str, str], AppliedNote] = {}
    worded = {**answers, **as_said(practice, answers)}
    for note in practice.notes:
        looked_at = worded if note.pattern and note.to is None else answers
        for name in note.on:
            if applies(note, looked_at.get(name, "")):
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
