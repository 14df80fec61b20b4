"""What a practice is: a few questions, kind notes about the answers, and a next step."""

from enum import StrEnum
from typing import Final

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy

from apps.common.content_files.toml_file import Text, TomlTable

WEAKEST, STRONGEST = 0, 10
# The strengths around a practice, as notes name them beside the ids of questions.
BEFORE, AFTER = "before", "after"


class FamilyName(StrEnum):
    """The shelves that practices stand on, in this order."""

    SENSE = "sense"
    TALKING = "talking"
    CLOSENESS = "closeness"
    YOURSELF = "yourself"
    SAFETY = "safety"

    @property
    def heading(self) -> Promise:
        return FAMILY_TITLES[self]


FAMILY_TITLES: Final = {
    FamilyName.SENSE: gettext_lazy("Making sense of it"),
    FamilyName.TALKING: gettext_lazy("Talking and listening"),
    FamilyName.CLOSENESS: gettext_lazy("Space, closeness and trust"),
    FamilyName.YOURSELF: gettext_lazy("Looking after yourself"),
    FamilyName.SAFETY: gettext_lazy("Safety, help and decisions"),
}


class PracticeSide(StrEnum):
    """Whom a practice is made for: the one who waits, the one who needs space, or either."""

    WAITS = "waits"
    SPACE = "space"
    EITHER = "either"


class QuestionKind(StrEnum):
    """How a question is answered."""

    LINE = "line"
    TEXT = "text"
    CHOICE = "choice"
    NUMBER = "number"
    CHECKS = "checks"
    DATE = "date"


class NoteTarget(StrEnum):
    """Where a note leads to."""

    SUPPORT = "support"
    SAFETY = "safety"
    HARM = "harm"
    PAUSE = "pause"
    BREATHING = "breathing"
    APPOINTMENT = "appointment"


class PracticeQuestion(TomlTable, frozen=True, kw_only=True):
    """One question. `id` never changes its meaning, and an option is never taken away.

    `ends` are the words at 0 and at 10 of a number, `hours` how long each option waits. With
    `carries` a new sitting begins with the answer of the last one. A question to answer `later`
    is asked on the kept page when its time has come. A `retired` question is not
    asked any more; it stays for the answers that it once had.
    """

    id: Text
    label: Text
    kind: QuestionKind
    hint: Text = ""
    options: tuple[str, ...] = ()
    ends: tuple[str, ...] = ()
    hours: tuple[int, ...] = ()
    carries: bool = False
    later: bool = False
    retired: bool = False

    @property
    def asked(self) -> bool:
        return not self.retired


class SafetyNote(TomlTable, frozen=True, kw_only=True):
    """A kind word about an answer, which never stands in the way of keeping it.

    It applies to each of the questions `on` of which the answer matches `pattern`, has more than
    `most_words` words, is one of `chosen`, or is a number of `at_least` or `at_most`; with
    `self_harm` to each in which the writer speaks of dying or of hurting themselves. In a file,
    `flag` may stand in place of all this: it names the note that several practices share.
    """

    on: tuple[str, ...] = ()
    says: str = ""
    flag: str = ""
    pattern: Text = ""
    most_words: int = 0
    chosen: tuple[str, ...] = ()
    at_least: int | None = None
    at_most: int | None = None
    self_harm: bool = False
    to: NoteTarget | None = None


class SharedNote(SafetyNote, frozen=True, kw_only=True):
    """A note that several practices share, by the name that they give it."""

    id: Text


class Practice(
    TomlTable, frozen=True, kw_only=True, rename={"questions": "question", "notes": "note"}
):
    """A guided page of the journal, about ten minutes long.

    `strength` names a feeling that is weighed from 0 to 10 before and after. `together` are the
    lines that the answers make when they are put together: `{saw}` stands for an answer, and a
    line of which an answer is missing is left out. `guides` are the slugs of the guides that offer
    it, the first of which explains it. `side` says which of two it is made for, `couple` that it
    is for two people who are both safe; `safety` asks
    first who else can see. `outcome` is the question that is answered later with one press,
    `tally` a choice whose answers are counted, `waits` the question that says when the page is to
    be shown again. `draws` are the moves of a loop, in their order. `shows` is a practice whose
    last answers stand beside this one's, and with
    `by_week` the checks named `x_days` are a week of what `x` names. `support` is for questions
    that may weigh on somebody: a line to help always stands there, and each answer in words is
    looked at for self-harm. `fear` is the choice that asks whether somebody is afraid:
    it is asked first, before anything that is no use where there is fear.
    """

    id: Text
    version: int
    title: Text
    family: FamilyName
    minutes: int
    for_whom: Text
    why: Text
    closing: Text
    questions: tuple[PracticeQuestion, ...] = ()
    notes: tuple[SafetyNote, ...] = ()
    content_note: Text = ""
    strength: Text = ""
    together: tuple[str, ...] = ()
    guides: tuple[str, ...] = ()
    side: PracticeSide = PracticeSide.EITHER
    couple: bool = False
    safety: bool = False
    support: bool = False
    fear: Text = ""
    by_month: bool = False
    by_week: bool = False
    outcome: Text = ""
    tally: Text = ""
    draws: tuple[str, ...] = ()
    shows: Text = ""
    waits: Text = ""

    @property
    def asked(self) -> tuple[PracticeQuestion, ...]:
        return tuple(question for question in self.questions if question.asked)

    @property
    def later(self) -> tuple[PracticeQuestion, ...]:
        """What is asked on a later day than the rest."""
        return tuple(question for question in self.asked if question.later)

    def question(self, question_id: str) -> PracticeQuestion | None:
        return next((each for each in self.questions if each.id == question_id), None)
