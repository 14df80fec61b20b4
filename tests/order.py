"""The order of the tests, and which of them one process runs.

A file goes whole to one process: what is made once for it is made once. The slow files come first
and the journeys in browsers last, one by one: they are short, so that all processes end together,
and Playwright keeps an event loop in its process in which Django would refuse the database.
"""

from pathlib import Path
from typing import Final

from xdist.scheduler import LoadGroupScheduling

from tests.slow import TESTS, is_slow

JOURNEYS: Final = TESTS / "browser"
LONGEST: Final = ("test_pages.py",)  # a walk over every page takes a minute or two


def place(path: Path) -> int:
    """Which tests come sooner: 0 slow ones, 1 quick ones, 2 the longest journeys, 3 the others."""
    if path.is_relative_to(JOURNEYS):
        return 2 if path.name in LONGEST else 3
    return 0 if is_slow(path) else 1


class FilesWhole(LoadGroupScheduling):  # type: ignore[misc]
    """Hands out whole files, and journeys one by one or by their group (one for each engine)."""

    def _split_scope(self, nodeid: str) -> str:
        """What goes to one process, by the name of a test of it."""
        path, _, _ = nodeid.partition("::")
        is_journey = Path(path).is_relative_to(JOURNEYS.relative_to(TESTS.parent))
        return str(super()._split_scope(nodeid)) if is_journey else path
