"""Guided sets: ordered practices with a kept place, each of which may be passed over."""

import tomllib
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from apps.common.fixture_table import FixtureError, Table
from apps.practices.catalogue import FIXTURES, find
from apps.practices.practice import Practice

FILE = FIXTURES / "journeys.toml"


@dataclass(frozen=True, slots=True)
class JourneyStep:
    practice: Practice
    why: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Journey:
    """A set of sittings. One on `paper` is printed; one for a `couple` is for two who feel safe."""

    id: str
    title: str
    minutes: int
    for_whom: str
    opening: str
    finish: str
    couple: bool
    paper: bool
    steps: tuple[JourneyStep, ...]


@cache
def journeys() -> tuple[Journey, ...]:
    """The sets that this release ships; raises FixtureError where one of them is wrong."""
    return read_journeys(FILE)


def journey_called(journey_id: str) -> Journey | None:
    return next((each for each in journeys() if each.id == journey_id), None)


def read_journeys(path: Path) -> tuple[Journey, ...]:
    """Raises FixtureError, which names the file and the key."""
    try:
        table = Table(tomllib.loads(path.read_text(encoding="utf-8")), where=path.name)
    except tomllib.TOMLDecodeError as error:
        raise FixtureError(f"{path.name}: {error}") from error
    found = tuple(_journey(each) for each in table.tables("set"))
    table.finish()
    if len({each.id for each in found}) != len(found):
        raise table.wrong("set", "has an id that is given twice")
    return found


def _journey(table: Table) -> Journey:
    journey = Journey(
        id=table.text("id"),
        title=table.text("title"),
        minutes=table.whole("minutes"),
        for_whom=table.text("for_whom"),
        opening=table.text("opening"),
        finish=table.text("finish"),
        couple=table.flag("couple"),
        paper=table.flag("paper"),
        steps=tuple(_step(each) for each in table.tables("step")),
    )
    table.finish()
    if not journey.steps:
        raise table.wrong("step", "is missing")
    if not journey.couple and any(step.practice.couple for step in journey.steps):
        raise table.wrong("step", "is for two, in a set for one")
    return journey


def _step(table: Table) -> JourneyStep:
    practice = find(table.text("practice"))
    if practice is None:
        raise table.wrong("practice", "is none that there is")
    step = JourneyStep(practice, table.text("why"))
    table.finish()
    return step
