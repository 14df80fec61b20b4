"""Several finished sittings on one map: how somebody is with one person and with another."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.urls import reverse

from apps.quiz.results.map_chart import MapFrame, MapPoint, frame
from apps.quiz.results.page import LineResult, ResultPage
from apps.quiz.sitting.browser import BrowserSittings
from apps.quiz.sitting.sitting import Sitting

FEWEST = 2


@dataclass(frozen=True, slots=True)
class Named:
    """A finished sitting with what it is called on the map, and where its result stands."""

    sitting: Sitting
    title: str
    url: str


@dataclass(frozen=True, slots=True)
class ComparedResult:
    """One sitting's place; ``number`` marks it on the map and in the table."""

    number: int
    title: str
    url: str
    avoidance: LineResult
    anxiety: LineResult
    point: MapPoint

    @property
    def lines(self) -> tuple[LineResult, LineResult]:
        return self.avoidance, self.anxiety


@dataclass(frozen=True, slots=True)
class Comparison:
    """The places, in the order in which their sittings were begun, without any verdict."""

    places: tuple[ComparedResult, ...]

    @classmethod
    def of(cls, satchel: BrowserSittings) -> "Comparison":
        return cls.among(
            Named(each, each.form.title, reverse("quiz:result", args=[each.form.slug]))
            for each in satchel.placed
        )

    @classmethod
    def among(cls, named: Iterable[Named]) -> "Comparison":
        """Scored sittings in the order given; one without a place on the map is left out."""
        pages = [(each, ResultPage(each.sitting)) for each in named]
        placed = [(each, page, point) for each, page in pages if (point := page.point)]
        return cls(
            tuple(
                ComparedResult(n, each.title, each.url, page.avoidance, page.anxiety, point)
                for n, (each, page, point) in enumerate(placed, start=1)
            )
        )

    @property
    def possible(self) -> bool:
        return len(self.places) >= FEWEST

    @property
    def frame(self) -> MapFrame:
        return frame()
