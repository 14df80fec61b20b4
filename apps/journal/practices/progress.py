"""Progress: the writer's check-ins, wins, promises, dates, and prompts answered before.

All of it is their own words and numbers, opened for this one look; nobody is weighed, and nothing
is made of it.
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final
from uuid import UUID

from apps.journal.entries.heads import OpenedHead, opened_heads
from apps.journal.practices.history import HistoryRow, side_by_side
from apps.journal.practices.logs import Count, tallied
from apps.journal.practices.reading import answers_by_id
from apps.journal.practices.sessions import PastSitting, sittings
from apps.practices.catalogue import find
from apps.vault.unlocked_vault import UnlockedVault

MOST_CHECK_INS: Final = 12
MOST_LINES: Final = 10
MOST_QUESTIONS: Final = 6
LONG_ENOUGH: Final = timedelta(days=90)


@dataclass(frozen=True, slots=True)
class AnsweredPrompt:
    """A prompt that was answered before, with its answers from the newest to the oldest."""

    id: str
    text: str
    answers: tuple[OpenedHead, ...]
    is_due: bool


@dataclass(frozen=True, kw_only=True)
class Progress:
    check_ins: list[PastSitting]
    check_in_rows: list[HistoryRow]
    wins: list[tuple[UUID, date, str]]
    all_wins: int
    promises: list[Count]
    dates: list[PastSitting]
    all_dates: int
    questions: list[AnsweredPrompt]
    more_questions: list[AnsweredPrompt]

    @property
    def is_empty(self) -> bool:
        return not (self.check_ins or self.wins or self.promises or self.dates or self.questions)


def progress_of(vault: UnlockedVault, *, today: date) -> Progress:
    """Heads are opened once; bodies of the few pages that are shown, and of every promise."""
    opened = opened_heads(vault).pages
    opened.sort(key=lambda each: (each.head.day, each.number), reverse=True)
    by_practice: dict[str, list[OpenedHead]] = defaultdict(list)
    for each in opened:
        by_practice[each.head.practice].append(each)
    check_in, promise = find("check-in"), find("promise")
    check_ins = sittings(vault, by_practice["check-in"][:MOST_CHECK_INS])
    wins = sittings(vault, by_practice["small-win"][:MOST_LINES])
    promises = [_answers(each) for each in sittings(vault, by_practice["promise"])]
    questions = questions_answered(opened, today=today)
    return Progress(
        check_ins=check_ins,
        check_in_rows=side_by_side(check_in, check_ins) if check_in else [],
        wins=[
            (each.id, each.head.day, line)
            for each in wins
            if (line := _answers(each).get("win", ""))
        ],
        all_wins=len(by_practice["small-win"]),
        promises=tallied(promise, promises) if promise else [],
        dates=sittings(vault, by_practice["look-again"][:MOST_LINES]),
        all_dates=len(by_practice["look-again"]),
        questions=questions[:MOST_QUESTIONS],
        more_questions=questions[MOST_QUESTIONS:],
    )


def questions_answered(opened: Iterable[OpenedHead], *, today: date) -> list[AnsweredPrompt]:
    """Prompts answered twice or more, and those whose last answer is three months old."""
    by_prompt: dict[str, list[OpenedHead]] = defaultdict(list)
    for each in opened:
        if each.head.prompt_id and each.head.prompt_text:
            by_prompt[each.head.prompt_id].append(each)
    found = [
        AnsweredPrompt(prompt_id, some[0].head.prompt_text, tuple(some), _is_old(some, today))
        for prompt_id, some in by_prompt.items()
    ]
    return [each for each in found if each.is_due or len(each.answers) > 1]


def _is_old(some: Sequence[OpenedHead], today: date) -> bool:
    return some[0].head.day <= today - LONG_ENOUGH


def _answers(past: PastSitting) -> dict[str, str]:
    return dict(answers_by_id(past.page)) if past.page else {}
