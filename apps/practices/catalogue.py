"""The practices under fixtures/practices/, read once."""

from dataclasses import dataclass
from functools import cache, cached_property
from pathlib import Path

from apps.common.content_files.toml_file import ContentError
from apps.practices.loader import read_flags, read_practice
from apps.practices.practice import FamilyName, Practice

FIXTURES = Path(__file__).resolve().parents[2] / "fixtures"
FOLDER = FIXTURES / "practices"
FLAGS = FIXTURES / "gentle-flags.toml"


@dataclass(frozen=True)
class PracticeFamily:
    """The practices of one family."""

    family: FamilyName
    practices: tuple[Practice, ...]


@dataclass(frozen=True)
class PracticeCatalogue:
    """Every practice, by family and then by title."""

    practices: tuple[Practice, ...]

    def find(self, practice_id: str) -> Practice | None:
        return self._by_id.get(practice_id)

    @cached_property
    def _by_id(self) -> dict[str, Practice]:
        return {each.id: each for each in self.practices}

    def shelves(self) -> tuple[PracticeFamily, ...]:
        shelves = (
            PracticeFamily(family, tuple(each for each in self.practices if each.family is family))
            for family in FamilyName
        )
        return tuple(shelf for shelf in shelves if shelf.practices)


@cache
def catalogue() -> PracticeCatalogue:
    """The practices that this release ships."""
    return read_folder(FOLDER, flags=FLAGS)


def read_folder(folder: Path, *, flags: Path) -> PracticeCatalogue:
    """Every practice in `folder`; raises ContentError where one of them is wrong."""
    shared = read_flags(flags)
    practices = [read_practice(path, shared) for path in sorted(folder.glob("*.toml"))]
    unknown = {each.shows for each in practices} - {"", *(each.id for each in practices)}
    if unknown:
        raise ContentError(f"{folder.name}: a practice shows {', '.join(unknown)}, which is none")
    order = list(FamilyName)
    return PracticeCatalogue(
        tuple(sorted(practices, key=lambda each: (order.index(each.family), each.title)))
    )


def find(practice_id: str) -> Practice | None:
    """The practice with this id, or None for an unknown one."""
    return catalogue().find(practice_id)
