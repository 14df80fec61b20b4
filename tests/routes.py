"""Every route, read from the URL configuration, so that no test can forget one."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cache
from typing import Any

from django.urls import URLPattern, URLResolver, get_resolver, reverse

from apps.common.resubmission import resubmission_of


@dataclass(frozen=True, kw_only=True)
class Route:
    """One URL pattern: where it stands, what it is called, what it needs, who may pass."""

    route: str
    name: str
    view: Callable[..., Any]
    needs: tuple[str, ...]

    @property
    def is_public(self) -> bool:
        """Django's own mark: a view without it requires a sign-in."""
        return getattr(self.view, "login_required", True) is False

    @property
    def is_for_editors(self) -> bool:
        """Whether every other member hears that there is no such page."""
        return hasattr(self.view, "staff_only")

    @property
    def keeps_words(self) -> bool:
        """Whether a refused POST is answered with its own form again."""
        return resubmission_of(self.view) is not None

    @property
    def room(self) -> str:
        """The app that the view lives in: `journal`, `quiz`, …"""
        module = self.view.__module__
        parts = module.split(".")
        return parts[1] if parts[0] == "apps" else parts[0]

    def address(self, **values: object) -> str:
        return reverse(self.name, kwargs=values or None)

    def __str__(self) -> str:
        return self.name or f"/{self.route}"


@cache
def all_routes() -> tuple[Route, ...]:
    return tuple(_walk(get_resolver(), route="", names=()))


def private_routes() -> list[Route]:
    """The routes of members."""
    return [route for route in all_routes() if not route.is_public and not route.is_for_editors]


def editor_routes() -> list[Route]:
    return [route for route in all_routes() if route.is_for_editors]


def public_routes() -> list[Route]:
    return [route for route in all_routes() if route.is_public]


def _walk(resolver: URLResolver, *, route: str, names: tuple[str, ...]) -> Iterator[Route]:
    for pattern in resolver.url_patterns:
        if isinstance(pattern, URLResolver):
            inside = (*names, pattern.namespace) if pattern.namespace else names
            yield from _walk(pattern, route=f"{route}{pattern.pattern}", names=inside)
        elif isinstance(pattern, URLPattern):
            assert pattern.callback is not None
            yield Route(
                route=f"{route}{pattern.pattern}",
                name=":".join([*names, pattern.name]) if pattern.name else "",
                view=pattern.callback,
                needs=tuple(pattern.pattern.converters),
            )
