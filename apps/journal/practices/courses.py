"""The course that a writer has begun, by the sealed state of their journal."""

from dataclasses import dataclass

from apps.journal.state import JournalStateContent
from apps.practices.journeys import Journey, JourneyStep, journey_called


@dataclass(frozen=True, slots=True)
class UnderWay:
    """A set that somebody has begun, with the number of steps that lie behind them."""

    journey: Journey
    behind: int

    @property
    def step(self) -> JourneyStep:
        return self.journey.steps[self.behind]


def under_way(state: JournalStateContent) -> UnderWay | None:
    """The set whose mark was moved last, if it is neither at its beginning nor at its end."""
    for place in reversed(state.places):
        journey = journey_called(place.journey)
        if journey and 0 < place.step < len(journey.steps):
            return UnderWay(journey, place.step)
    return None
