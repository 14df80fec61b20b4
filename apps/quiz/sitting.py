"""One run through a form: its order and its answers, until the person is done."""

from dataclasses import dataclass, replace
from enum import StrEnum
from functools import cached_property
from secrets import randbits

from apps.quiz.order import shown_order
from apps.quiz.questionnaires import Item, Questionnaire, ScoredForm
from apps.quiz.scoring import Answer, Result, score_sitting

UNSEEN = "-"
SKIPPED = "0"
ANSWERS = "1234567"
SEED_BITS = 48


class Usual(StrEnum):
    """The person's own word on whether they answered as things usually are."""

    YES = "y"
    NO = "n"
    UNSAID = "u"


@dataclass(frozen=True, slots=True)
class Statement:
    """An item at its place ``n`` (from 1) in the shown order, with its mark and that in words."""

    n: int
    item: Item
    mark: str
    label: str

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

    def __post_init__(self) -> None:
        if len(self.marks) != len(self.form.items) or set(self.marks) - set(
            UNSEEN + SKIPPED + ANSWERS
        ):
            raise ValueError("one known sign for each item")

    @classmethod
    def begin(cls, form: Questionnaire) -> "Sitting":
        return cls(form=form, seed=randbits(SEED_BITS), marks=UNSEEN * len(form.items))

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
            )
            for n, place in enumerate(self.order, start=1)
        )

    def statement(self, n: int) -> Statement | None:
        return self.statements[n - 1] if 1 <= n <= len(self.statements) else None

    @property
    def unanswered(self) -> list[Statement]:
        return [statement for statement in self.statements if statement.value is None]

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

    def finished(self, usual: Usual) -> "Sitting":
        return replace(self, usual=usual)

    @property
    def answers(self) -> list[Answer]:
        """The keyed answers in the shown order."""
        return [Answer(s.item.key, s.value) for s in self.statements if s.item.key]

    @cached_property
    def result(self) -> Result:
        return score_sitting(self.answers, self.scored_form.constants)

    @property
    def scored_form(self) -> ScoredForm:
        """The form, where it ends on the map; raises ValueError for a list, which has no score."""
        if not isinstance(self.form, ScoredForm):
            raise ValueError(f"{self.form.slug} is a list and has no score")
        return self.form
