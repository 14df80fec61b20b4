"""Reads an entry as a sitting of its practice."""

from collections.abc import Mapping
from dataclasses import dataclass

from django.utils.translation import gettext as _

from apps.journal.entries.content import EntryContent
from apps.practices.catalogue import find
from apps.practices.loop_drawing import LoopDrawing, loop_of
from apps.practices.notes import AppliedNote, notes_on
from apps.practices.practice import AFTER, BEFORE, Practice, QuestionKind
from apps.practices.sentences import put_together


@dataclass(frozen=True, slots=True)
class AnsweredQuestion:
    """One answer under its question as it is worded now."""

    label: str
    text: str
    kind: QuestionKind
    notes: tuple[AppliedNote, ...] = ()

    @property
    def several(self) -> list[str]:
        """The boxes that were ticked, each by itself."""
        return self.text.split("\n")


@dataclass(frozen=True, slots=True)
class PracticeSession:
    """The answers of one sitting. `practice` is None for an unknown practice."""

    practice: Practice | None
    answers: tuple[AnsweredQuestion, ...]
    notes: tuple[AppliedNote, ...]
    together: str
    loop: LoopDrawing | None = None


def sitting_of(page: EntryContent) -> PracticeSession | None:
    """The page's practice, answered; None for a page that answers none."""
    if not page.head.practice:
        return None
    practice = find(page.head.practice)
    given = answers_by_id(page)
    if practice is None:
        unknown = (
            AnsweredQuestion(_("An answer"), answer.text, QuestionKind.TEXT)
            for answer in page.answers
        )
        return PracticeSession(None, tuple(unknown), (), "")
    notes = notes_on(practice, given)
    answers = tuple(
        AnsweredQuestion(
            each.label,
            given[each.id],
            each.kind,
            tuple(note for note in notes if note.question == each),
        )
        for each in practice.questions
        if each.id in given
    )
    rest = tuple(note for note in notes if note.question is None)
    together, loop = put_together(practice, given), loop_of(practice, given)
    return PracticeSession(practice, answers, rest, together, loop)


def answers_by_id(page: EntryContent) -> Mapping[str, str]:
    """Every answer of a page by the id of its question, the strengths among them."""
    given = {answer.question: answer.text for answer in page.answers}
    strengths = ((BEFORE, page.head.before), (AFTER, page.head.after))
    return given | {name: str(value) for name, value in strengths if value is not None}
