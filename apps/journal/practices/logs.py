"""Small logs of what was answered over time: counts without a verdict, weeks without a streak."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

from apps.practices.practice import Practice, QuestionKind

type LogAnswers = Mapping[str, str]

DAYS_OF: Final = "_days"


@dataclass(frozen=True, slots=True)
class Count:
    label: str
    number: int


@dataclass(frozen=True, slots=True)
class Habit:
    """One habit in one week: its name, and for each day whether it was marked."""

    name: str
    marks: tuple[bool, ...]


@dataclass(frozen=True, slots=True)
class Week:
    day: date
    days: tuple[str, ...]
    habits: tuple[Habit, ...]


def tallied(practice: Practice, given: Iterable[LogAnswers]) -> list[Count]:
    """How often each option of the tally was chosen, in its order; what never was is left out."""
    question = practice.question(practice.tally)
    if question is None:
        return []
    counts = Counter(answers.get(question.id, "") for answers in given)
    return [Count(option, counts[option]) for option in question.options if counts[option]]


def by_month(days: Iterable[date]) -> list[tuple[date, int]]:
    """How many there were in each month that had one, as its first day, the newest first."""
    months = Counter(day.replace(day=1) for day in days)
    return sorted(months.items(), reverse=True)


def weeks(practice: Practice, sittings: Sequence[tuple[date, LogAnswers]]) -> list[Week]:
    """The habits of each sitting with the days that were marked; empty for other practices."""
    if not practice.by_week:
        return []
    pairs = [(each, _days_of(practice, each.id)) for each in practice.questions]
    named = [(each.id, days) for each, days in pairs if days]
    options = practice.question(f"{named[0][0]}{DAYS_OF}") if named else None
    columns = options.options if options else ()
    return [
        Week(
            day,
            columns,
            tuple(
                Habit(answers[name], _marks(answers.get(f"{name}{DAYS_OF}", ""), columns))
                for name, _days in named
                if answers.get(name)
            ),
        )
        for day, answers in sittings
    ]


def _days_of(practice: Practice, name: str) -> bool:
    days = practice.question(f"{name}{DAYS_OF}")
    return days is not None and days.kind is QuestionKind.CHECKS


def _marks(answer: str, columns: Sequence[str]) -> tuple[bool, ...]:
    marked = set(answer.split("\n"))
    return tuple(column in marked for column in columns)
