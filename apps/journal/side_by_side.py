"""The answers of several sittings, question by question."""

from collections.abc import Sequence
from dataclasses import dataclass

from apps.journal.answered import PastSitting
from apps.journal.practices.practice import AFTER, BEFORE, Kind, Practice
from apps.journal.practices.reading import answers_by_id


@dataclass(frozen=True, slots=True)
class Row:
    """One question, with the answer of each sitting (empty where it was skipped)."""

    label: str
    kind: Kind
    answers: tuple[str, ...]


def side_by_side(practice: Practice, past: Sequence[PastSitting]) -> list[Row]:
    """A row for each question that was answered at least once, in the order of the questions."""
    given = [answers_by_id(each.page) if each.page else {} for each in past]
    asked = [(each.id, each.label, each.kind) for each in practice.questions]
    if practice.strength:
        asked = [
            (BEFORE, f"{practice.strength} (before)", Kind.NUMBER),
            *asked,
            (AFTER, f"{practice.strength} (after)", Kind.NUMBER),
        ]
    rows = [
        Row(label, kind, tuple(answers.get(name, "") for answers in given))
        for name, label, kind in asked
    ]
    return [row for row in rows if any(row.answers)]
