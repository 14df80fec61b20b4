"""What one browser carries: a sitting of each form that was begun within the last hours."""

from dataclasses import dataclass

from apps.quiz.questionnaires import Questionnaire, ScoredForm
from apps.quiz.sitting import Sitting


@dataclass(frozen=True, slots=True)
class Satchel:
    """The sittings, one a form, in the order in which they were begun."""

    sittings: tuple[Sitting, ...] = ()

    def of(self, form: Questionnaire) -> Sitting | None:
        return next((sitting for sitting in self.sittings if sitting.form == form), None)

    def holding(self, sitting: Sitting) -> "Satchel":
        """The same satchel with this sitting in the place of an earlier one of its form."""
        if self.of(sitting.form) is None:
            return Satchel((*self.sittings, sitting))
        return Satchel(
            tuple(sitting if held.form == sitting.form else held for held in self.sittings)
        )

    def without(self, sitting: Sitting) -> "Satchel":
        return Satchel(tuple(held for held in self.sittings if not held.is_run_of(sitting)))

    @property
    def placed(self) -> list[Sitting]:
        """The finished sittings that have a place on the map."""
        return [
            sitting
            for sitting in self.sittings
            if isinstance(sitting.form, ScoredForm)
            and sitting.usual is not None
            and sitting.result.has_a_place
        ]
