"""Answers to practices over time: numbers, small wins, promises."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from functools import cache
from typing import Final
from uuid import UUID

from apps.journal.entries.content import AnsweredBody
from apps.journal.entries.heads import OpenedHead
from apps.journal.models import BODY, Entry
from apps.practices.catalogue import catalogue, find
from apps.practices.practice import Practice, PracticeQuestion, QuestionKind
from apps.vault.sealed_rows import unless_damaged
from apps.vault.unlocked_vault import UnlockedVault

WIN: Final = ("small-win", "win")
MOST_OPENED: Final = 500
STRENGTHS: Final = frozenset(str(n) for n in range(11))
MOST_SHOWN_WINS: Final = 4


@dataclass(frozen=True, slots=True)
class NumberSeries:
    """The numbers, 0 to 10, that were given to one question, in the order of the days."""

    practice: Practice
    question: PracticeQuestion
    values: tuple[tuple[date, int], ...]


@dataclass(frozen=True, slots=True)
class SmallWin:
    id: UUID
    day: date
    text: str


@dataclass(frozen=True, slots=True)
class OutcomeCounts:
    """How often each answer was given to the question that a practice answers later."""

    practice: Practice
    counts: tuple[tuple[str, int], ...]
    open: int


@dataclass(frozen=True, slots=True)
class PracticeAnswers:
    series: tuple[NumberSeries, ...]
    wins: tuple[SmallWin, ...]
    all_wins: int
    outcomes: tuple[OutcomeCounts, ...]
    is_cut: bool


def answers_in(vault: UnlockedVault, pages: Iterable[OpenedHead]) -> PracticeAnswers:
    """Of the newest MOST_OPENED sittings that can tell something. At most one query."""
    names = _telling()
    telling = [page for page in pages if page.head.practice in names]
    telling.sort(key=lambda page: (page.head.day, page.number))
    is_cut = len(telling) > MOST_OPENED
    telling = telling[-MOST_OPENED:]
    numbers: dict[tuple[str, str], list[tuple[date, int]]] = {}
    wins: list[SmallWin] = []
    ends: dict[str, Counter[str]] = {}
    for page, given in _given(vault, telling):
        practice = find(page.head.practice)
        if practice is None:
            continue
        for question in practice.questions:
            text = given.get(question.id, "")
            if question.kind is QuestionKind.NUMBER and text in STRENGTHS:
                key = (practice.id, question.id)
                numbers.setdefault(key, []).append((page.head.day, int(text)))
        if practice.id == WIN[0] and given.get(WIN[1]):
            wins.append(SmallWin(page.id, page.head.day, given[WIN[1]]))
        if practice.outcome:
            ends.setdefault(practice.id, Counter())[given.get(practice.outcome, "")] += 1
    return PracticeAnswers(
        series=tuple(_series(key, values) for key, values in numbers.items() if len(values) > 1),
        wins=tuple(wins[::-1][:MOST_SHOWN_WINS]),
        all_wins=len(wins),
        outcomes=tuple(_outcomes(name, counts) for name, counts in ends.items()),
        is_cut=is_cut,
    )


@cache
def _telling() -> frozenset[str]:
    """The practices that can tell something."""
    return frozenset(
        each.id
        for each in catalogue().practices
        if each.outcome
        or each.id == WIN[0]
        or any(question.kind is QuestionKind.NUMBER for question in each.questions)
    )


def _given(
    vault: UnlockedVault, pages: list[OpenedHead]
) -> Iterable[tuple[OpenedHead, dict[str, str]]]:
    """Each entry with its answers by question, without damaged entries."""
    if not pages:
        return
    rows = Entry.objects.in_vault(vault).sealed_bodies_of(page.id for page in pages)
    bodies = vault.unseal_many(((row[0], row[1], row[3]) for row in rows), kind=BODY)
    opened = dict(zip((row[0] for row in rows), bodies, strict=True))
    for page in pages:
        body = opened.get(page.id)
        answered = None if body is None else unless_damaged(AnsweredBody.from_bytes, body)
        if answered is not None:
            yield page, {answer.question: answer.text for answer in answered.answers}


def _series(key: tuple[str, str], values: list[tuple[date, int]]) -> NumberSeries:
    practice = find(key[0])
    question = practice.question(key[1]) if practice else None
    if practice is None or question is None:
        raise ValueError("Only known questions have numbers.")
    return NumberSeries(practice, question, tuple(values))


def _outcomes(name: str, counts: Counter[str]) -> OutcomeCounts:
    practice = find(name)
    question = practice.question(practice.outcome) if practice else None
    if practice is None or question is None:
        raise ValueError("Only known practices have outcomes.")
    known = tuple((option, counts[option]) for option in question.options)
    return OutcomeCounts(practice, known, counts.total() - sum(count for _option, count in known))
