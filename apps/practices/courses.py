"""Courses: ordered sets of practices, each of which may be passed over."""

from functools import cache
from pathlib import Path
from typing import Final

from apps.common.content_files.toml_file import ContentError, Text, TomlTable, read_toml
from apps.practices.catalogue import FIXTURES, find
from apps.practices.practice import Practice

FILE: Final = FIXTURES / "courses.toml"


class CourseStep(TomlTable, frozen=True, kw_only=True, rename={"practice_id": "practice"}):
    """One practice of a set, and why it stands at this place."""

    practice_id: str
    why: Text

    @property
    def practice(self) -> Practice:
        """The practice itself; `read_courses` has seen that it is there."""
        found = find(self.practice_id)
        if found is None:
            raise ContentError(f"{FILE.name}: practice {self.practice_id!r} is none that there is")
        return found


class Course(TomlTable, frozen=True, kw_only=True, rename={"steps": "step"}):
    """One course. On `paper` it is printed; for a `couple` it is for two who feel safe."""

    id: Text
    title: Text
    minutes: int
    for_whom: Text
    opening: Text
    finish: Text
    couple: bool = False
    paper: bool = False
    steps: tuple[CourseStep, ...] = ()


class CourseFile(TomlTable, frozen=True, rename={"sets": "set"}):
    """The file of the sets."""

    sets: tuple[Course, ...] = ()


@cache
def courses() -> tuple[Course, ...]:
    """The sets that this release ships; raises ContentError where one of them is wrong."""
    return read_courses(FILE)


def course_called(course_id: str) -> Course | None:
    return next((each for each in courses() if each.id == course_id), None)


def read_courses(path: Path) -> tuple[Course, ...]:
    """The sets in a file. Raises ContentError, which names the file, the set and the key."""
    found = read_toml(path, CourseFile).sets
    for course in found:
        _check(course, where=f"{path.name}: set {course.id}")
    if len({each.id for each in found}) != len(found):
        raise ContentError(f"{path.name}: set has an id that is given twice")
    return found


def _check(course: Course, *, where: str) -> None:
    if not course.steps:
        raise ContentError(f"{where}: step is missing")
    for step in course.steps:
        practice = find(step.practice_id)
        if practice is None:
            raise ContentError(f"{where}: practice {step.practice_id!r} is none that there is")
        if practice.couple and not course.couple:
            raise ContentError(f"{where}: practice {practice.id!r} is for two, in a set for one")
