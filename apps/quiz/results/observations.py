"""What the last page of a list sets out: seen more, seen less, and what could not be told."""

from dataclasses import dataclass
from functools import cached_property

from apps.quiz.questionnaire.model import NoticingList, Side
from apps.quiz.sitting.sitting import Sitting, Statement


@dataclass(frozen=True)
class NoticingPage:
    """A finished list. Nothing is counted or added up: there is no number here to be had."""

    sitting: Sitting

    @cached_property
    def form(self) -> NoticingList:
        if not isinstance(self.sitting.form, NoticingList):
            raise ValueError(f"{self.sitting.form.slug} is not a list")
        return self.sitting.form

    @property
    def border(self) -> str:
        """The answer from which on a step counts as seen more, in words."""
        return self.form.labels[self.form.lists.seen_from - 1]

    @property
    def more(self) -> list[Statement]:
        return [seen for seen in self._steps if (seen.value or 0) >= self.form.lists.seen_from]

    @property
    def less(self) -> list[Statement]:
        return [seen for seen in self._steps if 0 < (seen.value or 0) < self.form.lists.seen_from]

    @property
    def untold(self) -> list[Statement]:
        """The steps that the person could not tell, or left open."""
        return [seen for seen in self._steps if seen.value is None]

    @property
    def moves(self) -> list[Statement]:
        """The person's own moves that were made at all."""
        never = 1
        return [move for move in self._in_form_order(moves=True) if (move.value or never) > never]

    @property
    def _steps(self) -> list[Statement]:
        return self._in_form_order(moves=False)

    def _in_form_order(self, *, moves: bool) -> list[Statement]:
        """Steps away before steps towards, or the moves, as the form has them."""
        ids = [item.id for item in self.form.items]
        found = [s for s in self.sitting.statements if (s.item.side is Side.MOVE) is moves]
        return sorted(found, key=lambda statement: ids.index(statement.item.id))
