"""Guided sets: ordered practices with a kept place, each of which may be passed over."""

from functools import cache
from pathlib import Path
from typing import Final

from apps.common.content_files.toml_file import ContentError, Text, TomlTable, read_toml
from apps.practices.catalogue import FIXTURES, find
from apps.practices.practice import Practice

FILE: Final = FIXTURES / "journeys.toml"


class JourneyStep(TomlTable, frozen=True, kw_only=True, rename={"practice_id": "practice"}):
    """One practice of a set, and why it stands at this place."""

    practice_id: str
    why: Text

    @property
    def practice(self) -> Practice:
        """The practice itself; `read_journeys` has seen that it is there."""
        found = find(self.practice_id)
        if found is None:
            raise ContentError(f"{FILE.name}: practice {self.practice_id!r} is none that there is")
        return found


class Journey(TomlTable, frozen=True, kw_only=True, rename={"steps": "step"}):
    """A set of sittings. One on `paper` is printed; one for a `couple` is for two who feel safe."""

    id: Text
    title: Text
    minutes: int
    for_whom: Text
    opening: Text
    finish: Text
    couple: bool = False
    paper: bool = False
    steps: tuple[JourneyStep, ...] = ()


class JourneyFile(TomlTable, frozen=True, rename={"sets": "set"}):
    """The file of the sets."""

    sets: tuple[Journey, ...] = ()


@cache
def journeys() -> tuple[Journey, ...]:
    """The sets that this release ships; raises ContentError where one of them is wrong."""
    return read_journeys(FILE)


def journey_called(journey_id: str) -> Journey | None:
    return next((each for each in journeys() if each.id == journey_id), None)


def read_journeys(path: Path) -> tuple[Journey, ...]:
    """The sets in a file. Raises ContentError, which names the file, the set and the key."""
    found = read_toml(path, JourneyFile).sets
    for journey in found:
        _check(journey, where=f"{path.name}: set {journey.id}")
    if len({each.id for each in found}) != len(found):
        raise ContentError(f"{path.name}: set has an id that is given twice")
    return found


def _check(journey: Journey, *, where: str) -> None:
    if not journey.steps:
        raise ContentError(f"{where}: step is missing")
    for step in journey.steps:
        practice = find(step.practice_id)
        if practice is None:
            raise ContentError(f"{where}: practice {step.practice_id!r} is none that there is")
        if practice.couple and not journey.couple:
            raise ContentError(f"{where}: practice {practice.id!r} is for two, in a set for one")
