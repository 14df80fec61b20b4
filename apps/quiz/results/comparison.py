"""The comparison of several results on one map: a plain value, which its template prints."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.utils.formats import date_format

from apps.quiz.results.map_chart import MapFrame, MapPoint, frame
from apps.quiz.results.page import LineResult, result_page
from apps.quiz.sitting.browser import BrowserSittings
from apps.quiz.sitting.sitting import Sitting

FEWEST_PLACES = 2


@dataclass(frozen=True, slots=True)
class NamedSitting:
    """A finished sitting with its name on the map, and the address of its result."""

    sitting: Sitting
    title: str
    url: str


@dataclass(frozen=True, slots=True)
class ComparedResult:
    """The place of one sitting; ``number`` marks that place on the map and in the table."""

    number: int
    title: str
    url: str
    avoidance: LineResult
    anxiety: LineResult
    lines: tuple[LineResult, LineResult]
    point: MapPoint


@dataclass(frozen=True, slots=True)
class Comparison:
    """The places of several sittings, in the order given; none is called better.

    A comparison is ``possible`` with two places or more.
    """

    places: tuple[ComparedResult, ...]
    possible: bool
    frame: MapFrame


def compared_in_browser(held: BrowserSittings) -> Comparison:
    """The sittings of a browser, in the order in which they were begun."""
    return compared_on_map(
        NamedSitting(each, _titled(each), each.result_url) for each in held.placed
    )


def _titled(sitting: Sitting) -> str:
    on = sitting.finished_on
    day = date_format(on.day, "j F Y") if on else ""
    return ", ".join(filter(None, [sitting.form.title, day]))


def compared_on_map(named: Iterable[NamedSitting]) -> Comparison:
    """Scored sittings in the order given; one without a place on the map is left out."""
    pages = [(each, result_page(each.sitting)) for each in named]
    placed = [(each, page, point) for each, page in pages if (point := page.point)]
    places = tuple(
        ComparedResult(
            number=n,
            title=each.title,
            url=each.url,
            avoidance=page.avoidance,
            anxiety=page.anxiety,
            lines=page.lines,
            point=point,
        )
        for n, (each, page, point) in enumerate(placed, start=1)
    )
    return Comparison(places, possible=len(places) >= FEWEST_PLACES, frame=frame())
