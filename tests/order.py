"""The order of the tests, and which of them one process runs.

A file goes whole to one process: what is made once for it is made once. The slow files come first.
The journeys in browsers are handed out one by one. One process begins with them, since they wait
for pages while tests keep the processor busy; the others come to them when no other test is left,
so that all processes end together. Playwright keeps an event loop in its process, in which Django
would refuse the database: whoever has begun with journeys runs nothing else.
"""

from collections.abc import Iterable
from pathlib import Path
from typing import Any, Final

from xdist.scheduler import LoadGroupScheduling

from tests.slow import TESTS, is_slow

JOURNEYS: Final = TESTS / "browser"
# A walk over every page or state takes a minute or two: none is begun when the others end.
LONGEST: Final = ("test_pages.py", "test_rooms.py", "test_long_words.py")
# Tests that a process has been given and has not ended: one that runs, and the next one, without
# which it would not begin.
HELD: Final = 2
# They look through the same syntax trees (tests/sources.py), so that one process makes them.
READ_SOURCES: Final = frozenset(
    f"tests/{name}.py"
    for name in (
        *("common/test_page_words", "pages/test_claims", "vault/test_registry"),
        *("test_cut_lists", "test_docstrings", "test_guards", "test_layers"),
    )
)


def place(path: Path) -> int:
    """Which tests come sooner: 0 slow ones, 1 quick ones, 2 the longest journeys, 3 the others."""
    if path.is_relative_to(JOURNEYS):
        return 2 if path.name in LONGEST else 3
    return 0 if is_slow(path) else 1


def is_journey(test: str) -> bool:
    """Whether the test of this name is a journey in a browser."""
    return Path(test.partition("::")[0]).is_relative_to(JOURNEYS.relative_to(TESTS.parent))


class FilesWhole(LoadGroupScheduling):  # type: ignore[misc]
    """Hands out whole files, and journeys one by one or by their group (one for each engine)."""

    def _split_scope(self, nodeid: str) -> str:
        """What goes to one process, by the name of a test of it."""
        path, _, _ = nodeid.partition("::")
        if path in READ_SOURCES:
            return "sources"
        return str(super()._split_scope(nodeid)) if is_journey(nodeid) else path

    def _reschedule(self, node: Any) -> None:
        """Give a process its next piece when it has nothing but what it begins now."""
        if self.workqueue and self._pending_of(self.assigned_work[node]) >= HELD:
            return
        super()._reschedule(node)

    def _assign_work_unit(self, node: Any) -> None:
        chosen = self._next_piece(node)
        if chosen is not None:
            self.workqueue.move_to_end(chosen, last=False)
            super()._assign_work_unit(node)

    def _next_piece(self, node: Any) -> str | None:
        """The next piece of work for a process, or None while there is none that it may run."""
        has_begun = self._has_journeys(node)
        is_for_journeys = has_begun or (len(self.nodes) > 1 and node is self.nodes[0])
        for name, tests in self.workqueue.items():
            if _are_journeys(tests) == is_for_journeys:
                return str(name)
        if has_begun and not all(map(self._has_journeys, self.nodes)):
            return None
        return str(next(iter(self.workqueue)))

    def _has_journeys(self, node: Any) -> bool:
        return any(map(_are_journeys, self.assigned_work[node].values()))


def _are_journeys(tests: Iterable[str]) -> bool:
    return is_journey(next(iter(tests), ""))
