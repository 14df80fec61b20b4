"""Several finished sittings on one map: how somebody is with one person and with another."""

from dataclasses import dataclass

from apps.quiz.result import LineResult, ResultPage
from apps.quiz.result_map import Frame, Point, frame
from apps.quiz.satchel import Satchel

FEWEST = 2


@dataclass(frozen=True, slots=True)
class Place:
    """One sitting's place; ``number`` marks it on the map and in the table."""

    number: int
    slug: str
    title: str
    avoidance: LineResult
    anxiety: LineResult
    point: Point

    @property
    def lines(self) -> tuple[LineResult, LineResult]:
        return self.avoidance, self.anxiety


@dataclass(frozen=True, slots=True)
class Comparison:
    """The places, in the order in which their sittings were begun, without any verdict."""

    places: tuple[Place, ...]

    @classmethod
    def of(cls, satchel: Satchel) -> "Comparison":
        pages = [(page, page.point) for page in map(ResultPage, satchel.placed)]
        return cls(
            tuple(
                Place(n, page.form.slug, page.form.title, page.avoidance, page.anxiety, point)
                for n, (page, point) in enumerate(pages, start=1)
                if point
            )
        )

    @property
    def possible(self) -> bool:
        return len(self.places) >= FEWEST

    @property
    def frame(self) -> Frame:
        return frame()
