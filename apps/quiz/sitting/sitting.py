"""A sitting: one person answering one form once, with its shown order, answers and pages."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from enum import StrEnum
from functools import cached_property, reduce
from hashlib import sha256
from itertools import groupby
from secrets import randbits

from django.urls import reverse

from apps.quiz.questionnaire.model import (
    Item,
    NoticingList,
    Questionnaire,
    ScoredForm,
    Side,
    VersionStatus,
)
from apps.quiz.scoring.score import ItemAnswer, Scores, score_sitting

UNSEEN = "-"
UTC_SIGN = " UTC"
SKIPPED = "0"
ANSWERS = "1234567"
SEED_BITS = 48


class Usual(StrEnum):
    """The person's answer to whether they answered as things usually are."""

    YES = "y"
    NO = "n"
    UNSAID = "u"


class Pace(StrEnum):
    """How many statements the person likes to see at once, and what goes on.

    ``ONE``: a press on an answer goes on, where scripts run. ``NEXT``: only the button Next does.
    """

    ONE = "1"
    NEXT = "n"
    EIGHT = "8"


AT_ONCE = 8

LONGEST_RUN = 3
ATTEMPTS = 10_000


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


@dataclass(frozen=True, slots=True)
class FinishedOn:
    """The day on which a sitting was finished; by UTC where nobody knows the person's time zone."""

    day: date
    is_utc: bool = False

    def __str__(self) -> str:
        return f"{self.day.isoformat()}{UTC_SIGN if self.is_utc else ''}"

    @classmethod
    def read(cls, text: str) -> "FinishedOn":
        """What `str` gave. Raises ValueError."""
        return cls(date.fromisoformat(text.removesuffix(UTC_SIGN)), text.endswith(UTC_SIGN))


@dataclass(frozen=True)
class Sitting:
    """One person answering one form once. ``marks`` has a sign for each item, in the form's order.

    A sign is 1..7, "0" for skipped, or "-" for not seen yet. ``usual`` is None until the person
    has looked over the answers and asked for the result; ``finished_on`` is the day of that, where
    the browser holds it.
    """

    form: Questionnaire
    seed: int
    marks: str
    usual: Usual | None = None
    pace: Pace = Pace.ONE
    finished_on: FinishedOn | None = field(default=None, compare=False)

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
    def can_go_on(self) -> bool:
        """Whether its version may be answered: who began on one that was replaced ends on it."""
        return self.form.status is not VersionStatus.DRAFT

    @property
    def is_of_earlier_version(self) -> bool:
        """Whether its version was replaced by another since it was begun."""
        return self.form.status is VersionStatus.RETIRED

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
        """Whether both are the same sitting, however far each has come."""
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
        """Statements without an answer. "I can't tell" is an answer in a list, a gap elsewhere."""
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

    def one_at_a_time(self) -> "Sitting":
        """The same sitting with one statement a page; what goes on stays as it was chosen."""
        return self.paced(Pace.ONE) if self.pace is Pace.EIGHT else self

    def finished(self, usual: Usual, *, on: FinishedOn | None = None) -> "Sitting":
        return replace(self, usual=usual, finished_on=on)

    @property
    def first_url(self) -> str:
        return self.statement_url(1)

    @property
    def next_url(self) -> str:
        """The page to go on with: the first unseen statement, else the review, else the result."""
        if self.is_finished:
            return self.result_url
        return self.statement_url(self.next_unseen) if self.next_unseen else self.review_url

    def statement_url(self, n: int) -> str:
        """The page with statement ``n`` (from 1), at the sitting's own pace."""
        if self.pace is Pace.EIGHT:
            return self.page_url(page_of(n))
        return reverse("quiz:question", args=[self.form.slug, n])

    def page_url(self, page: int) -> str:
        """The page of eight statements number ``page`` (from 1)."""
        return reverse("quiz:page", args=[self.form.slug, page])

    @property
    def review_url(self) -> str:
        return reverse("quiz:review", args=[self.form.slug])

    @property
    def result_url(self) -> str:
        return reverse("quiz:result", args=[self.form.slug])

    def url_after_statement(self, n: int) -> str:
        """The next statement, or the review after the last."""
        return self.review_url if n == len(self.statements) else self.statement_url(n + 1)

    def url_after_page(self, page: int) -> str:
        """The next page of eight, or the review after the last."""
        return self.review_url if page == len(self.pages) else self.page_url(page + 1)

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


def statement_ids(statements: Sequence[Statement]) -> str:
    """The ids of the items in shown order; those of a whole sitting tell it from any other."""
    return " ".join(statement.item.id for statement in statements)


def page_of(n: int) -> int:
    """The page of eight that statement ``n`` stands on, both counted from 1."""
    return (n - 1) // AT_ONCE + 1


def shown_order(items: Sequence[Item], seed: int) -> tuple[int, ...]:
    """Places in ``items`` in the order to show them.

    Never more than three in a row count towards the same line, nor point the same way; in a list,
    no more than three steps go one way, and the person's own moves come last. Items are sorted by
    a hash, attempt after attempt, so that an order is the same on every machine and release.
    Raises ValueError when the keys allow no such order (a sound form always does).
    """
    for attempt in range(ATTEMPTS):
        order = sorted(range(len(items)), key=_draw(items, f"{seed}.{attempt}"))
        order.sort(key=lambda place: items[place].side is Side.MOVE)
        if _well_mixed([items[place] for place in order]):
            return tuple(order)
    raise ValueError("these items cannot be mixed well")


def _draw(items: Sequence[Item], attempt: str) -> Callable[[int], bytes]:
    return lambda place: sha256(f"{attempt}.{items[place].id}".encode()).digest()


def _well_mixed(items: Sequence[Item]) -> bool:
    keys = [item.key for item in items if item.key]
    steps = [item.side for item in items if item.side is not Side.MOVE and item.side]
    ways = ([key.scale for key in keys], [key.direction for key in keys], steps)
    return all(len(list(run)) <= LONGEST_RUN for way in ways for _, run in groupby(way))
