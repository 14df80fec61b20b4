"""One run through a form: its order and its answers, until the person is done."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from enum import StrEnum
from functools import cached_property, reduce
from secrets import randbits

from apps.quiz.questionnaire.model import (
    Item,
    NoticingList,
    Questionnaire,
    ScoredForm,
    VersionStatus,
)
from apps.quiz.questionnaire.order import shown_order
from apps.quiz.scoring.score import ItemAnswer, Scores, score_sitting

UNSEEN = "-"
SKIPPED = "0"
ANSWERS = "1234567"
SEED_BITS = 48


class Usual(StrEnum):
    """The person's own word on whether they answered as things usually are."""

    YES = "y"
    NO = "n"
    UNSAID = "u"


class Pace(StrEnum):
    """How many statements the person likes to see at once."""

    ONE = "1"
    EIGHT = "8"


AT_ONCE = 8


@dataclass(frozen=True, slots=True)
class Statement:
    """An item at its place ``n`` (from 1) in the shown order, with its mark and that in words.

    ``frame`` says of whom and of which time it speaks.
    """

    n: int
    item: Item
    mark: str
    label: str
    frame: str

    @property
    def value(self) -> int | None:
        return int(self.mark) if self.mark in ANSWERS else None

    @property
    def skipped(self) -> bool:
        return self.mark == SKIPPED


@dataclass(frozen=True)
class Sitting:
    """``marks`` holds one sign for each item, in the form's own order.

    A sign is 1..7, "0" for skipped, or "-" for not seen yet. ``usual`` is None until the person
    has looked over the answers and asked for the result.
    """

    form: Questionnaire
    seed: int
    marks: str
    usual: Usual | None = None
    pace: Pace = Pace.ONE

    def __post_init__(self) -> None:
        if len(self.marks) != len(self.form.items) or set(self.marks) - set(
            UNSEEN + SKIPPED + ANSWERS
        ):
            raise ValueError("one known sign for each item")

    @classmethod
    def begin(cls, form: Questionnaire, *, pace: Pace = Pace.ONE) -> "Sitting":
        marks = UNSEEN * len(form.items)
        return cls(form=form, seed=randbits(SEED_BITS), marks=marks, pace=pace)

    @property
    def is_on_offer(self) -> bool:
        """Whether its version is the one that is asked now."""
        return self.form.status is VersionStatus.LIVE

    @property
    def seen(self) -> int:
        """How many statements were answered or skipped."""
        return len(self.marks) - self.marks.count(UNSEEN)

    @property
    def is_begun(self) -> bool:
        return self.seen > 0

    @property
    def is_finished(self) -> bool:
        """Whether the person has looked over the answers and asked for the result."""
        return self.usual is not None

    def is_run_of(self, other: "Sitting") -> bool:
        """Whether both are the same run through a form, however far each has come."""
        return self.form == other.form and self.seed == other.seed

    @cached_property
    def order(self) -> tuple[int, ...]:
        return shown_order(self.form.items, self.seed)

    @cached_property
    def statements(self) -> tuple[Statement, ...]:
        """All statements as they are shown."""
        return tuple(
            Statement(
                n=n,
                item=self.form.items[place],
                mark=self.marks[place],
                label=self.form.label(self.marks[place]),
                frame=self.form.frame_of(self.form.items[place]),
            )
            for n, place in enumerate(self.order, start=1)
        )

    def statement(self, n: int) -> Statement | None:
        return self.statements[n - 1] if 1 <= n <= len(self.statements) else None

    @property
    def pages(self) -> tuple[tuple[Statement, ...], ...]:
        """The statements in the shown order, eight on a page."""
        starts = range(0, len(self.statements), AT_ONCE)
        return tuple(self.statements[start : start + AT_ONCE] for start in starts)

    @property
    def unanswered(self) -> list[Statement]:
        """What has no answer. In a list "I can't tell" is one; in a scored form it is a gap."""
        skipping_answers = isinstance(self.form, NoticingList)
        return [
            statement
            for statement in self.statements
            if statement.value is None and not (skipping_answers and statement.skipped)
        ]

    @property
    def next_unseen(self) -> int | None:
        """The place of the first statement that was neither answered nor skipped."""
        return next((s.n for s in self.statements if s.mark == UNSEEN), None)

    def marked(self, n: int, mark: str) -> "Sitting":
        """The same sitting with another mark at place ``n``; raises ValueError on an odd mark."""
        place = self.order[n - 1]
        if len(mark) != 1:
            raise ValueError("a mark is one sign")
        return replace(self, marks=self.marks[:place] + mark + self.marks[place + 1 :])

    def marked_all(self, marks: Mapping[int, str]) -> "Sitting":
        """The same sitting with the marks at the places named; raises ValueError on an odd one."""
        return reduce(lambda sitting, place: sitting.marked(*place), marks.items(), self)

    def paced(self, pace: Pace) -> "Sitting":
        return replace(self, pace=pace)

    def finished(self, usual: Usual) -> "Sitting":
        return replace(self, usual=usual)

    @property
    def answers(self) -> list[ItemAnswer]:
        """The keyed answers in the shown order."""
        return [ItemAnswer(s.item.key, s.value) for s in self.statements if s.item.key]

    @cached_property
    def result(self) -> Scores:
        return score_sitting(self.answers, self.scored_form.constants)

    @property
    def scored_form(self) -> ScoredForm:
        """The form, where it ends on the map; raises ValueError for a list, which has no score."""
        if not isinstance(self.form, ScoredForm):
            raise ValueError(f"{self.form.slug} is a list and has no score")
        return self.form
