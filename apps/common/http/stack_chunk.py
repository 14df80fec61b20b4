"""A chunk of Python's data stack for each request that is not answered by a kept page.

Python keeps the frames of calls in chunks of 16 KiB. A loop that calls across the end of a chunk
asks the system for the next one with every call and gives it back afterwards (`push_chunk` and
`_PyThreadState_PopFrame` in CPython's `Python/pystate.c`), which takes longer than most of what is
called. Where the ends lie depends on how deep the loop stands: on each middleware above it, and on
the server. One large chunk holds all frames of a request, so that none of them is at an end. A body
that is streamed is made after that, in the chunks of the server's thread.
"""

from collections.abc import Callable
from typing import Final

from django.http import HttpRequest, HttpResponse

# A frame of so many words of 8 bytes fits into no chunk that is begun. The chunk that Python makes
# for it has 512 KiB, of which half are left: more than a thousand calls inside each other take.
# Only what is used of it costs memory.
FRAME_WORDS: Final = 32_700


def with_own_stack_chunk[**P, R](work: Callable[P, R], /, *args: P.args, **kwargs: P.kwargs) -> R:
    """What `work` returns; its frames and those of all that it calls stand in one new chunk."""
    return work(*args, **kwargs)


with_own_stack_chunk.__code__ = with_own_stack_chunk.__code__.replace(co_stacksize=FRAME_WORDS)


class StackChunkMiddleware:
    """Answers each request in a chunk of its own: sessions, members, views and templates."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return with_own_stack_chunk(self.get_response, request)
