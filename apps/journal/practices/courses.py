"""The course that a writer has begun, by the sealed state of their journal."""

from dataclasses import dataclass

from apps.journal.state.content import JournalStateContent
from apps.practices.courses import Course, CourseStep, course_called


@dataclass(frozen=True, slots=True)
class UnderWay:
    """A set that somebody has begun, with the number of steps that lie behind them."""

    course: Course
    behind: int

    @property
    def step(self) -> CourseStep:
        return self.course.steps[self.behind]


def under_way(state: JournalStateContent) -> UnderWay | None:
    """The set whose mark was moved last, if it is neither at its beginning nor at its end."""
    for place in reversed(state.places):
        course = course_called(place.journey)
        if course and 0 < place.step < len(course.steps):
            return UnderWay(course, place.step)
    return None
