"""A kept page as the sitting of a practice that it is."""

from collections.abc import Mapping
from dataclasses import dataclass

from django.utils.translation import gettext as _

from apps.journal.entries.content import Page
from apps.practices.catalogue import find
from apps.practices.notes import Said, notes_on, put_together
from apps.practices.practice import AFTER, BEFORE, Kind, Practice


@dataclass(frozen=True, slots=True)
class Answered:
    """One answer under its question as it is worded now."""

    label: str
    text: str
    kind: Kind
    notes: tuple[Said, ...] = ()

    @property
    def several(self) -> list[str]:
        """The boxes that were ticked, each by itself."""
        return self.text.split("\n")


@dataclass(frozen=True, slots=True)
class Sitting:
    """What was answered once. `practice` is None where this release does not know it."""

    practice: Practice | None
    answers: tuple[Answered, ...]
    notes: tuple[Said, ...]
    together: str


def sitting_of(page: Page) -> Sitting | None:
    """The page's practice, answered; None for a page that answers none."""
    if not page.head.practice:
        return None
    practice = find(page.head.practice)
    given = answers_by_id(page)
    if practice is None:
        unknown = (Answered(_("An answer"), answer.text, Kind.TEXT) for answer in page.answers)
        return Sitting(None, tuple(unknown), (), "")
    notes = notes_on(practice, given)
    answers = tuple(
        Answered(
            each.label,
            given[each.id],
            each.kind,
            tuple(note for note in notes if note.question == each),
        )
        for each in practice.questions
        if each.id in given
    )
    rest = tuple(note for note in notes if note.question is None)
    return Sitting(practice, answers, rest, put_together(practice, given))


def answers_by_id(page: Page) -> Mapping[str, str]:
    """Every answer of a page by the id of its question, the strengths among them."""
    given = {answer.question: answer.text for answer in page.answers}
    strengths = ((BEFORE, page.head.before), (AFTER, page.head.after))
    return given | {name: str(value) for name, value in strengths if value is not None}
