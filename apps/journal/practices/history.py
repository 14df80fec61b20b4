"""A practice's own page: what was answered so far, with the small logs that go with it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from apps.journal.entries.content import EntryContent, PromptAnswer
from apps.journal.entries.heads import LivingHeads, living_heads
from apps.journal.models import Entry
from apps.journal.practices.logs import Count, LogAnswers, Week, by_month, tallied, weeks
from apps.journal.practices.reading import answers_by_id
from apps.journal.practices.reminders import mark_seen
from apps.journal.practices.sessions import MOST_SIDE_BY_SIDE, PastSitting, sittings
from apps.practices.catalogue import find
from apps.practices.practice import AFTER, BEFORE, Practice, QuestionKind
from apps.vault.codec import replace
from apps.vault.unlocked_vault import UnlockedVault


@dataclass(frozen=True, slots=True)
class HistoryRow:
    """One question, with the answer of each sitting (empty where it was skipped)."""

    label: str
    kind: QuestionKind
    answers: tuple[str, ...]


def side_by_side(practice: Practice, past: Sequence[PastSitting]) -> list[HistoryRow]:
    """A row for each question that was answered at least once, in the order of the questions."""
    given = [answers_by_id(each.page) if each.page else {} for each in past]
    asked = [(each.id, each.label, each.kind) for each in practice.questions]
    if practice.strength:
        asked = [
            (BEFORE, f"{practice.strength} (before)", QuestionKind.NUMBER),
            *asked,
            (AFTER, f"{practice.strength} (after)", QuestionKind.NUMBER),
        ]
    rows = [
        HistoryRow(label, kind, tuple(answers.get(name, "") for answers in given))
        for name, label, kind in asked
    ]
    return [row for row in rows if any(row.answers)]


MOST_SHOWN_BESIDE = 5
MOST_OF_A_PART = 60
MOST_OPEN = 30


@dataclass(frozen=True, kw_only=True)
class Past:
    """Everything of it was opened for this one look."""

    count: int
    sittings: list[PastSitting]
    rows: list[HistoryRow]
    tally: list[Count]
    months: list[tuple[date, int]]
    weeks: list[tuple[PastSitting, Week]]
    open_ones: list[tuple[PastSitting, str]]
    all_open: int
    beside: list[tuple[date, str]]
    beside_practice: Practice | None
    older: int | None

    @property
    def is_whole(self) -> bool:
        return len(self.sittings) == self.count


def past_of(vault: UnlockedVault, practice: Practice, *, part: int) -> Past:
    """The past sittings of a practice, the newest first: six of them in part 0.

    Parts from 1 are all of them, MOST_OF_A_PART at a time; `older` is the next one, if any.
    """
    living = living_heads(vault)
    heads = living.answering(practice.id)
    first = max(0, part - 1) * MOST_OF_A_PART
    end = first + MOST_OF_A_PART if part else MOST_SIDE_BY_SIDE
    every = sittings(vault, heads if practice.tally else heads[first:end])
    shown = every[first:end] if practice.tally else every
    given = [_answers(each) for each in every]
    dated = [(each.head.day, _answers(each)) for each in shown]
    open_ones = _open_ones(practice, every)
    beside = find(practice.shows)
    return Past(
        count=len(heads),
        sittings=shown,
        rows=[] if practice.by_week else side_by_side(practice, shown),
        tally=tallied(practice, given),
        months=by_month(each.head.day for each in heads) if practice.by_month else [],
        weeks=list(zip(shown, weeks(practice, dated), strict=False)),
        open_ones=open_ones[:MOST_OPEN],
        all_open=len(open_ones),
        beside=_lines_of(vault, living, beside) if beside else [],
        beside_practice=beside,
        older=part + 1 if part and end < len(heads) else None,
    )


def settle(
    vault: UnlockedVault, row: Entry, page: EntryContent, practice: Practice, outcome: str
) -> None:
    """Answer the question that was left for later. Raises EntryConflict, Damaged."""
    others = tuple(answer for answer in page.answers if answer.question != practice.outcome)
    changed = replace(page, answers=(*others, PromptAnswer(practice.outcome, outcome)))
    # one of a few words of ours: no full journal needs to refuse it
    row.rewrite(vault, changed, expected=row.revision, is_limited=False)
    mark_seen(vault, row.id)


def _answers(past: PastSitting) -> LogAnswers:
    return answers_by_id(past.page) if past.page else {}


def _open_ones(practice: Practice, every: list[PastSitting]) -> list[tuple[PastSitting, str]]:
    """The sittings whose outcome is still open, the newest first, each with its line."""
    if not practice.outcome:
        return []
    first = practice.questions[0].id
    pairs = ((each, _answers(each)) for each in every)
    return [
        (each, answers.get(first, ""))
        for each, answers in pairs
        if answers and not answers.get(practice.outcome)
    ]


def _lines_of(
    vault: UnlockedVault, living: LivingHeads, practice: Practice
) -> list[tuple[date, str]]:
    """The first answers of another practice, the newest first."""
    first = practice.questions[0].id
    latest = sittings(vault, living.answering(practice.id)[:MOST_SHOWN_BESIDE])
    lines = ((each.head.day, _answers(each).get(first, "")) for each in latest)
    return [(day, line) for day, line in lines if line]
