"""What somebody asked for before they had an account: done as they sign in or sign up.

A link to sign-in or sign-up names the page that it leads on to. A room that can do at once what
that page is for says so here, and answers in its place; neither room imports the other.
"""

from collections.abc import Callable
from typing import Any

from django.http import HttpResponse

type Taker = Callable[[Any, str], HttpResponse | None]
_takers: list[Taker] = []


def register(taker: Taker) -> None:
    """Called by a room when it starts, with what looks at a request and the page it leads on to.

    The taker is called once the vault is open. It answers None for anything not its own.
    """
    if taker not in _takers:
        _takers.append(taker)


def answer(request: Any, next_path: str) -> HttpResponse | None:
    """The first answer that a room has for somebody who is on the way to ``next_path``."""
    found = (taker(request, next_path) for taker in _takers) if next_path else iter(())
    return next((response for response in found if response is not None), None)
