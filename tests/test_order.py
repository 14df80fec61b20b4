"""Which process is given which tests."""

from collections import OrderedDict
from collections.abc import Iterator
from typing import Any

from tests.order import FilesWhole, is_journey

SLOW, QUICK = "tests/test_access.py", "tests/test_docs.py"
WALK, MENU = "tests/browser/test_pages.py::test_a", "tests/browser/test_menu.py::test_b"
ENGINE = "tests/browser/engines/test_journal.py::test_c[WebKit]@WebKit"


class Process:
    """What the scheduler knows of one, which ends whatever it is given at once."""

    def __init__(self) -> None:
        self.shutting_down = False
        self.given: list[str] = []

    def send_runtest_some(self, _places: list[int]) -> None:
        """The names are in the scheduler."""

    def shutdown(self) -> None:
        self.shutting_down = True


def handed_out(tests: list[str], processes: int) -> Iterator[list[str]]:
    """What each process is given, where all of them are equally quick."""
    scheduler: Any = FilesWhole.__new__(FilesWhole)
    scheduler.log = lambda *_words: None
    scheduler.workqueue = OrderedDict()
    for test in tests:
        scheduler.workqueue.setdefault(scheduler._split_scope(test), {})[test] = False
    nodes = [Process() for _ in range(processes)]
    scheduler.assigned_work = {node: {} for node in nodes}
    scheduler.registered_collections = dict.fromkeys(nodes, tests)
    for _round in tests:
        for node in nodes:
            scheduler._reschedule(node)
        for node in nodes:
            pieces = scheduler.assigned_work[node]
            waiting = [
                (piece, test)
                for piece in pieces
                for test in pieces[piece]
                if not pieces[piece][test]
            ]
            for piece, test in waiting[:1]:
                pieces[piece][test] = True
                node.given.append(test)
    assert not scheduler.workqueue
    yield from (node.given for node in nodes)


def test_one_process_begins_with_journeys_and_the_others_end_with_them() -> None:
    slow = [f"{SLOW}::test_{number}" for number in range(3)]
    quick = [f"tests/test_{number}.py::test_it" for number in range(4)]
    journeys = [f"tests/browser/test_menu.py::test_{number}" for number in range(12)]
    first, *others = handed_out([*slow, *quick, WALK, ENGINE, *journeys], 3)
    assert first[:2] == [WALK, ENGINE]
    assert all(map(is_journey, first))
    assert slow in [[test for test in each if test in slow] for each in others]
    assert sorted([*first, *others[0], *others[1]]) == sorted(
        [*slow, *quick, WALK, ENGINE, *journeys]
    )
    for each in others:
        kinds = [is_journey(test) for test in each]
        assert kinds == sorted(kinds), "a test after a journey would be refused its database"
        assert set(kinds) == {True, False}


def test_a_process_that_has_run_out_of_journeys_waits_for_the_others_to_end() -> None:
    quick = [f"tests/test_{number}.py::test_it" for number in range(6)]
    first, *others = handed_out([*quick, MENU], 3)
    assert first == [MENU]
    assert sorted([*others[0], *others[1]]) == quick


def test_without_journeys_every_process_takes_tests_and_one_alone_takes_all() -> None:
    quick = [f"tests/test_{number}.py::test_it" for number in range(4)]
    assert all(handed_out(quick, 2))
    assert list(handed_out([*quick, MENU], 1)) == [[*quick, MENU]]
