"""The observations of a finished list: steps seen more, seen less, and those left open."""

from collections.abc import Iterable
from dataclasses import dataclass

from apps.quiz.questionnaire.model import NoticingList, Side
from apps.quiz.sitting.sitting import Sitting, Statement


@dataclass(frozen=True, slots=True)
class NoticingPage:
    """A finished list. Nothing is counted or added up, so that it has no score.

    ``border`` is the answer, in words, from which on a step counts as seen more. ``untold`` are
    the steps that the person could not tell or left open, ``moves`` their own that they made.
    """

    form: NoticingList
    border: str
    more: tuple[Statement, ...]
    less: tuple[Statement, ...]
    untold: tuple[Statement, ...]
    moves: tuple[Statement, ...]


def noticing_page(sitting: Sitting) -> NoticingPage:
    """The page of a finished list; raises ValueError for a scored form."""
    form, never = sitting.form, 1
    if not isinstance(form, NoticingList):
        raise ValueError(f"{form.slug} is not a list")
    ids = [item.id for item in form.items]
    # Steps away before steps towards, then the moves, as the form has them.
    in_order = sorted(sitting.statements, key=lambda statement: ids.index(statement.item.id))
    steps = [each for each in in_order if each.item.side is not Side.MOVE]
    moves = [each for each in in_order if each.item.side is Side.MOVE]
    seen_from = form.lists.seen_from
    return NoticingPage(
        form=form,
        border=form.labels[seen_from - 1],
        more=_between(steps, seen_from, len(form.labels)),
        less=_between(steps, never, seen_from - 1),
        untold=tuple(step for step in steps if step.value is None),
        moves=_between(moves, never + 1, len(form.labels)),
    )


def _between(statements: Iterable[Statement], lowest: int, highest: int) -> tuple[Statement, ...]:
    return tuple(each for each in statements if lowest <= (each.value or 0) <= highest)
