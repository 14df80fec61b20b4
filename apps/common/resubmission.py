"""A refused save shows its form again with every word: a view says here how it does that."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Protocol, cast

from django.http import HttpRequest, HttpResponse
from django.urls import ResolverMatch


@dataclass(frozen=True, kw_only=True)
class Obstacle:
    """What the writer must add before the same form can be saved."""

    fresh_token: bool = False
    sign_in: bool = False
    password: bool = False
    problem: str = ""
    retry_after: int = 0  # seconds


class ShowAgain(Protocol):
    """Answers with the same form, every word of the request, and what is needed."""

    def __call__(self, request: HttpRequest, /, *, needs: Obstacle) -> HttpResponse: ...


def keeps_words[View: Callable[..., HttpResponse]](show_again: ShowAgain) -> Callable[[View], View]:
    """Mark a view whose refused POSTs are answered by `show_again` and never by a bare page."""

    def mark(view: View) -> View:
        view.show_again = show_again  # type: ignore[attr-defined]
        return view

    return mark


def shown_again(request: HttpRequest, *, needs: Obstacle) -> HttpResponse | None:
    """The form of the request's own view with all its words, or None where it keeps none.

    Its status stays what htmx swaps in; a busy server adds when to come back.
    """
    match: ResolverMatch | None = request.resolver_match
    show_again = getattr(match.func, "show_again", None) if match else None
    if match is None or show_again is None or request.method != "POST":
        return None
    response = cast(ShowAgain, show_again)(request, needs=needs)
    if needs.retry_after:
        response.headers["Retry-After"] = str(needs.retry_after)
    return response
