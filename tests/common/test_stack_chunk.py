"""A request is answered in one chunk of Python's data stack, however deep its loops stand."""

import resource
import threading
from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponse

from apps.accounts.middleware import MemberSessionMiddleware
from apps.common.http.stack_chunk import StackChunkMiddleware, with_own_stack_chunk
from apps.common.middleware import CachingMiddleware

TIMES, INSIDE = 50, 100
DEPTHS = range(300)
CALLS = 700  # of the thousand that Python allows, below those of a test


def deep[R](depth: int, work: Callable[[], R]) -> R:
    return deep(depth - 1, work) if depth else work()


def faults_of_a_loop() -> int:
    """How often the system gave a page of memory to a loop that calls as deep as a page does."""
    before = resource.getrusage(resource.RUSAGE_THREAD).ru_minflt
    for _ in range(TIMES):
        deep(INSIDE, int)
    return resource.getrusage(resource.RUSAGE_THREAD).ru_minflt - before


def at_every_depth(work: Callable[[], int]) -> list[int]:
    """In a thread, which begins with the small chunks that Python makes by itself."""
    found: list[int] = []

    def look() -> None:
        for depth in DEPTHS:
            deep(depth, work)  # what is new the first time is no matter of depth
            found.append(deep(depth, work))

    thread = threading.Thread(target=look)
    thread.start()
    thread.join()
    return found


def answered(work: Callable[[], int]) -> int:
    counted: list[int] = []

    def view(_request: HttpRequest) -> HttpResponse:
        counted.append(work())
        return HttpResponse()

    StackChunkMiddleware(view)(HttpRequest())
    return counted[0]


def test_no_loop_of_a_request_asks_the_system_for_memory_at_any_depth() -> None:
    alone = max(at_every_depth(faults_of_a_loop))
    assert max(at_every_depth(lambda: answered(faults_of_a_loop))) < TIMES <= alone


def test_all_calls_that_python_allows_stand_in_the_chunk() -> None:
    def faults_of_deep_calls() -> int:
        deep(CALLS, int)
        before = resource.getrusage(resource.RUSAGE_THREAD).ru_minflt
        for _ in range(TIMES):
            deep(CALLS, int)
        return resource.getrusage(resource.RUSAGE_THREAD).ru_minflt - before

    assert with_own_stack_chunk(faults_of_deep_calls) < TIMES


def test_a_call_takes_and_returns_what_the_work_does() -> None:
    assert with_own_stack_chunk(sorted, [1, 3, 2], reverse=True) == [3, 2, 1]


def test_all_but_a_kept_page_is_answered_in_it() -> None:
    order = [path.rpartition(".")[2] for path in settings.MIDDLEWARE]
    first = order.index(StackChunkMiddleware.__name__)
    assert order[first - 1] == CachingMiddleware.__name__
    assert order.index(MemberSessionMiddleware.__name__) > first
